"""Launches as EC2 does them: reservations are honoured, network cards are attached.

moto launches anything anywhere, reads neither CapacityReservationSpecification nor the network
interfaces of a launch template, and calls every instance with market options a spot instance.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from moto.core.responses import ActionResult
from moto.ssm.models import ssm_backends

from .capacity import Reservation, capacity
from .errors import combination, insufficient, invalid, reservation_full
from .interfaces import attach_cards
from .topology import topology

_CURRENT = threading.local()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a launch asks for that moto does not read."""

    reservation: Mapping[str, Any] = field(default_factory=dict)
    market: str | None = None
    group: str | None = None
    interfaces: tuple[Mapping[str, Any], ...] = ()
    most: int | None = None
    version: str | None = None
    """Launch template version, where moto does not pass it on (Auto Scaling)."""

    def over(self, template: Wanted) -> Wanted:
        """Return the request with the template's values where it has none."""
        return Wanted(
            reservation=self.reservation or template.reservation,
            market=self.market or template.market,
            group=self.group or template.group,
            interfaces=self.interfaces or template.interfaces,
            most=self.most,
            version=self.version,
        )


def read(data: Mapping[str, Any], *, most: int | None = None) -> Wanted:
    """Read a RunInstances request or a launch template's data."""
    return Wanted(
        reservation=data.get("CapacityReservationSpecification") or {},
        market=(data.get("InstanceMarketOptions") or {}).get("MarketType"),
        group=(data.get("Placement") or {}).get("GroupName"),
        interfaces=tuple(data.get("NetworkInterfaces") or ()),
        most=most,
    )


def run_instances_api(original: Callable[..., ActionResult]) -> Callable[..., ActionResult]:
    """Wrap the RunInstances handler: hand the unread parameters to the backend."""

    def run_instances(self: Any) -> ActionResult:
        most = int(self._get_param("MaxCount", 1))
        _CURRENT.wanted = read(self.params, most=most)
        try:
            return original(self)
        finally:
            _CURRENT.wanted = None

    return run_instances


def asked(wanted: Wanted) -> Callable[[], None]:
    """Say what the next launch of this thread wants; call the result afterwards."""
    _CURRENT.wanted = wanted

    def forget() -> None:
        _CURRENT.wanted = None

    return forget


