"""plan: what a fleet file becomes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

EXAMPLES = Path(__file__).parents[2] / "examples"
RUFUS = str(EXAMPLES / "rufus-gpt-oss-120b-trn3.yaml")

Run = Callable[..., Result]


def test_plan_tells_hosts_units_and_why(run: Run) -> None:
    result = run("plan", RUFUS)
    assert result.exit_code == 0
    assert "2 x 36 hosts, 288 chips, 41,472 GiB of device memory in us-east-2a" in result.stdout
    assert "4 spare hosts" in result.stdout
    assert "tp 8 x dp 8 x ep 64" in result.stdout
    assert "given in the fleet file" in result.stdout


def test_plan_of_a_file_without_roles_gives_the_reason_for_its_size(
    run: Run, tmp_path: Path
) -> None:
    fleet = tmp_path / "fleet.yaml"
    fleet.write_text(
        "apiVersion: ultraserver/v1\nkind: Fleet\nname: small\n"
        "target: {region: us-east-2, zone: us-east-2a}\nhardware: {type: trn2-ultraserver}\n"
        "capacity: {capacityBlocks: [cr-0123456789abcdef0]}\n"
        "model: {id: meta-llama/Llama-3.3-70B-Instruct}\n"
        "serving: {engine: vllm-neuron, sdk: 2.32.0}\n"
    )
    result = run("plan", str(fleet))
    assert result.exit_code == 0, result.stderr
    assert "smallest group of hosts that holds 131 GiB of weights" in result.stdout


def test_json_is_the_whole_plan(run_json: Callable[..., dict[str, Any]]) -> None:
    document = run_json("plan", RUFUS)
    assert document["schema"] == "ultraserver.plan/v1"
    assert document["hosts"] == {"all": 72, "used": 68, "spare": 4}
    assert [(role["role"], role["units"]) for role in document["roles"]] == [
        ("prefill", 36),
        ("decode", 8),
    ]
    leader, follower = document["roles"][1]["ranks"]
    assert (leader["kind"], follower["kind"]) == ("leader", "follower")


def test_model_outside_the_catalogue_is_read_beside_the_fleet_file(
    run: Run, tmp_path: Path
) -> None:
    text = (EXAMPLES / "local.yaml").read_text()
    old = "id: meta-llama/Llama-3.2-1B-Instruct"
    assert old in text
    (tmp_path / "fleet.yaml").write_text(text.replace(old, "id: me/mine\n  config: my.json"))
    missing = run("plan", str(tmp_path / "fleet.yaml"))
    assert missing.exit_code == 2
    assert f"{tmp_path / 'my.json'}: cannot be read" in missing.stderr

    (tmp_path / "my.json").write_text('{"model_type": "mamba"}')
    unsupported = run("plan", str(tmp_path / "fleet.yaml"))
    assert unsupported.exit_code == 2
    assert "mamba" in unsupported.stderr


@pytest.mark.parametrize("content", ["", "{", "apiVersion: ultraserver/v1\n"])
def test_fails_on_a_broken_file_with_its_place(run: Run, tmp_path: Path, content: str) -> None:
    fleet = tmp_path / "fleet.yaml"
    fleet.write_text(content)
    result = run("plan", str(fleet))
    assert result.exit_code == 2
    assert f"{fleet}:1:" in result.stderr
    assert "fix: " in result.stderr
