"""The six examples exist, are valid, and say what their comments say."""

from __future__ import annotations

from pathlib import Path

import pytest

from ultraserver_plan.hardware import row
from ultraserver_plan.spec import FleetSpec, placeholders, read_fleet

EXAMPLES = Path(__file__).parents[3] / "examples"
NAMES = (
    "rufus-gpt-oss-120b-trn3",
    "llama-405b-trn2",
    "mixed-nvidia-gb200",
    "ai-factory-eusc",
    "outposts-edge",
    "local",
)


def example(name: str) -> FleetSpec:
    path = EXAMPLES / f"{name}.yaml"
    return read_fleet(path.read_text(), file=path.name)


@pytest.mark.parametrize("name", NAMES)
def test_example_is_valid_and_its_hardware_deployable(name: str) -> None:
    assert row(example(name).hardware.type).deployable


def test_rufus_leaves_two_hosts_of_each_ultraserver_spare() -> None:
    spec = example("rufus-gpt-oss-120b-trn3")
    hosts = row(spec.hardware.type).hosts * (spec.capacity.ultra_servers or 0)
    used = sum((role.units or 0) * (role.hosts_per_unit or 0) for _, role in spec.serving.roles)
    assert (hosts, used, spec.placement.spare_hosts) == (72, 68, 4)


def test_rufus_names_no_launchable_instance_type() -> None:
    assert placeholders(example("rufus-gpt-oss-120b-trn3")) == ("hardware.instanceType",)


def test_single_hosts_are_not_placed_by_ultraserver() -> None:
    spec = example("local")
    assert (spec.placement.require, spec.placement.spread) == ("zone", "none")


def test_block_may_be_an_id_alone_or_with_its_times() -> None:
    (bare, _) = example("rufus-gpt-oss-120b-trn3").capacity.blocks
    (timed, _) = example("llama-405b-trn2").capacity.blocks
    assert (bare.id, bare.end) == ("cr-0a1b2c3d4e5f60718", None)
    assert timed.end == "2026-12-15T11:30:00Z"


def test_kind_of_capacity_follows_from_its_key() -> None:
    kinds = {name: example(name).capacity.kind for name in NAMES}
    assert kinds["rufus-gpt-oss-120b-trn3"] == "capacity-blocks"
    assert kinds["ai-factory-eusc"] == "reservations"
    assert kinds["local"] == "on-demand"
