"""Conventions of every command: exit codes, streams, colour, and what start-up may load."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points, version
from typing import Any

import pytest
import typer
from typer.testing import Result

from ultraserver_cli import main as cli
from ultraserver_cli.console import console

Run = Callable[..., Result]


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words that lead to each command, through groups of commands."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path
        return
    for name, child in inner.items():
        yield from leaves(child, (*path, name))


COMMANDS = list(leaves(typer.main.get_command(cli.app)))


def process(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own, with this environment and a PATH."""
    return subprocess.run(
        [sys.executable, "-m", "ultraserver_cli", *args],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "200", **environment},
        check=False,
    )


def test_help_lists_every_command(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(f"  {path[0]} " in result.stdout for path in COMMANDS)
    assert {"validate", "models", "hardware", "sdk"} <= {path[0] for path in COMMANDS}


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_offers_json(run: Run, path: tuple[str, ...]) -> None:
    assert "--json" in run(*path, "--help").stdout


def test_version_is_the_distributions(run: Run) -> None:
    assert run("--version").stdout == f"ultraserver {version('ultraserver-cdk')}\n"


def test_entry_point_is_main() -> None:
    (entry,) = entry_points(group="console_scripts", name="ultraserver")
    assert entry.load() is cli.main


@pytest.mark.parametrize(
    "args", [["no-such-command"], ["hardware", "--no-such-option"], ["validate"]]
)
def test_fails_with_2_on_wrong_usage(run: Run, args: list[str]) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_process_ends_with_2_on_wrong_input() -> None:
    done = process("hardware", "nothing")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_json_is_the_only_thing_on_stdout() -> None:
    done = process("hardware", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["schema"] == "ultraserver.hardware/v1"
    assert done.stderr == ""


def test_no_escape_codes_off_a_terminal() -> None:
    assert "\x1b" not in process("hardware").stdout


def test_colour_is_possible_and_no_color_takes_it_away() -> None:
    wanted = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    assert "\x1b[" in process("hardware", **wanted).stdout
    assert "\x1b" not in process("hardware", **wanted, NO_COLOR="1").stdout
    assert "\x1b" not in process("--no-color", "hardware", **wanted).stdout


def test_global_flags_may_stand_after_the_command() -> None:
    done = process("hardware", "--no-color", "--quiet", FORCE_COLOR="1", TERM="xterm-256color")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout


def test_flags_after_a_double_dash_are_left_alone() -> None:
    args = ["deploy", "--quiet", "--", "--no-color"]
    assert cli._flags_first(args) == ["--quiet", "deploy", "--", "--no-color"]


def test_quiet_keeps_data_and_errors(capsys: pytest.CaptureFixture[str]) -> None:
    console.configure(quiet=True, no_color=False)
    console.say("talk")
    console.out("data")
    console.configure(quiet=False, no_color=False)
    console.say("more talk")
    assert capsys.readouterr() == ("data\n", "more talk\n")


def test_a_table_is_not_cut_off_a_terminal() -> None:
    done = process("models", COLUMNS="")
    assert "…" not in done.stdout
    assert "meta-llama/Llama-3.1-405B-Instruct" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_names_the_commands(shell: str) -> None:
    done = process(
        _ULTRASERVER_COMPLETE=f"complete_{shell}",
        COMP_WORDS="ultraserver ",
        COMP_CWORD="1",
        _TYPER_COMPLETE_ARGS="ultraserver ",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
    )
    assert all(path[0] in done.stdout for path in COMMANDS)


def test_start_up_loads_nothing_heavy() -> None:
    heavy = ("aws_cdk", "jsii", "constructs", "boto3", "botocore", "moto", "yaml", "rich")
    code = (
        "import sys, ultraserver_cli.main\n"
        f"loaded = [name for name in {heavy!r} if name in sys.modules]\n"
        "plan = [name for name in sys.modules if name.startswith('ultraserver_plan.')]\n"
        "print(loaded, plan)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[] ['ultraserver_plan.errors']\n"
