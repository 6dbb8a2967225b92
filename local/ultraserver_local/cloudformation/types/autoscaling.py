"""AWS::AutoScaling: groups, hooks, schedules, policies."""

from __future__ import annotations

from typing import Any

from ultraserver_local.cloudformation.errors import ResourceFailure
from ultraserver_local.cloudformation.schemas import same

from .base import Context, Fixed, Made, Props, ResourceType, pick, without
from .simple import Simple

_APART = (
    "Tags", "VPCZoneIdentifier", "NotificationConfigurations", "NotificationConfiguration",
    "MetricsCollection", "LifecycleHookSpecificationList", "Cooldown", "AutoScalingGroupName",
    "InstanceId", "TrafficSources",
)  # fmt: skip
_NOT_UPDATED = ("LoadBalancerNames", "TargetGroupARNs")


class Group:
    """AWS::AutoScaling::AutoScalingGroup.

    As on AWS, a group that cannot get its instances fails to stabilize.
    """

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the group and wait for its instances."""
        name = str(props.get("AutoScalingGroupName") or ctx.name(255))
        tags = [
            {**tag, "ResourceId": name, "ResourceType": "auto-scaling-group"}
            for tag in props.get("Tags", [])
        ]
        ctx.call(
            "autoscaling",
            "create_auto_scaling_group",
            AutoScalingGroupName=name,
            Tags=tags,
            LifecycleHookSpecificationList=props.get("LifecycleHookSpecificationList"),
            **self._params(props),
        )
        made = Made(
            id=name,
            attributes={"AutoScalingGroupARN": self._describe(ctx, name)["AutoScalingGroupARN"]},
        )
        self._notify(ctx, name, props)
        try:
            self._stable(ctx, name)
        except ResourceFailure:
            self.delete(ctx, made, props)  # AWS too removes what did not stabilize
            raise
        return made

    def _params(self, props: Props) -> dict[str, Any]:
        params = without(props, *_APART)
        if subnets := props.get("VPCZoneIdentifier"):
            params["VPCZoneIdentifier"] = ",".join(subnets)
        if "Cooldown" in props:
            params["DefaultCooldown"] = props["Cooldown"]
        return params

    def _describe(self, ctx: Context, name: str) -> dict[str, Any]:
        groups = ctx.call(
            "autoscaling", "describe_auto_scaling_groups", AutoScalingGroupNames=[name]
        )["AutoScalingGroups"]
        if not groups:
            raise ResourceFailure(f"AutoScalingGroup {name} does not exist")
        found: dict[str, Any] = groups[0]
        return found

    def _stable(self, ctx: Context, name: str) -> None:
        group = self._describe(ctx, name)
        wanted, running = group["DesiredCapacity"], len(group["Instances"])
        if running >= wanted:
            return
        activities = ctx.call(
            "autoscaling", "describe_scaling_activities", AutoScalingGroupName=name
        )["Activities"]
        why = next((a.get("StatusMessage", "") for a in activities), "no scaling activity")
        raise ResourceFailure(
            f"Group did not stabilize. {{current/minSize/maxSize}} group size = "
            f"{{{running}/{group['MinSize']}/{group['MaxSize']}}}. Failed Scaling Activity: {why}"
        )

    def _notify(self, ctx: Context, name: str, props: Props) -> None:
        configurations = list(props.get("NotificationConfigurations", []))
        if "NotificationConfiguration" in props:
            configurations.append(props["NotificationConfiguration"])
        for configuration in configurations:
            ctx.call(
                "autoscaling",
                "put_notification_configuration",
                AutoScalingGroupName=name,
                **configuration,
            )
        for metrics in props.get("MetricsCollection", []):
            ctx.call(
                "autoscaling", "enable_metrics_collection", AutoScalingGroupName=name, **metrics
            )

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change the group in place; instances are kept, added or taken away, never replaced."""
        params = without(self._params(new), *_NOT_UPDATED)
        ctx.call("autoscaling", "update_auto_scaling_group", AutoScalingGroupName=made.id, **params)
        if not same(old.get("Tags"), new.get("Tags")):
            self._retag(ctx, made.id, old, new)
        self._notify(ctx, made.id, new)
        self._stable(ctx, made.id)
        return made

    def _retag(self, ctx: Context, name: str, old: Props, new: Props) -> None:
        where = {"ResourceId": name, "ResourceType": "auto-scaling-group"}
        kept = {tag["Key"] for tag in new.get("Tags", [])}
        if gone := [tag for tag in old.get("Tags", []) if tag["Key"] not in kept]:
            ctx.call("autoscaling", "delete_tags", Tags=[{**tag, **where} for tag in gone])
        if new.get("Tags"):
            tags = [{**tag, **where} for tag in new["Tags"]]
            ctx.call("autoscaling", "create_or_update_tags", Tags=tags)

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the group; its instances are terminated."""
        try:
            ctx.call(
                "autoscaling",
                "delete_auto_scaling_group",
                AutoScalingGroupName=made.id,
                ForceDelete=True,
            )
        except ResourceFailure as failure:
            if "not found" not in str(failure):
                raise


class LifecycleHook:
    """AWS::AutoScaling::LifecycleHook."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Put the hook."""
        name = str(props.get("LifecycleHookName") or ctx.name())
        ctx.call(
            "autoscaling",
            "put_lifecycle_hook",
            LifecycleHookName=name,
            **without(props, "LifecycleHookName"),
        )
        return Made(id=name)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Put the hook again."""
        ctx.call(
            "autoscaling",
            "put_lifecycle_hook",
            LifecycleHookName=made.id,
            **without(new, "LifecycleHookName"),
        )
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the hook."""
        ctx.quietly(
            "autoscaling",
            "delete_lifecycle_hook",
            LifecycleHookName=made.id,
            AutoScalingGroupName=props["AutoScalingGroupName"],
        )


class ScheduledAction:
    """AWS::AutoScaling::ScheduledAction."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Put the action."""
        made = Made(id=ctx.name())
        return self.update(ctx, made, {}, props)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Put the action again."""
        ctx.call(
            "autoscaling",
            "put_scheduled_update_group_action",
            ScheduledActionName=made.id,
            **new,
        )
        return Made(id=made.id, attributes={"ScheduledActionName": made.id})

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the action; one of a deleted group is gone."""
        try:
            ctx.call(
                "autoscaling",
                "delete_scheduled_action",
                ScheduledActionName=made.id,
                **pick(props, "AutoScalingGroupName"),
            )
        except ResourceFailure as failure:
            if "not found" not in str(failure):
                raise


class WarmPool(Fixed):
    """AWS::AutoScaling::WarmPool."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Put the pool."""
        ctx.call("autoscaling", "put_warm_pool", **props)
        return Made(id=str(props["AutoScalingGroupName"]))

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the pool."""
        ctx.quietly("autoscaling", "delete_warm_pool", AutoScalingGroupName=made.id)


TYPES: dict[str, ResourceType] = {
    "AWS::AutoScaling::AutoScalingGroup": Group(),
    "AWS::AutoScaling::LifecycleHook": LifecycleHook(),
    "AWS::AutoScaling::ScheduledAction": ScheduledAction(),
    "AWS::AutoScaling::WarmPool": WarmPool(),
    "AWS::AutoScaling::ScalingPolicy": Simple(
        service="autoscaling",
        create_call="put_scaling_policy",
        name="PolicyName",
        drop=("Cooldown",),
        id="=PolicyARN",
        attributes={"PolicyName": "{id}", "Arn": "{id}"},
        delete_call="delete_policy",
        delete_with={"PolicyName": "{id}"},
    ),
}
