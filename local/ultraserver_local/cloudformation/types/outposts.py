"""AWS::Outposts and the local gateway of an Outpost, on the embedded Outposts API."""

from __future__ import annotations

from .base import ResourceType
from .simple import Simple

TYPES: dict[str, ResourceType] = {
    "AWS::Outposts::Site": Simple(
        service="outposts",
        create_call="create_site",
        id="=Site.SiteId",
        attributes={
            "SiteId": "=Site.SiteId",
            "SiteArn": "=Site.SiteArn",
            "Id": "=Site.SiteId",
            "AccountId": "=Site.AccountId",
        },
        update_call="update_site",
        updatable=("Name", "Description", "Notes"),
        update_with={"SiteId": "{id}"},
        delete_call="delete_site",
        delete_with={"SiteId": "{id}"},
    ),
    "AWS::Outposts::Outpost": Simple(
        service="outposts",
        create_call="create_outpost",
        id="=Outpost.OutpostId",
        attributes={
            "OutpostId": "=Outpost.OutpostId",
            "OutpostArn": "=Outpost.OutpostArn",
            "Arn": "=Outpost.OutpostArn",
            "OwnerId": "=Outpost.OwnerId",
            "SiteArn": "=Outpost.SiteArn",
            "LifeCycleStatus": "=Outpost.LifeCycleStatus",
        },
        update_call="update_outpost",
        updatable=("Name", "Description", "SupportedHardwareType"),
        update_with={"OutpostId": "{id}"},
        delete_call="delete_outpost",
        delete_with={"OutpostId": "{id}"},
    ),
    "AWS::EC2::LocalGatewayRouteTableVPCAssociation": Simple(
        service="ec2",
        create_call="create_local_gateway_route_table_vpc_association",
        tag_type="local-gateway-route-table-vpc-association",
        tag_arn="{id}",
        id="=LocalGatewayRouteTableVpcAssociation.LocalGatewayRouteTableVpcAssociationId",
        attributes={
            "LocalGatewayRouteTableVpcAssociationId": "{id}",
            "LocalGatewayId": "=LocalGatewayRouteTableVpcAssociation.LocalGatewayId",
            "State": "=LocalGatewayRouteTableVpcAssociation.State",
        },
        delete_call="delete_local_gateway_route_table_vpc_association",
        delete_with={"LocalGatewayRouteTableVpcAssociationId": "{id}"},
    ),
    "AWS::EC2::LocalGatewayRoute": Simple(
        service="ec2",
        create_call="create_local_gateway_route",
        id="{prop.DestinationCidrBlock}|{prop.LocalGatewayRouteTableId}",
        attributes={"State": "=Route.State", "Type": "=Route.Type"},
        delete_call="delete_local_gateway_route",
        delete_with={
            "DestinationCidrBlock": "{prop.DestinationCidrBlock}",
            "LocalGatewayRouteTableId": "{prop.LocalGatewayRouteTableId}",
        },
    ),
}
