"""Every example, deployed and destroyed by the real CDK CLI on the embedded AWS."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.yaml"))
DEMO = (sys.executable, "-m", "ultraserver_cli", "local", "demo")


def demo(name: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DEMO, f"examples/{name}.yaml", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_deploys_whole_and_leaves_nothing(name: str) -> None:
    result = demo(name, "--json")
    assert result.returncode == 0, result.stderr
    report: dict[str, Any] = json.loads(result.stdout)
    assert [stack.rsplit("-", 1)[1] for stack in report["stacks"]] == [
        "capacity",
        "inference",
        "network",
    ]
    hosts = sum(len(domain["hosts"]) for domain in report["domains"])
    assert hosts == sum(domain["takeTasks"] for domain in report["domains"])
    assert "nothing of the fleet is left" in result.stderr


def test_ultraservers_are_two_domains_of_36_hosts() -> None:
    report = json.loads(demo("rufus-gpt-oss-120b-trn3", "--json").stdout)
    assert [(d["kind"], len(d["hosts"])) for d in report["domains"]] == [("ultraserver", 36)] * 2


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_killed_demo_leaves_no_process(signal_number: int) -> None:
    marker = f"killed-{signal_number}-{os.getpid()}"
    with subprocess.Popen(
        [*DEMO, "examples/local.yaml"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "ULTRASERVER_TEST": marker},
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "cdk deploy" in line:
                break
        assert wait_for(lambda: len(processes(marker)) > 1), "the CDK CLI did not start"
        process.send_signal(signal_number)
        process.wait(timeout=30)
    assert process.returncode != 0
    assert wait_for(lambda: not processes(marker)), processes(marker)


def wait_for(condition: Any, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return bool(condition())


def processes(marker: str) -> list[str]:
    """Return the commands of all processes that inherited the marker."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if marker.encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return [command for command in found if command]
