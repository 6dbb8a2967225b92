"""validate: faults are data, success is talk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]

FLEET = """\
apiVersion: ultraserver/v1
kind: Fleet
name: rufus
target: {region: us-east-2, zone: us-east-2a}
hardware: {type: trn2-ultraserver}
capacity: {ultraServers: 1, capacityBlocks: [cr-0123456789abcdef0]}
model: {id: openai/gpt-oss-120b, weights: s3://bucket/model}
serving: {engine: vllm-neuron, sdk: 2.32.0}
"""


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    path = tmp_path / "fleet.yaml"
    path.write_text(FLEET)
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    path.write_text(
        FLEET.replace("name: rufus", "fullName: rufus").replace("kind: Fleet", "kind: Fleat")
    )
    return path


def test_a_valid_file_is_a_line_of_talk(run: Run, fleet: Path) -> None:
    result = run("validate", str(fleet))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{fleet}: valid, fleet rufus\n"


def test_quiet_says_nothing_about_a_valid_file(run: Run, fleet: Path) -> None:
    result = run("--quiet", "validate", str(fleet))
    assert (result.exit_code, result.output) == (0, "")


def test_fails_with_every_fault_its_place_and_its_fix(run: Run, broken: Path) -> None:
    result = run("validate", str(broken))
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    places = [line for line in lines if line.startswith(f"{broken}:")]
    assert len(places) >= 2
    assert any(line.startswith(f"{broken}:2:") for line in places)
    assert any(line.startswith(f"{broken}:3:") for line in places)
    assert sum(line.startswith("  fix: ") for line in lines) == len(places)


def test_fails_on_one_bad_file_among_good_ones(run: Run, fleet: Path, broken: Path) -> None:
    result = run("validate", str(fleet), str(broken))
    assert result.exit_code == 2
    assert f"{fleet}: valid" in result.stderr
    assert str(broken) in result.stdout


def test_fails_on_a_missing_file_as_on_a_fault(run: Run, fleet: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"
    result = run("validate", str(missing), str(fleet))
    assert result.exit_code == 2
    assert result.stdout.startswith(f"{missing}: cannot be read: no such file")
    assert f"{fleet}: valid" in result.stderr


def test_json_has_a_verdict_per_file(run: Run, fleet: Path, broken: Path) -> None:
    result = run("validate", str(fleet), str(broken), "--json")
    assert (result.exit_code, result.stderr) == (2, "")
    document = json.loads(result.stdout)
    assert (document["schema"], document["valid"]) == ("ultraserver.validate/v1", False)
    good, bad = document["files"]
    assert (good["valid"], good["file"], good["name"]) == (True, str(fleet), "rufus")
    assert good["faults"] == []
    assert (bad["valid"], bad["name"]) == (False, None)
    assert all(set(fault) == {"where", "what", "fix"} for fault in bad["faults"])


def test_json_of_valid_files_ends_with_0(run: Run, fleet: Path) -> None:
    result = run("validate", str(fleet), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["valid"] is True


def test_what_the_plan_refuses_is_a_fault_too(run: Run, tmp_path: Path) -> None:
    fleet = tmp_path / "fleet.yaml"
    text = (Path(__file__).parents[2] / "examples" / "local.yaml").read_text()
    fleet.write_text(text.replace("maxModelLen: 1024", "maxModelLen: 9999999"))
    result = run("validate", str(fleet))
    assert result.exit_code == 2
    assert "131,072 positions" in result.stdout


def test_values_to_be_filled_in_are_named(run: Run) -> None:
    rufus = Path(__file__).parents[2] / "examples" / "rufus-gpt-oss-120b-trn3.yaml"
    result = run("validate", str(rufus))
    assert result.exit_code == 0
    assert "hardware.instanceType still says replace-me" in result.stderr
