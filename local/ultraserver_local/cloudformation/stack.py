"""A stack as a value: its resources, events and outputs."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .template import Template


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class StackResource:
    """One resource that a stack owns."""

    logical_id: str
    type: str
    physical_id: str
    status: str
    reason: str = ""
    properties: Mapping[str, Any] = field(default_factory=dict)
    """With every reference resolved, as the last operation used them."""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    deletion_policy: str = "Delete"
    update_replace_policy: str = "Delete"
    metadata: Mapping[str, Any] = field(default_factory=dict)
    timestamp: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a stack's history."""

    stack_id: str
    stack_name: str
    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str
    token: str | None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    timestamp: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One output of a stack."""

    key: str
    value: str
    description: str | None = None
    export: str | None = None


@dataclass(slots=True, kw_only=True)
class Request:
    """What a create, update or change-set call asks for."""

    template: Template
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    capabilities: list[str] = field(default_factory=list)
    notification_arns: list[str] = field(default_factory=list)
    role_arn: str | None = None
    disable_rollback: bool = False
    on_failure: str = "ROLLBACK"
    """ROLLBACK, DELETE or DO_NOTHING, for a creation."""
    token: str | None = None


@dataclass(slots=True, kw_only=True)
class Stack:
    """One stack."""

    id: str
    name: str
    region: str
    account: str
    request: Request | None = None
    """The last applied (or being applied) request; None while a first change set is in review."""
    parameters: dict[str, str] = field(default_factory=dict)
    """Resolved, SSM parameters included."""
    status: str = "REVIEW_IN_PROGRESS"
    reason: str = ""
    created: datetime = field(default_factory=now)
    updated: datetime | None = None
    deleted: datetime | None = None
    resources: dict[str, StackResource] = field(default_factory=dict)
    outputs: dict[str, Output] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    termination_protection: bool = False
    policy: str | None = None
    change_set_id: str | None = None
    token: str | None = None
    imports: set[str] = field(default_factory=set)
    """Names of the exports of other stacks that this one uses."""
    retained: list[str] = field(default_factory=list)
    """Physical ids that a deletion left because of their DeletionPolicy."""

    @property
    def template(self) -> Template | None:
        """The template of the last request."""
        return self.request.template if self.request else None

    @property
    def busy(self) -> bool:
        """Whether an operation runs."""
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    def set_status(self, status: str, reason: str = "") -> None:
        """Change the stack's own status and say so in an event."""
        self.status, self.reason = status, reason
        self.record(self.name, self.id, "AWS::CloudFormation::Stack", status, reason)

    def set_resource(self, resource: StackResource, status: str, reason: str = "") -> None:
        """Change a resource's status and say so in an event."""
        resource.status, resource.reason, resource.timestamp = status, reason, now()
        self.record(resource.logical_id, resource.physical_id, resource.type, status, reason)

    def record(
        self, logical_id: str, physical_id: str, type_name: str, status: str, reason: str
    ) -> None:
        """Add an event."""
        self.events.append(
            Event(
                stack_id=self.id,
                stack_name=self.name,
                logical_id=logical_id,
                physical_id=physical_id,
                type=type_name,
                status=status,
                reason=reason,
                token=self.token,
            )
        )
