"""Tags: the same idea, spelt differently by each service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import Context, Props


def tag_map(tags: Any) -> dict[str, str]:
    """Return tags given as a list of Key and Value, or as a map, as a map."""
    if not tags:
        return {}
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    return {str(tag["Key"]): str(tag["Value"]) for tag in tags}


def tag_specifications(kind: str, tags: Any) -> dict[str, Any]:
    """Return EC2's parameter for tags at creation; empty where there are none."""
    pairs = [{"Key": key, "Value": value} for key, value in tag_map(tags).items()]
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": pairs}]} if pairs else {}


def retag(ctx: Context, service: str, resource: str, old: Props, new: Props) -> None:
    """Make a resource's tags those of ``new``, by the service's own tagging calls."""
    before, after = tag_map(old.get("Tags")), tag_map(new.get("Tags"))
    gone = sorted(set(before) - set(after))
    set_now = {key: value for key, value in after.items() if before.get(key) != value}
    if service == "ec2":
        _retag_ec2(ctx, resource, gone, set_now)
        return
    tag, untag = _CALLS[service]
    if set_now:
        ctx.call(service, tag[0], **{tag[1]: resource, tag[2]: set_now, **tag[3]})
    if gone:
        ctx.call(service, untag[0], **{untag[1]: resource, untag[2]: gone, **untag[3]})


def _retag_ec2(ctx: Context, resource: str, gone: list[str], set_now: dict[str, str]) -> None:
    if set_now:
        ctx.call("ec2", "create_tags", Resources=[resource], Tags=set_now)
    if gone:
        ctx.call("ec2", "delete_tags", Resources=[resource], Tags=[{"Key": key} for key in gone])


_Call = tuple[str, str, str, dict[str, Any]]


def _pair(resource: str, tags: str, keys: str, **more: Any) -> tuple[_Call, _Call]:
    return ("tag_resource", resource, tags, more), ("untag_resource", resource, keys, more)


_CALLS: dict[str, tuple[_Call, _Call]] = {
    "cloudwatch": _pair("ResourceARN", "Tags", "TagKeys"),
    "dynamodb": _pair("ResourceArn", "Tags", "TagKeys"),
    "ecr": _pair("resourceArn", "tags", "tagKeys"),
    "ecs": _pair("resourceArn", "tags", "tagKeys"),
    "events": _pair("ResourceARN", "Tags", "TagKeys"),
    "lambda": _pair("Resource", "Tags", "TagKeys"),
    "logs": _pair("resourceArn", "tags", "tagKeys"),
    "secretsmanager": (
        ("tag_resource", "SecretId", "Tags", {}),
        ("untag_resource", "SecretId", "TagKeys", {}),
    ),
    "sns": _pair("ResourceArn", "Tags", "TagKeys"),
    "ssm": (
        ("add_tags_to_resource", "ResourceId", "Tags", {"ResourceType": "Parameter"}),
        ("remove_tags_from_resource", "ResourceId", "TagKeys", {"ResourceType": "Parameter"}),
    ),
}
