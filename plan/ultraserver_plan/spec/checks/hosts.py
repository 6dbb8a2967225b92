"""Rules of the capacity: how many hosts, from which reservations, and whether the units fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from ultraserver_plan.spec.checks.catalogue import hosts_in_all, row_of, units_given
from ultraserver_plan.spec.tree import Finding
from ultraserver_plan.spec.types import FleetSpec

MAX_INSTANCES_PER_BLOCK = 64
"""Source: EC2 User Guide, "Capacity Blocks for ML", read 2026-10."""

_CAPACITY = ("capacity",)
_BLOCKS = ("capacity", "capacityBlocks")
_COUNT = ("capacity", "ultraServers")
_HOSTS = ("capacity", "hosts")


def count_fits_hardware(spec: FleetSpec) -> Iterator[Finding]:
    """Check that UltraServers are counted as such, and single hosts as hosts."""
    row, capacity = row_of(spec.hardware.type), spec.capacity
    if row is None:
        return
    if row.is_ultraserver and capacity.hosts is not None:
        what = f"hosts is given, and {row.name} comes in UltraServers of {row.hosts} hosts"
        yield Finding(_HOSTS, what, "write ultraServers instead")
    elif not row.is_ultraserver and capacity.ultra_servers is not None:
        what = f"ultraServers is given, and {row.name} is a single host"
        yield Finding(_COUNT, what, "write hosts instead")
    elif hosts_in_all(spec, row) is None:
        key = "ultraServers" if row.is_ultraserver else "hosts"
        yield Finding(_CAPACITY, f"capacity does not say how many {key} there are", f"add {key}")


def blocks_match_ultraservers(spec: FleetSpec) -> Iterator[Finding]:
    """Check that there is one Capacity Block for each UltraServer.

    Source: EC2 User Guide, "Capacity Blocks for ML", read 2026-10.
    """
    row, capacity = row_of(spec.hardware.type), spec.capacity
    if row is None or not row.is_ultraserver or not capacity.blocks or not capacity.ultra_servers:
        return
    if len(capacity.blocks) != capacity.ultra_servers:
        what = (
            f"ultraServers is {capacity.ultra_servers}, and there are"
            f" {len(capacity.blocks)} Capacity Blocks"
        )
        yield Finding(
            _COUNT, what, "give one block for each UltraServer, or leave ultraServers out"
        )


def blocks_hold_hosts(spec: FleetSpec) -> Iterator[Finding]:
    """Check single hosts against the largest size of a Capacity Block."""
    row, capacity = row_of(spec.hardware.type), spec.capacity
    if row is None or row.is_ultraserver or capacity.hosts is None or not capacity.blocks:
        return
    most = MAX_INSTANCES_PER_BLOCK * len(capacity.blocks)
    if capacity.hosts > most:
        what = (
            f"hosts is {capacity.hosts}, and a Capacity Block has {MAX_INSTANCES_PER_BLOCK} at most"
        )
        yield Finding(_HOSTS, what, f"write at most {most}, or add blocks")


def ids_are_unique(spec: FleetSpec) -> Iterator[Finding]:
    """Check that no reservation is named twice: that would not be twice the hosts."""
    ids = [block.id for block in spec.capacity.blocks] or list(spec.capacity.reservations)
    key = "capacityBlocks" if spec.capacity.blocks else "reservations"
    for twice in (item for item, times in Counter(ids).items() if times > 1):
        last = len(ids) - 1 - ids[::-1].index(twice)
        yield Finding(("capacity", key, last), f"{twice} is given twice", "keep it once")


def block_ends_after_start(spec: FleetSpec) -> Iterator[Finding]:
    """Check that a block ends after it starts."""
    for position, block in enumerate(spec.capacity.blocks):
        if block.start is None or block.end is None:
            continue
        if datetime.fromisoformat(block.end) <= datetime.fromisoformat(block.start):
            what = f"block {block.id} ends at {block.end}, not after its start at {block.start}"
            yield Finding((*_BLOCKS, position, "end"), what, "exchange the two, or correct one")


def ultraservers_are_not_spot(spec: FleetSpec) -> Iterator[Finding]:
    """Check that UltraServers are not spot hosts.

    What tells that hosts share an UltraServer is their Capacity Block, and spot hosts have none.
    Source: EC2 API reference, InstanceTopology.CapacityBlockId, read 2026-11-24.
    """
    row = row_of(spec.hardware.type)
    if row is not None and row.is_ultraserver and spec.capacity.kind == "spot":
        what = f"spot is given, and nothing tells which spot hosts share a {row.title}"
        yield Finding(("capacity", "spot"), what, "use capacityBlocks or resourceGroup")


def units_fit(spec: FleetSpec) -> Iterator[Finding]:
    """Check that the units and spare hosts of the file fit its hosts.

    To count is enough: the documented groups' sizes divide each other and the UltraServer, so
    units that fit in number can be placed without splitting one.
    """
    row = row_of(spec.hardware.type)
    hosts = None if row is None else hosts_in_all(spec, row)
    units = units_given(spec)
    if row is None or hosts is None or not units:
        return
    used = sum(count * size for _, count, size in units)
    spare = spec.placement.spare_hosts
    if used + spare > hosts:
        what = f"the units take {used} hosts and {spare} stay spare, and there are {hosts}"
        yield Finding(("serving", "roles"), what, "write fewer or smaller units, or add capacity")
