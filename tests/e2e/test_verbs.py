"""The CDK verbs of the command line, on the embedded AWS, without a terminal to confirm on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ultraserver_cli.cdk import cdk_environment, cdk_executable
from ultraserver_local import EmbeddedAws

ROOT = Path(__file__).parents[2]
FLEET = "examples/local.yaml"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws(region="us-east-2") as aws:
        yield aws


@pytest.fixture
def ultraserver(aws: EmbeddedAws, tmp_path: Path) -> Run:
    def run(verb: str, *options: str) -> subprocess.CompletedProcess[str]:
        output = ("--output", str(tmp_path / "cdk.out"))
        return subprocess.run(
            [sys.executable, "-m", "ultraserver_cli", verb, FLEET, *output, *options],
            cwd=ROOT,
            env=aws.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    target, output = f"aws://{aws.account}/{aws.region}", str(tmp_path / "bootstrap")
    options = ("--no-notices", "-c", f"fleet={FLEET}", "--output", output)
    subprocess.run(
        [cdk_executable(ROOT), "bootstrap", target, *options],
        cwd=ROOT,
        env=cdk_environment(aws.environment()),
        capture_output=True,
        check=True,
    )
    return run


def test_nothing_is_made_or_destroyed_without_consent(aws: EmbeddedAws, ultraserver: Run) -> None:
    before = aws.inventory()

    assert ultraserver("deploy").returncode == 1
    assert aws.inventory() == before

    assert ultraserver("deploy", "--yes").returncode == 0
    deployed = aws.inventory()
    assert len(deployed["AWS::EC2::Instance"]) == 5

    assert ultraserver("diff", "--fail").returncode == 0
    assert ultraserver("destroy").returncode == 1
    assert aws.inventory() == deployed

    assert ultraserver("destroy", "--yes").returncode == 0
    assert aws.inventory() == before
