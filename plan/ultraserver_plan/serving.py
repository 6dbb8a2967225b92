"""What every rank of a role runs: argv, environment, port.

One engine process per host. The values that a unit's start decides (rank, leader address) are
shell expansions of the variables in ``unit_env``, since a task definition is written long before.
Flags: vLLM 0.24 with the Neuron plugin (AWS Neuron 2.32 documentation, vllm-neuron: tutorials
"gpt-oss" and "Disaggregated inference", read 2026-08-21); NxD Inference user guide for 2.31.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Literal

from ultraserver_plan import unit_env
from ultraserver_plan.errors import UltraServerError
from ultraserver_plan.spec.types import EngineName, RoleName

RankKind = Literal["leader", "follower"]

PORTS: dict[RoleName, int] = {"serve": 8000, "prefill": 8100, "decode": 8200}
SIDE_CHANNEL_PORTS: dict[RoleName, int] = {"prefill": 5559, "decode": 5659}
_RENDEZVOUS_PORT = 29500

MODEL_ROOT = "/opt/ultraserver/models"
"""Where hosts keep staged weights; containers see it read-only under the same path."""

NO_IMAGE = "ultraserver.local/process"
"""Image of a fleet on one machine, where tasks are processes: nothing pulls it."""

NEURON_ENGINES: tuple[EngineName, ...] = ("vllm-neuron", "nxdi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """Parallel axes of one unit; their product is the unit's devices."""

    tp: int
    cp: int = 1
    dp: int = 1
    ep: int | None = None
    """Expert parallelism reuses the devices of tp and dp; it is not a factor of its own."""

    @property
    def devices(self) -> int:
        """Logical cores (or GPUs) that the axes take."""
        return self.tp * self.cp * self.dp


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineShape:
    """All that the command line of one role depends on."""

    engine: EngineName
    role: RoleName
    model: str
    axes: Axes
    hosts: int
    devices_per_host: int
    max_model_len: int | None = None
    port: int | None = None
    sliding_window: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RankCommand:
    """What one kind of rank runs. ``port`` is None where the rank answers no requests."""

    kind: RankKind
    command: tuple[str, ...]
    """Arguments of ``entry_point``."""
    entry_point: tuple[str, ...] = ("sh", "-c")
    """The image's own entry point runs its arguments under a parent that forwards no signal; the
    shell replaces itself instead (``exec``)."""
    environment: tuple[tuple[str, str], ...] = ()
    port: int | None = None
    health_path: str | None = None


def rank_commands(shape: EngineShape) -> tuple[RankCommand, ...]:
    """Return the leader's command and, in a unit of several hosts, the followers'.

    Raises UltraServerError for the reference engine, which has no command line yet.
    """
    if shape.engine == "reference":
        raise UltraServerError(
            "the reference engine has no command line yet",
            where="serving.engine",
            fix="use vllm-cpu",
        )
    leader = _rank(shape, "leader")
    return (leader,) if shape.hosts == 1 else (leader, _rank(shape, "follower"))


def _rank(shape: EngineShape, kind: RankKind) -> RankCommand:
    port = shape.port or PORTS[shape.role]
    leads = kind == "leader"
    return RankCommand(
        kind=kind,
        command=(f"exec {_command_line(shape, kind, port)}",),
        environment=tuple(sorted(_environment(shape).items())),
        port=port if leads else None,
        health_path="/health" if leads else None,
    )


def _command_line(shape: EngineShape, kind: RankKind, port: int) -> str:
    words = ["vllm", "serve", shape.model, "--tensor-parallel-size", str(shape.axes.tp)]
    if shape.axes.dp > 1 and shape.engine != "nxdi":
        words += ["--data-parallel-size", str(shape.axes.dp)]
    if shape.axes.ep is not None:
        words += ["--enable-expert-parallel"]
    if shape.max_model_len is not None:
        words += ["--max-model-len", str(shape.max_model_len)]
    words += _disaggregation(shape) + _neuron_config(shape)
    words += ["--port", str(port)] if kind == "leader" else ["--headless"]
    line = shlex.join(words)
    return line if shape.hosts == 1 else f"{line} {_across_hosts(shape)}"


def _across_hosts(shape: EngineShape) -> str:
    """Words that join one engine over several hosts; an unset variable stops the shell."""
    leader = f'"${{{unit_env.LEADER_ADDRESS}:?}}"'
    rank = f'"${{{unit_env.RANK}:?}}"'
    line = (
        f"--nnodes {shape.hosts} --node-rank {rank}"
        f" --master-addr {leader} --master-port {_RENDEZVOUS_PORT}"
    )
    return line if shape.axes.dp == 1 else f"{line} --data-parallel-address {leader}"


def _disaggregation(shape: EngineShape) -> list[str]:
    if shape.role == "serve" or shape.engine != "vllm-neuron":
        return []
    # The hybrid connector is the one that knows sliding-window layers.
    connector = "NeuronNixlConnector" if shape.sliding_window else "NixlConnector"
    config = {
        "kv_connector": connector,
        "kv_role": "kv_producer" if shape.role == "prefill" else "kv_consumer",
        "kv_buffer_device": "cuda",
        "kv_connector_extra_config": {"backends": ["LIBFABRIC"]},
    }
    return ["--kv-transfer-config", json.dumps(config)]


def _neuron_config(shape: EngineShape) -> list[str]:
    if shape.engine != "nxdi":
        return []
    config = {
        "tp_degree": shape.axes.tp,
        "cp_degree": shape.axes.cp,
        "attention_dp_degree": shape.axes.dp,
    }
    return ["--additional-config", json.dumps({"override_neuron_config": config})]


def _environment(shape: EngineShape) -> dict[str, str]:
    environment = {"HF_HUB_OFFLINE": "1"}
    if shape.engine == "vllm-neuron":
        # The plugin refuses NEURON_RT_VISIBLE_CORES.
        environment["NEURON_VISIBLE_DEVICES"] = f"0-{shape.devices_per_host - 1}"
        environment["VLLM_ENGINE_READY_TIMEOUT_S"] = "5400"
        environment["VLLM_NEURON_COMPILATION_TIMEOUT"] = "2400"
        environment["VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS"] = "1200"
    if shape.engine in NEURON_ENGINES:
        environment["FI_PROVIDER"] = "efa"
    if shape.engine == "vllm-neuron" and shape.role in SIDE_CHANNEL_PORTS:
        environment["VLLM_NIXL_SIDE_CHANNEL_HOST"] = "0.0.0.0"
        environment["VLLM_NIXL_SIDE_CHANNEL_PORT"] = str(SIDE_CHANNEL_PORTS[shape.role])
        # Shared-memory transport makes disaggregated inference answer wrongly, silently.
        environment["FI_EFA_ENABLE_SHM_TRANSFER"] = "0"
    return environment
