from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ultraserver_plan.fleet import plan_fleet
from ultraserver_plan.fleet_capacity import capacity_source
from ultraserver_plan.models import model
from ultraserver_plan.spec import Capacity, FleetSpec, read_fleet

EXAMPLES = Path(__file__).parents[2] / "examples"


def example(name: str) -> FleetSpec:
    path = EXAMPLES / f"{name}.yaml"
    return read_fleet(path.read_text(), file=path.name)


def groups(spec: FleetSpec) -> list[tuple[str, int, str]]:
    plan = plan_fleet(spec, model(spec.model.id))
    return [
        (group.name, group.hosts, group.market_type) for group in capacity_source(spec, plan).groups
    ]


def test_each_block_brings_a_whole_ultraserver() -> None:
    assert groups(example("rufus-gpt-oss-120b-trn3")) == [
        ("cr-0a1b2c3d4e5f60718", 36, "capacity-block"),
        ("cr-08f7e6d5c4b3a2910", 36, "capacity-block"),
    ]


def test_scheduled_block_keeps_its_times() -> None:
    spec = example("llama-405b-trn2")
    source = capacity_source(spec, plan_fleet(spec, model(spec.model.id)))
    assert all(group.starts and group.drains for group in source.groups)


@pytest.mark.parametrize(
    ("capacity", "expected"),
    [
        (
            Capacity(kind="reservations", hosts=8, reservations=("cr-00000001", "cr-00000002")),
            [("cr-00000001", 4, "on-demand"), ("cr-00000002", 4, "on-demand")],
        ),
        (
            Capacity(kind="reservations", hosts=8, reservations=("cr-1", "cr-2", "cr-3")),
            [("cr-1", 3, "on-demand"), ("cr-2", 3, "on-demand"), ("cr-3", 2, "on-demand")],
        ),
        (Capacity(kind="on-demand", hosts=8), [("OnDemand", 8, "on-demand")]),
        (Capacity(kind="spot", hosts=8), [("Spot", 8, "spot")]),
        (
            Capacity(kind="resource-group", hosts=8, resource_group_arn="arn:aws:x"),
            [("Group", 8, "capacity-block")],
        ),
    ],
)
def test_other_capacity_becomes_groups_of_all_hosts(
    capacity: Capacity, expected: list[tuple[str, int, str]]
) -> None:
    assert groups(replace(example("ai-factory-eusc"), capacity=capacity)) == expected
