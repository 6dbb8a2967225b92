"""Write the reference pages from the code: ``make docs``. A test keeps them current.

hardware.md     the catalogue, with the source of each row
cli.md          each command's help
fleet-file.md   the fields, after the hand-written start
../schemas/fleet.schema.json
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.testing import CliRunner

from ultraserver_cli.main import app
from ultraserver_plan.hardware import ROWS, HardwareRow
from ultraserver_plan.neuron_sdk import RELEASES
from ultraserver_plan.spec.reference import MARKER, markdown_reference
from ultraserver_plan.spec.schema import rendered

DOCS = Path(__file__).parent
NOTE = "<!-- written by `make docs`; change the code, not this page -->"


def pages() -> dict[Path, str]:
    """Return every page's text by its path."""
    fleet_file = DOCS / "fleet-file.md"
    start = fleet_file.read_text().split(MARKER)[0]
    return {
        DOCS / "hardware.md": "\n".join(_hardware()) + "\n",
        DOCS / "cli.md": "\n".join(_commands()) + "\n",
        fleet_file: f"{start}{MARKER}\n\n{markdown_reference()}",
        DOCS.parent / "schemas" / "fleet.schema.json": rendered(),
    }


def _hardware() -> Iterator[str]:
    yield f"{NOTE}\n\n# Hardware\n"
    yield "What a fleet file's `hardware.type` may name, and rows for comparison. Each number is"
    yield "written once, in `plan/ultraserver_plan/hardware`, with its source; a dash is unknown.\n"
    heads = ("row", "chips", "memory GiB", "TB/s", "groups of hosts", "EC2 type", "EFA", "state")
    yield f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|"
    for row in ROWS:
        yield f"| {' | '.join(_cells(row))} |"
    yield "\n## Sources\n"
    for row in ROWS:
        host, chip = row.host.source, row.host.chip.source
        yield f"- `{row.name}`: {row.source}. Host: {host}. Chip: {chip}."
    yield "\n## Neuron SDK releases\n"
    for release in RELEASES:
        packages = ", ".join(f"{p.name} {p.version}" for p in release.host_packages)
        yield f"- {release.version}: {packages}"


def _cells(row: HardwareRow) -> Iterator[str]:
    efa = row.host.efa
    yield f"`{row.name}`"
    yield f"{row.hosts} x {row.host.chips} {row.host.chip.title}"
    yield f"{row.hbm_gib:,.9g}"
    yield f"{row.hbm_tb_s:,.9g}"
    yield ", ".join(str(size) for size in row.group_sizes)
    yield row.host.instance_type or "-"
    yield "none" if efa is None else str(efa.network_cards or "-")
    yield row.status if row.deployable else f"{row.status}, comparison only"


def _commands() -> Iterator[str]:
    yield f"{NOTE}\n\n# The command line\n"
    yield "Data goes to stdout, talk to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage or"
    yield "input."
    yield "Every command takes `--json`; `--quiet` and `--no-color` stand anywhere.\n"
    for path in _leaves(typer.main.get_command(app)):
        help_text = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "100"}).stdout
        usage = help_text.replace("Usage: root", "Usage: ultraserver")
        yield f"## `ultraserver {' '.join(path)}`\n\n```text\n{usage.strip()}\n```\n"


def _leaves(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path
        return
    for name, child in inner.items():
        yield from _leaves(child, (*path, name))


def main() -> int:
    """Write the pages that changed."""
    for path, text in pages().items():
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            sys.stderr.write(f"wrote {path.relative_to(DOCS.parent)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
