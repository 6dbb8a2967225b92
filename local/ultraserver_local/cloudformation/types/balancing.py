"""AWS::ElasticLoadBalancingV2."""

from __future__ import annotations

from typing import Any

from .base import Context, Made, Props, ResourceType, pick, without
from .simple import Simple


class LoadBalancer:
    """AWS::ElasticLoadBalancingV2::LoadBalancer."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the load balancer."""
        name = str(props.get("Name") or ctx.name(32).replace("--", "-"))
        answer = ctx.call(
            "elbv2",
            "create_load_balancer",
            Name=name,
            **without(props, "Name", "LoadBalancerAttributes", "MinimumLoadBalancerCapacity"),
        )["LoadBalancers"][0]
        arn = str(answer["LoadBalancerArn"])
        self._settings(ctx, arn, props)
        return Made(
            id=arn,
            attributes={
                "LoadBalancerArn": arn,
                "DNSName": answer["DNSName"],
                "CanonicalHostedZoneID": answer.get("CanonicalHostedZoneId", ""),
                "LoadBalancerFullName": arn.split(":loadbalancer/", 1)[-1],
                "LoadBalancerName": name,
                "SecurityGroups": answer.get("SecurityGroups", []),
            },
        )

    def _settings(self, ctx: Context, arn: str, props: Props) -> None:
        if attributes := props.get("LoadBalancerAttributes"):
            ctx.call(
                "elbv2",
                "modify_load_balancer_attributes",
                LoadBalancerArn=arn,
                Attributes=attributes,
            )

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change attributes, groups and subnets."""
        self._settings(ctx, made.id, new)
        if old.get("SecurityGroups") != new.get("SecurityGroups"):
            ctx.call(
                "elbv2",
                "set_security_groups",
                LoadBalancerArn=made.id,
                SecurityGroups=new.get("SecurityGroups", []),
            )
        if old.get("Subnets") != new.get("Subnets"):
            ctx.call("elbv2", "set_subnets", LoadBalancerArn=made.id, Subnets=new["Subnets"])
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete it."""
        ctx.quietly("elbv2", "delete_load_balancer", LoadBalancerArn=made.id)


class TargetGroup:
    """AWS::ElasticLoadBalancingV2::TargetGroup."""

    _check = (
        "HealthCheckProtocol",
        "HealthCheckPort",
        "HealthCheckPath",
        "HealthCheckEnabled",
        "HealthCheckIntervalSeconds",
        "HealthCheckTimeoutSeconds",
        "HealthyThresholdCount",
        "UnhealthyThresholdCount",
        "Matcher",
    )

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the group with its attributes and targets."""
        name = str(props.get("Name") or ctx.name(32).replace("--", "-"))
        answer = ctx.call(
            "elbv2",
            "create_target_group",
            Name=name,
            **without(props, "Name", "TargetGroupAttributes", "Targets"),
        )["TargetGroups"][0]
        arn = str(answer["TargetGroupArn"])
        self._settings(ctx, arn, props)
        if targets := props.get("Targets"):
            ctx.call("elbv2", "register_targets", TargetGroupArn=arn, Targets=targets)
        return Made(
            id=arn,
            attributes={
                "TargetGroupArn": arn,
                "TargetGroupName": name,
                "TargetGroupFullName": arn.rpartition(":")[2],
                "LoadBalancerArns": answer.get("LoadBalancerArns", []),
            },
        )

    def _settings(self, ctx: Context, arn: str, props: Props) -> None:
        if attributes := props.get("TargetGroupAttributes"):
            ctx.call(
                "elbv2",
                "modify_target_group_attributes",
                TargetGroupArn=arn,
                Attributes=attributes,
            )

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change health check and attributes."""
        ctx.call("elbv2", "modify_target_group", TargetGroupArn=made.id, **pick(new, *self._check))
        self._settings(ctx, made.id, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the group."""
        ctx.quietly("elbv2", "delete_target_group", TargetGroupArn=made.id)


def _rule(create: str, update: str, delete: str, kind: str, **more: Any) -> Simple:
    return Simple(
        service="elbv2",
        create_call=create,
        id=f"={kind}s[0].{kind}Arn",
        attributes={f"{kind}Arn": "{id}"},
        update_call=update,
        update_with={f"{kind}Arn": "{id}"},
        delete_call=delete,
        delete_with={f"{kind}Arn": "{id}"},
        **more,
    )


TYPES: dict[str, ResourceType] = {
    "AWS::ElasticLoadBalancingV2::LoadBalancer": LoadBalancer(),
    "AWS::ElasticLoadBalancingV2::TargetGroup": TargetGroup(),
    "AWS::ElasticLoadBalancingV2::Listener": _rule(
        "create_listener", "modify_listener", "delete_listener", "Listener",
        updatable=("Port", "Protocol", "Certificates", "DefaultActions", "SslPolicy"),
        drop=("ListenerAttributes",),
    ),
    "AWS::ElasticLoadBalancingV2::ListenerRule": _rule(
        "create_rule", "modify_rule", "delete_rule", "Rule",
        updatable=("Actions", "Conditions"),
    ),
}  # fmt: skip
