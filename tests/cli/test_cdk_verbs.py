"""synth, diff, deploy, destroy: what the CDK CLI is given, with a script in its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

RUFUS = str(Path(__file__).parents[2] / "examples" / "rufus-gpt-oss-120b-trn3.yaml")

Run = Callable[..., Result]


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app in the current folder, whose CDK CLI writes its words here and ends with 3 or 0."""
    (tmp_path / "cdk.json").write_text("{}")
    cdk = tmp_path / "node_modules" / ".bin" / "cdk"
    cdk.parent.mkdir(parents=True)
    cdk.write_text('#!/bin/sh\necho "$@" > words\ncase "$*" in *--fail*) exit 3;; esac\n')
    cdk.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "words"


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("synth", "synth --quiet --no-notices"),
        ("diff", "diff --no-notices"),
        ("deploy", "deploy --all --no-notices"),
        ("destroy", "destroy --all --no-notices"),
    ],
)
def test_verb_gives_cdk_the_fleet_and_further_options(
    run: Run, words: Path, verb: str, expected: str
) -> None:
    assert run(verb, RUFUS, "--profile", "mine").exit_code == 0
    assert words.read_text() == f"{expected} -c fleet={RUFUS} --profile mine\n"


def test_failure_of_cdk_ends_with_1(run: Run, words: Path) -> None:
    assert run("diff", RUFUS, "--fail").exit_code == 1


def test_json_says_how_cdk_ended(run: Run, words: Path) -> None:
    result = run("diff", RUFUS, "--json", "--fail")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "schema": "ultraserver.cdk/v1",
        "verb": "diff",
        "fleet": "rufus",
        "done": False,
        "cdkExitCode": 3,
    }


def test_broken_fleet_file_never_reaches_cdk(run: Run, words: Path, tmp_path: Path) -> None:
    broken = tmp_path / "fleet.yaml"
    broken.write_text("kind: Fleet\n")
    assert run("deploy", str(broken), "--yes").exit_code == 2
    assert not words.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--profile", "prod", RUFUS), "put the CDK CLI's options after the fleet file"),
        ((RUFUS, "-c", "fleet=other.yaml"), "fleet=other.yaml names a second fleet"),
    ],
)
def test_another_fleet_never_reaches_cdk(
    run: Run, words: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = run("destroy", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not words.exists()


def test_values_to_be_filled_in_are_named_before_cdk_runs(run: Run, words: Path) -> None:
    assert "hardware.instanceType still says replace-me" in run("synth", RUFUS).stderr


def test_fails_outside_an_app(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("deploy", RUFUS)
    assert result.exit_code == 2
    assert "there is no cdk.json in this folder" in result.stderr
