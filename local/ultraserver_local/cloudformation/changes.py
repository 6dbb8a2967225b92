"""Change sets: a request on hold, with what it would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .schemas import same, type_schema
from .stack import Request, Stack, now
from .template import Declared, references

NOTHING = (
    "The submitted information didn't contain changes. "
    "Submit different information to create a change set."
)


@dataclass(slots=True, kw_only=True)
class ChangeSet:
    """One change set."""

    id: str
    name: str
    stack: Stack
    request: Request
    creates: bool
    description: str | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)
    status: str = "CREATE_COMPLETE"
    reason: str | None = None
    execution: str = "AVAILABLE"
    created: datetime = field(default_factory=now)


def changes(stack: Stack, request: Request, parameters: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what ``request`` would change, in the shape of CloudFormation's ``Changes``.

    References are compared as written, so a replacement that only follows from another resource's
    replacement is not listed.
    """
    old = stack.template.resources if stack.template else {}
    new = request.template.resources
    changed_names = (
        {name for name in parameters if stack.parameters.get(name) != parameters[name]}
        if stack.template
        else set()
    )
    tags = stack.request.tags if stack.request else {}
    found = []
    for name, declared in new.items():
        if name not in stack.resources:
            if declared.condition is None or name not in old:
                found.append(_change("Add", stack, declared))
        elif _differs(old[name], declared, changed_names) or dict(request.tags) != dict(tags):
            found.append(_modify(stack, old[name], declared))
    for name in stack.resources:
        if name not in new:
            found.append(_change("Remove", stack, old[name]))
    return found


def _differs(old: Declared, new: Declared, changed_names: set[str]) -> bool:
    return (
        not same(old.properties, new.properties)
        or old.deletion_policy != new.deletion_policy
        or old.metadata != new.metadata
        or bool(changed_names & set(references(new.properties)))
    )


def _modify(stack: Stack, old: Declared, new: Declared) -> dict[str, Any]:
    schema = type_schema(stack.region, new.type)
    replaced = schema.replaces(old.properties, new.properties) if schema else []
    change = _change("Modify", stack, new)
    change["ResourceChange"]["Replacement"] = "True" if replaced else "False"
    change["ResourceChange"]["Details"] = [
        {
            "Target": {
                "Attribute": "Properties",
                "Name": name,
                "RequiresRecreation": "Always"
                if name in {p.split(".")[0] for p in replaced}
                else "Never",
            },
            "Evaluation": "Static",
            "ChangeSource": "DirectModification",
        }
        for name in sorted({*old.properties, *new.properties})
        if not same(old.properties.get(name), new.properties.get(name))
    ]
    return change


def _change(action: str, stack: Stack, declared: Declared) -> dict[str, Any]:
    current = stack.resources.get(declared.logical_id)
    change: dict[str, Any] = {
        "Action": action,
        "LogicalResourceId": declared.logical_id,
        "ResourceType": declared.type,
        "Scope": ["Properties"] if action == "Modify" else [],
        "Details": [],
    }
    if current:
        change["PhysicalResourceId"] = current.physical_id
    return {"Type": "Resource", "ResourceChange": change}
