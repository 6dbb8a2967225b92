"""AWS::EC2: VPC, subnets, routes, gateways, endpoints, flow logs."""

from __future__ import annotations

from typing import Any

from ultraserver_local.cloudformation.errors import ResourceFailure

from .base import Context, Fixed, Made, Props, ResourceType, pick, without
from .simple import Simple
from .tagging import retag, tag_specifications


class Vpc:
    """AWS::EC2::VPC."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the VPC and set its DNS attributes, which CreateVpc cannot."""
        answer = ctx.call(
            "ec2",
            "create_vpc",
            **without(props, "EnableDnsHostnames", "EnableDnsSupport", "Tags"),
            **tag_specifications("vpc", props.get("Tags")),
        )
        vpc = str(answer["Vpc"]["VpcId"])
        self._dns(ctx, vpc, props)
        filters = [{"Name": "vpc-id", "Values": [vpc]}]
        groups = ctx.call("ec2", "describe_security_groups", Filters=filters)["SecurityGroups"]
        acls = ctx.call("ec2", "describe_network_acls", Filters=filters)["NetworkAcls"]
        return Made(
            id=vpc,
            attributes={
                "VpcId": vpc,
                "CidrBlock": answer["Vpc"]["CidrBlock"],
                "CidrBlockAssociations": [
                    a["AssociationId"] for a in answer["Vpc"].get("CidrBlockAssociationSet", [])
                ],
                "DefaultSecurityGroup": next(
                    (g["GroupId"] for g in groups if g["GroupName"] == "default"), ""
                ),
                "DefaultNetworkAcl": next((a["NetworkAclId"] for a in acls), ""),
                "Ipv6CidrBlocks": [],
            },
        )

    def _dns(self, ctx: Context, vpc: str, props: Props) -> None:
        for name, value in pick(props, "EnableDnsSupport", "EnableDnsHostnames").items():
            ctx.call("ec2", "modify_vpc_attribute", VpcId=vpc, **{name: {"Value": value}})

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change DNS attributes and tags."""
        self._dns(ctx, made.id, new)
        retag(ctx, "ec2", made.id, old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the VPC; its default group, main route table and default ACL go with it."""
        ctx.quietly("ec2", "delete_vpc", VpcId=made.id)


