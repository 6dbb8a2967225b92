"""``ultraserver plan``: what a fleet file becomes, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ultraserver_cli.console import console
from ultraserver_cli.options import Json


def plan(
    fleet: Annotated[Path, typer.Argument(metavar="FLEET", help="Fleet file.")],
    json: Json = False,
) -> None:
    """Show the units that a fleet file becomes."""
    from ultraserver_cli.fleet_plan import SCHEMA, plan_payload, print_plan
    from ultraserver_stacks.fleet_input import read_fleet_input

    found = read_fleet_input(fleet)
    if json:
        console.emit(SCHEMA, plan_payload(found.spec, found.plan))
    else:
        print_plan(found.spec, found.plan)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(plan)
