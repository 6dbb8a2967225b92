"""``ultraserver synth|diff|deploy|destroy``: the CDK CLI with the fleet's context."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ultraserver_cli.console import console
from ultraserver_cli.options import Json

SCHEMA = "ultraserver.cdk/v1"
FLEET = Annotated[Path, typer.Argument(metavar="FLEET", help="Fleet file.")]
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def synth(context: typer.Context, fleet: FLEET, json: Json = False) -> None:
    """Write the fleet's CloudFormation templates to cdk.out."""
    _run(["synth", "--quiet"], fleet, context.args, json=json)


def diff(context: typer.Context, fleet: FLEET, json: Json = False) -> None:
    """Compare the fleet's templates with what is deployed."""
    _run(["diff"], fleet, context.args, json=json)


def deploy(context: typer.Context, fleet: FLEET, json: Json = False) -> None:
    """Deploy the fleet. CDK asks before it widens permissions."""
    _run(["deploy", "--all"], fleet, context.args, json=json)


def destroy(context: typer.Context, fleet: FLEET, json: Json = False) -> None:
    """Destroy the fleet. CDK asks first."""
    _run(["destroy", "--all"], fleet, context.args, json=json)


def _run(command: list[str], fleet: Path, more: list[str], *, json: bool) -> None:
    """Check the fleet file, then run the CDK CLI here; options we do not know are CDK's."""
    from ultraserver_cli.cdk import cdk_environment, require_app, run_cdk
    from ultraserver_stacks.fleet_input import read_fleet_input

    folder = Path.cwd()
    require_app(folder)
    found = read_fleet_input(fleet)
    code = run_cdk(
        [*command, "--no-notices", "-c", f"fleet={fleet}", *more],
        folder=folder,
        environment=cdk_environment(),
        # With --json stdout is ours: what CDK says there is talk.
        talk_only=json,
    )
    if json:
        console.emit(
            SCHEMA,
            {"verb": command[0], "fleet": found.spec.name, "done": code == 0, "cdkExitCode": code},
        )
    raise typer.Exit(1 if code else 0)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for verb in (synth, diff, deploy, destroy):
        app.command(context_settings=PASS_ON)(verb)
