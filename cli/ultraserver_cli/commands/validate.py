"""``ultraserver validate``: every fault of a fleet file, offline."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from ultraserver_cli.console import console, fault_text
from ultraserver_cli.options import Json
from ultraserver_plan.errors import Fault, FaultsError, UltraServerError

SCHEMA = "ultraserver.validate/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found in one file. ``name`` is the fleet's, None where the file is not valid."""

    file: str
    name: str | None
    faults: tuple[Fault, ...]
    placeholders: tuple[str, ...] = ()
    """Fields that still hold ``replace-me``: right in form, and to be filled in before a launch."""


def validate(
    fleets: Annotated[list[Path], typer.Argument(metavar="FLEET...", help="Fleet files.")],
    json: Json = False,
) -> None:
    """Check fleet files offline."""
    verdicts = [_check(path) for path in fleets]
    if json:
        console.emit(SCHEMA, _payload(verdicts))
    else:
        for verdict in verdicts:
            _print(verdict)
    if any(verdict.faults for verdict in verdicts):
        raise typer.Exit(2)


def _check(path: Path) -> Verdict:
    """Read one file; an unreadable one is a fault like any other."""
    from ultraserver_plan.spec import placeholders
    from ultraserver_stacks.fleet_input import read_fleet_input

    try:
        spec = read_fleet_input(path).spec
    except FaultsError as error:
        return Verdict(file=str(path), name=None, faults=error.faults)
    except UltraServerError as error:
        fault = Fault(where=error.where, what=error.what, fix=error.fix)
        return Verdict(file=str(path), name=None, faults=(fault,))
    return Verdict(file=str(path), name=spec.name, faults=(), placeholders=placeholders(spec))


def _print(verdict: Verdict) -> None:
    """Print faults as data, and success as talk."""
    for fault in verdict.faults:
        console.out(fault_text(fault))
    if not verdict.faults:
        console.say(f"{verdict.file}: valid, fleet {verdict.name}")
    for field in verdict.placeholders:
        console.say(f"{verdict.file}: {field} still says replace-me; fill it in before you deploy")


def _payload(verdicts: list[Verdict]) -> dict[str, object]:
    """Return the JSON document's content."""
    return {
        "valid": not any(verdict.faults for verdict in verdicts),
        "files": [{"valid": not verdict.faults, **asdict(verdict)} for verdict in verdicts],
    }


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(validate)
