"""Stacks, resources, events and change sets in the shapes of CloudFormation's answers."""

from __future__ import annotations

from typing import Any

from .changes import ChangeSet
from .stack import Event, Stack, StackResource


def stack_shape(stack: Stack) -> dict[str, Any]:
    """Return a DescribeStacks entry."""
    request = stack.request
    return {
        "StackId": stack.id,
        "StackName": stack.name,
        "ChangeSetId": stack.change_set_id,
        "Description": stack.template.document.get("Description") if stack.template else None,
        "Parameters": _parameters(stack),
        "CreationTime": stack.created,
        "DeletionTime": stack.deleted,
        "LastUpdatedTime": stack.updated,
        "StackStatus": stack.status,
        "StackStatusReason": stack.reason or None,
        "DisableRollback": request.disable_rollback if request else False,
        "NotificationARNs": request.notification_arns if request else [],
        "Capabilities": request.capabilities if request else [],
        "Outputs": [
            {
                "OutputKey": output.key,
                "OutputValue": output.value,
                "Description": output.description,
                "ExportName": output.export,
            }
            for output in stack.outputs.values()
        ],
        "RoleARN": request.role_arn if request else None,
        "Tags": _tags(request.tags if request else {}),
        "EnableTerminationProtection": stack.termination_protection,
        "RollbackConfiguration": {},
        "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
    }


def _parameters(stack: Stack) -> list[dict[str, Any]]:
    if stack.template is None or stack.request is None:
        return []
    given = stack.request.parameters
    shapes = []
    for name, declared in stack.template.section("Parameters").items():
        value = str(given.get(name, declared.get("Default", "")))
        shape = {
            "ParameterKey": name,
            "ParameterValue": "****" if declared.get("NoEcho") else value,
        }
        if str(declared.get("Type", "")).startswith("AWS::SSM::Parameter::Value<"):
            shape["ResolvedValue"] = stack.parameters.get(name, "")
        shapes.append(shape)
    return shapes


def _tags(tags: Any) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def summary_shape(stack: Stack) -> dict[str, Any]:
    """Return a ListStacks entry."""
    full = stack_shape(stack)
    names = (
        "StackId", "StackName", "CreationTime", "LastUpdatedTime", "DeletionTime",
        "StackStatus", "StackStatusReason", "DriftInformation",
    )  # fmt: skip
    return {name: full[name] for name in names} | {"TemplateDescription": full["Description"]}


def event_shape(event: Event) -> dict[str, Any]:
    """Return a DescribeStackEvents entry."""
    return {
        "StackId": event.stack_id,
        "EventId": event.id,
        "StackName": event.stack_name,
        "LogicalResourceId": event.logical_id,
        "PhysicalResourceId": event.physical_id,
        "ResourceType": event.type,
        "Timestamp": event.timestamp,
        "ResourceStatus": event.status,
        "ResourceStatusReason": event.reason or None,
        "ClientRequestToken": event.token,
    }


def resource_shape(stack: Stack, resource: StackResource) -> dict[str, Any]:
    """Return a DescribeStackResources entry."""
    return {
        "StackName": stack.name,
        "StackId": stack.id,
        "LogicalResourceId": resource.logical_id,
        "PhysicalResourceId": resource.physical_id or None,
        "ResourceType": resource.type,
        "Timestamp": resource.timestamp,
        "ResourceStatus": resource.status,
        "ResourceStatusReason": resource.reason or None,
        "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
    }


def change_set_shape(change_set: ChangeSet) -> dict[str, Any]:
    """Return a DescribeChangeSet answer; ListChangeSets takes its subset."""
    request = change_set.request
    return {
        "ChangeSetName": change_set.name,
        "ChangeSetId": change_set.id,
        "StackId": change_set.stack.id,
        "StackName": change_set.stack.name,
        "Description": change_set.description,
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": value}
            for key, value in request.parameters.items()
        ],
        "CreationTime": change_set.created,
        "ExecutionStatus": change_set.execution,
        "Status": change_set.status,
        "StatusReason": change_set.reason,
        "NotificationARNs": request.notification_arns,
        "Capabilities": request.capabilities,
        "Tags": _tags(request.tags),
        "Changes": change_set.changes,
        "IncludeNestedStacks": False,
    }
