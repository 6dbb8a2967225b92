"""The part of ECS's cluster query language that selects container instances.

Comparisons of attributes and fields, ``in`` with a list, ``exists``, joined by ``and``.
Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
(read 2026-11-24).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from moto.ecs.exceptions import InvalidParameterException

_TERM = re.compile(
    r"^\s*(?P<not>not\s+)?\(?\s*(?P<subject>[\w.:-]+)\s*"
    r"(?P<operator>==|!=|=~|\bequals\b|\bnot_equals\b|\bin\b|\bexists\b)?\s*(?P<value>.*?)\s*\)?\s*$"
)


class CompiledQuery:
    """One filter expression. Raises InvalidParameterException for what it cannot read."""

    def __init__(self, expression: str) -> None:
        self._terms: list[Callable[[Any], bool]] = []
        for text in re.split(r"\band\b|&&", expression) if expression.strip() else []:
            self._terms.append(_term(text))

    def matches(self, instance: Any) -> bool:
        """Whether a container instance is selected."""
        return all(term(instance) for term in self._terms)


def _term(text: str) -> Callable[[Any], bool]:
    match = _TERM.match(text)
    if match is None:
        raise InvalidParameterException(f"the filter {text.strip()!r} cannot be read")
    subject, operator, value = match["subject"], match["operator"] or "exists", match["value"]
    if operator == "in":
        values = [part.strip() for part in value.strip("[]()").split(",")]
    else:
        values = [value]
    tests: dict[str, Callable[[Any], bool]] = {
        "==": lambda found: found in values,
        "equals": lambda found: found in values,
        "!=": lambda found: found not in values,
        "not_equals": lambda found: found not in values,
        "in": lambda found: found in values,
        "=~": lambda found: found is not None and re.search(values[0], found) is not None,
        "exists": lambda found: found is not None,
    }
    wanted = match["not"] is None
    return lambda instance: tests[operator](_subject(instance, subject)) == wanted


def _subject(instance: Any, name: str) -> str | None:
    if name.startswith("attribute:"):
        value = instance.attributes.get(name.removeprefix("attribute:"))
        present = name.removeprefix("attribute:") in instance.attributes
        return str(value or "") if present else None
    fields = {
        "ec2InstanceId": instance.ec2_instance_id,
        "agentConnected": str(instance.agent_connected).lower(),
        "status": instance.status,
    }
    if name not in fields:
        raise InvalidParameterException(f"the filter's subject {name!r} is not known")
    return str(fields[name])
