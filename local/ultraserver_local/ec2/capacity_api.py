"""Capacity Reservations: create, describe, change, cancel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses._base_response import EC2BaseResponse

from .capacity import CapacityBackend, Reservation, capacity, new_id, now
from .capacity_shapes import reservation_shape
from .errors import invalid
from .paging import page, select
from .timestamps import aware

MOST = 1000


class CapacityApi(EC2BaseResponse):
    """The operations, as moto's response classes have them."""

    def create_capacity_reservation(self) -> ActionResult:
        """CreateCapacityReservation."""
        self.error_on_dryrun()
        backend = capacity(self.current_account, self.region)
        zone = self._get_param("AvailabilityZone") or _zone_by_id(
            self.ec2_backend, self._get_param("AvailabilityZoneId")
        )
        count = int(self._get_param("InstanceCount"))
        if count < 1:
            raise invalid(f"InstanceCount must be at least 1, got {count}")
        start = self._get_param("StartDate")
        end = aware(self._get_param("EndDate"))
        reservation = Reservation(
            id=new_id("cr"),
            instance_type=self._get_param("InstanceType"),
            platform=self._get_param("InstancePlatform"),
            zone=zone,
            total=count,
            start=aware(start) or now(),
            end=end,
            match=self._get_param("InstanceMatchCriteria", "open"),
            tenancy=self._get_param("Tenancy", "default"),
            ebs_optimized=bool(self._get_param("EbsOptimized", False)),
            placement_group_arn=self._get_param("PlacementGroupArn"),
            outpost_arn=self._get_param("OutpostArn"),
            tags=self._parse_tag_specification().get("capacity-reservation", {}),
        )
        backend.reservations[reservation.id] = reservation
        return ActionResult({"CapacityReservation": reservation_shape(backend, reservation)})

    def describe_capacity_reservations(self) -> ActionResult:
        """DescribeCapacityReservations."""
        self.error_on_dryrun()
        backend = capacity(self.current_account, self.region)
        ids = self._get_param("CapacityReservationIds", [])
        found = (
            [backend.reservation(i) for i in ids] if ids else list(backend.reservations.values())
        )
        filters = self._filters_from_querystring()
        shown = select(found, filters, _fields(backend, filters))
        items, token = page(
            shown,
            self._get_param("MaxResults"),
            self._get_param("NextToken"),
            default=MOST,
            most=MOST,
        )
        shapes = [reservation_shape(backend, reservation) for reservation in items]
        return ActionResult({"CapacityReservations": shapes, "NextToken": token})

    def modify_capacity_reservation(self) -> ActionResult:
        """ModifyCapacityReservation: count, end, matching; not of a Capacity Block."""
        self.error_on_dryrun()
        backend = capacity(self.current_account, self.region)
        reservation = backend.reservation(self._get_param("CapacityReservationId"))
        if reservation.block:
            raise invalid("A Capacity Block cannot be modified")
        count = self._get_param("InstanceCount")
        if count is not None:
            if int(count) < len(reservation.instances):
                raise invalid(f"InstanceCount {count} is less than the instances that run in it")
            reservation.total = int(count)
        reservation.match = self._get_param("InstanceMatchCriteria") or reservation.match
        if self._get_param("EndDateType") == "unlimited":
            reservation.end = None
        elif self._get_param("EndDate"):
            reservation.end = aware(self._get_param("EndDate"))
        return ActionResult({"Return": True})

    def cancel_capacity_reservation(self) -> ActionResult:
        """CancelCapacityReservation: not of a Capacity Block."""
        self.error_on_dryrun()
        backend = capacity(self.current_account, self.region)
        reservation = backend.reservation(self._get_param("CapacityReservationId"))
        if reservation.block:
            raise invalid("A Capacity Block cannot be cancelled")
        reservation.cancelled = True
        return ActionResult({"Return": True})


def _zone_by_id(ec2_backend: Any, zone_id: str | None) -> str:
    zones = ec2_backend.describe_availability_zones()
    for zone in zones:
        if zone.zone_id == zone_id:
            return str(zone.name)
    raise invalid("AvailabilityZone or AvailabilityZoneId must name a zone of the Region")


def _fields(backend: CapacityBackend, filters: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "instance-type": lambda r: r.instance_type,
        "owner-id": lambda r: backend.account_id,
        "instance-platform": lambda r: r.platform,
        "availability-zone": lambda r: r.zone,
        "availability-zone-id": lambda r: backend.zone_id(r.zone),
        "tenancy": lambda r: r.tenancy,
        "outpost-arn": lambda r: r.outpost_arn,
        "state": lambda r: r.state,
        "start-date": lambda r: _iso(r.start),
        "end-date": lambda r: _iso(r.end),
        "end-date-type": lambda r: "limited" if r.end else "unlimited",
        "instance-match-criteria": lambda r: r.match,
        "placement-group-arn": lambda r: r.placement_group_arn,
        "capacity-block-id": lambda r: r.block.id if r.block else None,
        "reservation-type": lambda r: "capacity-block" if r.block else "default",
    }
    for name in filters:
        if name.startswith("tag:"):
            fields[name] = lambda r, key=name[4:]: r.tags.get(key)
    return fields


def _iso(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z") if moment else ""
