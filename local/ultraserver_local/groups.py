"""Members of resource groups, which moto does not keep: what a launch by group ARN needs."""

from __future__ import annotations

import json

from moto.resourcegroups import urls
from moto.resourcegroups.responses import ResourceGroupsResponse

from .ec2.capacity import capacity
from .patching import Patches


class EmbeddedResourceGroups(ResourceGroupsResponse):
    """moto's resource groups with members."""

    def _group(self) -> str:
        given = str(self._get_param("Group") or self._get_param("GroupName"))
        return str(self.resourcegroups_backend.get_group(given).arn)

    def _members(self) -> list[str]:
        groups = capacity(self.current_account, self.region).groups
        return groups.setdefault(self._group(), [])

    def group_resources(self) -> str:
        """GroupResources."""
        members, given = self._members(), self._get_param("ResourceArns")
        members.extend(arn for arn in given if arn not in members)
        return json.dumps({"Succeeded": given, "Failed": [], "Pending": []})

    def ungroup_resources(self) -> str:
        """UngroupResources."""
        members, given = self._members(), self._get_param("ResourceArns")
        members[:] = [arn for arn in members if arn not in given]
        return json.dumps({"Succeeded": given, "Failed": [], "Pending": []})

    def list_group_resources(self) -> str:  # type: ignore[override]
        """ListGroupResources."""
        identifiers = [
            {"ResourceArn": arn, "ResourceType": "AWS::EC2::CapacityReservation"}
            for arn in self._members()
        ]
        return json.dumps(
            {
                "Resources": [{"Identifier": identifier} for identifier in identifiers],
                "ResourceIdentifiers": identifiers,
                "QueryErrors": [],
            }
        )

    def delete_group(self) -> str:
        """DeleteGroup: the members stay, their membership ends."""
        capacity(self.current_account, self.region).groups.pop(self._group(), None)
        return super().delete_group()


def install(patches: Patches) -> None:
    """Put the members' operations into moto."""
    for path in list(urls.url_paths):
        patches.item(urls.url_paths, path, EmbeddedResourceGroups.dispatch)
    for path in ("group-resources", "ungroup-resources", "list-group-resources"):
        patches.item(urls.url_paths, "{0}/" + path + "$", EmbeddedResourceGroups.dispatch)
