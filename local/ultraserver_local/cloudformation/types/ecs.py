"""AWS::ECS: clusters, capacity providers, task definitions, services."""

from __future__ import annotations

from typing import Any

from ultraserver_local.cloudformation.errors import ResourceFailure

from .base import Context, Made, Props, ResourceType, pick, without
from .tagging import retag


class Cluster:
    """AWS::ECS::Cluster."""

    _api = ("ClusterSettings", "Configuration", "ServiceConnectDefaults")

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the cluster."""
        name = str(props.get("ClusterName") or ctx.name(255))
        ctx.call("ecs", "create_cluster", **self._params(name, props), **_rest(props))
        return Made(id=name, attributes={"Arn": ctx.arn("ecs", f"cluster/{name}")})

    def _params(self, name: str, props: Props) -> dict[str, Any]:
        params = without(
            props,
            "ClusterName",
            "ClusterSettings",
            "Tags",
            "CapacityProviders",
            "DefaultCapacityProviderStrategy",
        )
        if "ClusterSettings" in props:
            params["settings"] = props["ClusterSettings"]
        return {"clusterName": name, **params}

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change settings and tags."""
        params = self._params(made.id, new)
        params["cluster"] = params.pop("clusterName")
        ctx.call("ecs", "update_cluster", **params)
        retag(ctx, "ecs", str(made.attributes["Arn"]), old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the cluster. ECS refuses while it has instances, services or tasks."""
        ctx.quietly("ecs", "delete_cluster", cluster=made.id)


def _rest(props: Props) -> dict[str, Any]:
    return pick(props, "Tags", "CapacityProviders", "DefaultCapacityProviderStrategy")


class CapacityProvider:
    """AWS::ECS::CapacityProvider."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the provider."""
        name = str(props.get("Name") or ctx.name(255))
        ctx.call(
            "ecs",
            "create_capacity_provider",
            **{
                **without(props, "Name", "ClusterName"),
                "name": name,
                "cluster": props.get("ClusterName"),
            },
        )
        return Made(id=name, attributes={"Arn": ctx.arn("ecs", f"capacity-provider/{name}")})

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change the provider's settings and tags."""
        provider = without(new.get("AutoScalingGroupProvider", {}), "AutoScalingGroupArn")
        if provider:
            ctx.call(
                "ecs", "update_capacity_provider", name=made.id, autoScalingGroupProvider=provider
            )
        retag(ctx, "ecs", ctx.arn("ecs", f"capacity-provider/{made.id}"), old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the provider. ECS refuses while a cluster uses it."""
        ctx.quietly("ecs", "delete_capacity_provider", capacityProvider=made.id)


class Associations:
    """AWS::ECS::ClusterCapacityProviderAssociations."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Give the cluster its providers."""
        self._put(ctx, str(props["Cluster"]), props)
        return Made(id=str(props["Cluster"]))

    def _put(self, ctx: Context, cluster: str, props: Props) -> None:
        ctx.call(
            "ecs",
            "put_cluster_capacity_providers",
            cluster=cluster,
            capacityProviders=props.get("CapacityProviders", []),
            defaultCapacityProviderStrategy=props.get("DefaultCapacityProviderStrategy", []),
        )

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Give the cluster other providers."""
        self._put(ctx, made.id, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Take the providers away."""
        try:
            self._put(ctx, made.id, {})
        except ResourceFailure as failure:
            if "ClusterNotFound" not in str(failure):
                raise


class TaskDefinition:
    """AWS::ECS::TaskDefinition: every change is a new revision, as on AWS."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Register a revision."""
        family = str(props.get("Family") or ctx.name(255))
        answer = ctx.call(
            "ecs", "register_task_definition", **{**without(props, "Family"), "family": family}
        )["taskDefinition"]
        arn = str(answer["taskDefinitionArn"])
        return Made(id=arn, attributes={"TaskDefinitionArn": arn})

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change tags: everything else is create-only."""
        retag(ctx, "ecs", made.id, old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Deregister the revision."""
        ctx.quietly("ecs", "deregister_task_definition", taskDefinition=made.id)


class Service:
    """AWS::ECS::Service. The service is stable at once: nothing here runs its tasks."""

    _updatable = (
        "DesiredCount", "TaskDefinition", "DeploymentConfiguration", "NetworkConfiguration",
        "CapacityProviderStrategy", "HealthCheckGracePeriodSeconds", "PlacementConstraints",
        "PlacementStrategies", "LoadBalancers", "EnableExecuteCommand", "ForceNewDeployment",
    )  # fmt: skip

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the service."""
        name = str(props.get("ServiceName") or ctx.name(255))
        params = without(props, "ServiceName", "PlacementStrategies")
        params.setdefault("DesiredCount", 0 if props.get("SchedulingStrategy") == "DAEMON" else 1)
        if "PlacementStrategies" in props:
            params["placementStrategy"] = props["PlacementStrategies"]
        answer = ctx.call("ecs", "create_service", **{**params, "serviceName": name})["service"]
        arn = str(answer["serviceArn"])
        return Made(id=arn, attributes={"Name": name, "ServiceArn": arn})

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change the service."""
        params = pick(new, *self._updatable)
        if "PlacementStrategies" in params:
            params["placementStrategy"] = params.pop("PlacementStrategies")
        ctx.call("ecs", "update_service", **{**pick(new, "Cluster"), **params, "service": made.id})
        retag(ctx, "ecs", made.id, old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the service with its tasks."""
        ctx.quietly(
            "ecs", "delete_service", **pick(props, "Cluster"), **{"service": made.id, "force": True}
        )


TYPES: dict[str, ResourceType] = {
    "AWS::ECS::Cluster": Cluster(),
    "AWS::ECS::CapacityProvider": CapacityProvider(),
    "AWS::ECS::ClusterCapacityProviderAssociations": Associations(),
    "AWS::ECS::TaskDefinition": TaskDefinition(),
    "AWS::ECS::Service": Service(),
}
