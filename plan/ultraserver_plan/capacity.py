"""How hosts are obtained: groups that are launched together, and when each comes and goes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ultraserver_plan.errors import UltraServerError

MarketType = Literal["capacity-block", "on-demand", "spot"]

ULTRASERVER_TERMINATION_LEAD = timedelta(minutes=60)
INSTANCE_TERMINATION_LEAD = timedelta(minutes=30)
"""How long before a Capacity Block's end EC2 begins to terminate its hosts.
Source: EC2 User Guide, "Capacity Blocks for ML", read 2026-10."""

BLOCK_ID = re.compile(r"^cr-[0-9a-f]{8,17}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class HostGroup:
    """Hosts that one Auto Scaling group launches.

    ``name`` becomes a construct id and so is contract: another name is other hardware.
    ``starts`` and ``drains`` are UTC; None means from the deployment on, and until it is destroyed.
    """

    name: str
    hosts: int
    market_type: MarketType = "on-demand"
    reservation_id: str | None = None
    resource_group_arn: str | None = None
    starts: datetime | None = None
    drains: datetime | None = None

    def __post_init__(self) -> None:
        where = f"host group {self.name}"
        if self.hosts < 1:
            raise UltraServerError(
                f"{self.hosts} hosts", where=where, fix="give the number of hosts, at least 1"
            )
        if self.reservation_id and self.resource_group_arn:
            raise UltraServerError(
                f"both reservation {self.reservation_id} and group {self.resource_group_arn}",
                where=where,
                fix="a launch targets one of them: drop the other",
            )
        if self.starts and self.drains and self.drains <= self.starts:
            raise UltraServerError(
                f"drains at {utc_text(self.drains)}, before it starts at {utc_text(self.starts)}",
                where=where,
                fix="give a block whose end lies at least two hours after its start",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacitySource:
    """Where a pool's hosts come from.

    ``reserve`` asks for an On-Demand Capacity Reservation that is created with the pool.
    """

    groups: tuple[HostGroup, ...]
    reserve: bool = False

    @property
    def hosts(self) -> int:
        """Hosts of all groups."""
        return sum(group.hosts for group in self.groups)


def capacity_block(
    id: str,
    *,
    hosts: int,
    ultraserver: bool = True,
    start: str | None = None,
    end: str | None = None,
    drain: timedelta = timedelta(minutes=15),
) -> HostGroup:
    """One Capacity Block as a host group: started at ``start``, drained before EC2 takes it away.

    ``start`` and ``end`` are ISO 8601 in UTC. Give ``start`` only for a block that is still to
    come: Auto Scaling refuses a schedule in the past. ``drain`` is the time a unit needs to finish
    its requests; it is spent before the lead with which EC2 begins to terminate hosts.
    """
    if not BLOCK_ID.match(id):
        raise UltraServerError(
            f"{id!r} is not the id of a Capacity Block's reservation",
            where="capacity block",
            fix="give the reservation id, such as cr-0123456789abcdef0",
        )
    lead = ULTRASERVER_TERMINATION_LEAD if ultraserver else INSTANCE_TERMINATION_LEAD
    return HostGroup(
        name=id,
        hosts=hosts,
        market_type="capacity-block",
        reservation_id=id,
        starts=None if start is None else utc(start, where=f"capacity block {id}: start"),
        drains=None if end is None else utc(end, where=f"capacity block {id}: end") - lead - drain,
    )


def capacity_blocks(blocks: Iterable[HostGroup]) -> CapacitySource:
    """Several Capacity Blocks, each a host group of its own: they end at different times."""
    return CapacitySource(groups=tuple(blocks))


def resource_group(arn: str, *, hosts: int) -> CapacitySource:
    """Hosts from a resource group of Capacity Block reservations."""
    group = HostGroup(
        name="Group", hosts=hosts, market_type="capacity-block", resource_group_arn=arn
    )
    return CapacitySource(groups=(group,))


def reservation(id: str, *, hosts: int) -> HostGroup:
    """Hosts from an On-Demand Capacity Reservation that exists."""
    return HostGroup(name=id, hosts=hosts, reservation_id=id)


def on_demand(*, hosts: int, reserve: bool = False) -> CapacitySource:
    """On-demand hosts; with ``reserve`` their capacity is reserved first, and paid for idle too."""
    return CapacitySource(groups=(HostGroup(name="OnDemand", hosts=hosts),), reserve=reserve)


def spot(*, hosts: int) -> CapacitySource:
    """Spot hosts: EC2 may take each away with two minutes' notice."""
    return CapacitySource(groups=(HostGroup(name="Spot", hosts=hosts, market_type="spot"),))


def utc(text: str, *, where: str) -> datetime:
    """Read an ISO 8601 time in UTC."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        value = None
    if value is None or value.utcoffset() != timedelta(0):
        raise UltraServerError(
            f"{text!r} is not a time in UTC", where=where, fix="write it as 2026-12-01T11:30:00Z"
        )
    return value


def utc_text(value: datetime) -> str:
    """Write a UTC time as AWS writes it."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")