def run_instances_backend(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the backend's launch, which RunInstances and Auto Scaling share."""

    def run_instances(
        self: Any, image_id: str, count: int, user_data: Any, groups: list[str], **kwargs: Any
    ) -> Any:
        request = getattr(_CURRENT, "wanted", None) or Wanted()
        template = kwargs.get("launch_template")
        if template and request.version:
            template = kwargs["launch_template"] = {**template, "Version": request.version}
        data = self._get_template_from_args(template).data if template else {}
        wanted = request.over(read(data))
        image = image_id or data.get("ImageId", "")
        kind = _instance_type(kwargs, data)
        zone = _zone(self, kwargs, wanted)
        count, reservation = _admit(self, wanted, (count, kind, zone))
        primary = next(
            (
                n
                for n in wanted.interfaces
                if int(n.get("DeviceIndex", 0)) == 0 and int(n.get("NetworkCardIndex", 0)) == 0
            ),
            {},
        )
        if not kwargs.get("nics"):
            # moto gives the template's groups to the instance; EC2 reads the first interface's.
            kwargs["security_group_ids"] = [
                *kwargs.get("security_group_ids", []),
                *primary.get("Groups", []),
            ]
        else:
            kwargs["nics"] = [dict(primary)]
            kwargs["subnet_id"] = primary.get("SubnetId")
        if volumes := kwargs.get("block_device_mappings") or data.get("BlockDeviceMappings"):
            kwargs["block_device_mappings"] = [_volume(volume) for volume in volumes]
        # moto would take "capacity-block" for a spot request.
        kwargs["instance_market_options"] = wanted.market if wanted.market == "spot" else None
        reserved = original(self, _image(self, image), count, user_data, groups, **kwargs)
        for instance in reserved.instances:
            _settle(self, instance, wanted, reservation)
        return reserved

    return run_instances


def _volume(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return a block device with EC2's default for a launch: the volume goes with its instance."""
    return {**mapping, "Ebs": {"DeleteOnTermination": True, **(mapping.get("Ebs") or {})}}


def _instance_type(kwargs: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    if kwargs.get("is_instance_type_default") and data.get("InstanceType"):
        return str(data["InstanceType"])
    return str(kwargs.get("instance_type", "m1.small"))


def _zone(backend: Any, kwargs: Mapping[str, Any], wanted: Wanted) -> str:
    subnet = kwargs.get("subnet_id") or next(
        (n["SubnetId"] for n in wanted.interfaces if "SubnetId" in n), None
    )
    if subnet:
        return str(backend.get_subnet(subnet).availability_zone)
    return str(kwargs.get("placement") or f"{backend.region_name}a")


def _image(backend: Any, image: str) -> str:
    """Return the AMI that ``resolve:ssm:NAME`` points to."""
    if not image.startswith("resolve:ssm:"):
        return image
    name = image.removeprefix("resolve:ssm:")
    parameter = ssm_backends[backend.account_id][backend.region_name].get_parameter(name)
    if parameter is None:
        raise invalid(f"The SSM parameter {name} does not exist")
    return str(parameter.value)


def _admit(
    backend: Any, wanted: Wanted, launch: tuple[int, str, str]
) -> tuple[int, Reservation | None]:
    """Return how many hosts can be had, and from which reservation. Raises EC2's errors."""
    least, kind, zone = launch
    most = max(least, wanted.most or least)
    target = wanted.reservation.get("CapacityReservationTarget") or {}
    pool = capacity(backend.account_id, backend.region_name)
    if wanted.group and wanted.group not in pool.placement_groups:
        raise invalid(f"The Placement Group '{wanted.group}' is unknown.")
    if not target:
        if wanted.market == "capacity-block":
            raise combination("MarketType capacity-block needs a CapacityReservationTarget")
        return most, None
    if reservation_id := target.get("CapacityReservationId"):
        candidates = [pool.reservation(reservation_id)]
    else:
        candidates = pool.members(str(target.get("CapacityReservationResourceGroupArn")))
    reasons = []
    for reservation in candidates:
        if why := _refusal(reservation, wanted, launch):
            reasons.append(f"{reservation.id}: {why}")
            continue
        if wanted.group and reservation.block:
            raise insufficient(kind, zone, "a Capacity Block is in no placement group of yours")
        return min(most, reservation.free), reservation
    raise reservation_full("; ".join(reasons) or "the resource group has no reservation")


def _refusal(reservation: Reservation, wanted: Wanted, launch: tuple[int, str, str]) -> str | None:
    least, kind, zone = launch
    block = reservation.block
    checks = (
        (reservation.state != "active", f"it is {reservation.state}"),
        (reservation.instance_type != kind, f"it is for {reservation.instance_type}, not {kind}"),
        (reservation.zone != zone, f"it is in {reservation.zone}, the subnet in {zone}"),
        (
            block is not None and wanted.market != "capacity-block",
            "it is a Capacity Block, so MarketType must be capacity-block",
        ),
        (
            block is None and wanted.market == "capacity-block",
            "it is no Capacity Block, so MarketType must not be capacity-block",
        ),
        (
            reservation.free - (block.unavailable if block else 0) < least,
            f"{reservation.free} of {reservation.total} hosts are free, {least} wanted",
        ),
    )
    return next((why for wrong, why in checks if wrong), None)


def _settle(backend: Any, instance: Any, wanted: Wanted, reservation: Reservation | None) -> None:
    instance.capacity_reservation_specification = {
        "CapacityReservationPreference": wanted.reservation.get(
            "CapacityReservationPreference", "open"
        ),
        **(
            {"CapacityReservationTarget": wanted.reservation["CapacityReservationTarget"]}
            if wanted.reservation.get("CapacityReservationTarget")
            else {}
        ),
    }
    if wanted.group:
        instance.placement.group_name = wanted.group
    if reservation is not None:
        reservation.instances.add(instance.id)
        instance.capacity_reservation_id = reservation.id
        if reservation.block:
            instance.capacity_block_id = reservation.block.id
            instance.lifecycle = "capacity-block"
    attach_cards(backend, instance, wanted.interfaces)
    topology(backend.account_id, backend.region_name).launched(instance.id)


def terminate_instances(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the backend's termination: slots become free."""

    def terminate(self: Any, instance_ids: list[str]) -> Any:
        result = original(self, instance_ids)
        capacity(self.account_id, self.region_name).release(instance_ids)
        return result

    return terminate
