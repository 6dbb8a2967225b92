"""The dataclasses of the fleet file as shapes: a tree that decoder, schema and reference walk.

Leaf      one scalar, maybe of a few choices
Items     a list of one shape
Table     a mapping whose keys are given names and whose values are one record
Record    a mapping with fields: one dataclass
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from ultraserver_plan.spec.about import About
from ultraserver_plan.spec.hosts import Capacity, CapacityForm
from ultraserver_plan.spec.types import API_VERSION, KIND, FleetSpec

LeafKind = Literal["string", "integer", "number", "boolean", "duration", "timestamp"]

_PLAIN: dict[type, LeafKind] = {str: "string", int: "integer", float: "number", bool: "boolean"}
_WRITTEN_AS: dict[type, type] = {Capacity: CapacityForm}
"""Values that the file writes in another form; the form's ``value()`` makes the value."""
_HEADER: dict[type, tuple[tuple[str, str], ...]] = {
    FleetSpec: (("apiVersion", API_VERSION), ("kind", KIND))
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One scalar; ``choices`` is empty where any value of the kind will do."""

    kind: LeafKind
    choices: tuple[str | int | bool, ...]
    about: About


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    item: Shape
    about: About


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping from given names to records, decoded to pairs."""

    names: tuple[str, ...]
    value: Record
    about: About


@dataclass(frozen=True, slots=True)
class Member:
    """One field of a record: its key in the file and its name in the dataclass."""

    key: str
    name: str
    shape: Shape
    required: bool
    default: object
    """As in the dataclass; None where leaving the key out is described in words."""


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with fields."""

    cls: type
    members: tuple[Member, ...]
    header: tuple[tuple[str, str], ...]
    """Keys with the one value they may have; they carry no information and are not decoded."""
    one_of: tuple[str, ...]
    about: About

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that the mapping may have, in the order of the reference."""
        return (*(key for key, _ in self.header), *(member.key for member in self.members))

    @property
    def shorthand(self) -> Member | None:
        """The field that may stand for the whole mapping."""
        return next((m for m in self.members if m.shape.about.shorthand), None)


Shape = Leaf | Items | Table | Record


@cache
def fleet_shape() -> Record:
    """Return the shape of a whole fleet file."""
    return _record(
        FleetSpec, About("One fleet: a model, its traffic, and the hosts that serve it.")
    )


def camel(name: str) -> str:
    """Return a Python name as the file writes it: ``max_model_len`` -> ``maxModelLen``."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _record(cls: type, about: About) -> Record:
    written = _WRITTEN_AS.get(cls, cls)
    hints = get_type_hints(written, include_extras=True)
    return Record(
        cls=written,
        members=tuple(_member(item, hints[item.name]) for item in dataclasses.fields(written)),
        header=_HEADER.get(cls, ()),
        one_of=getattr(written, "ONE_OF", ()),
        about=about,
    )


def _member(item: dataclasses.Field[Any], hint: object) -> Member:
    shape = _shape(hint, About(""))
    return Member(
        key=shape.about.key or camel(item.name),
        name=item.name,
        shape=shape,
        required=item.default is MISSING and item.default_factory is MISSING,
        default=None if item.default is MISSING or shape.about.absent else item.default,
    )


def _shape(hint: object, about: About) -> Shape:
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        return _shape(inner, next((n for n in notes if isinstance(n, About)), about))
    if get_origin(hint) in (Union, UnionType):
        return _shape(next(arg for arg in get_args(hint) if arg is not NoneType), about)
    if get_origin(hint) is tuple:
        return _sequence(get_args(hint)[0], about)
    if get_origin(hint) is Literal:
        choices = get_args(hint)
        return Leaf(_PLAIN[type(choices[0])], choices, about)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _record(hint, about)
    return _leaf(hint, about)


def _sequence(item: object, about: About) -> Shape:
    if get_origin(item) is not tuple:
        return Items(_shape(item, About("")), about)
    names, value = get_args(item)
    return Table(
        get_args(names), _record(value, About((value.__doc__ or "").split("\n")[0])), about
    )


def _leaf(hint: object, about: About) -> Leaf:
    if not isinstance(hint, type) or hint not in _PLAIN:
        raise AssertionError(f"a fleet file cannot hold a {hint!r}")
    if about.form != "plain":
        return Leaf(about.form, (), about)
    return Leaf(_PLAIN[hint], (), about)
