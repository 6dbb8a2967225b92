"""The CDK CLI as a child process: found, given our Node, its words passed on, never left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ultraserver_plan.errors import UltraServerError

STDERR = 2
"""File descriptor of our stderr, as a child inherits it."""

GRACE_S = 10
"""Time that an interrupted CDK CLI has to end by itself."""

TAIL_LINES = 40
"""Lines of its output that are shown when it fails."""


def cdk_executable(folder: Path) -> Path:
    """Return the CDK CLI: the pinned one of ``folder``, or the first on PATH.

    Raises UltraServerError when there is none.
    """
    pinned = folder / "node_modules" / ".bin" / "cdk"
    found = str(pinned) if pinned.exists() else shutil.which("cdk", path=_path(os.environ))
    if found is None:
        raise UltraServerError(
            "the CDK CLI is not installed",
            where="cdk",
            fix="run `make setup` here, or `npm install aws-cdk@2.1148.1`"
            " (never `latest`, which was a broken 3.0.0)",
        )
    return Path(found)


def cdk_environment(base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a CDK CLI: ``base`` (this process's), our Node and Python first."""
    environment = dict(os.environ if base is None else base)
    return {
        **environment,
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        # It would advise `latest`, which was a broken 3.0.0.
        "CDK_DISABLE_VERSION_CHECK": "true",
        "PATH": _path(environment),
    }


def _path(environment: Mapping[str, str]) -> str:
    own = str(Path(sys.executable).parent)
    return os.pathsep.join([own, environment.get("PATH", os.defpath)])


def require_app(folder: Path) -> None:
    """Raise UltraServerError unless ``folder`` holds a CDK app."""
    if not (folder / "cdk.json").is_file():
        raise UltraServerError(
            "there is no cdk.json in this folder",
            where=str(folder),
            fix="change to the folder of your CDK app, or to a checkout of this project",
        )


def run_cdk(
    arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str], talk_only: bool
) -> int:
    """Run the CDK CLI on this terminal and return its exit code.

    With ``talk_only`` its stdout goes to our stderr.
    """
    command = [str(cdk_executable(folder)), *arguments]
    output = STDERR if talk_only else None
    # It stays in our process group, so that Ctrl-C and its own prompts reach it.
    with _child(command, folder=folder, env=dict(environment), stdout=output) as child:
        return child.wait()


def watch_cdk(
    arguments: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    log: Path,
    each_line: Callable[[str], None],
) -> None:
    """Run the CDK CLI with its output in ``log``, and each line given to ``each_line`` too.

    Raises UltraServerError with the end of its output when it fails.
    """
    command = [str(cdk_executable(folder)), *arguments]
    tail: list[str] = []
    with (
        log.open("w", encoding="utf-8") as file,
        _child(
            command,
            folder=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as child,
    ):
        for line in child.stdout or ():
            file.write(line)
            tail = [*tail[1 - TAIL_LINES :], line.rstrip()]
            each_line(line.rstrip())
        code = child.wait()
    if code != 0:
        raise CdkFailedError(arguments[0], code=code, log=log, tail=tail)


class CdkFailedError(Exception):
    """The CDK CLI ended with an error; ``tail`` is the end of what it said."""

    def __init__(self, verb: str, *, code: int, log: Path, tail: Sequence[str]) -> None:
        super().__init__(f"cdk {verb} ended with exit code {code}; its output is in {log}")
        self.tail = tuple(tail)


@contextmanager
def _child(
    command: Sequence[str], *, folder: Path, **options: Any
) -> Iterator[subprocess.Popen[str]]:
    """Start a child and leave nothing of it behind, whatever happens here."""
    child = subprocess.Popen(command, cwd=folder, text=True, errors="replace", **options)
    try:
        yield child
    finally:
        if options.get("start_new_session"):
            _end_group(child)
        else:
            _end(child)
        if child.stdout is not None:
            child.stdout.close()


def _end(child: subprocess.Popen[str]) -> None:
    """Interrupt the child, then kill it if it does not end."""
    for number in (signal.SIGINT, signal.SIGKILL):
        if child.poll() is not None:
            return
        child.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=GRACE_S)


def _end_group(child: subprocess.Popen[str]) -> None:
    """End the child, and whatever it started that outlives it."""
    _end(child)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
