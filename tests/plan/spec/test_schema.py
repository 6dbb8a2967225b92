"""The committed schema and reference are current, and the schema agrees with the decoder."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ultraserver_plan.errors import FaultsError
from ultraserver_plan.spec import json_schema, read_fleet, reference, schema
from ultraserver_plan.spec.reader import examine
from ultraserver_plan.spec.shapes import Items, Leaf, Record, Shape, Table, fleet_shape
from ultraserver_plan.spec.tree import Problem

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(ROOT.glob("examples/*.yaml"))
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def plain(value: Any) -> Any:
    """Return YAML's value as JSON has it: YAML 1.1 makes dates of what JSON keeps as text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value


DOCUMENTS = [plain(yaml.safe_load(path.read_text())) for path in EXAMPLES]


def test_committed_schema_is_current() -> None:
    committed = (ROOT / "schemas/fleet.schema.json").read_text()
    assert committed == schema.rendered(), f"run: {schema.COMMAND}"


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_committed_reference_is_current() -> None:
    page = (ROOT / "docs/fleet-file.md").read_text()
    _, _, after = page.partition(f"{reference.MARKER}\n\n")
    assert after == reference.markdown_reference(), f"put the output of {reference.COMMAND} there"


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.stem for path in EXAMPLES])
def test_example_is_valid_by_the_schema(document: Any) -> None:
    VALIDATOR.validate(document)


def leaves(shape: Shape) -> list[Leaf]:
    if isinstance(shape, Leaf):
        return [shape]
    if isinstance(shape, Items):
        return leaves(shape.item)
    if isinstance(shape, Table):
        return leaves(shape.value)
    return [leaf for member in shape.members for leaf in leaves(member.shape)]


def test_every_field_says_what_it_is_and_shows_an_example() -> None:
    for leaf in leaves(fleet_shape()):
        assert leaf.about.text and leaf.about.example is not None, leaf
        if leaf.kind == "string" and not leaf.choices:
            assert leaf.about.pattern and leaf.about.wanted, leaf
        if leaf.kind in ("integer", "number", "duration") and not leaf.choices:
            assert leaf.about.minimum is not None and leaf.about.maximum is not None, leaf


def records(shape: Shape) -> list[Record]:
    if isinstance(shape, Items):
        return records(shape.item)
    if isinstance(shape, Table):
        return records(shape.value)
    if isinstance(shape, Leaf):
        return []
    return [shape, *(below for member in shape.members for below in records(member.shape))]


def test_every_field_of_every_record_is_in_the_reference() -> None:
    page = reference.markdown_reference()
    for record in records(fleet_shape()):
        for key in record.keys:
            assert f"| `{key}` |" in page


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(deeper for key, item in below for deeper in paths(item, (*path, key)))]


TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 100_000),
    st.floats(allow_nan=False, allow_infinity=False, width=32).filter(lambda x: not x.is_integer()),
    TEXT,
    st.sampled_from(["10m", "2.32.0", "none", "cr-01234567", "2026-12-01T11:30:00Z", "no", "~"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """Return an example with up to three values replaced, keys removed or renamed."""
    document = plain(yaml.safe_load(draw(st.sampled_from(EXAMPLES)).read_text()))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(paths(document)[1:] or [()]))
        if not path:
            break
        holder = document
        for part in path[:-1]:
            holder = holder[part]
        action = draw(st.sampled_from(["replace", "remove", "rename"]))
        if action == "replace":
            holder[path[-1]] = draw(VALUES)
        elif action == "remove":
            del holder[path[-1]]
        elif isinstance(holder, dict):
            holder[draw(TEXT)] = holder.pop(path[-1])
    return document


@settings(max_examples=150, deadline=None)
@given(mutated())
def test_mutated_example_is_read_or_fails_with_faults_alone(document: Any) -> None:
    text = yaml.safe_dump(document, allow_unicode=True)
    try:
        read_fleet(text, file="f")
    except FaultsError as error:
        assert all(fault.where.startswith("f:") for fault in error.faults)
    if VALIDATOR.is_valid(document):
        assert [
            problem for problem in examine(text)[1] if not (problem.rule or is_time(problem))
        ] == []


def is_time(problem: Problem) -> bool:
    """Whether a duration is out of its limits, which a pattern cannot say."""
    return re.fullmatch("write at (least|most) [0-9]+[sh]", problem.fix) is not None


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(EXAMPLES), st.data())
def test_damaged_text_is_read_or_fails_with_faults_alone(path: Path, data: st.DataObject) -> None:
    text = path.read_text()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    damage = data.draw(
        st.text(max_size=8) | st.sampled_from(["\t", "- ", ": ", "{", "&a ", "*a", "!!x "])
    )
    try:
        read_fleet(text[:start] + damage + text[end:], file="f")
    except FaultsError as error:
        assert error.faults
