"""The ``ultraserver`` command: global options, the list of commands, and the way errors end.

Exit codes: 0 done, 1 failed, 2 wrong usage or input.
"""

from __future__ import annotations

import signal
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ultraserver_cli.console import console
from ultraserver_plan.errors import UltraServerError

COMMANDS = (
    "validate",
    "plan",
    "cdk_verbs",
    "local",
    "models",
    "hardware",
    "sdk",
)
"""Modules of ``ultraserver_cli.commands``, in the order of the help text."""

_GLOBAL_FLAGS = ("--quiet", "--no-color")


class Group(TyperGroup):
    """Turns an UltraServerError of any command into stderr text and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that ``ctx`` names."""
        try:
            return super().invoke(ctx)
        except UltraServerError as error:
            console.report(error)
            raise typer.Exit(2) from error


# Plain help: rich's costs more start-up than all the rest of the command.
app = typer.Typer(
    cls=Group,
    name="ultraserver",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    """Print the version and end, when ``--version`` is given."""
    if wanted:
        from importlib.metadata import version

        console.out(f"ultraserver {version('ultraserver-cdk')}")
        raise typer.Exit


@app.callback()
def _global_options(
    quiet: Annotated[bool, typer.Option("--quiet", help="Only data and errors.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour; as NO_COLOR.")] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version."
        ),
    ] = False,
) -> None:
    """Plan, deploy and run inference fleets on AWS UltraServers."""
    console.configure(quiet=quiet, no_color=no_color)


for _name in COMMANDS:
    import_module(f"ultraserver_cli.commands.{_name}").register(app)


def main() -> None:
    """Run the command line. ``--quiet`` and ``--no-color`` may stand anywhere before ``--``."""
    # As Ctrl-C does: what was started is stopped on the way out.
    signal.signal(signal.SIGTERM, _end)
    app(args=_flags_first(sys.argv[1:]), prog_name="ultraserver")


def _end(number: int, frame: object) -> None:
    """End with the exit code that a shell gives for the signal."""
    raise SystemExit(128 + number)


def _flags_first(args: list[str]) -> list[str]:
    """Return ``args`` with the global flags moved to the front, where the group reads them."""
    end = args.index("--") if "--" in args else len(args)
    mine, rest = args[:end], args[end:]
    flags = [arg for arg in mine if arg in _GLOBAL_FLAGS]
    return flags + [arg for arg in mine if arg not in _GLOBAL_FLAGS] + rest
