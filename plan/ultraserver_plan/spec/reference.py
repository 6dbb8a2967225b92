"""The reference page of the fleet file, from the same fields as decoder and schema.

``python -m ultraserver_plan.spec.reference`` prints it; docs/fleet-file.md holds it after a marker.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from ultraserver_plan.spec.schema import duration_text
from ultraserver_plan.spec.shapes import Items, Leaf, Member, Record, Shape, Table, fleet_shape

MARKER = "<!-- written from the types by: python -m ultraserver_plan.spec.reference -->"
COMMAND = "python -m ultraserver_plan.spec.reference"

_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "duration": "duration",
    "timestamp": "time in UTC",
}


def markdown_reference() -> str:
    """Return every section with a table of its fields."""
    return "\n".join(_section("", fleet_shape())) + "\n"


def _section(path: str, record: Record) -> Iterator[str]:
    yield f"## {f'`{path}`' if path else 'The file'}"
    yield f"\n{record.about.text}\n"
    if record.one_of:
        yield f"Exactly one of {', '.join(f'`{key}`' for key in record.one_of)}.\n"
    short = record.shorthand
    if short is not None:
        yield f"A bare `{short.key}` stands for the whole mapping.\n"
    yield "| key | value | default | |\n|---|---|---|---|"
    for key, value in record.header:
        yield f"| `{key}` | `{value}` | required | |"
    for member in record.members:
        yield _line(member)
    yield ""
    for member in record.members:
        for below, inner in _below(f"{path}.{member.key}".lstrip("."), member.shape):
            yield from _section(below, inner)


def _below(path: str, shape: Shape) -> Iterator[tuple[str, Record]]:
    if isinstance(shape, Record):
        yield path, shape
    elif isinstance(shape, Table):
        yield f"{path}.*", shape.value
    elif isinstance(shape, Items) and isinstance(shape.item, Record):
        yield f"{path}[]", shape.item


def _line(member: Member) -> str:
    about = member.shape.about
    example = "" if about.example is None else f" Example: `{_written(about.example)}`."
    return (
        f"| `{member.key}` | {_value(member.shape)} | {_default(member)} | {about.text}{example} |"
    )


def _value(shape: Shape) -> str:
    if isinstance(shape, Items):
        return f"list of {'mappings' if isinstance(shape.item, Record) else 'text'}"
    if isinstance(shape, Table):
        return f"mapping: {', '.join(f'`{name}`' for name in shape.names)}"
    if isinstance(shape, Record):
        return "mapping"
    if shape.choices:
        return ", ".join(f"`{_written(choice)}`" for choice in shape.choices)
    return _WORDS[shape.kind] + _limits(shape)


def _limits(leaf: Leaf) -> str:
    low, high = leaf.about.minimum, leaf.about.maximum
    if leaf.about.wanted and leaf.kind == "string":
        return f": {leaf.about.wanted}"
    if low is None or high is None:
        return ""
    if leaf.kind == "duration":
        return f" from {duration_text(low)} to {duration_text(high)}"
    return f" from {low:,} to {high:,}"


def _default(member: Member) -> str:
    if member.required:
        return "required"
    if member.shape.about.absent:
        return member.shape.about.absent
    if isinstance(member.shape, Leaf) and member.default is not None:
        value = member.default
        is_time = member.shape.kind == "duration" and isinstance(value, int)
        return (
            f"`{duration_text(value) if is_time and isinstance(value, int) else _written(value)}`"
        )
    return ""


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    sys.stdout.write(markdown_reference())
