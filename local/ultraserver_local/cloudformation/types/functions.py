"""AWS::Lambda, AWS::Events and AWS::Scheduler. Functions are stored, not run."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from ultraserver_local.cloudformation.errors import ResourceFailure
from ultraserver_local.cloudformation.schemas import same

from .base import Context, Fixed, Made, Props, ResourceType, pick, without
from .simple import Simple
from .tagging import retag, tag_map

_NOT_IN_API = (
    "Code",
    "Tags",
    "FunctionName",
    "ReservedConcurrentExecutions",
    "RuntimeManagementConfig",
    "RecursiveLoop",
    "SnapStart",
)


class Function:
    """AWS::Lambda::Function."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the function."""
        name = str(props.get("FunctionName") or ctx.name(64))
        params: dict[str, Any] = without(props, *_NOT_IN_API)
        answer = ctx.call(
            "lambda",
            "create_function",
            FunctionName=name,
            Code=_code(props["Code"]),
            Tags=tag_map(props.get("Tags")),
            **params,
        )
        if "ReservedConcurrentExecutions" in props:
            ctx.call(
                "lambda",
                "put_function_concurrency",
                FunctionName=name,
                ReservedConcurrentExecutions=props["ReservedConcurrentExecutions"],
            )
        return Made(id=name, attributes={"Arn": answer["FunctionArn"]})

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change code, configuration and tags."""
        if not same(old["Code"], new["Code"]):
            ctx.call("lambda", "update_function_code", FunctionName=made.id, **_code(new["Code"]))
        params = without(new, *_NOT_IN_API, "PackageType", "Architectures", "CodeSigningConfigArn")
        ctx.call("lambda", "update_function_configuration", FunctionName=made.id, **params)
        retag(ctx, "lambda", str(made.attributes["Arn"]), old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the function with its versions."""
        ctx.quietly("lambda", "delete_function", FunctionName=made.id)


def _code(code: Props) -> dict[str, Any]:
    if "ZipFile" not in code:
        return without(code, "SourceKMSKeyArn")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        # A fixed date, so that the same code has the same digest.
        package.writestr(zipfile.ZipInfo("index.py", (1980, 1, 1, 0, 0, 0)), str(code["ZipFile"]))
    return {"ZipFile": archive.getvalue()}


class Permission(Fixed):
    """AWS::Lambda::Permission."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Add the permission."""
        statement = ctx.name(100)
        ctx.call("lambda", "add_permission", StatementId=statement, **props)
        return Made(id=statement, attributes={"Id": statement})

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Remove the permission."""
        ctx.quietly(
            "lambda", "remove_permission", FunctionName=props["FunctionName"], StatementId=made.id
        )


class Version(Fixed):
    """AWS::Lambda::Version."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Publish a version."""
        answer = ctx.call("lambda", "publish_version", **pick(props, "FunctionName", "Description"))
        arn = str(answer["FunctionArn"])
        return Made(id=arn, attributes={"FunctionArn": arn, "Version": answer["Version"]})

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the version."""
        ctx.quietly(
            "lambda",
            "delete_function",
            FunctionName=props["FunctionName"],
            Qualifier=made.attributes["Version"],
        )


class Rule:
    """AWS::Events::Rule, with its targets."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Put the rule and its targets."""
        name = str(props.get("Name") or ctx.name(64))
        made = Made(id=name, attributes={"Arn": ctx.arn("events", f"rule/{name}")})
        self._put(ctx, name, props)
        return made

    def _put(self, ctx: Context, name: str, props: Props) -> None:
        ctx.call("events", "put_rule", Name=name, **without(props, "Name", "Targets"))
        if targets := props.get("Targets"):
            answer = ctx.call(
                "events", "put_targets", Rule=name, Targets=targets, **pick(props, "EventBusName")
            )
            if failed := answer.get("FailedEntries"):
                raise ResourceFailure(f"put_targets: {failed[0].get('ErrorMessage', failed[0])}")

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Put the rule and its targets again; remove the targets that are gone."""
        kept = {target["Id"] for target in new.get("Targets", [])}
        self._remove(
            ctx, made.id, old, [t["Id"] for t in old.get("Targets", []) if t["Id"] not in kept]
        )
        self._put(ctx, made.id, new)
        return made

    def _remove(self, ctx: Context, rule: str, props: Props, ids: list[str]) -> None:
        if ids:
            ctx.quietly(
                "events", "remove_targets", Rule=rule, Ids=ids, **pick(props, "EventBusName")
            )

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Remove the targets and the rule."""
        self._remove(ctx, made.id, props, [target["Id"] for target in props.get("Targets", [])])
        ctx.quietly("events", "delete_rule", Name=made.id, **pick(props, "EventBusName"))


class Schedule:
    """AWS::Scheduler::Schedule."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the schedule."""
        name = str(props.get("Name") or ctx.name(64))
        answer = ctx.call("scheduler", "create_schedule", **{**props, "Name": name})
        return Made(id=name, attributes={"Arn": answer["ScheduleArn"]})

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change the schedule."""
        ctx.call("scheduler", "update_schedule", **{**new, "Name": made.id})
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the schedule."""
        ctx.quietly("scheduler", "delete_schedule", Name=made.id, **pick(props, "GroupName"))


TYPES: dict[str, ResourceType] = {
    "AWS::Lambda::Function": Function(),
    "AWS::Lambda::Permission": Permission(),
    "AWS::Lambda::Version": Version(),
    "AWS::Events::Rule": Rule(),
    "AWS::Scheduler::Schedule": Schedule(),
    "AWS::Lambda::Alias": Simple(
        service="lambda",
        create_call="create_alias",
        drop=("ProvisionedConcurrencyConfig",),
        id="=AliasArn",
        attributes={"AliasArn": "=AliasArn"},
        update_call="update_alias",
        delete_call="delete_alias",
        delete_with={"FunctionName": "{prop.FunctionName}", "Name": "{prop.Name}"},
    ),
    "AWS::Lambda::EventSourceMapping": Simple(
        service="lambda",
        create_call="create_event_source_mapping",
        id="=UUID",
        attributes={"Id": "=UUID"},
        update_call="update_event_source_mapping",
        update_with={"UUID": "{id}"},
        updatable=("FunctionName", "BatchSize", "Enabled"),
        delete_call="delete_event_source_mapping",
        delete_with={"UUID": "{id}"},
    ),
    "AWS::Lambda::EventInvokeConfig": Simple(
        service="lambda",
        create_call="put_function_event_invoke_config",
        update_call="put_function_event_invoke_config",
        id="=FunctionArn",
        delete_call="delete_function_event_invoke_config",
        delete_with={"FunctionName": "{prop.FunctionName}", "Qualifier": "{prop.Qualifier}"},
    ),
}
