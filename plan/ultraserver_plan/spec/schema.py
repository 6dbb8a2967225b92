"""The JSON Schema (2020-12) of the fleet file, for editors and other tools.

It says what can be said of each field alone; the rules across fields are the reader's. Written by
``python -m ultraserver_plan.spec.schema > schemas/fleet.schema.json``.
"""

from __future__ import annotations

import json
import sys

from ultraserver_plan.spec.about import About
from ultraserver_plan.spec.shapes import Items, Leaf, Member, Record, Shape, Table, fleet_shape
from ultraserver_plan.spec.values import DURATION

Json = dict[str, object]

SCHEMA_ID = "urn:ultraserver-cdk:schema:fleet:v1"
COMMAND = "python -m ultraserver_plan.spec.schema > schemas/fleet.schema.json"

_TYPES = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "duration": "string",
    "timestamp": "string",
}


def json_schema() -> Json:
    """Return the schema; the same on every call and machine."""
    shape = fleet_shape()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "ultraserver fleet file",
        **_of(shape),
    }


def rendered() -> str:
    """Return the schema as its file has it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _of(shape: Shape) -> Json:
    about = {"description": shape.about.text} if shape.about.text else {}
    if isinstance(shape, Leaf):
        return {**about, **_leaf(shape)}
    if isinstance(shape, Items):
        return {
            **about,
            "type": "array",
            "items": _of(shape.item),
            **_at_least(shape.about, "Items"),
        }
    if isinstance(shape, Table):
        members: Json = {name: _of(shape.value) for name in shape.names}
        return {**about, **_mapping(members), **_at_least(shape.about, "Properties")}
    return {**about, **_record(shape)}


def _leaf(leaf: Leaf) -> Json:
    schema: Json = {"type": _TYPES[leaf.kind]}
    if leaf.choices:
        schema["enum"] = list(leaf.choices)
    if leaf.kind == "duration":
        schema["pattern"] = DURATION
    elif leaf.about.pattern is not None:
        schema["pattern"] = leaf.about.pattern
    for key in ("minimum", "maximum"):
        limit = getattr(leaf.about, key)
        if limit is not None and leaf.kind in ("integer", "number"):
            schema[key] = limit
    if leaf.about.example is not None:
        schema["examples"] = [leaf.about.example]
    return schema


def _at_least(about: About, of: str) -> Json:
    return {f"min{of}": about.min_items} if about.min_items else {}


def _mapping(members: Json) -> Json:
    return {"type": "object", "properties": members, "additionalProperties": False}


def _record(record: Record) -> Json:
    header = {key: {"const": value} for key, value in record.header}
    required = [*header, *(member.key for member in record.members if member.required)]
    schema = _mapping({**header, **{member.key: _member(member) for member in record.members}})
    if required:
        schema["required"] = required
    if record.one_of:
        schema["oneOf"] = [{"required": [key]} for key in record.one_of]
    short = record.shorthand
    return schema if short is None else {"oneOf": [_of(short.shape), schema]}


def _member(member: Member) -> Json:
    schema = _of(member.shape)
    if isinstance(member.default, str | int | float) and not isinstance(member.shape, Table):
        schema["default"] = _written(member)
    return schema


def _written(member: Member) -> object:
    """Return a default as the file would write it: 600 seconds as ``10m``."""
    value = member.default
    if (
        isinstance(member.shape, Leaf)
        and member.shape.kind == "duration"
        and isinstance(value, int)
    ):
        return duration_text(value)
    return value


def duration_text(seconds: int) -> str:
    """Return seconds as the shortest duration: 5400 -> ``1h30m``."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "m"), (left, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"


if __name__ == "__main__":
    sys.stdout.write(rendered())
