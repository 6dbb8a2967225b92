"""A template: parsed, its sections by name, its resources in the order of dependence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml

from .errors import ValidationError
from .intrinsics import _SUB


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms (``!Ref x``)."""


def _short_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)
# "2010-09-09" is a version, not a date.
_Loader.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One resource as the template declares it."""

    logical_id: str
    type: str
    properties: Mapping[str, Any]
    condition: str | None
    deletion_policy: str
    update_replace_policy: str
    metadata: Mapping[str, Any]
    depends: frozenset[str] = field(default_factory=frozenset)
    """Logical ids named by references and DependsOn."""


@dataclass(frozen=True)
class Template:
    """One template body."""

    body: str
    document: Mapping[str, Any]

    @classmethod
    def parse(cls, body: str) -> Template:
        """Read JSON or YAML. Raises ValidationError for what is no template."""
        try:
            document = json.loads(body) if body.lstrip().startswith("{") else _load_yaml(body)
        except (ValueError, yaml.YAMLError) as error:
            raise ValidationError(f"Template format error: {error}") from error
        if not isinstance(document, dict) or not isinstance(document.get("Resources"), dict):
            raise ValidationError(
                "Template format error: At least one Resources member must be defined."
            )
        return cls(body, document)

    def section(self, name: str) -> Mapping[str, Any]:
        """Return a top-level section; empty where the template has none."""
        section: Mapping[str, Any] = self.document.get(name) or {}
        return section

    @cached_property
    def resources(self) -> dict[str, Declared]:
        """Every resource, in the template's order. Raises ValidationError for unknown names."""
        raw = self.section("Resources")
        known = set(raw) | set(self.section("Parameters"))
        declared = {}
        for logical_id, resource in raw.items():
            names = set(references(resource.get("Properties", {}))) | set(_depends_on(resource))
            if unknown := sorted(names - known):
                raise ValidationError(
                    f"Template format error: Unresolved resource dependencies [{unknown[0]}] "
                    f"in the Resources block of the template"
                )
            declared[logical_id] = _declared(logical_id, resource, frozenset(names & set(raw)))
        return declared

    def order(self, wanted: set[str]) -> list[str]:
        """Return ``wanted`` so that each comes after what it depends on.

        Wait conditions come as late as possible: they wait for what the others start.
        Raises ValidationError for a circle.
        """
        left = [name for name in self.resources if name in wanted]
        left.sort(
            key=lambda name: self.resources[name].type == "AWS::CloudFormation::WaitCondition"
        )
        done: set[str] = set()
        ordered = []
        while left:
            ready = next(
                (name for name in left if not (self.resources[name].depends & wanted) - done), None
            )
            if ready is None:
                raise ValidationError(f"Circular dependency between resources: [{', '.join(left)}]")
            left.remove(ready)
            done.add(ready)
            ordered.append(ready)
        return ordered


def _load_yaml(body: str) -> Any:
    return yaml.load(body, Loader=_Loader)  # a SafeLoader


def _declared(logical_id: str, resource: Mapping[str, Any], depends: frozenset[str]) -> Declared:
    if "Type" not in resource:
        raise ValidationError(
            f"Template format error: [/Resources/{logical_id}] Every Resources object "
            f"must contain a Type member."
        )
    return Declared(
        logical_id=logical_id,
        type=str(resource["Type"]),
        properties=resource.get("Properties") or {},
        condition=resource.get("Condition"),
        deletion_policy=str(resource.get("DeletionPolicy", "Delete")),
        update_replace_policy=str(resource.get("UpdateReplacePolicy", "Delete")),
        metadata=resource.get("Metadata") or {},
        depends=depends - {logical_id},
    )


def _depends_on(resource: Mapping[str, Any]) -> list[str]:
    depends = resource.get("DependsOn", [])
    return [depends] if isinstance(depends, str) else list(depends)


def references(value: Any) -> Iterator[str]:
    """Yield every name that Ref, Fn::GetAtt and Fn::Sub in ``value`` point to."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _named(key, item) if len(value) == 1 else ()
            yield from references(item)


def _named(function: str, argument: Any) -> Iterator[str]:
    names: list[str] = []
    if function == "Ref":
        names = [str(argument)]
    elif function == "Fn::GetAtt":
        names = [argument.split(".")[0] if isinstance(argument, str) else argument[0]]
    elif function == "Fn::Sub":
        text, given = (argument, {}) if isinstance(argument, str) else argument
        found = ((m[1], m[2].strip().split(".")[0]) for m in _SUB.finditer(text))
        names = [name for literal, name in found if not literal and name not in given]
    yield from (name for name in names if not name.startswith("AWS::"))
