"""Placement groups, and the local gateway calls of an Outpost."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses._base_response import EC2BaseResponse

from .capacity import capacity, new_id
from .capacity_shapes import tag_list
from .errors import invalid
from .paging import select

STRATEGIES = ("cluster", "spread", "partition", "precision-time")


class PlacementApi(EC2BaseResponse):
    """The operations, as moto's response classes have them."""

    def create_placement_group(self) -> ActionResult:
        """CreatePlacementGroup."""
        self.error_on_dryrun()
        groups = capacity(self.current_account, self.region).placement_groups
        name, strategy = self._get_param("GroupName"), self._get_param("Strategy", "cluster")
        if name in groups:
            raise EC2ClientError(
                "InvalidPlacementGroup.Duplicate", f"The placement group '{name}' already exists."
            )
        if strategy not in STRATEGIES:
            raise invalid(f"Strategy '{strategy}' is not one of {', '.join(STRATEGIES)}")
        group_id = new_id("pg")
        groups[name] = {
            "GroupName": name,
            "State": "available",
            "Strategy": strategy,
            "GroupId": group_id,
            "GroupArn": f"arn:{self.partition}:ec2:{self.region}:{self.current_account}:"
            f"placement-group/{name}",
            "Tags": tag_list(self._parse_tag_specification().get("placement-group", {})),
        }
        if strategy == "partition":
            groups[name]["PartitionCount"] = int(self._get_param("PartitionCount", 2))
        if strategy == "spread":
            groups[name]["SpreadLevel"] = self._get_param("SpreadLevel", "rack")
        return ActionResult({"PlacementGroup": groups[name]})

    def describe_placement_groups(self) -> ActionResult:
        """DescribePlacementGroups."""
        self.error_on_dryrun()
        groups = capacity(self.current_account, self.region).placement_groups
        names, ids = self._get_param("GroupNames", []), self._get_param("GroupIds", [])
        for name in names:
            self._group(name)
        fields: dict[str, Any] = {
            "group-name": lambda g: g["GroupName"],
            "group-arn": lambda g: g["GroupArn"],
            "state": lambda g: g["State"],
            "strategy": lambda g: g["Strategy"],
            "spread-level": lambda g: g.get("SpreadLevel"),
        }
        filters = self._filters_from_querystring()
        named = [
            group
            for group in groups.values()
            if (not names or group["GroupName"] in names) and (not ids or group["GroupId"] in ids)
        ]
        return ActionResult({"PlacementGroups": select(named, filters, fields)})

    def delete_placement_group(self) -> ActionResult:
        """DeletePlacementGroup: refused while an instance is in it."""
        self.error_on_dryrun()
        name = self._get_param("GroupName")
        self._group(name)
        if any(i.placement.group_name == name for i in self.ec2_backend.all_running_instances()):
            raise EC2ClientError(
                "InvalidPlacementGroup.InUse", f"The placement group '{name}' is in use"
            )
        del capacity(self.current_account, self.region).placement_groups[name]
        return EmptyResult()

    def _group(self, name: str) -> dict[str, Any]:
        groups = capacity(self.current_account, self.region).placement_groups
        if name not in groups:
            raise EC2ClientError(
                "InvalidPlacementGroup.Unknown", f"The Placement Group '{name}' is unknown."
            )
        return groups[name]
