"""A YAML document as plain values that remember their place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Tag = Literal["str", "int", "float", "bool", "null", "timestamp", "merge", "value"]
"""What YAML 1.1 takes a scalar for; a quoted one is always ``str``."""

Path = tuple[str | int, ...]
"""Keys and positions from the top of the file: ``("capacity", "capacityBlocks", 0)``."""


class Mark(NamedTuple):
    """A place in the text, counted from 1; a column counts characters, a tab is one."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as written. ``text`` is without its quotes."""

    mark: Mark
    text: str
    tag: Tag
    quoted: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A sequence."""

    mark: Mark
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping with its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping; no key occurs twice."""

    mark: Mark
    entries: tuple[Entry, ...]


Node = Scalar | Listing | Mapping


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault at its place. ``rule`` is the name of the rule that found it, if one did."""

    mark: Mark
    what: str
    fix: str
    rule: str = ""


class Finding(NamedTuple):
    """What a rule found wrong, and at which key of the file."""

    path: Path
    what: str
    fix: str


def shown(node: Node) -> str:
    """Return a value as a message quotes it: at most 60 characters, on one line."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Listing):
        return "a list"
    return repr(cut(node.text)) if node.quoted else cut(node.text)


def cut(text: str) -> str:
    """Return at most 60 characters of ``text`` on one line, with … where some are left out."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
