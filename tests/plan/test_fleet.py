from __future__ import annotations

from dataclasses import replace

import pytest

from ultraserver_plan.desired_state import RolloutPolicy, desired_state
from ultraserver_plan.errors import FaultsError, UltraServerError
from ultraserver_plan.fleet import plan_fleet
from ultraserver_plan.models import ModelFacts, model
from ultraserver_plan.spec.types import (
    Capacity,
    CapacityBlock,
    FleetSpec,
    Hardware,
    Model,
    Placement,
    RoleSpec,
    Serving,
    Target,
)

IMAGE = "123456789012.dkr.ecr.us-east-2.amazonaws.com/engine:1"


def fleet(**changes: object) -> FleetSpec:
    base = FleetSpec(
        name="shop",
        target=Target(region="ap-south-2", zone="ap-south-2a"),
        hardware=Hardware(type="trn2-ultraserver"),
        capacity=Capacity(
            kind="capacity-blocks",
            blocks=(CapacityBlock(id="cr-00000001"), CapacityBlock(id="cr-00000002")),
        ),
        model=Model(id="meta-llama/Llama-3.1-8B-Instruct"),
        serving=Serving(engine="vllm-neuron", sdk="2.32.0"),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def small() -> ModelFacts:
    return model("meta-llama/Llama-3.1-8B-Instruct")


@pytest.fixture(scope="module")
def large() -> ModelFacts:
    return model("deepseek-ai/DeepSeek-V3")


def test_small_model_takes_one_host_and_fills_the_capacity(small: ModelFacts) -> None:
    plan = plan_fleet(fleet(), small)
    (role,) = plan.roles
    assert (role.role, role.units, role.hosts_per_unit) == ("serve", 8, 1)
    # 32 attention heads: the host's 64 cores are two replicas.
    assert (role.axes.tp, role.axes.dp) == (32, 2)
    assert plan.spare_hosts == 0
    assert "smallest group of hosts that holds 15 GiB" in role.reason


def test_large_model_takes_the_smallest_group_that_holds_its_weights(large: ModelFacts) -> None:
    hardware = Hardware(type="trn3-gen2", instance_type="x.y", efa_interfaces=4)
    (role,) = plan_fleet(fleet(hardware=hardware), large).roles
    # 671 B parameters in FP8 are 625 GiB; two hosts leave 576 GiB to weights, three 864.
    assert role.hosts_per_unit == 4
    assert len(role.ranks) == 2


def test_spare_hosts_are_left_free(small: ModelFacts) -> None:
    plan = plan_fleet(fleet(placement=Placement(spare_hosts=2)), small)
    assert (plan.roles[0].units, plan.spare_hosts) == (6, 2)


def test_given_roles_are_taken(small: ModelFacts) -> None:
    roles = (
        ("prefill", RoleSpec(units=2, hosts_per_unit=1, tp=32)),
        ("decode", RoleSpec(units=1, hosts_per_unit=4, tp=32, dp=8)),
    )
    plan = plan_fleet(
        fleet(serving=Serving(engine="vllm-neuron", sdk="2.32.0", roles=roles)), small
    )
    assert [(role.role, role.hosts) for role in plan.roles] == [("prefill", 2), ("decode", 4)]
    assert plan.hosts_used == 6


def test_fails_when_the_units_need_more_hosts_than_there_are(small: ModelFacts) -> None:
    roles = (("serve", RoleSpec(units=9, hosts_per_unit=1)),)
    with pytest.raises(UltraServerError, match="the units take 9 hosts and the capacity has 8"):
        plan_fleet(fleet(serving=Serving(engine="vllm-neuron", sdk="2.32.0", roles=roles)), small)


def serving(**role: int) -> Serving:
    return Serving(engine="vllm-neuron", sdk="2.32.0", roles=(("serve", RoleSpec(**role)),))


def test_fails_when_spare_hosts_leave_no_room_for_a_unit(small: ModelFacts) -> None:
    with pytest.raises(UltraServerError, match="of which 40 are to be spare; ask for fewer"):
        plan_fleet(fleet(placement=Placement(spare_hosts=40)), small)


def test_each_replica_needs_room_for_its_weights(large: ModelFacts) -> None:
    hardware = Hardware(type="trn3-gen2", instance_type="x.y", efa_interfaces=4)
    with pytest.raises(UltraServerError, match="choose hardware with more memory"):
        plan_fleet(fleet(hardware=hardware, serving=serving(dp=8)), large)
    spread = plan_fleet(fleet(hardware=hardware, serving=serving(dp=8, ep=64)), large)
    assert spread.roles[0].hosts_per_unit == 4


def test_fails_with_everything_that_the_model_cannot_do(small: ModelFacts) -> None:
    roles = (("serve", RoleSpec(hosts_per_unit=1, tp=64, ep=64)),)
    impossible = Serving(engine="vllm-neuron", sdk="2.32.0", max_model_len=10**7, roles=roles)
    with pytest.raises(FaultsError) as raised:
        plan_fleet(fleet(serving=impossible), small)
    assert [fault.what for fault in raised.value.faults] == [
        "10,000,000 tokens, and meta-llama/Llama-3.1-8B-Instruct has 131,072 positions",
        "ep is 64, and meta-llama/Llama-3.1-8B-Instruct has no experts",
        "tp 64 does not divide the 32 attention heads",
    ]


def test_fails_when_no_documented_group_holds_the_model(large: ModelFacts) -> None:
    hardware = Hardware(type="trn2-3xlarge")
    with pytest.raises(UltraServerError, match="choose hardware with more memory"):
        plan_fleet(fleet(hardware=hardware, capacity=Capacity(kind="on-demand", hosts=1)), large)


def test_fails_without_an_image(small: ModelFacts) -> None:
    with pytest.raises(UltraServerError, match="no container image is known"):
        plan_fleet(fleet(serving=Serving(engine="vllm-cpu")), small)


def test_image_is_the_sdk_locks_unless_given(small: ModelFacts) -> None:
    (role,) = plan_fleet(fleet(), small).roles
    assert "sdk2.32.0" in role.image
    given = fleet(serving=Serving(engine="vllm-neuron", sdk="2.32.0", image=IMAGE))
    assert plan_fleet(given, small).roles[0].image == IMAGE


def test_weights_come_from_their_path_or_the_staged_copy(small: ModelFacts) -> None:
    def served(weights: str | None) -> str:
        spec = fleet(model=Model(id="meta-llama/Llama-3.1-8B-Instruct", weights=weights))
        return plan_fleet(spec, small).roles[0].ranks[0].command[0]

    assert "vllm serve /data/m " in served("/data/m")
    assert "vllm serve /opt/ultraserver/models/meta-llama/Llama-3.1-8B-Instruct " in served(
        "s3://b/m"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"model": Model(id="meta-llama/Llama-3.1-8B-Instruct", revision="abc")},
        {"serving": Serving(engine="vllm-neuron", sdk="2.32.0", image=IMAGE)},
        {"serving": Serving(engine="vllm-neuron", sdk="2.32.0", max_model_len=4096)},
        {"hardware": Hardware(type="trn2-ultraserver", lnc=1)},
    ],
)
def test_revision_changes_with_what_a_unit_runs(
    change: dict[str, object], small: ModelFacts
) -> None:
    assert plan_fleet(fleet(**change), small).revision != plan_fleet(fleet(), small).revision


def test_revision_ignores_how_many_units_there_are(small: ModelFacts) -> None:
    fewer = fleet(placement=Placement(spare_hosts=1))
    assert plan_fleet(fewer, small).revision == plan_fleet(fleet(), small).revision


def test_desired_state_says_all_that_control_needs(small: ModelFacts) -> None:
    plan = plan_fleet(fleet(), small)
    document = desired_state(
        plan,
        policy=RolloutPolicy.of(fleet()),
        cluster_arn="arn:c",
        units_table="t",
        task_definitions={"serve": {"leader": "arn:l"}},
    )
    assert document["roles"] == [
        {"role": "serve", "units": 8, "hostsPerUnit": 1, "taskDefinitions": {"leader": "arn:l"}}
    ]
    assert document["revision"] == plan.revision
    assert document["recovery"] == {"restarts": 3, "within_s": 3600}
