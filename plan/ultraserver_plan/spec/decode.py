"""From the position tree to values, by the shapes: every fault is kept, and decoding goes on.

A field that cannot be decoded becomes None in the draft and is remembered as broken, so that the
rules which do not read it still run.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ultraserver_plan.spec.hosts import CapacityForm
from ultraserver_plan.spec.shapes import Items, Leaf, Member, Record, Shape, Table, fleet_shape
from ultraserver_plan.spec.tree import (
    Entry,
    Listing,
    Mapping,
    Mark,
    Node,
    Path,
    Problem,
    Scalar,
    cut,
    shown,
)
from ultraserver_plan.spec.values import WrongValueError, leaf_value
from ultraserver_plan.suggest import closest, one_of


@dataclass(slots=True)
class Decoder:
    """One file's decoding: what was found wrong, and where everything is."""

    problems: list[Problem] = field(default_factory=list)
    broken: set[Path] = field(default_factory=set)
    keys: dict[Path, Mark] = field(default_factory=dict)
    """Where each key stands (each item, in a list)."""
    values: dict[Path, Mark] = field(default_factory=dict)

    def decode(self, node: Node, shape: Shape, path: Path) -> object:
        """Return the value of ``node``, or None where it is broken."""
        self.values[path] = node.mark
        self.keys.setdefault(path, node.mark)
        if isinstance(node, Scalar) and node.tag == "null" and not isinstance(shape, Leaf):
            return self._fail(node.mark, path, f"{name_of(path)} has no value", _give(shape))
        if isinstance(shape, Leaf):
            return self._leaf(node, shape, path)
        if isinstance(shape, Items):
            return self._items(node, shape, path)
        if isinstance(shape, Table):
            return self._table(node, shape, path)
        return self._record(node, shape, path)

    def mark(self, path: Path) -> Mark:
        """Return where a path is: its value, or the key of what should hold it."""
        if path in self.values:
            return self.values[path]
        while path not in self.keys:
            path = path[:-1]
        return self.keys[path]

    def reads_broken(self, path: Path) -> bool:
        """Whether ``path``, something above it or something below it is broken."""
        return any(path[: len(bad)] == bad or bad[: len(path)] == path for bad in self.broken)

    def _fail(self, mark: Mark, path: Path, what: str, fix: str) -> object:
        """Record a fault; the value is None in the draft."""
        self.broken.add(path)
        self.problems.append(Problem(mark, what, fix))
        return None

    def _leaf(self, node: Node, shape: Leaf, path: Path) -> object:
        if not isinstance(node, Scalar):
            return self._wrong_type(node, shape, path)
        if node.tag == "null":
            return self._fail(node.mark, path, f"{name_of(path)} has no value", _give(shape))
        try:
            return leaf_value(node, shape)
        except WrongValueError as error:
            what, fix = error.wrong
            return self._fail(node.mark, path, f"{name_of(path)} {what}", fix)

    def _wrong_type(self, node: Node, shape: Shape, path: Path) -> object:
        what = f"{name_of(path)} is {shown(node)}, where {_wanted(shape)} is wanted"
        return self._fail(node.mark, path, what, _give(shape))

    def _items(self, node: Node, shape: Items, path: Path) -> object:
        if not isinstance(node, Listing):
            return self._wrong_type(node, shape, path)
        if len(node.items) < shape.about.min_items:
            return self._fail(node.mark, path, f"{name_of(path)} is empty", _give(shape))
        return tuple(
            self.decode(item, shape.item, (*path, position))
            for position, item in enumerate(node.items)
        )

    def _table(self, node: Node, shape: Table, path: Path) -> object:
        if not isinstance(node, Mapping):
            return self._wrong_type(node, shape, path)
        if len(node.entries) < shape.about.min_items:
            return self._fail(node.mark, path, f"{name_of(path)} is empty", _give(shape))
        found = self._known(node, shape.names, path)
        return tuple(
            (name, self._entry(found[name], shape.value, (*path, name)))
            for name in shape.names
            if name in found
        )

    def _entry(self, entry: Entry, shape: Shape, path: Path) -> object:
        self.keys[path] = entry.key.mark
        return self.decode(entry.value, shape, path)

    def _record(self, node: Node, shape: Record, path: Path) -> object:
        short = shape.shorthand
        if short is not None and isinstance(node, Scalar):
            return shape.cls(**{short.name: self.decode(node, short.shape, path)})
        if not isinstance(node, Mapping):
            return self._wrong_type(node, shape, path)
        found = self._known(node, shape.keys, path)
        self._header(found, shape, path)
        given = {
            member.name: self._entry(found[member.key], member.shape, (*path, member.key))
            for member in shape.members
            if member.key in found
        }
        for member in shape.members:
            if member.required and member.key not in found:
                given[member.name] = self._missing(member, path)
        self._one_of(found, shape, path)
        return _made(shape, given)

    def _known(self, node: Mapping, valid: tuple[str, ...], path: Path) -> dict[str, Entry]:
        """Return the entries by key; a misspelled key counts as the one that was meant."""
        found = {entry.key.text: entry for entry in node.entries if entry.key.text in valid}
        for entry in node.entries:
            if entry.key.text in valid:
                continue
            what = f"unknown key {cut(entry.key.text)}{_within(path)}"
            fix = _elsewhere(entry.key.text, valid) or one_of(entry.key.text, valid)
            self.problems.append(Problem(entry.key.mark, what, fix))
            meant = closest(entry.key.text, valid)
            if meant is not None:
                found.setdefault(meant, entry)
        return found

    def _header(self, found: dict[str, Entry], shape: Record, path: Path) -> None:
        for key, wanted in shape.header:
            entry = found.get(key)
            if entry is None:
                self._fail(
                    self.keys[path], (*path, key), f"{key} is missing", f"add {key}: {wanted}"
                )
            elif not isinstance(entry.value, Scalar) or entry.value.text != wanted:
                what = f"{key} is {shown(entry.value)}"
                self._fail(entry.value.mark, (*path, key), what, f"write {wanted}")

    def _missing(self, member: Member, path: Path) -> object:
        where = (*path, member.key)
        return self._fail(
            self.keys[path], where, f"{name_of(where)} is missing", f"add {_example(member)}"
        )

    def _one_of(self, found: dict[str, Entry], shape: Record, path: Path) -> None:
        if not shape.one_of:
            return
        given = sorted((found[key].key.mark, key) for key in shape.one_of if key in found)
        choice = ", ".join(shape.one_of)
        if not given:
            what = f"{name_of(path)} does not say how hosts are obtained"
            self._fail(self.keys[path], (*path, "kind"), what, f"add one of {choice}")
        for mark, key in given[1:]:
            what = f"{name_of(path)} has {key} beside {given[0][1]}"
            self._fail(mark, (*path, "kind"), what, f"keep one of {choice}")


