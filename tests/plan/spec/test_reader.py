"""Text to tree: places, limits, syntax, and the same answers from both of PyYAML's parsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ultraserver_plan.errors import FaultsError
from ultraserver_plan.spec import fleet_text, read_fleet, reader
from ultraserver_plan.spec.syntax import MAX_BYTES

SMALL = (Path(__file__).parent / "small.yaml").read_text()


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the test with either parser; a PyYAML without libyaml has the pure one alone."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(reader, "_FAST", getattr(yaml, request.param))


def faults(text: str) -> list[str]:
    with pytest.raises(FaultsError) as caught:
        read_fleet(text, file="f")
    return [str(item) for item in caught.value.faults]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (SMALL.replace("type: cpu", "type: cpx"), 9, 9),
        (SMALL.replace("type: cpu", "type: cpx").replace("\n", "\r\n"), 9, 9),
        ("\ufeff" + SMALL.replace("type: cpu", "type: cpx"), 9, 9),
        (SMALL.replace("hosts: 5", "hosts: 5 # a\ttab").replace("type: cpu", "type: cpx"), 9, 9),
        (SMALL.replace("hardware:\n  type: cpu", "hardware: {😀: 1, type: cpx}"), 8, 12),
        (SMALL.replace("hardware:\n  type: cpu", "# é😀\nhardware: {type: cpx}"), 9, 18),
    ],
    ids=["plain", "crlf", "bom", "tab", "emoji", "emoji-before"],
)
def test_fault_is_at_its_line_and_column(text: str, line: int, column: int) -> None:
    assert faults(text)[0].startswith(f"f:{line}:{column}: ")


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n\tb: 1", "f:2:1: a tab where YAML wants spaces; write spaces"),
        ("a:\t1\n# \t\nb: 1\t# c", "f:3:5: a tab where YAML wants spaces; write spaces"),
        (
            "a: @x",
            "f:1:4: a value that begins with a character which YAML keeps for itself;"
            " put the value in quotes",
        ),
        (
            "a: b: c",
            "f:1:5: a colon where no key can be;"
            " line the key up with its neighbours, or quote a value that holds ': '",
        ),
        (
            "a: - b",
            "f:1:4: a list item where none can be; put each '- ' on a line of its own,"
            " under its key",
        ),
        (
            "a: 1\nb\n",
            "f:2:1: a line that is no 'key: value'; add the colon and a space,"
            " or indent the line under the value it belongs to",
        ),
        (
            "a: [1, 2\nb: 3",
            "f:2:2: a [ ] or { } that is not closed here, or lacks a comma;"
            " add the comma or the closing bracket",
        ),
        ("a: 1\nb: 'x\n", "f:2:4: a quote that is not closed; add the closing quote"),
        ('b: "x\n', "f:1:4: a quote that is not closed; add the closing quote"),
        (
            'a: "C:\\q"',
            "f:1:8: a backslash in double quotes that YAML does not know;"
            " use single quotes, or write the backslash twice",
        ),
        (
            "- a\nb: 1",
            "f:2:1: a line that does not fit the ones above it;"
            " line it up with its neighbours, and quote a value with quotes inside",
        ),
        (
            "a: }",
            "f:1:4: a bracket or comma where a value should be; write the value, or quote it",
        ),
        (
            "a: |x\n  b",
            "f:1:5: the text is not YAML from here on; check quotes, brackets and indentation",
        ),
        ("", "f:1:1: the file is empty; start with apiVersion and kind"),
        ("# nothing\n", "f:1:1: the file is empty; start with apiVersion and kind"),
        ("a: 1\n---\nb: 1\n", "f:2:1: a second document; keep one fleet in one file"),
        ("%TAG ! x:\n--- a\n", "f:1:1: a %TAG directive; remove it: a fleet file has no tags"),
        (
            "a: !!python/object/apply:os.system ['true']",
            "f:1:4: the tag !!python/object/apply:os.system;"
            " remove it: the fields have their types",
        ),
        (
            "a: 1\nb: x\x00y",
            "f:2:5: character U+0000, which no fleet file needs;"
            " remove it, or save the file as plain UTF-8 text",
        ),
        (
            "a: 1\r\nb: \u2028",
            "f:2:4: character U+2028, which no fleet file needs;"
            " remove it, or save the file as plain UTF-8 text",
        ),
    ],
)
def test_fails_on_what_is_not_a_fleet_files_yaml(text: str, expected: str) -> None:
    assert expected in faults(text)


@pytest.mark.parametrize("text", ["just text", "- a\n- list\n", "42"])
def test_fails_where_the_file_is_no_mapping(text: str) -> None:
    (only,) = faults(text)
    assert ", where a mapping is wanted; give it keys like {name: rufus" in only


def test_fails_on_a_file_that_is_too_large() -> None:
    (only,) = faults("#" * (MAX_BYTES + 1))
    assert only.startswith("f:1:1: the file has 262,145 bytes, more than 262,144;")


def test_size_counts_bytes_and_its_limit_is_inclusive() -> None:
    read_fleet(SMALL + "#" * (MAX_BYTES - len(SMALL.encode())), file="f")
    assert "more than" in faults("é" * (MAX_BYTES // 2 + 1))[0]


@pytest.mark.usefixtures("parser")
def test_fails_on_too_many_values_before_they_are_kept() -> None:
    (only,) = faults("a: [" + "1," * 20_000 + "]")
    assert only == "f:1:19999: more than 10,000 values; a fleet file needs far fewer"


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_fails_on_nesting_that_is_too_deep(opening: str) -> None:
    (only,) = faults(opening * 20_000)
    assert "more than 20 levels of nesting; a fleet file needs five" in only


def test_stops_at_a_hundred_faults_and_counts_the_rest() -> None:
    listed = faults(SMALL + "".join(f"zzz{number}: 1\n" for number in range(150)))
    assert len(listed) == 101
    assert listed[-1] == "f: and 50 more; mend the first ones and look again"


def both_parsers() -> Iterator[Any]:
    yield yaml.SafeLoader
    if hasattr(yaml, "CSafeLoader"):
        yield yaml.CSafeLoader


def test_both_parsers_give_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in sorted((Path(__file__).parents[3] / "examples").glob("*.yaml")):
        found = []
        for loader in both_parsers():
            monkeypatch.setattr(reader, "_FAST", loader)
            found.append(reader._tree(path.read_text(), []))
        assert found[0] is not None
        assert all(tree == found[0] for tree in found)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: 1\nb: \xe9\n", "f:2:4: byte 0xe9, which is not UTF-8; save the file as UTF-8"),
        (b"\xff\xfea\x00", "f:1:1: byte 0xff, which is not UTF-8; save the file as UTF-8"),
    ],
)
def test_fails_on_bytes_that_are_not_utf_8(data: bytes, expected: str) -> None:
    with pytest.raises(FaultsError) as caught:
        fleet_text(data, file="f")
    assert str(caught.value) == expected


def test_bytes_become_text() -> None:
    assert fleet_text("é😀".encode(), file="f") == "é😀"
