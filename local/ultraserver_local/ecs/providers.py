"""Capacity providers and what keeps a provider or a cluster from being deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moto.ecs.exceptions import ECSException, InvalidParameterException
from moto.ecs.models import CapacityProvider

BUILT_IN = ("FARGATE", "FARGATE_SPOT")


def create(backend: Any, params: Mapping[str, Any]) -> Any:
    """Create a provider. Raises for a second one of that name or with both kinds."""
    name = str(params["name"])
    group, managed = (
        params.get("autoScalingGroupProvider"),
        params.get("managedInstancesProvider"),
    )
    if name in backend.capacity_providers:
        raise ECSException(
            "ClientException",
            "The specified capacity provider already exists. To change the configuration of an "
            "existing capacity provider, update the capacity provider.",
        )
    if bool(group) == bool(managed):
        raise InvalidParameterException(
            "one of autoScalingGroupProvider and managedInstancesProvider is needed"
        )
    provider: Any = CapacityProvider(
        backend.account_id, backend.region_name, name, dict(group or {}), params.get("tags")
    )
    provider.type = "MANAGED_INSTANCES" if managed else "EC2_AUTOSCALING"
    if managed:
        provider.auto_scaling_group_provider = None
        provider.managed_instances_provider = dict(managed)
        provider.cluster = params.get("cluster")
    else:
        provider.auto_scaling_group_provider.setdefault("managedDraining", "DISABLED")
    backend.capacity_providers[name] = provider
    return provider


def _known(backend: Any, name: str) -> Any:
    provider = backend._get_provider(name)
    if provider is None:
        raise ECSException("ClientException", "The specified capacity provider does not exist.")
    return provider


def update(backend: Any, params: Mapping[str, Any]) -> Any:
    """Update a provider, managed draining included."""
    provider = _known(backend, str(params["name"]))
    group = dict(params.get("autoScalingGroupProvider") or {})
    if group:
        provider.update(group)
        if "managedDraining" in group:
            provider.auto_scaling_group_provider["managedDraining"] = group["managedDraining"]
    return provider


def delete(backend: Any, name: str) -> Any:
    """Delete a provider. Raises ResourceInUseException while a cluster has it."""
    provider = _known(backend, name)
    users = [
        c.name for c in backend.clusters.values() if provider.name in (c.capacity_providers or [])
    ]
    if users:
        raise ECSException(
            "ResourceInUseException",
            "The specified capacity provider is in use and cannot be removed.",
        )
    provider.status, provider.update_status = "INACTIVE", "DELETE_COMPLETE"
    del backend.capacity_providers[provider.name]
    return provider


def check_known(backend: Any, names: Iterable[str]) -> None:
    """Raise for a provider that does not exist."""
    for name in names:
        if name not in BUILT_IN and backend._get_provider(name) is None:
            raise InvalidParameterException("The specified capacity provider does not exist.")


def check_empty(backend: Any, cluster: Any) -> None:
    """Raise while a cluster has tasks, services or instances."""
    tasks = backend.tasks.get(cluster.name, {}).values()
    services = [
        s
        for s in backend.services.values()
        if s.cluster_arn == cluster.arn and s.status != "INACTIVE"
    ]
    checks = (
        ("ClusterContainsTasksException", "tasks",
         any(task.desired_status != "STOPPED" for task in tasks)),
        ("ClusterContainsServicesException", "services", bool(services)),
        ("ClusterContainsContainerInstancesException", "container instances",
         bool(backend.container_instances.get(cluster.name))),
    )  # fmt: skip
    for code, what, there in checks:
        if there:
            raise ECSException(code, f"The Cluster cannot be deleted while {what} are in it.")
