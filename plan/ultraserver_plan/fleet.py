"""From a fleet file to units: which roles, how many units of how many hosts, running what.

Where the file gives a number it is taken; where it does not, the smallest documented group of
hosts whose device memory holds the weights makes a unit, and the capacity is filled with units.
That is a fit of weights alone: KV cache and activations need room too, so half of the memory is
left to them.
"""

from __future__ import annotations

import math

from ultraserver_plan.errors import Fault, FaultsError, UltraServerError
from ultraserver_plan.hardware import row as hardware_row
from ultraserver_plan.hardware.types import HardwareRow
from ultraserver_plan.host_spec import host_spec
from ultraserver_plan.models import ModelFacts, weights_bytes
from ultraserver_plan.neuron_sdk import release
from ultraserver_plan.serving import (
    MODEL_ROOT,
    NEURON_ENGINES,
    NO_IMAGE,
    PORTS,
    Axes,
    EngineShape,
    rank_commands,
)
from ultraserver_plan.spec.types import FleetSpec, RoleName, RoleSpec
from ultraserver_plan.units import FleetPlan, RolePlan, revision

WEIGHTS_SHARE = 0.5
"""Share of a unit's device memory that weights may take."""


def plan_fleet(spec: FleetSpec, model: ModelFacts) -> FleetPlan:
    """Return the units of ``spec``.

    Raises UltraServerError when the hosts the file names do not hold its units, or when no
    documented group of hosts holds the model.
    """
    row = hardware_row(spec.hardware.type)
    host = host_spec(
        row,
        instance_type=spec.hardware.instance_type,
        efa_interfaces=spec.hardware.efa_interfaces,
        lnc=spec.hardware.lnc,
        machine_image=spec.hardware.machine_image,
    )
    hosts = capacity_hosts(spec, row)
    check_model(spec, model)
    roles = tuple(
        _role(spec, model, row, role, given, hosts)
        for role, given in spec.serving.roles or (("serve", RoleSpec()),)
    )
    plan = FleetPlan(
        name=spec.name,
        host=host,
        roles=roles,
        hosts=hosts,
        revision=revision(roles, *_identity(spec)),
    )
    if plan.spare_hosts < spec.placement.spare_hosts:
        spare = spec.placement.spare_hosts
        raise UltraServerError(
            f"the units take {plan.hosts_used} hosts and the capacity has {hosts}"
            + (f", of which {spare} are to be spare" if spare else ""),
            where=f"fleet {spec.name}",
            fix="ask for fewer units, smaller units, fewer spare hosts, or more capacity",
        )
    return plan


def model_path(spec: FleetSpec) -> str:
    """Return where a container finds the weights: the file's own path, or the staged copy."""
    weights = spec.model.weights
    if weights is not None and weights.startswith("/"):
        return weights
    return f"{MODEL_ROOT}/{spec.model.id}"


def capacity_hosts(spec: FleetSpec, row: HardwareRow) -> int:
    """Return how many hosts the capacity of ``spec`` has."""
    capacity = spec.capacity
    if row.is_ultraserver:
        return row.hosts * (capacity.ultra_servers or len(capacity.blocks) or 1)
    return capacity.hosts or 1


def _identity(spec: FleetSpec) -> tuple[str | None, ...]:
    """Return what a revision depends on beside the roles."""
    return spec.model.id, spec.model.revision, spec.model.weights, spec.serving.sdk