class Subnet:
    """AWS::EC2::Subnet."""

    _later = ("MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation", "EnableDns64")

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the subnet and set what CreateSubnet cannot."""
        params = without(props, *self._later, "Tags", "PrivateDnsNameOptionsOnLaunch")
        answer = ctx.call(
            "ec2", "create_subnet", **params, **tag_specifications("subnet", props.get("Tags"))
        )["Subnet"]
        made = Made(
            id=str(answer["SubnetId"]),
            attributes={
                "SubnetId": answer["SubnetId"],
                "AvailabilityZone": answer["AvailabilityZone"],
                "AvailabilityZoneId": answer.get("AvailabilityZoneId", ""),
                "CidrBlock": answer["CidrBlock"],
                "VpcId": answer["VpcId"],
                "OutpostArn": answer.get("OutpostArn") or props.get("OutpostArn", ""),
                "NetworkAclAssociationId": "",
            },
        )
        self._attributes(ctx, made.id, props)
        return made

    def _attributes(self, ctx: Context, subnet: str, props: Props) -> None:
        for name, value in pick(props, *self._later[:2]).items():
            ctx.call("ec2", "modify_subnet_attribute", SubnetId=subnet, **{name: {"Value": value}})

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change addressing attributes and tags."""
        self._attributes(ctx, made.id, new)
        retag(ctx, "ec2", made.id, old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the subnet."""
        ctx.quietly("ec2", "delete_subnet", SubnetId=made.id)


class GatewayAttachment(Fixed):
    """AWS::EC2::VPCGatewayAttachment."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Attach the internet gateway."""
        if "InternetGatewayId" not in props:
            raise ResourceFailure("the embedded AWS attaches internet gateways only")
        ctx.call("ec2", "attach_internet_gateway", **props)
        return Made(id=f"IGW|{props['VpcId']}", attributes={"AttachmentType": "IGW"})

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Detach it."""
        ctx.quietly("ec2", "detach_internet_gateway", "Gateway.NotAttached", **props)


class Route(Fixed):
    """AWS::EC2::Route."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the route."""
        ctx.call("ec2", "create_route", **props)
        destination = self._destination(props)
        return Made(
            id=f"{props['RouteTableId']}|{next(iter(destination.values()))}",
            attributes={"CidrBlock": props.get("DestinationCidrBlock", "")},
        )

    def _destination(self, props: Props) -> dict[str, Any]:
        return pick(
            props, "DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"
        )

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the route."""
        ctx.quietly(
            "ec2", "delete_route", RouteTableId=props["RouteTableId"], **self._destination(props)
        )


class VpcEndpoint:
    """AWS::EC2::VPCEndpoint."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the endpoint."""
        answer = ctx.call(
            "ec2",
            "create_vpc_endpoint",
            **without(props, "Tags", "ResourceConfigurationArn", "ServiceNetworkArn"),
            **tag_specifications("vpc-endpoint", props.get("Tags")),
        )["VpcEndpoint"]
        endpoint = str(answer["VpcEndpointId"])
        return Made(
            id=endpoint,
            attributes={
                "Id": endpoint,
                "CreationTimestamp": str(answer.get("CreationTimestamp", "")),
                "NetworkInterfaceIds": answer.get("NetworkInterfaceIds", []),
                "DnsEntries": [
                    f"{entry.get('HostedZoneId', '')}:{entry.get('DnsName', '')}"
                    for entry in answer.get("DnsEntries", [])
                ],
            },
        )

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change policy, subnets, route tables, groups and tags."""
        params: dict[str, Any] = pick(new, "PolicyDocument")
        for name, single in (
            ("SubnetIds", "SubnetIds"),
            ("RouteTableIds", "RouteTableIds"),
            ("SecurityGroupIds", "SecurityGroupIds"),
        ):
            before, after = set(old.get(name, [])), set(new.get(name, []))
            if after - before:
                params[f"Add{single}"] = sorted(after - before)
            if before - after:
                params[f"Remove{single}"] = sorted(before - after)
        if params:
            ctx.call("ec2", "modify_vpc_endpoint", VpcEndpointId=made.id, **params)
        retag(ctx, "ec2", made.id, old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the endpoint with its interfaces."""
        ctx.call("ec2", "delete_vpc_endpoints", VpcEndpointIds=[made.id])


class FlowLog(Fixed):
    """AWS::EC2::FlowLog."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the flow log."""
        params = without(props, "ResourceId", "Tags", "DestinationOptions")
        # EC2 takes the group's name; an ARN as LogDestination would do as well.
        answer = ctx.call(
            "ec2",
            "create_flow_logs",
            ResourceIds=[props["ResourceId"]],
            **params,
            **tag_specifications("vpc-flow-log", props.get("Tags")),
        )
        if failed := answer.get("Unsuccessful"):
            raise ResourceFailure(str(failed[0]["Error"]["Message"]))
        flow_log = str(answer["FlowLogIds"][0])
        return Made(id=flow_log, attributes={"Id": flow_log})

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the flow log."""
        ctx.quietly("ec2", "delete_flow_logs", FlowLogIds=[made.id])


def _ec2(create: str, delete: str, parameter: str, path: str, **more: Any) -> Simple:
    attributes = more.pop("attributes", {})
    return Simple(
        service="ec2",
        create_call=create,
        delete_call=delete,
        delete_with=more.pop("delete_with", {parameter: "{id}"}),
        id=f"={path}",
        attributes=attributes,
        tag_arn="{id}" if "tag_type" in more else None,
        **more,
    )


TYPES: dict[str, ResourceType] = {
    "AWS::EC2::VPC": Vpc(),
    "AWS::EC2::Subnet": Subnet(),
    "AWS::EC2::VPCGatewayAttachment": GatewayAttachment(),
    "AWS::EC2::Route": Route(),
    "AWS::EC2::VPCEndpoint": VpcEndpoint(),
    "AWS::EC2::FlowLog": FlowLog(),
    "AWS::EC2::InternetGateway": _ec2(
        "create_internet_gateway",
        "delete_internet_gateway",
        "InternetGatewayId",
        "InternetGateway.InternetGatewayId",
        tag_type="internet-gateway",
        attributes={"InternetGatewayId": "{id}"},
    ),
    "AWS::EC2::RouteTable": _ec2(
        "create_route_table",
        "delete_route_table",
        "RouteTableId",
        "RouteTable.RouteTableId",
        tag_type="route-table",
        attributes={"RouteTableId": "{id}"},
    ),
    "AWS::EC2::SubnetRouteTableAssociation": _ec2(
        "associate_route_table",
        "disassociate_route_table",
        "AssociationId",
        "AssociationId",
        attributes={"Id": "{id}"},
    ),
    "AWS::EC2::EIP": _ec2(
        "allocate_address",
        "release_address",
        "AllocationId",
        "PublicIp",
        tag_type="elastic-ip",
        attributes={"AllocationId": "=AllocationId", "PublicIp": "=PublicIp"},
        delete_with={"AllocationId": "{attr.AllocationId}"},
    ),
    "AWS::EC2::NatGateway": _ec2(
        "create_nat_gateway",
        "delete_nat_gateway",
        "NatGatewayId",
        "NatGateway.NatGatewayId",
        tag_type="natgateway",
        attributes={"NatGatewayId": "{id}"},
    ),
    "AWS::EC2::PrefixList": _ec2(
        "create_managed_prefix_list",
        "delete_managed_prefix_list",
        "PrefixListId",
        "PrefixList.PrefixListId",
        tag_type="prefix-list",
        attributes={"PrefixListId": "{id}", "Arn": "=PrefixList.PrefixListArn"},
    ),
}
