"""Template values: every intrinsic function that CloudFormation has, on plain data."""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from .errors import ValidationError

NO_VALUE = object()
"""What ``Ref: AWS::NoValue`` is: the key that holds it disappears."""

_SUB = re.compile(r"\$\{(!?)([^}]*)\}")
_DYNAMIC = re.compile(r"\{\{resolve:(ssm|ssm-secure|secretsmanager):([^}]+)\}\}")


class Scope(Protocol):
    """What names in a template stand for."""

    def ref(self, name: str) -> Any:
        """Return a parameter's value, a pseudo parameter or a resource's physical id."""

    def attribute(self, logical_id: str, name: str) -> Any:
        """Return an attribute of a resource."""

    def condition(self, name: str) -> bool:
        """Return the value of a condition."""

    def mapping(self, name: str) -> Mapping[str, Any]:
        """Return a mapping."""

    def export(self, name: str) -> str:
        """Return an export's value."""

    def stack_output(self, stack: str, region: str | None, output: str) -> str:
        """Return an output of another stack, by name."""

    def dynamic(self, service: str, key: str) -> str:
        """Return what a dynamic reference points to."""

    def zones(self, region: str) -> list[str]:
        """Return the Availability Zones of a Region."""


def resolve(value: Any, scope: Scope) -> Any:
    """Return ``value`` with every intrinsic function and dynamic reference replaced."""
    if isinstance(value, Mapping):
        if len(value) == 1:
            ((name, argument),) = value.items()
            if function := _FUNCTIONS.get(name):
                return function(argument, scope)
            if name.startswith("Fn::"):
                raise ValidationError(
                    f"Template error: the embedded AWS does not know the function {name}"
                )
        items = {key: resolve(item, scope) for key, item in value.items()}
        return {key: item for key, item in items.items() if item is not NO_VALUE}
    if isinstance(value, list):
        resolved = (resolve(item, scope) for item in value)
        return [item for item in resolved if item is not NO_VALUE]
    if isinstance(value, str) and "{{resolve:" in value:
        return _DYNAMIC.sub(lambda m: scope.dynamic(m[1], m[2]), value)
    return value


def _ref(argument: Any, scope: Scope) -> Any:
    return NO_VALUE if argument == "AWS::NoValue" else scope.ref(str(argument))


def _get_att(argument: Any, scope: Scope) -> Any:
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    return scope.attribute(parts[0], str(resolve(parts[1], scope)))


def _sub(argument: Any, scope: Scope) -> str:
    text, given = (argument, {}) if isinstance(argument, str) else (argument[0], argument[1])

    def value(match: re.Match[str]) -> str:
        literal, name = match[1], match[2].strip()
        if literal:
            return "${" + match[2] + "}"
        if name in given:
            return _text(resolve(given[name], scope))
        if "." in name:
            return _text(scope.attribute(*name.split(".", 1)))
        return _text(scope.ref(name))

    return str(resolve(_SUB.sub(value, text), scope))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, list) else str(value)


def _join(argument: Any, scope: Scope) -> str:
    separator, items = argument
    resolved = resolve(items, scope)
    parts = resolved if isinstance(resolved, list) else str(resolved).split(",")
    return str(resolve(str(separator).join(_text(part) for part in parts), scope))


def _split(argument: Any, scope: Scope) -> list[str]:
    return str(resolve(argument[1], scope)).split(str(argument[0]))


def _select(argument: Any, scope: Scope) -> Any:
    index, items = int(resolve(argument[0], scope)), resolve(argument[1], scope)
    if isinstance(items, str):
        items = items.split(",")
    if not 0 <= index < len(items):
        raise ValidationError(f"Template error: Fn::Select cannot select {index} of {items}")
    return items[index]


def _if(argument: Any, scope: Scope) -> Any:
    name, then, otherwise = argument
    return resolve(then if scope.condition(name) else otherwise, scope)


def _find_in_map(argument: Any, scope: Scope) -> Any:
    name, *keys = argument[:3]
    value: Any = scope.mapping(str(resolve(name, scope)))
    for key in keys:
        try:
            value = value[str(resolve(key, scope))]
        except (KeyError, TypeError) as error:
            if len(argument) > 3 and "DefaultValue" in argument[3]:
                return resolve(argument[3]["DefaultValue"], scope)
            raise ValidationError(
                f"Template error: Unable to get mapping for {name}::{'::'.join(map(str, keys))}"
            ) from error
    return value


def _stack_output(argument: Any, scope: Scope) -> str:
    given = resolve(argument, scope)
    try:
        return scope.stack_output(given["StackName"], given.get("Region"), given["OutputName"])
    except (KeyError, TypeError) as error:
        raise ValidationError(
            "Template error: Fn::GetStackOutput needs StackName and OutputName"
        ) from error


def _cidr(argument: Any, scope: Scope) -> list[str]:
    block, count, *bits = resolve(argument, scope)
    network = ipaddress.ip_network(str(block))
    host_bits = int(bits[0]) if bits else 8
    subnets = network.subnets(new_prefix=network.max_prefixlen - host_bits)
    return [str(next(subnets)) for _ in range(int(count))]


def _base64(argument: Any, scope: Scope) -> str:
    return base64.b64encode(str(resolve(argument, scope)).encode()).decode()


def _equals(argument: Any, scope: Scope) -> bool:
    left, right = (resolve(item, scope) for item in argument)
    return _text(left) == _text(right)


def _named_condition(argument: Any, scope: Scope) -> Any:
    # Outside of Conditions, "Condition" is an ordinary key (IAM policies), never an only key of
    # a string: there it holds an object.
    if not isinstance(argument, str):
        return {"Condition": resolve(argument, scope)}
    return scope.condition(argument)


_FUNCTIONS: dict[str, Callable[[Any, Scope], Any]] = {
    "Ref": _ref,
    "Condition": _named_condition,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::If": _if,
    "Fn::FindInMap": _find_in_map,
    "Fn::ImportValue": lambda argument, scope: scope.export(str(resolve(argument, scope))),
    "Fn::GetStackOutput": _stack_output,
    "Fn::GetAZs": lambda argument, scope: scope.zones(str(resolve(argument, scope))),
    "Fn::Cidr": _cidr,
    "Fn::Base64": _base64,
    "Fn::ToJsonString": lambda argument, scope: json.dumps(resolve(argument, scope)),
    "Fn::Length": lambda argument, scope: len(resolve(argument, scope)),
    "Fn::Equals": _equals,
    "Fn::And": lambda argument, scope: all(resolve(item, scope) for item in argument),
    "Fn::Or": lambda argument, scope: any(resolve(item, scope) for item in argument),
    "Fn::Not": lambda argument, scope: not resolve(argument[0], scope),
}