def name_of(path: Path) -> str:
    """Return a path as messages write it: ``capacity.capacityBlocks[0].id``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "the file"


def _made(shape: Record, given: dict[str, object]) -> object:
    made = shape.cls(**given)
    return made.value() if isinstance(made, CapacityForm) else made


def _within(path: Path) -> str:
    return f" in {name_of(path)}" if path else ""


def _elsewhere(key: str, valid: tuple[str, ...]) -> str | None:
    """Return where a key belongs that is right, but in the wrong place."""
    places = [f"{top.key}.{key}" for top in fleet_shape().members if _has(top.shape, key)]
    if key in fleet_shape().keys:
        places.append("the top of the file")
    return f"move it to {places[0]}" if places and closest(key, valid) is None else None


def _has(shape: Shape, key: str) -> bool:
    return isinstance(shape, Record) and key in shape.keys


def _wanted(shape: Shape) -> str:
    if isinstance(shape, Items):
        return "a list"
    if isinstance(shape, Leaf):
        return {"string": "text", "integer": "a whole number"}.get(shape.kind, f"a {shape.kind}")
    return "a mapping"


def _give(shape: Shape) -> str:
    if isinstance(shape, Leaf):
        return f"give it a value like {_as_yaml(shape.about.example)}"
    if isinstance(shape, Items):
        return f"give it at least one item like [{_flow(shape.item)}]"
    if isinstance(shape, Table):
        return f"give it one of {', '.join(shape.names)}"
    return f"give it keys like {_flow(shape)}"


def _example(member: Member) -> str:
    return f"{member.key}: {_flow(member.shape)}"


def _flow(shape: Shape) -> str:
    """Return an example of a shape in YAML's flow style, with the required keys."""
    if isinstance(shape, Leaf):
        return _as_yaml(shape.about.example)
    if isinstance(shape, Items):
        return f"[{_flow(shape.item)}]"
    if isinstance(shape, Table):
        return f"{{{shape.names[0]}: {_flow(shape.value)}}}"
    members = [m for m in shape.members if m.required] or list(shape.members[:2])
    if shape.one_of:
        members = [members[0], *(m for m in shape.members if m.key == shape.one_of[0])]
    return f"{{{', '.join(_example(member) for member in members[:3])}}}"


def _as_yaml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
