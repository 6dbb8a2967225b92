"""What is measured, from the project's root with its own environment."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.measure import Case
from ultraserver_plan.errors import UltraServerError

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "examples" / "library" / "app.py"
FLEET = ROOT / "examples" / "rufus-gpt-oss-120b-trn3.yaml"


def cases(output: Path) -> tuple[Case, ...]:
    """Return our commands and the peers that do part of the same job.

    What they synthesise goes into ``output``.
    """
    ours = _program("ultraserver", Path(sys.executable).parent)
    cdk = _program("cdk", ROOT / "node_modules" / ".bin")
    return (
        Case(name="ultraserver --help", argv=(ours, "--help")),
        Case(name="ultraserver validate FLEET", argv=(ours, "validate", str(FLEET))),
        Case(name="ultraserver plan FLEET", argv=(ours, "plan", str(FLEET))),
        Case(name="ultraserver hardware --json", argv=(ours, "hardware", "--json")),
        Case(
            name="ultraserver synth FLEET",
            argv=(ours, "synth", str(FLEET), "--output", f"{output}/fleet"),
        ),
        Case(name="cdk --version", argv=(cdk, "--version"), peer=True),
        Case(
            name='python -c "import aws_cdk"',
            argv=(sys.executable, "-c", "import aws_cdk"),
            peer=True,
        ),
        # The same constructs in a plain CDK app: no fleet file, no gates but CDK's own.
        Case(
            name="cdk synth, plain app",
            argv=(
                *(cdk, "synth", "--quiet", "--no-notices"),
                *("--app", f"{sys.executable} {LIBRARY}", "--output", f"{output}/library"),
            ),
            peer=True,
        ),
    )


def _program(name: str, folder: Path) -> str:
    """Return the path of ``name``, the project's own before the machine's."""
    found = shutil.which(name, path=str(folder)) or shutil.which(name)
    if found is None:
        raise UltraServerError(f"{name} is not installed", where="benchmarks", fix="run make setup")
    return found
