"""The CDK CLI as a child, with a script in its place."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

import pytest

from ultraserver_cli.cdk import (
    CdkFailedError,
    cdk_environment,
    cdk_executable,
    require_app,
    run_cdk,
    watch_cdk,
)
from ultraserver_plan.errors import UltraServerError


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A folder with an app; ``install`` puts a script in place of its CDK CLI."""
    (tmp_path / "cdk.json").write_text("{}")
    return tmp_path


def install(app: Path, script: str) -> None:
    cdk = app / "node_modules" / ".bin" / "cdk"
    cdk.parent.mkdir(parents=True)
    cdk.write_text(f"#!/bin/sh\n{script}\n")
    cdk.chmod(0o755)


def watch(app: Path, *arguments: str) -> list[str]:
    lines: list[str] = []
    watch_cdk(
        arguments,
        folder=app,
        environment=cdk_environment({**os.environ, "WORD": "given"}),
        log=app / "log",
        each_line=lines.append,
    )
    return lines


def test_pinned_cli_of_the_app_is_taken(app: Path) -> None:
    install(app, "true")
    assert cdk_executable(app) == app / "node_modules" / ".bin" / "cdk"


def test_fails_without_a_cli(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(app))
    monkeypatch.setattr("sys.executable", str(app / "python"))
    with pytest.raises(UltraServerError, match=r"npm install aws-cdk@2\.1148\.1"):
        cdk_executable(app)


def test_fails_outside_an_app(tmp_path: Path) -> None:
    with pytest.raises(UltraServerError, match=re.escape(f"{tmp_path}: there is no cdk.json")):
        require_app(tmp_path)


def test_environment_finds_our_node_first_and_sends_no_telemetry() -> None:
    environment = cdk_environment({"MORE": "1", "PATH": "/theirs"})
    own = str(Path(sys.executable).parent)
    assert environment["PATH"].split(os.pathsep) == [own, "/theirs"]
    assert environment["CDK_DISABLE_CLI_TELEMETRY"] == "true"
    assert environment["MORE"] == "1"


def test_words_and_lines_pass_through(app: Path) -> None:
    install(app, 'echo "$@"; echo "$WORD" >&2')
    assert watch(app, "deploy", "--all") == ["deploy --all", "given"]
    assert (app / "log").read_text() == "deploy --all\ngiven\n"


def test_fails_with_the_end_of_what_cdk_said(app: Path) -> None:
    install(app, "seq 100; exit 3")
    with pytest.raises(CdkFailedError, match="cdk deploy ended with exit code 3") as raised:
        watch(app, "deploy")
    assert raised.value.tail == tuple(str(n) for n in range(61, 101))


def test_exit_code_is_passed_on(app: Path) -> None:
    install(app, "exit 4")
    environment = cdk_environment()
    assert run_cdk(["diff"], folder=app, environment=environment, talk_only=False) == 4


def test_grandchildren_are_ended_with_the_cli(app: Path) -> None:
    install(app, f"sleep 300 & echo $! > {app}/pid; echo started; wait")

    def stop(line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch_cdk(
            ["deploy"], folder=app, environment=cdk_environment(), log=app / "log", each_line=stop
        )
    pid = int((app / "pid").read_text())
    for _ in range(100):  # a killed process is there until its new parent has noticed
        if not alive(pid):
            break
        time.sleep(0.02)
    assert not alive(pid)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
