"""Scheduled actions of Auto Scaling groups: run when a test says what time it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from moto.autoscaling.models import autoscaling_backends


def run_due(account: str, region: str, at: datetime) -> list[str]:
    """Apply every one-time action that starts at or before ``at``, oldest first; each runs once."""
    backend = autoscaling_backends[account][region]
    due = sorted(
        (
            action
            for action in backend.scheduled_actions.values()
            if action.start_time and not action.recurrence and _moment(action.start_time) <= at
        ),
        key=lambda action: _moment(action.start_time),
    )
    for action in due:
        group = backend.autoscaling_groups[action.auto_scaling_group_name]
        _resize(group, action)
        del backend.scheduled_actions[action.scheduled_action_name]
    return [str(action.scheduled_action_name) for action in due]


def _resize(group: Any, action: Any) -> None:
    for name in ("min_size", "max_size"):
        if (value := getattr(action, name)) is not None:
            setattr(group, name, value)
    if action.desired_capacity is not None:
        group.set_desired_capacity(action.desired_capacity)


def _moment(given: Any) -> datetime:
    moment = datetime.fromisoformat(given) if isinstance(given, str) else given
    assert isinstance(moment, datetime)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
