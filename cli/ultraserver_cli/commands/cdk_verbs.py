"""``ultraserver synth|diff|deploy|destroy``: the CDK CLI with the fleet's context."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ultraserver_cli.console import console
from ultraserver_cli.options import Json
from ultraserver_plan.errors import UltraServerError

SCHEMA = "ultraserver.cdk/v1"
FLEET = Annotated[Path, typer.Argument(metavar="FLEET", help="Fleet file.")]
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def synth(context: typer.Context, fleet: FLEET, json: Json = False) -> None:
    """Write the fleet's CloudFormation templates. Further options go to the CDK CLI."""
    _run(["synth", "--quiet"], fleet, context.args, json=json)


def diff(context: typer.Context, fleet: FLEET, json: Json = False) -> None:
    """Compare the fleet with what is deployed. Further options go to the CDK CLI."""
    _run(["diff"], fleet, context.args, json=json)


def deploy(context: typer.Context, fleet: FLEET, json: Json = False) -> None:
    """Deploy the fleet; CDK asks first (--yes: it does not). Further options go to the CDK CLI."""
    _run(["deploy", "--all"], fleet, context.args, json=json)


def destroy(context: typer.Context, fleet: FLEET, json: Json = False) -> None:
    """Destroy the fleet; CDK asks first (--yes: it does not). Further options go to the CDK CLI."""
    _run(["destroy", "--all"], fleet, context.args, json=json)


def _run(command: list[str], fleet: Path, more: list[str], *, json: bool) -> None:
    """Check the fleet file, then run the CDK CLI here; options we do not know are CDK's."""
    from ultraserver_cli.cdk import cdk_environment, require_app, run_cdk
    from ultraserver_plan.spec import placeholders
    from ultraserver_stacks.fleet_input import read_fleet_input

    _check_words(fleet, more)
    folder = Path.cwd()
    require_app(folder)
    found = read_fleet_input(fleet)
    for field in placeholders(found.spec):
        console.say(f"{fleet}: {field} still says replace-me; AWS will not know it")
    colour = ["--no-color"] if console.no_color else []
    code = run_cdk(
        [*command, "--no-notices", *colour, "-c", f"fleet={fleet}", *more],
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


def _check_words(fleet: Path, more: list[str]) -> None:
    """Refuse words that would make CDK take another fleet than the one that was checked."""
    if str(fleet).startswith("-"):
        raise UltraServerError(
            f"{fleet} is an option, not a fleet file",
            where="FLEET",
            fix="put the CDK CLI's options after the fleet file",
        )
    if other := [word for word in more if word.startswith("fleet=")]:
        raise UltraServerError(
            f"{other[0]} names a second fleet", where="-c", fix="name the fleet file once, first"
        )


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for verb in (synth, diff, deploy, destroy):
        app.command(context_settings=PASS_ON)(verb)
