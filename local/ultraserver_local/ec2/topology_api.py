"""DescribeInstanceTopology and DescribeCapacityReservationTopology."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses._base_response import EC2BaseResponse

from .capacity import Reservation, capacity
from .errors import combination, invalid
from .paging import page, select
from .topology import supported, topology

MOST_IDS, MOST_RESERVATIONS = 100, 10


class TopologyApi(EC2BaseResponse):
    """The operations, as moto's response classes have them."""

    def describe_instance_topology(self) -> ActionResult:
        """DescribeInstanceTopology: running hosts of supported types only."""
        self.error_on_dryrun()
        ids, groups = self._get_param("InstanceIds", []), self._get_param("GroupNames", [])
        size, token = self._get_param("MaxResults"), self._get_param("NextToken")
        if ids and size is not None:
            raise combination(
                "The parameter instancesSet cannot be used with the parameter maxResults"
            )
        for name, given in (("InstanceIds", ids), ("GroupNames", groups)):
            if len(given) > MOST_IDS:
                raise invalid(f"{name} can hold at most {MOST_IDS} values, got {len(given)}")
        found = (
            self.ec2_backend.get_multi_instances_by_id(ids)
            if ids
            else (self.ec2_backend.all_running_instances())
        )
        filters = self._filters_from_querystring()
        zone_id = capacity(self.current_account, self.region).zone_id
        fields = {
            "availability-zone": lambda instance: instance.availability_zone,
            "instance-type": lambda instance: instance.instance_type,
            "zone-id": lambda instance: zone_id(instance.availability_zone),
        }
        hosts = [
            instance
            for instance in found
            if instance.state == "running"
            and supported(instance.instance_type)
            and (not groups or instance.placement.group_name in groups)
        ]
        hosts = select(hosts, filters, fields)
        if ids:
            shown, next_token = hosts, None
        else:
            shown, next_token = page(hosts, size, token, default=20, most=MOST_IDS)
        tree = topology(self.current_account, self.region)
        return ActionResult(
            {
                "Instances": [
                    {
                        "InstanceId": instance.id,
                        "InstanceType": instance.instance_type,
                        "GroupName": instance.placement.group_name or None,
                        "NetworkNodes": list(tree.place(instance)),
                        "AvailabilityZone": instance.availability_zone,
                        "ZoneId": zone_id(instance.availability_zone),
                        "CapacityBlockId": tree.block_id(instance),
                    }
                    for instance in shown
                ],
                "NextToken": next_token,
            }
        )

    def describe_capacity_reservation_topology(self) -> ActionResult:
        """DescribeCapacityReservationTopology: pending and active reservations only."""
        self.error_on_dryrun()
        backend = capacity(self.current_account, self.region)
        ids = self._get_param("CapacityReservationIds", [])
        if len(ids) > MOST_RESERVATIONS:
            raise invalid(
                f"CapacityReservationIds can hold at most {MOST_RESERVATIONS} values, "
                f"got {len(ids)}"
            )
        if ids and self._get_param("MaxResults") is not None:
            raise combination(
                "The parameter capacityReservationIds cannot be used with the parameter maxResults"
            )
        found = (
            [backend.reservation(i) for i in ids] if ids else list(backend.reservations.values())
        )
        fields = {
            "availability-zone": lambda r: r.zone,
            "instance-type": lambda r: r.instance_type,
        }
        filters = self._filters_from_querystring()
        live = [r for r in found if r.state in ("pending", "active")]
        shown = select(live, filters, fields)
        items, token = page(
            shown,
            self._get_param("MaxResults"),
            self._get_param("NextToken"),
            default=MOST_RESERVATIONS,
            most=MOST_RESERVATIONS,
        )
        return ActionResult(
            {"CapacityReservations": [self._shape(r) for r in items], "NextToken": token}
        )

    def _shape(self, reservation: Reservation) -> dict[str, Any]:
        backend = capacity(self.current_account, self.region)
        tree = topology(self.current_account, self.region)
        return {
            "CapacityReservationId": reservation.id,
            "CapacityBlockId": reservation.block.id if reservation.block else None,
            "State": reservation.state,
            "InstanceType": reservation.instance_type,
            "GroupName": (reservation.placement_group_arn or "").rpartition("/")[2] or None,
            "NetworkNodes": list(tree.reservation_nodes(reservation)),
            "AvailabilityZoneId": backend.zone_id(reservation.zone),
            "AvailabilityZone": reservation.zone,
        }
