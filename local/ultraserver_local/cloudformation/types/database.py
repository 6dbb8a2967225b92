"""AWS::DynamoDB: tables, also the GlobalTable that CDK's TableV2 writes."""

from __future__ import annotations

from typing import Any

from ultraserver_local.cloudformation.errors import ResourceFailure
from ultraserver_local.cloudformation.schemas import same

from .base import Context, Made, Props, ResourceType, pick
from .tagging import retag

_CREATE = (
    "AttributeDefinitions", "KeySchema", "BillingMode", "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes", "ProvisionedThroughput", "StreamSpecification", "TableClass",
    "DeletionProtectionEnabled",
)  # fmt: skip


class Table:
    """AWS::DynamoDB::Table."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the table and set what CreateTable cannot."""
        name = str(props.get("TableName") or ctx.name(255))
        params: dict[str, Any] = pick(props, *_CREATE)
        if stream := params.get("StreamSpecification"):
            params["StreamSpecification"] = {"StreamEnabled": True, **stream}
        if encryption := props.get("SSESpecification"):
            params["SSESpecification"] = _encryption(encryption)
        answer = ctx.call(
            "dynamodb", "create_table", TableName=name, Tags=props.get("Tags"), **params
        )["TableDescription"]
        self._settings(ctx, name, {}, props)
        return Made(
            id=name,
            attributes={
                "Arn": answer["TableArn"],
                "TableId": answer.get("TableId", name),
                "StreamArn": answer.get("LatestStreamArn", ""),
            },
        )

    def _settings(self, ctx: Context, table: str, old: Props, new: Props) -> None:
        if recovery := new.get("PointInTimeRecoverySpecification"):
            ctx.call(
                "dynamodb",
                "update_continuous_backups",
                TableName=table,
                PointInTimeRecoverySpecification=recovery,
            )
        if (ttl := new.get("TimeToLiveSpecification")) and not same(
            old.get("TimeToLiveSpecification"), ttl
        ):
            ctx.call(
                "dynamodb", "update_time_to_live", TableName=table, TimeToLiveSpecification=ttl
            )
        if policy := new.get("ResourcePolicy"):
            ctx.call(
                "dynamodb",
                "put_resource_policy",
                ResourceArn=ctx.arn("dynamodb", f"table/{table}"),
                Policy=policy["PolicyDocument"],
            )

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change what UpdateTable takes, backups, time to live and tags."""
        names = (
            "BillingMode",
            "ProvisionedThroughput",
            "DeletionProtectionEnabled",
            "TableClass",
            "AttributeDefinitions",
        )
        changed = {
            name: new[name] for name in names if name in new and not same(old.get(name), new[name])
        }
        if changed:
            ctx.call("dynamodb", "update_table", TableName=made.id, **changed)
        self._settings(ctx, made.id, old, new)
        retag(ctx, "dynamodb", str(made.attributes["Arn"]), old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the table; DynamoDB refuses a protected one."""
        ctx.quietly("dynamodb", "delete_table", TableName=made.id)


def _encryption(given: Props) -> dict[str, Any]:
    found: dict[str, Any] = {"Enabled": given.get("SSEEnabled", True)}
    return found | pick(given, "KMSMasterKeyId", "SSEType")


class GlobalTable(Table):
    """AWS::DynamoDB::GlobalTable with one replica, in the stack's own Region."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the table."""
        return super().create(ctx, self._flat(ctx, props))

    def _flat(self, ctx: Context, props: Props) -> dict[str, Any]:
        replicas = {replica["Region"]: replica for replica in props["Replicas"]}
        if set(replicas) != {ctx.region}:
            raise ResourceFailure(
                f"the embedded AWS makes global tables in the stack's Region {ctx.region} only, "
                f"got replicas in {', '.join(sorted(replicas))}"
            )
        replica = replicas[ctx.region]
        flat = pick(props, *_CREATE, "TableName", "TimeToLiveSpecification", "SSESpecification")
        flat |= pick(
            replica, "DeletionProtectionEnabled", "PointInTimeRecoverySpecification", "TableClass",
            "Tags", "ResourcePolicy",
        )  # fmt: skip
        if key := replica.get("SSESpecification", {}).get("KMSMasterKeyId"):
            flat["SSESpecification"] = {**flat.get("SSESpecification", {}), "KMSMasterKeyId": key}
        return flat

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change the table."""
        return super().update(ctx, made, self._flat(ctx, old), self._flat(ctx, new))


TYPES: dict[str, ResourceType] = {
    "AWS::DynamoDB::Table": Table(),
    "AWS::DynamoDB::GlobalTable": GlobalTable(),
}
