"""AWS::ServiceDiscovery, AWS::ResourceGroups, AWS::FSx."""

from __future__ import annotations

from typing import Any

from .base import Context, Fixed, Made, Props, ResourceType, pick, without
from .simple import Simple
from .tagging import tag_map


class Namespace(Fixed):
    """AWS::ServiceDiscovery namespaces: an operation makes them, which is done at once here."""

    def __init__(self, call: str) -> None:
        self._call = call

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the namespace."""
        operation = str(ctx.call("servicediscovery", self._call, **props)["OperationId"])
        done = ctx.call("servicediscovery", "get_operation", OperationId=operation)["Operation"]
        namespace = str(done["Targets"]["NAMESPACE"])
        found = ctx.call("servicediscovery", "get_namespace", Id=namespace)["Namespace"]
        zone = found.get("Properties", {}).get("DnsProperties", {}).get("HostedZoneId", "")
        return Made(
            id=namespace,
            attributes={"Id": namespace, "Arn": found["Arn"], "HostedZoneId": zone},
        )

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the namespace."""
        ctx.quietly("servicediscovery", "delete_namespace", Id=made.id)


class Group:
    """AWS::ResourceGroups::Group, with the resources it lists."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the group."""
        params: dict[str, Any] = without(props, "Resources", "Tags")
        if tags := tag_map(props.get("Tags")):
            params["Tags"] = tags
        answer = ctx.call("resource-groups", "create_group", **params)["Group"]
        self._members(ctx, answer["GroupArn"], [], props.get("Resources", []))
        return Made(id=str(props["Name"]), attributes={"Arn": answer["GroupArn"]})

    def _members(self, ctx: Context, group: str, old: list[str], new: list[str]) -> None:
        if added := [arn for arn in new if arn not in old]:
            ctx.call("resource-groups", "group_resources", Group=group, ResourceArns=added)
        if gone := [arn for arn in old if arn not in new]:
            ctx.call("resource-groups", "ungroup_resources", Group=group, ResourceArns=gone)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change description, configuration and members."""
        if "Description" in new:
            ctx.call(
                "resource-groups", "update_group", GroupName=made.id, **pick(new, "Description")
            )
        if configuration := new.get("Configuration"):
            ctx.call(
                "resource-groups",
                "put_group_configuration",
                Group=made.id,
                Configuration=configuration,
            )
        arn = str(made.attributes["Arn"])
        self._members(ctx, arn, old.get("Resources", []), new.get("Resources", []))
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the group; its resources stay."""
        ctx.quietly("resource-groups", "delete_group", Group=made.id)


class FileSystem(Fixed):
    """AWS::FSx::FileSystem."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the file system."""
        answer = ctx.call("fsx", "create_file_system", **without(props, "BackupId"))["FileSystem"]
        lustre = answer.get("LustreConfiguration", {})
        return Made(
            id=str(answer["FileSystemId"]),
            attributes={
                "DNSName": answer.get("DNSName")
                or f"{answer['FileSystemId']}.fsx.{ctx.region}.amazonaws.com",
                "LustreMountName": lustre.get("MountName", "fsx"),
                "ResourceARN": answer.get("ResourceARN", ""),
                "RootVolumeId": "",
            },
        )

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the file system."""
        ctx.quietly("fsx", "delete_file_system", FileSystemId=made.id)


TYPES: dict[str, ResourceType] = {
    "AWS::ServiceDiscovery::PrivateDnsNamespace": Namespace("create_private_dns_namespace"),
    "AWS::ServiceDiscovery::HttpNamespace": Namespace("create_http_namespace"),
    "AWS::ServiceDiscovery::Service": Simple(
        service="servicediscovery",
        create_call="create_service",
        name="Name",
        drop=("ServiceAttributes",),
        id="=Service.Id",
        attributes={"Id": "=Service.Id", "Arn": "=Service.Arn", "Name": "=Service.Name"},
        delete_call="delete_service",
        delete_with={"Id": "{id}"},
    ),
    "AWS::ResourceGroups::Group": Group(),
    "AWS::FSx::FileSystem": FileSystem(),
}
