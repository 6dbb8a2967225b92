from __future__ import annotations

import json
import shlex
from dataclasses import replace

import pytest

from ultraserver_plan.errors import UltraServerError
from ultraserver_plan.serving import Axes, EngineShape, RankCommand, rank_commands

ONE_HOST = EngineShape(
    engine="vllm-neuron",
    role="serve",
    model="/models/m",
    axes=Axes(tp=16),
    hosts=1,
    devices_per_host=16,
    max_model_len=16384,
)
FOUR_HOSTS = replace(ONE_HOST, axes=Axes(tp=8, dp=8), hosts=4)


def words(rank: RankCommand) -> list[str]:
    (script,) = rank.command
    return shlex.split(script)


def option(rank: RankCommand, name: str) -> str:
    found = words(rank)
    return found[found.index(name) + 1]


def test_one_host_needs_no_followers() -> None:
    (leader,) = rank_commands(ONE_HOST)
    assert words(leader) == [
        *("exec", "vllm", "serve", "/models/m", "--tensor-parallel-size", "16"),
        *("--max-model-len", "16384", "--port", "8000"),
    ]
    assert (leader.port, leader.health_path) == (8000, "/health")


def test_follower_serves_no_requests() -> None:
    leader, follower = rank_commands(FOUR_HOSTS)
    assert "--headless" in words(follower)
    assert "--headless" not in words(leader)
    assert follower.port is None


def test_ranks_of_several_hosts_meet_at_the_leader() -> None:
    for rank in rank_commands(FOUR_HOSTS):
        assert option(rank, "--nnodes") == "4"
        assert option(rank, "--node-rank") == "${ULTRASERVER_RANK:?}"
        assert option(rank, "--master-addr") == "${ULTRASERVER_LEADER_ADDRESS:?}"
        assert option(rank, "--data-parallel-address") == "${ULTRASERVER_LEADER_ADDRESS:?}"


def test_plugin_is_told_devices_and_never_runtime_cores() -> None:
    (leader,) = rank_commands(ONE_HOST)
    environment = dict(leader.environment)
    assert environment["NEURON_VISIBLE_DEVICES"] == "0-15"
    assert "NEURON_RT_VISIBLE_CORES" not in environment


@pytest.mark.parametrize(
    ("role", "port", "side_channel", "kv_role"),
    [("prefill", 8100, "5559", "kv_producer"), ("decode", 8200, "5659", "kv_consumer")],
)
def test_disaggregated_roles_have_the_documented_ports(
    role: str, port: int, side_channel: str, kv_role: str
) -> None:
    shape = replace(ONE_HOST, role=role, sliding_window=True)
    (leader,) = rank_commands(shape)
    transfer = json.loads(option(leader, "--kv-transfer-config"))
    environment = dict(leader.environment)
    assert leader.port == port
    assert transfer["kv_role"] == kv_role
    assert transfer["kv_connector"] == "NeuronNixlConnector"
    assert transfer["kv_connector_extra_config"] == {"backends": ["LIBFABRIC"]}
    assert environment["VLLM_NIXL_SIDE_CHANNEL_PORT"] == side_channel
    assert environment["VLLM_NIXL_SIDE_CHANNEL_HOST"] == "0.0.0.0"
    assert environment["FI_EFA_ENABLE_SHM_TRANSFER"] == "0"


def test_model_without_sliding_window_takes_the_plain_connector() -> None:
    (leader,) = rank_commands(replace(ONE_HOST, role="decode"))
    transfer = json.loads(option(leader, "--kv-transfer-config"))
    assert transfer["kv_connector"] == "NixlConnector"


def test_nxdi_gets_context_and_data_parallel_degrees_in_one_engine() -> None:
    axes = Axes(tp=16, cp=4, dp=2)
    (leader,) = rank_commands(replace(ONE_HOST, engine="nxdi", axes=axes))
    config = json.loads(option(leader, "--additional-config"))["override_neuron_config"]
    assert config == {"tp_degree": 16, "cp_degree": 4, "attention_dp_degree": 2}
    assert "--data-parallel-size" not in words(leader)


@pytest.mark.parametrize("engine", ["vllm-cuda", "vllm-cpu"])
def test_other_engines_get_no_neuron_settings(engine: str) -> None:
    (leader,) = rank_commands(replace(ONE_HOST, engine=engine))
    assert not any(name.startswith(("NEURON", "FI_")) for name, _ in leader.environment)


def test_hostile_model_path_stays_one_word() -> None:
    (leader,) = rank_commands(replace(ONE_HOST, model="/m; rm -rf $HOME"))
    assert words(leader)[3] == "/m; rm -rf $HOME"


def test_fails_on_the_reference_engine() -> None:
    with pytest.raises(UltraServerError, match="no command line yet; use vllm-cpu"):
        rank_commands(replace(ONE_HOST, engine="reference"))


def test_axes_multiply_to_devices_and_experts_reuse_them() -> None:
    assert Axes(tp=8, cp=2, dp=4, ep=32).devices == 64
