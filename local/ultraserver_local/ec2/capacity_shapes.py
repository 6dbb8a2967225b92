"""Capacity in the shapes of botocore's EC2 model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .capacity import Block, CapacityBackend, Extension, Offering, Reservation


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Return tags as EC2 lists them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def reservation_shape(backend: CapacityBackend, reservation: Reservation) -> dict[str, Any]:
    """Return a CapacityReservation."""
    shape: dict[str, Any] = {
        "CapacityReservationId": reservation.id,
        "OwnerId": backend.account_id,
        "CapacityReservationArn": backend.reservation_arn(reservation.id),
        "AvailabilityZone": reservation.zone,
        "AvailabilityZoneId": backend.zone_id(reservation.zone),
        "InstanceType": reservation.instance_type,
        "InstancePlatform": reservation.platform,
        "Tenancy": reservation.tenancy,
        "TotalInstanceCount": reservation.total,
        "AvailableInstanceCount": reservation.free,
        "EbsOptimized": reservation.ebs_optimized,
        "EphemeralStorage": False,
        "State": reservation.state,
        "StartDate": reservation.start,
        "EndDate": reservation.end,
        "EndDateType": "limited" if reservation.end else "unlimited",
        "InstanceMatchCriteria": reservation.match,
        "CreateDate": reservation.created,
        "Tags": tag_list(reservation.tags),
        "OutpostArn": reservation.outpost_arn,
        "PlacementGroupArn": reservation.placement_group_arn,
        "CapacityAllocations": [{"AllocationType": "used", "Count": len(reservation.instances)}],
        "ReservationType": "capacity-block" if reservation.block else "default",
    }
    if block := reservation.block:
        shape["CapacityBlockId"] = block.id
        if block.ultraserver_type:
            launchable = reservation.state == "active" and reservation.free > block.unavailable
            shape["LaunchStatus"] = "launchable" if launchable else "unlaunchable"
    return shape


def block_shape(backend: CapacityBackend, block: Block) -> dict[str, Any]:
    """Return a CapacityBlock."""
    return {
        "CapacityBlockId": block.id,
        "UltraserverType": block.ultraserver_type,
        "AvailabilityZone": block.zone,
        "AvailabilityZoneId": backend.zone_id(block.zone),
        "CapacityReservationIds": [reservation.id for reservation in block.reservations],
        "StartDate": block.start,
        "EndDate": block.end,
        "CreateDate": block.created,
        "State": block.state,
        "Tags": tag_list(block.tags),
    }


def block_status_shape(block: Block) -> dict[str, Any]:
    """Return a CapacityBlockStatus."""
    total = sum(reservation.total for reservation in block.reservations)
    available = max(0, sum(r.free for r in block.reservations) - block.unavailable)
    return {
        "CapacityBlockId": block.id,
        "InterconnectStatus": block.interconnect,
        "TotalCapacity": total,
        "TotalAvailableCapacity": available,
        "TotalUnavailableCapacity": block.unavailable,
        "CapacityReservationStatuses": [
            {
                "CapacityReservationId": reservation.id,
                "TotalCapacity": reservation.total,
                "TotalAvailableCapacity": max(0, reservation.free - block.unavailable),
                "TotalUnavailableCapacity": block.unavailable,
            }
            for reservation in block.reservations
        ],
    }


def offering_shape(backend: CapacityBackend, offering: Offering) -> dict[str, Any]:
    """Return a CapacityBlockOffering."""
    shared = {
        "InstanceType": offering.instance_type,
        "AvailabilityZone": offering.zone,
        "InstanceCount": offering.instance_count,
        "StartDate": offering.start,
        "EndDate": offering.end,
        "CapacityBlockDurationHours": offering.hours,
        "CapacityBlockDurationMinutes": offering.hours * 60,
        "UpfrontFee": offering.upfront_fee,
        "CurrencyCode": offering.currency,
        "ZoneType": "availability-zone",
    }
    shape = {
        "CapacityBlockOfferingId": offering.id,
        **shared,
        "Tenancy": "default",
        "CapacityBlockOfferingSegments": [
            {**shared, "AvailabilityZoneId": backend.zone_id(offering.zone)}
        ],
    }
    if offering.ultraserver_type:
        shape["UltraserverType"] = offering.ultraserver_type
        shape["UltraserverCount"] = offering.ultraserver_count
    return shape


def extension_offering_shape(backend: CapacityBackend, extension: Extension) -> dict[str, Any]:
    """Return a CapacityBlockExtensionOffering."""
    return {
        "CapacityBlockExtensionOfferingId": extension.id,
        "StartDate": extension.reservation.start,
        "Tenancy": "default",
        **_extension(backend, extension),
    }


def extension_shape(backend: CapacityBackend, extension: Extension) -> dict[str, Any]:
    """Return a CapacityBlockExtension: one that is bought."""
    return {
        "CapacityReservationId": extension.reservation.id,
        "CapacityBlockExtensionOfferingId": extension.id,
        "CapacityBlockExtensionStatus": "payment-succeeded",
        "CapacityBlockExtensionPurchaseDate": extension.purchased,
        **_extension(backend, extension),
    }


def _extension(backend: CapacityBackend, extension: Extension) -> dict[str, Any]:
    reservation = extension.reservation
    return {
        "InstanceType": reservation.instance_type,
        "InstanceCount": reservation.total,
        "AvailabilityZone": reservation.zone,
        "AvailabilityZoneId": backend.zone_id(reservation.zone),
        "CapacityBlockExtensionStartDate": extension.start,
        "CapacityBlockExtensionEndDate": extension.end,
        "CapacityBlockExtensionDurationHours": extension.hours,
        "UpfrontFee": extension.upfront_fee,
        "CurrencyCode": extension.currency,
        "ZoneType": "availability-zone",
    }
