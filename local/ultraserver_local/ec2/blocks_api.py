"""Capacity Blocks: offerings, purchase, status, extensions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses._base_response import EC2BaseResponse

from .capacity import Block, CapacityBackend, Offering, Reservation, capacity, new_id, now
from .capacity_shapes import (
    block_shape,
    block_status_shape,
    extension_offering_shape,
    extension_shape,
    offering_shape,
    reservation_shape,
)
from .errors import combination, invalid
from .paging import page, select
from .timestamps import aware

MOST = 1000
PLATFORMS = ("Linux/UNIX", "Red Hat Enterprise Linux", "RHEL with HA", "SUSE Linux", "Ubuntu Pro")


class BlocksApi(EC2BaseResponse):
    """The operations, as moto's response classes have them."""

    @property
    def _capacity(self) -> CapacityBackend:
        return capacity(self.current_account, self.region)

    def _answer(self, key: str, items: list[Any], shape: Any) -> ActionResult:
        shown, token = page(
            items,
            self._get_param("MaxResults"),
            self._get_param("NextToken"),
            default=MOST,
            most=MOST,
        )
        return ActionResult({key: [shape(item) for item in shown], "NextToken": token})

    def describe_capacity_block_offerings(self) -> ActionResult:
        """DescribeCapacityBlockOfferings: what was put on offer, as far as it fits."""
        self.error_on_dryrun()
        hours = int(self._get_param("CapacityDurationHours"))
        if hours % 24 or not 24 <= hours <= 182 * 24 or (hours > 14 * 24 and hours % 168):
            raise invalid(
                f"CapacityDurationHours {hours} is invalid: 1-day increments up to 14 days, "
                "7-day increments up to 182 days"
            )
        if self._get_param("InstanceType") and self._get_param("UltraserverType"):
            raise combination("InstanceType and UltraserverType cannot be used together")
        offered = [o for o in self._capacity.offerings.values() if self._fits(o, hours)]
        return self._answer(
            "CapacityBlockOfferings", offered, lambda o: offering_shape(self._capacity, o)
        )

    def _fits(self, offering: Offering, hours: int) -> bool:
        ultraserver, instance = self._get_param("UltraserverType"), self._get_param("InstanceType")
        first, last = (
            aware(self._get_param("StartDateRange")),
            aware(self._get_param("EndDateRange")),
        )
        if ultraserver:
            right_kind = (offering.ultraserver_type, offering.ultraserver_count) == (
                ultraserver,
                int(self._get_param("UltraserverCount", 1)),
            )
        else:
            right_kind = offering.ultraserver_type is None and (
                instance in (None, offering.instance_type)
                and int(self._get_param("InstanceCount", 1)) == offering.instance_count
            )
        return (
            right_kind
            and offering.hours == hours
            and (first is None or offering.start >= first)
            and (last is None or offering.end <= last)
        )

    def purchase_capacity_block(self) -> ActionResult:
        """PurchaseCapacityBlock: one block for each UltraServer; paid at once."""
        offering_id = self._get_param("CapacityBlockOfferingId")
        offering = self._capacity.offerings.get(offering_id)
        if offering is None:
            raise invalid(f"The capacity block offering ID '{offering_id}' does not exist")
        platform = self._get_param("InstancePlatform")
        if platform not in PLATFORMS:
            raise invalid(f"InstancePlatform '{platform}' is not offered for Capacity Blocks")
        self.error_on_dryrun()
        del self._capacity.offerings[offering_id]
        tags = self._parse_tag_specification()
        blocks = [self._bought(offering, platform, tags) for _ in range(offering.ultraserver_count)]
        reservations = [
            reservation_shape(self._capacity, reservation)
            for block in blocks
            for reservation in block.reservations
        ]
        return ActionResult(
            {
                "CapacityReservation": reservations[0],
                "CapacityReservations": reservations,
                "CapacityBlocks": [block_shape(self._capacity, block) for block in blocks],
            }
        )

    def _bought(self, offering: Offering, platform: str, tags: dict[str, dict[str, str]]) -> Block:
        reservation = Reservation(
            id=new_id("cr"),
            instance_type=offering.instance_type,
            platform=platform,
            zone=offering.zone,
            total=offering.instance_count // offering.ultraserver_count,
            start=offering.start,
            end=offering.end,
            tags=dict(tags.get("capacity-reservation", {})),
        )
        block = self._capacity.add_block(reservation, offering.ultraserver_type)
        block.tags = dict(tags.get("capacity-block", {}))
        return block

    def _blocks(self) -> list[Block]:
        self.error_on_dryrun()
        ids = self._get_param("CapacityBlockIds", [])
        blocks = self._capacity.blocks
        found = [self._capacity.block(i) for i in ids] if ids else list(blocks.values())
        fields: dict[str, Any] = {
            "capacity-block-id": lambda b: b.id,
            "ultraserver-type": lambda b: b.ultraserver_type,
            "availability-zone": lambda b: b.zone,
            "start-date": lambda b: b.start.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "end-date": lambda b: b.end.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "create-date": lambda b: b.created.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "state": lambda b: b.state,
            "interconnect-status": lambda b: b.interconnect,
        }
        filters = self._filters_from_querystring()
        for name in filters:
            if name.startswith("tag:"):
                fields[name] = lambda b, key=name[4:]: b.tags.get(key)
        return select(found, filters, fields)

    def describe_capacity_blocks(self) -> ActionResult:
        """DescribeCapacityBlocks."""
        return self._answer(
            "CapacityBlocks", self._blocks(), lambda b: block_shape(self._capacity, b)
        )

    def describe_capacity_block_status(self) -> ActionResult:
        """DescribeCapacityBlockStatus."""
        return self._answer("CapacityBlockStatuses", self._blocks(), block_status_shape)

    def describe_capacity_block_extension_offerings(self) -> ActionResult:
        """DescribeCapacityBlockExtensionOfferings."""
        self.error_on_dryrun()
        reservation = self._capacity.reservation(self._get_param("CapacityReservationId"))
        hours = int(self._get_param("CapacityBlockExtensionDurationHours"))
        offered = [
            extension
            for extension in self._capacity.extension_offerings.values()
            if extension.reservation is reservation and extension.hours == hours
        ]
        return self._answer(
            "CapacityBlockExtensionOfferings",
            offered,
            lambda extension: extension_offering_shape(self._capacity, extension),
        )

    def purchase_capacity_block_extension(self) -> ActionResult:
        """PurchaseCapacityBlockExtension: the block ends later."""
        offering_id = self._get_param("CapacityBlockExtensionOfferingId")
        reservation = self._capacity.reservation(self._get_param("CapacityReservationId"))
        offer = self._capacity.extension_offerings.get(offering_id)
        if offer is None or offer.reservation is not reservation:
            raise invalid(
                f"The capacity block extension offering ID '{offering_id}' does not exist"
            )
        self.error_on_dryrun()
        bought = replace(self._capacity.extension_offerings.pop(offering_id), purchased=now())
        self._capacity.extensions.append(bought)
        for owned in (reservation, reservation.block):
            if owned is not None:
                assert owned.end is not None
                owned.end = owned.end + timedelta(hours=bought.hours)
        return ActionResult({"CapacityBlockExtensions": [extension_shape(self._capacity, bought)]})

    def describe_capacity_block_extension_history(self) -> ActionResult:
        """DescribeCapacityBlockExtensionHistory."""
        self.error_on_dryrun()
        ids = self._get_param("CapacityReservationIds", [])
        fields: dict[str, Any] = {
            "availability-zone": lambda e: e.reservation.zone,
            "availability-zone-id": lambda e: self._capacity.zone_id(e.reservation.zone),
            "capacity-block-extension-offering-id": lambda e: e.id,
            "capacity-block-extension-status": lambda e: "payment-succeeded",
            "instance-type": lambda e: e.reservation.instance_type,
        }
        filters = self._filters_from_querystring()
        found = [
            extension
            for extension in self._capacity.extensions
            if not ids or extension.reservation.id in ids
        ]
        return self._answer(
            "CapacityBlockExtensions",
            select(found, filters, fields),
            lambda e: extension_shape(self._capacity, e),
        )
