"""AWS::Logs and AWS::CloudWatch."""

from __future__ import annotations

from typing import Any

from ultraserver_local.cloudformation.schemas import same

from .base import Context, Made, Props, ResourceType, pick, without
from .simple import Simple
from .tagging import retag, tag_map


class LogGroup:
    """AWS::Logs::LogGroup."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the group with its retention."""
        name = str(props.get("LogGroupName") or ctx.name(512))
        params: dict[str, Any] = pick(props, "KmsKeyId", "LogGroupClass")
        if tags := tag_map(props.get("Tags")):
            params["tags"] = tags
        ctx.call("logs", "create_log_group", logGroupName=name, **params)
        self._settings(ctx, name, {}, props)
        return Made(id=name, attributes={"Arn": ctx.arn("logs", f"log-group:{name}:*")})

    def _settings(self, ctx: Context, name: str, old: Props, new: Props) -> None:
        if days := new.get("RetentionInDays"):
            ctx.call("logs", "put_retention_policy", logGroupName=name, retentionInDays=days)
        elif "RetentionInDays" in old:
            ctx.call("logs", "delete_retention_policy", logGroupName=name)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change retention, key and tags."""
        self._settings(ctx, made.id, old, new)
        if not same(old.get("KmsKeyId"), new.get("KmsKeyId")):
            if key := new.get("KmsKeyId"):
                ctx.call("logs", "associate_kms_key", logGroupName=made.id, kmsKeyId=key)
            else:
                ctx.call("logs", "disassociate_kms_key", logGroupName=made.id)
        retag(ctx, "logs", ctx.arn("logs", f"log-group:{made.id}"), old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the group."""
        ctx.quietly("logs", "delete_log_group", logGroupName=made.id)


class MetricFilter:
    """AWS::Logs::MetricFilter."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Put the filter."""
        made = Made(id=str(props.get("FilterName") or ctx.name(512)))
        return self.update(ctx, made, {}, props)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Put the filter again; moto would keep the old one beside it."""
        if old:
            self.delete(ctx, made, old)
        transformations = [
            {**t, "Dimensions": {d["Key"]: d["Value"] for d in t["Dimensions"]}}
            if "Dimensions" in t
            else t
            for t in new["MetricTransformations"]
        ]
        params = without(new, "FilterName", "MetricTransformations", "ApplyOnTransformedLogs")
        ctx.call(
            "logs",
            "put_metric_filter",
            filterName=made.id,
            metricTransformations=transformations,
            **params,
        )
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the filter."""
        ctx.quietly(
            "logs", "delete_metric_filter", filterName=made.id, logGroupName=props["LogGroupName"]
        )


class Alarm:
    """AWS::CloudWatch::Alarm."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Put the alarm."""
        made = Made(id=str(props.get("AlarmName") or ctx.name(255)))
        return self.update(ctx, made, {}, props)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Put the alarm again; change tags."""
        params = without(new, "AlarmName", "Tags", "WarmUpPeriod")
        if not old:
            params["Tags"] = new.get("Tags")
        ctx.call("cloudwatch", "put_metric_alarm", AlarmName=made.id, **params)
        arn = ctx.arn("cloudwatch", f"alarm:{made.id}")
        if old:
            retag(ctx, "cloudwatch", arn, old, new)
        return Made(id=made.id, attributes={"Arn": arn})

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the alarm."""
        ctx.quietly("cloudwatch", "delete_alarms", AlarmNames=[made.id])


class CompositeAlarm:
    """AWS::CloudWatch::CompositeAlarm."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Put the alarm."""
        made = Made(id=str(props.get("AlarmName") or ctx.name(255)))
        return self.update(ctx, made, {}, props)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Put the alarm again."""
        params = without(new, "AlarmName", "Tags")
        ctx.call("cloudwatch", "put_composite_alarm", AlarmName=made.id, **params)
        return Made(id=made.id, attributes={"Arn": ctx.arn("cloudwatch", f"alarm:{made.id}")})

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the alarm."""
        ctx.quietly("cloudwatch", "delete_alarms", AlarmNames=[made.id])


TYPES: dict[str, ResourceType] = {
    "AWS::Logs::LogGroup": LogGroup(),
    "AWS::Logs::MetricFilter": MetricFilter(),
    "AWS::Logs::LogStream": Simple(
        service="logs",
        create_call="create_log_stream",
        name="LogStreamName",
        delete_call="delete_log_stream",
        delete_with={"logGroupName": "{prop.LogGroupName}", "logStreamName": "{id}"},
    ),
    "AWS::Logs::ResourcePolicy": Simple(
        service="logs",
        create_call="put_resource_policy",
        update_call="put_resource_policy",
        name="PolicyName",
        delete_call="delete_resource_policy",
        delete_with={"policyName": "{id}"},
    ),
    "AWS::Logs::QueryDefinition": Simple(
        service="logs",
        create_call="put_query_definition",
        rename={"QueryString": "queryString", "Name": "name"},
        id="=queryDefinitionId",
        attributes={"QueryDefinitionId": "{id}"},
        delete_call="delete_query_definition",
        delete_with={"queryDefinitionId": "{id}"},
    ),
    "AWS::Logs::SubscriptionFilter": Simple(
        service="logs",
        create_call="put_subscription_filter",
        update_call="put_subscription_filter",
        name="FilterName",
        delete_call="delete_subscription_filter",
        delete_with={"logGroupName": "{prop.LogGroupName}", "filterName": "{id}"},
    ),
    "AWS::CloudWatch::Alarm": Alarm(),
    "AWS::CloudWatch::CompositeAlarm": CompositeAlarm(),
    "AWS::CloudWatch::Dashboard": Simple(
        service="cloudwatch",
        create_call="put_dashboard",
        update_call="put_dashboard",
        name="DashboardName",
        drop=("Tags",),
        delete_call="delete_dashboards",
        delete_with={"DashboardNames": ["{id}"]},
    ),
}
