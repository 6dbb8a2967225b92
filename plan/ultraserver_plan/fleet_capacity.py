"""From a fleet file's capacity to the host groups that launch it."""

from __future__ import annotations

from ultraserver_plan import capacity
from ultraserver_plan.capacity import CapacitySource, HostGroup
from ultraserver_plan.hardware import row
from ultraserver_plan.spec import FleetSpec
from ultraserver_plan.units import FleetPlan


def capacity_source(spec: FleetSpec, plan: FleetPlan) -> CapacitySource:
    """Return where the hosts of ``spec`` come from."""
    given = spec.capacity
    match given.kind:
        case "capacity-blocks":
            return capacity.capacity_blocks(
                _block(spec, plan, index) for index in range(len(given.blocks))
            )
        case "resource-group":
            return capacity.resource_group(given.resource_group_arn or "", hosts=plan.hosts)
        case "reservations":
            return CapacitySource(groups=_reservations(given.reservations, plan.hosts))
        case "spot":
            return capacity.spot(hosts=plan.hosts)
        case "on-demand":
            return capacity.on_demand(hosts=plan.hosts)


def _block(spec: FleetSpec, plan: FleetPlan, index: int) -> HostGroup:
    block = spec.capacity.blocks[index]
    return capacity.capacity_block(
        block.id,
        hosts=_share(plan.hosts, len(spec.capacity.blocks), index),
        ultraserver=row(spec.hardware.type).is_ultraserver,
        start=block.start,
        end=block.end,
    )


def _reservations(ids: tuple[str, ...], hosts: int) -> tuple[HostGroup, ...]:
    return tuple(
        capacity.reservation(id, hosts=_share(hosts, len(ids), index))
        for index, id in enumerate(ids)
    )


def _share(hosts: int, parts: int, index: int) -> int:
    """Return the size of part ``index`` when hosts are dealt out as evenly as they go."""
    return hosts // parts + (1 if index < hosts % parts else 0)
