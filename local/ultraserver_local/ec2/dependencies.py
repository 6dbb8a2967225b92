"""Deletions that EC2 refuses and moto does not, so that a wrong order of destroy is found here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.exceptions import DependencyViolationError


def delete_subnet(original: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse while an interface is in the subnet."""

    def delete(self: Any, subnet_id: str) -> Any:
        if any(interface.subnet.id == subnet_id for interface in self.enis.values()):
            raise DependencyViolationError(
                f"The subnet '{subnet_id}' has dependencies and cannot be deleted."
            )
        return original(self, subnet_id)

    return delete


def delete_security_group(original: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse while an interface or another group's rule uses the group."""

    def delete(self: Any, name: str | None = None, group_id: str | None = None) -> Any:
        if group_id and (_worn(self, group_id) or _named(self, group_id)):
            raise DependencyViolationError(f"resource {group_id} has a dependent object")
        return original(self, name=name, group_id=group_id)

    return delete


def _worn(backend: Any, group_id: str) -> bool:
    return any(
        group.id == group_id for interface in backend.enis.values() for group in interface.group_set
    )


def _named(backend: Any, group_id: str) -> bool:
    groups = (group for groups in backend.groups.values() for group in groups.values())
    return any(
        rule.source_group.get("GroupId") == group_id
        for group in groups
        if group.id != group_id
        for rule in [*group.ingress_rules, *group.egress_rules]
    )


def delete_vpc(original: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse while an internet gateway, an endpoint or a group other than the default is left."""

    def delete(self: Any, vpc_id: str) -> Any:
        attached = any(
            gateway.vpc is not None and gateway.vpc.id == vpc_id
            for gateway in self.internet_gateways.values()
        )
        groups = [g for g in self.groups.get(vpc_id, {}).values() if g.name != "default"]
        endpoints = [e for e in self.vpc_end_points.values() if e.vpc_id == vpc_id]
        if attached or groups or endpoints:
            raise DependencyViolationError(
                f"The vpc '{vpc_id}' has dependencies and cannot be deleted."
            )
        return original(self, vpc_id)

    return delete


def delete_vpc_endpoints(original: Callable[..., Any]) -> Callable[..., Any]:
    """Forget deleted endpoints, which moto keeps in state deleted for ever."""

    def delete(self: Any, vpce_ids: list[str] | None = None) -> Any:
        result = original(self, vpce_ids)
        for endpoint_id in vpce_ids or []:
            self.vpc_end_points.pop(endpoint_id, None)
        return result

    return delete


def create_vpc_endpoint(original: Callable[..., Any]) -> Callable[..., Any]:
    """Give an endpoint's interfaces its security groups; moto gives them the VPC's default."""

    def create(self: Any, *args: Any, **kwargs: Any) -> Any:
        endpoint = original(self, *args, **kwargs)
        groups = [self.get_security_group_from_id(g) for g in endpoint.security_group_ids or []]
        for interface_id in endpoint.network_interface_ids or []:
            interface = self.enis.get(interface_id)
            if interface is not None and groups:
                interface._group_set = groups
                interface.interface_type = "vpc_endpoint"
                interface.description = f"VPC Endpoint Interface {endpoint.id}"
        return endpoint

    return create
