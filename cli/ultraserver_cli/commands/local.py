"""``ultraserver local``: a fleet on this machine, on an AWS inside the process."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ultraserver_cli.console import console
from ultraserver_cli.options import Json

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="A fleet on this machine.")


@app.callback()
def _group() -> None:
    """Keep ``demo`` a command of its own, though it is the only one."""


@app.command()
def demo(
    fleet: Annotated[Path, typer.Argument(metavar="FLEET", help="Fleet file.")],
    json: Json = False,
) -> None:
    """Plan, deploy, look at and destroy a fleet on an embedded AWS."""
    from ultraserver_cli.cdk import CdkFailedError
    from ultraserver_cli.demo.failure import DemoFailedError
    from ultraserver_cli.demo.report import SCHEMA, report_payload
    from ultraserver_cli.demo.run import run_demo

    try:
        report = run_demo(fleet, app=Path.cwd(), show=not json)
    except CdkFailedError as error:
        for line in error.tail:
            console.complain(line)
        console.complain(f"failed: {error}")
        raise typer.Exit(1) from error
    except DemoFailedError as error:
        console.complain(f"failed: {error}")
        raise typer.Exit(1) from error
    if json:
        console.emit(SCHEMA, report_payload(report))


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="local")
