"""Capacity as a test needs it: blocks that were bought, and offers that can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .ec2.capacity import (
    Block,
    CapacityBackend,
    Extension,
    Offering,
    Reservation,
    new_id,
    now,
)
from .ec2.errors import no_block

DEFAULT_DAYS = 14


@dataclass(frozen=True, slots=True)
class Market:
    """EC2's side of Capacity Blocks in one account and Region."""

    backend: CapacityBackend

    def block(self, name: str) -> Block:
        """Return a block by its id or its reservation's. Raises InvalidCapacityBlockId.NotFound."""
        reservation = self.backend.reservations.get(name)
        if reservation is not None and reservation.block is not None:
            return reservation.block
        if name in self.backend.blocks:
            return self.backend.blocks[name]
        raise no_block(name)

    def bought(
        self,
        reservation_id: str | None,
        *,
        instance_type: str,
        hosts: int,
        zone: str,
        ultraserver_type: str | None = None,
        period: tuple[datetime | None, datetime | None] = (None, None),
    ) -> str:
        """Add a block that was bought; return its reservation's id."""
        start = period[0] or now()
        reservation = Reservation(
            id=reservation_id or new_id("cr"),
            instance_type=instance_type,
            platform="Linux/UNIX",
            zone=zone,
            total=hosts,
            start=start,
            end=period[1] or start + timedelta(days=DEFAULT_DAYS),
        )
        self.backend.add_block(reservation, ultraserver_type)
        return reservation.id

    def reserved(
        self, reservation_id: str | None, *, instance_type: str, hosts: int, zone: str
    ) -> str:
        """Add an On-Demand Capacity Reservation; return its id."""
        reservation = Reservation(
            id=reservation_id or new_id("cr"),
            instance_type=instance_type,
            platform="Linux/UNIX",
            zone=zone,
            total=hosts,
            start=now(),
            match="targeted",
        )
        self.backend.reservations[reservation.id] = reservation
        return reservation.id

    def offer(self, offering: Offering) -> str:
        """Put a block on offer; return the offering's id. Prices are the caller's."""
        self.backend.offerings[offering.id] = offering
        return offering.id

    def offer_extension(self, block: str, *, hours: int, upfront_fee: str) -> str:
        """Offer to extend a block; return the offering's id."""
        reservation = self.block(block).reservations[0]
        assert reservation.end is not None
        extension = Extension(
            id=new_id("cbe"),
            reservation=reservation,
            start=reservation.end,
            hours=hours,
            upfront_fee=upfront_fee,
        )
        self.backend.extension_offerings[extension.id] = extension
        return extension.id