def _role(
    spec: FleetSpec,
    model: ModelFacts,
    row: HardwareRow,
    role: RoleName,
    given: RoleSpec,
    hosts: int,
) -> RolePlan:
    size, reason = _hosts_per_unit(spec, model, row, given)
    devices = devices_per_host(row, spec.hardware.lnc)
    axes = _axes(given, size * devices, model, spec)
    shape = EngineShape(
        engine=spec.serving.engine,
        role=role,
        model=model_path(spec),
        axes=axes,
        hosts=size,
        devices_per_host=devices,
        max_model_len=spec.serving.max_model_len,
        port=spec.serving.port if role == "serve" else PORTS[role],
        sliding_window=model.sliding_window is not None,
    )
    return RolePlan(
        role=role,
        units=given.units or max(1, (hosts - spec.placement.spare_hosts) // size),
        hosts_per_unit=size,
        axes=axes,
        image=_image(spec),
        ranks=rank_commands(shape),
        reason=reason,
    )


def devices_per_host(row: HardwareRow, lnc: int) -> int:
    """Return what one tensor-parallel rank takes, per host: logical cores, GPUs, or the CPU."""
    if row.host.chip.physical_cores is None:
        return row.host.chips
    return row.host.logical_cores(1 if lnc == 1 else 2)


def _axes(given: RoleSpec, devices: int, model: ModelFacts, spec: FleetSpec) -> Axes:
    """Return the axes: those given, and tensor parallelism over what they leave.

    Tensor parallelism splits attention heads, so it takes the largest degree that divides them
    (vLLM's own rule); devices beyond that serve data-parallel replicas. NxDI splits the batch
    inside one tensor-parallel group instead; its rules are not checked here.
    """
    cp, dp = given.cp or 1, given.dp or 1
    left = max(1, devices // (cp * dp))
    if given.tp is not None or spec.serving.engine == "nxdi":
        return Axes(tp=given.tp or left, cp=cp, dp=dp, ep=given.ep)
    tp = math.gcd(left, model.heads)
    return Axes(tp=tp, cp=cp, dp=dp if given.dp else left // tp, ep=given.ep)


def check_model(spec: FleetSpec, model: ModelFacts) -> None:
    """Raise FaultsError with everything in ``spec`` that the model cannot do."""
    faults = []
    length = spec.serving.max_model_len
    if length is not None and length > model.max_positions:
        faults.append(
            Fault(
                where=f"fleet {spec.name}: serving.maxModelLen",
                what=f"{length:,} tokens, and {model.id} has {model.max_positions:,} positions",
                fix=f"write at most {model.max_positions}",
            )
        )
    for role, given in spec.serving.roles:
        where = f"fleet {spec.name}: serving.roles.{role}"
        if given.ep is not None and given.ep > 1 and model.moe is None:
            faults.append(
                Fault(
                    where=f"{where}.ep",
                    what=f"ep is {given.ep}, and {model.id} has no experts",
                    fix="leave ep out",
                )
            )
        if given.tp is not None and spec.serving.engine != "nxdi" and model.heads % given.tp:
            faults.append(
                Fault(
                    where=f"{where}.tp",
                    what=f"tp {given.tp} does not divide the {model.heads} attention heads",
                    fix=f"write {math.gcd(given.tp, model.heads)}, or another divisor",
                )
            )
    if faults:
        raise FaultsError(faults)


def _hosts_per_unit(
    spec: FleetSpec, model: ModelFacts, row: HardwareRow, given: RoleSpec
) -> tuple[int, str]:
    if given.hosts_per_unit is not None:
        return given.hosts_per_unit, "given in the fleet file"
    # Each data-parallel replica holds all weights, unless experts are spread over the replicas.
    replicas = (given.dp or 1) if given.ep is None else 1
    need_gib = replicas * weights_bytes(model) / 2**30
    for size in row.group_sizes:
        room_gib = size * row.host.hbm_gib * WEIGHTS_SHARE
        if need_gib <= room_gib:
            return size, (
                f"smallest group of hosts that holds {need_gib:,.0f} GiB of weights"
                f" in half of its {size * row.host.hbm_gib:,.0f} GiB"
            )
    largest = row.group_sizes[-1]
    room_gib = largest * row.host.hbm_gib * WEIGHTS_SHARE
    raise UltraServerError(
        f"{model.id} has {need_gib:,.0f} GiB of weights, and the largest documented group of"
        f" {row.name} ({largest} hosts) leaves {room_gib:,.0f} GiB for them",
        where=f"fleet {spec.name}",
        fix="choose hardware with more memory, a quantized checkpoint, or give hostsPerUnit",
    )


def _image(spec: FleetSpec) -> str:
    """Return the container image: the file's, or the SDK lock's for a Neuron engine."""
    if spec.serving.image is not None:
        return spec.serving.image
    if spec.target.profile == "local":
        return NO_IMAGE
    if spec.serving.engine in NEURON_ENGINES and spec.serving.sdk is not None:
        image = release(spec.serving.sdk).image(spec.serving.engine)
        if image is not None:
            return image
    raise UltraServerError(
        f"no container image is known for engine {spec.serving.engine}",
        where=f"fleet {spec.name}: serving",
        fix="give serving.image",
    )
