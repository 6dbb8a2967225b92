"""Local gateways of an Outpost: associations with VPCs, routes."""

from __future__ import annotations

from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.responses import ActionResult
from moto.ec2.responses._base_response import EC2BaseResponse

from .capacity import new_id
from .capacity_shapes import tag_list
from .errors import invalid
from .paging import select


class LocalGatewayBackend(BaseBackend):
    """Associations and routes of one account and Region."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.associations: dict[str, dict[str, Any]] = {}
        self.routes: dict[tuple[str, str], dict[str, Any]] = {}


LOCAL_GATEWAYS = BackendDict(LocalGatewayBackend, "ec2")


class LocalGatewayApi(EC2BaseResponse):
    """The operations, as moto's response classes have them. Route tables themselves are given."""

    @property
    def _gateways(self) -> LocalGatewayBackend:
        found: LocalGatewayBackend = LOCAL_GATEWAYS[self.current_account][self.region]
        return found

    def _table_arn(self, table: str) -> str:
        return (
            f"arn:{self.partition}:ec2:{self.region}:{self.current_account}:"
            f"local-gateway-route-table/{table}"
        )

    def create_local_gateway_route_table_vpc_association(self) -> ActionResult:
        """CreateLocalGatewayRouteTableVpcAssociation."""
        self.error_on_dryrun()
        table, vpc = self._get_param("LocalGatewayRouteTableId"), self._get_param("VpcId")
        self.ec2_backend.get_vpc(vpc)
        association = {
            "LocalGatewayRouteTableVpcAssociationId": new_id("lgw-vpc-assoc"),
            "LocalGatewayRouteTableId": table,
            "LocalGatewayRouteTableArn": self._table_arn(table),
            "LocalGatewayId": f"lgw-{str(table).rpartition('-')[2]}",
            "VpcId": vpc,
            "OwnerId": self.current_account,
            "State": "associated",
            "Tags": tag_list(
                self._parse_tag_specification().get("local-gateway-route-table-vpc-association", {})
            ),
        }
        key = str(association["LocalGatewayRouteTableVpcAssociationId"])
        self._gateways.associations[key] = association
        return ActionResult({"LocalGatewayRouteTableVpcAssociation": association})

    def describe_local_gateway_route_table_vpc_associations(self) -> ActionResult:
        """DescribeLocalGatewayRouteTableVpcAssociations."""
        ids = self._get_param("LocalGatewayRouteTableVpcAssociationIds", [])
        fields: dict[str, Any] = {
            "vpc-id": lambda a: a["VpcId"],
            "local-gateway-id": lambda a: a["LocalGatewayId"],
            "local-gateway-route-table-id": lambda a: a["LocalGatewayRouteTableId"],
            "state": lambda a: a["State"],
        }
        filters = self._filters_from_querystring()
        found = [
            association
            for key, association in self._gateways.associations.items()
            if not ids or key in ids
        ]
        shown = select(found, filters, fields)
        return ActionResult({"LocalGatewayRouteTableVpcAssociations": shown})

    def delete_local_gateway_route_table_vpc_association(self) -> ActionResult:
        """DeleteLocalGatewayRouteTableVpcAssociation."""
        key = self._get_param("LocalGatewayRouteTableVpcAssociationId")
        association = self._gateways.associations.pop(key, None)
        if association is None:
            raise invalid(f"The association ID '{key}' does not exist")
        return ActionResult(
            {"LocalGatewayRouteTableVpcAssociation": {**association, "State": "disassociated"}}
        )

    def create_local_gateway_route(self) -> ActionResult:
        """CreateLocalGatewayRoute."""
        table = self._get_param("LocalGatewayRouteTableId")
        route = {
            "DestinationCidrBlock": self._get_param("DestinationCidrBlock"),
            "LocalGatewayRouteTableId": table,
            "LocalGatewayRouteTableArn": self._table_arn(table),
            "LocalGatewayVirtualInterfaceGroupId": self._get_param(
                "LocalGatewayVirtualInterfaceGroupId"
            ),
            "NetworkInterfaceId": self._get_param("NetworkInterfaceId"),
            "OwnerId": self.current_account,
            "Type": "static",
            "State": "active",
        }
        self._gateways.routes[table, str(route["DestinationCidrBlock"])] = route
        return ActionResult({"Route": route})

    def search_local_gateway_routes(self) -> ActionResult:
        """SearchLocalGatewayRoutes, without filters."""
        table = self._get_param("LocalGatewayRouteTableId")
        found = [route for (owner, _), route in self._gateways.routes.items() if owner == table]
        return ActionResult({"Routes": found})

    def delete_local_gateway_route(self) -> ActionResult:
        """DeleteLocalGatewayRoute."""
        key = (self._get_param("LocalGatewayRouteTableId"), self._get_param("DestinationCidrBlock"))
        route = self._gateways.routes.pop(key, None)
        if route is None:
            raise invalid(f"There is no route {key[1]} in {key[0]}")
        return ActionResult({"Route": {**route, "State": "deleted"}})
