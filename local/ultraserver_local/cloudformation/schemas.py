"""What CloudFormation's registry says of a type: which properties exist, which force a replacement.

The schemas come with cfn-lint, which moto's server needs anyway.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeSchema:
    """One registry schema, as far as an operation needs it."""

    properties: frozenset[str]
    required: frozenset[str]
    create_only: tuple[tuple[str, ...], ...]
    """Paths of properties whose change replaces the resource."""
    tag_property: str | None
    tags_are_map: bool

    def replaces(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
        """Return the create-only properties that differ, as dotted paths."""
        return [
            ".".join(path)
            for path in self.create_only
            if _comparable(_at(old, path)) != _comparable(_at(new, path))
        ]

    def faults(self, logical_id: str, given: Iterable[str]) -> str | None:
        """Return CloudFormation's complaint about property names, if it has one."""
        names = set(given)
        where = f"Properties validation failed for resource {logical_id} with message:"
        if unknown := sorted(names - self.properties):
            return f"{where} #: extraneous key [{unknown[0]}] is not permitted"
        if missing := sorted(self.required - names):
            return f"{where} #: required key [{missing[0]}] not found"
        return None


@cache
def type_schema(region: str, type_name: str) -> TypeSchema | None:
    """Return a type's schema; None where the registry has none (custom resources)."""
    if type_name.startswith("Custom::"):
        return None
    from cfnlint.schema import ResourceNotFoundError
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

    for candidate in (region, "us-east-1"):
        try:
            with _LOCK:
                raw = PROVIDER_SCHEMA_MANAGER.get_resource_schema(candidate, type_name).schema
        except (ResourceNotFoundError, ImportError, KeyError):
            continue
        return _from_raw(raw)
    return None


def _from_raw(raw: Mapping[str, Any]) -> TypeSchema:
    properties = raw.get("properties", {})
    tagging = raw.get("tagging", {})
    tag_property = str(tagging.get("tagProperty", "")).rpartition("/")[2] or None
    if tag_property not in properties:
        tag_property = "Tags" if "Tags" in properties else None
    return TypeSchema(
        properties=frozenset(properties),
        required=frozenset(raw.get("required", ())),
        create_only=tuple(
            tuple(path.removeprefix("/properties/").split("/"))
            for path in raw.get("createOnlyProperties", ())
        ),
        tag_property=tag_property,
        tags_are_map=bool(tag_property) and _is_map(properties[tag_property]),
    )


def _is_map(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "object"


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def _comparable(value: Any) -> Any:
    """Return ``value`` so that 1, "1" and true, "true" compare equal, as in a template."""
    if isinstance(value, Mapping):
        return {key: _comparable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def same(left: Any, right: Any) -> bool:
    """Whether two property values mean the same to CloudFormation."""
    return bool(_comparable(left) == _comparable(right))
