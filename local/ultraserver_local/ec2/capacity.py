"""Capacity Blocks and Capacity Reservations of one account and Region, as state."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from moto.core.base_backend import BackendDict, BaseBackend
from moto.ec2.models import ec2_backends

from ultraserver_local.clock import CLOCK

from .errors import no_block, no_reservation

Interconnect = Literal["ok", "impaired", "insufficient-data"]


def now() -> datetime:
    """Return the embedded AWS's time, in UTC."""
    return CLOCK.now()


def new_id(prefix: str) -> str:
    """Return an id like EC2's."""
    return f"{prefix}-{secrets.token_hex(9)[:17]}"


@dataclass(slots=True, kw_only=True)
class Reservation:
    """One Capacity Reservation; a Capacity Block's when ``block`` is set."""

    id: str
    instance_type: str
    platform: str
    zone: str
    total: int
    start: datetime
    end: datetime | None = None
    created: datetime = field(default_factory=now)
    block: Block | None = None
    match: str = "open"
    tenancy: str = "default"
    ebs_optimized: bool = False
    placement_group_arn: str | None = None
    outpost_arn: str | None = None
    cancelled: bool = False
    tags: dict[str, str] = field(default_factory=dict)
    instances: set[str] = field(default_factory=set)
    """Instances that occupy a slot: launched and not terminated."""

    @property
    def state(self) -> str:
        """The state by the clock: scheduled, active, expired, cancelled."""
        if self.cancelled:
            return "cancelled"
        if now() < self.start:
            return "scheduled"
        return "expired" if self.end is not None and now() >= self.end else "active"

    @property
    def free(self) -> int:
        """Slots that a launch can take."""
        return max(0, self.total - len(self.instances))


@dataclass(slots=True, kw_only=True)
class Block:
    """One Capacity Block: one UltraServer, or some single hosts."""

    id: str
    zone: str
    start: datetime
    end: datetime
    ultraserver_type: str | None
    ordinal: int
    """Which one it is among the account's blocks: blocks 0 and 1 share a spine, 2 and 3, ...."""
    created: datetime = field(default_factory=now)
    interconnect: Interconnect = "ok"
    unavailable: int = 0
    """Hosts that EC2 cannot launch on."""
    reservations: list[Reservation] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """The state by the clock."""
        return self.reservations[0].state


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """What EC2 would sell: a Capacity Block that is not bought yet."""

    id: str
    instance_type: str
    instance_count: int
    zone: str
    start: datetime
    hours: int
    upfront_fee: str
    currency: str = "USD"
    ultraserver_type: str | None = None
    ultraserver_count: int = 1

    @property
    def end(self) -> datetime:
        """When the block would end."""
        return self.start + timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """Hours after the end of a block: offered, and bought when ``purchased`` is set."""

    id: str
    reservation: Reservation
    start: datetime
    hours: int
    upfront_fee: str
    currency: str = "USD"
    purchased: datetime | None = None

    @property
    def end(self) -> datetime:
        """When the extended block would end."""
        return self.start + timedelta(hours=self.hours)


class CapacityBackend(BaseBackend):
    """All of it for one account and Region; reset with moto's own backends."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.reservations: dict[str, Reservation] = {}
        self.blocks: dict[str, Block] = {}
        self.offerings: dict[str, Offering] = {}
        self.extension_offerings: dict[str, Extension] = {}
        self.extensions: list[Extension] = []
        self.groups: dict[str, list[str]] = {}
        """Resource group ARN -> ARNs of its members."""
        self.placement_groups: dict[str, dict[str, Any]] = {}

    def zone_id(self, zone: str) -> str:
        """Return the id of an Availability Zone, ``use2-az1``."""
        backend = ec2_backends[self.account_id][self.region_name]
        zones = backend.describe_availability_zones()
        return next((str(found.zone_id) for found in zones if found.name == zone), zone)

    def reservation_arn(self, reservation_id: str) -> str:
        """Return a reservation's ARN."""
        return (
            f"arn:{self.partition}:ec2:{self.region_name}:{self.account_id}:"
            f"capacity-reservation/{reservation_id}"
        )

    def add_block(self, reservation: Reservation, ultraserver_type: str | None) -> Block:
        """Make a block of one reservation."""
        assert reservation.end is not None
        block = Block(
            id=new_id("cb"),
            zone=reservation.zone,
            start=reservation.start,
            end=reservation.end,
            ultraserver_type=ultraserver_type,
            ordinal=len(self.blocks),
            reservations=[reservation],
        )
        reservation.block, reservation.match = block, "targeted"
        self.reservations[reservation.id] = reservation
        self.blocks[block.id] = block
        return block

    def reservation(self, reservation_id: str) -> Reservation:
        """Return a reservation. Raises InvalidCapacityReservationId.NotFound."""
        if reservation_id not in self.reservations:
            raise no_reservation(reservation_id)
        return self.reservations[reservation_id]

    def block(self, block_id: str) -> Block:
        """Return a block. Raises InvalidCapacityBlockId.NotFound."""
        if block_id not in self.blocks:
            raise no_block(block_id)
        return self.blocks[block_id]

    def members(self, group_arn: str) -> list[Reservation]:
        """Return the reservations of a resource group."""
        arns = self.groups.get(group_arn, [])
        return [r for r in self.reservations.values() if self.reservation_arn(r.id) in arns]

    def release(self, instance_ids: Iterable[str]) -> None:
        """Free the slots of terminated instances."""
        for reservation in self.reservations.values():
            reservation.instances.difference_update(instance_ids)


CAPACITY = BackendDict(CapacityBackend, "ec2")


def capacity(account: str, region: str) -> CapacityBackend:
    """Return the capacity of an account in a Region."""
    found: CapacityBackend = CAPACITY[account][region]
    return found
