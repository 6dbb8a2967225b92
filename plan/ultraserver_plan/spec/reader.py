"""Read a fleet file: text in, a FleetSpec or every fault out.

The text becomes YAML events, the events a tree with places, the tree values by the shapes, and the
rules look at the values. Nothing in the text is executed: events carry no types, tags and aliases
are refused, and size, depth and number of nodes are limited while events come in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NoReturn, Protocol, cast

import yaml

from ultraserver_plan.errors import Fault, FaultsError
from ultraserver_plan.spec.decode import Decoder
from ultraserver_plan.spec.rules import run_rules
from ultraserver_plan.spec.settle import settle
from ultraserver_plan.spec.shapes import fleet_shape
from ultraserver_plan.spec.syntax import MAX_DEPTH, MAX_NODES, syntax_problem, text_problems
from ultraserver_plan.spec.tree import (
    Entry,
    Listing,
    Mapping,
    Mark,
    Node,
    Problem,
    Scalar,
    Tag,
    cut,
)
from ultraserver_plan.spec.types import FleetSpec

MAX_FAULTS = 100

_FAST: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_resolve = cast(
    "Callable[[type[yaml.Node], str, tuple[bool, bool]], str]", yaml.resolver.Resolver().resolve
)


def read_fleet(text: str, *, file: str) -> FleetSpec:
    """Return the fleet that ``text`` describes; ``file`` is its name in messages.

    Raises FaultsError with every fault (100 at most) in the order of the file.
    """
    spec, problems = examine(text)
    if problems:
        raise FaultsError(_faults(problems, file))
    return spec


def examine(text: str) -> tuple[FleetSpec, list[Problem]]:
    """Return the fleet and its problems in the order of the file; trust the fleet if none."""
    decoder = Decoder()
    node = _tree(text.removeprefix("\ufeff"), decoder.problems)
    draft = None
    if node is not None:
        draft = cast("FleetSpec | None", decoder.decode(node, fleet_shape(), ()))
    if draft is not None:
        draft = settle(draft, decoder)
        decoder.problems += run_rules(draft, decoder)
    return cast("FleetSpec", draft), sorted(decoder.problems, key=lambda problem: problem.mark)


def _faults(problems: list[Problem], file: str) -> Iterator[Fault]:
    for problem in problems[:MAX_FAULTS]:
        where = f"{file}:{problem.mark.line}:{problem.mark.column}"
        yield Fault(where=where, what=problem.what, fix=problem.fix)
    if (more := len(problems) - MAX_FAULTS) > 0:
        yield Fault(where=file, what=f"and {more} more", fix="mend the first ones and look again")


class _StopError(Exception):
    """The text cannot be read any further."""


def _tree(text: str, problems: list[Problem]) -> Node | None:
    """Return the document's tree, or None where a problem ends the reading."""
    problems += text_problems(text)
    if problems:
        return None
    try:
        return _parse(text, _FAST, problems)
    except yaml.YAMLError:
        problems.clear()
    except _StopError:
        return None
    try:  # the pure parser has the finer messages, and the same ones on every machine
        return _parse(text, yaml.SafeLoader, problems)
    except yaml.MarkedYAMLError as error:
        problems.append(_syntax(error))
    except _StopError:
        pass
    return None


def _syntax(error: yaml.MarkedYAMLError) -> Problem:
    opened = _mark(error.context_mark) if error.context_mark else None
    return syntax_problem(
        error.problem or "", error.context or "", _mark(error.problem_mark), opened
    )


def _parse(text: str, loader: type[yaml.SafeLoader], problems: list[Problem]) -> Node | None:
    builder = _Builder(problems)
    for event in yaml.parse(text, Loader=loader):
        builder.take(event)
    if builder.root is None and not problems:
        problems.append(Problem(Mark(1, 1), "the file is empty", "start with apiVersion and kind"))
    return builder.root


@dataclass(slots=True)
class _Open:
    """A mapping or sequence whose end has not come yet."""

    mark: Mark
    is_mapping: bool
    nodes: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class _Builder:
    """Events to tree, with the limits checked as the events come."""

    problems: list[Problem]
    root: Node | None = None
    _stack: list[_Open] = field(default_factory=list)
    _nodes: int = 0

    def take(self, event: yaml.Event) -> None:
        mark = _mark(event.start_mark)
        if isinstance(event, yaml.DocumentStartEvent):
            self._document(event, mark)
        elif isinstance(event, yaml.AliasEvent):
            self._stop(
                mark,
                f"the alias *{cut(event.anchor or '')}",
                "write the value out where it is used",
            )
        elif isinstance(event, yaml.ScalarEvent):
            self._check(event, mark)
            self._add(_scalar(event, mark))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._check(event, mark)
            self._stack.append(_Open(mark, isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()

    def _document(self, event: yaml.DocumentStartEvent, mark: Mark) -> None:
        if self.root is not None:
            self._stop(mark, "a second document", "keep one fleet in one file")
        if event.tags:
            self._stop(mark, "a %TAG directive", "remove it: a fleet file has no tags")

    def _check(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, mark: Mark) -> None:
        self._nodes += 1
        if event.anchor:
            self._say(
                mark, f"the anchor &{cut(event.anchor)}", "remove it: there are no aliases here"
            )
        if event.tag:
            self._say(
                mark,
                f"the tag {_tag_as_written(event.tag)}",
                "remove it: the fields have their types",
            )
        if self._nodes > MAX_NODES:
            self._stop(mark, f"more than {MAX_NODES:,} values", "a fleet file needs far fewer")
        if len(self._stack) >= MAX_DEPTH:
            self._stop(mark, f"more than {MAX_DEPTH} levels of nesting", "a fleet file needs five")

    def _say(self, mark: Mark, what: str, fix: str) -> None:
        self.problems.append(Problem(mark, what, fix))

    def _stop(self, mark: Mark, what: str, fix: str) -> NoReturn:
        self._say(mark, what, fix)
        raise _StopError

    def _add(self, node: Node) -> None:
        if self._stack:
            self._stack[-1].nodes.append(node)
        else:
            self.root = node

    def _close(self) -> None:
        done = self._stack.pop()
        if done.is_mapping:
            self._add(Mapping(done.mark, tuple(self._entries(done.nodes))))
        else:
            self._add(Listing(done.mark, tuple(done.nodes)))

    def _entries(self, nodes: list[Node]) -> Iterator[Entry]:
        first: dict[str, Mark] = {}
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                self._say(key.mark, "a list or mapping as a key", "write a plain word as the key")
            elif key.text in first:
                what = f"{cut(key.text)} is given twice: first on line {first[key.text].line}"
                self._say(key.mark, what, "keep one of the two")
            else:
                first[key.text] = key.mark
                yield Entry(key, value)


def _tag_as_written(tag: str) -> str:
    return cut(tag.replace("tag:yaml.org,2002:", "!!"))


def _scalar(event: yaml.ScalarEvent, mark: Mark) -> Scalar:
    quoted = bool(event.style)  # None or "" for a plain one, by parser
    if quoted:
        return Scalar(mark, event.value, "str", quoted=True)
    tag = _resolve(yaml.ScalarNode, event.value, (True, False))
    return Scalar(mark, event.value, cast("Tag", tag.rsplit(":", 1)[1]), quoted=False)


class _Counted(Protocol):
    """A place as both of PyYAML's parsers give it, counted from 0."""

    line: int
    column: int


def _mark(mark: _Counted | None) -> Mark:
    return Mark(1, 1) if mark is None else Mark(mark.line + 1, mark.column + 1)
