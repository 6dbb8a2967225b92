"""What a YAML parser stumbles over, in words that say what to change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ultraserver_plan.spec.tree import Mark, Problem

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_NODES = 10_000

_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        r"character .* that cannot start",
        "a value that begins with a character which YAML keeps for itself",
        "put the value in quotes",
    ),
    (
        r"mapping values are not allowed",
        "a colon where no key can be",
        "line the key up with its neighbours, or quote a value that holds ': '",
    ),
    (
        r"sequence entries are not allowed",
        "a list item where none can be",
        "put each '- ' on a line of its own, under its key",
    ),
    (
        r"could not find expected ':'",
        "a line that is no 'key: value'",
        "add the colon and a space, or indent the line under the value it belongs to",
    ),
    (
        r"expected ',' or '[\]}]'",
        "a [ ] or { } that is not closed here, or lacks a comma",
        "add the comma or the closing bracket",
    ),
    (
        r"unknown escape character|escape sequence",
        "a backslash in double quotes that YAML does not know",
        "use single quotes, or write the backslash twice",
    ),
    (
        r"expected <block end>",
        "a line that does not fit the ones above it",
        "line it up with its neighbours, and quote a value with quotes inside",
    ),
    (
        r"expected the node content",
        "a bracket or comma where a value should be",
        "write the value, or quote it",
    ),
)
_COMMENT = re.compile(r"(?:^| )#")
_QUOTE = re.compile(r"while scanning a (quoted|double-quoted|single-quoted) scalar")


def syntax_problem(problem: str, context: str, at: Mark, opened: Mark | None) -> Problem:
    """Return the fault for one error of PyYAML's pure parser.

    ``opened`` is where the construct began: the better place for a quote that is never closed and
    for a key without its colon.
    """
    if _QUOTE.match(context) and "escape" not in problem:
        return Problem(opened or at, "a quote that is not closed", "add the closing quote")
    for pattern, what, fix in _WORDS:
        if re.search(pattern, problem):
            return Problem(opened if opened and "':'" in pattern else at, what, fix)
    return Problem(
        at, "the text is not YAML from here on", "check quotes, brackets and indentation"
    )


def text_problems(text: str) -> list[Problem]:
    """Return what keeps a text from being parsed at all: its size, or characters in it."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        what = f"the file has {size:,} bytes, more than {MAX_BYTES:,}"
        return [Problem(Mark(1, 1), what, "a fleet file is small: keep other data elsewhere")]
    found = _UNREADABLE.search(text)
    if found is None:
        return list(_tabs(text))
    before = text[: found.start()].replace("\r\n", "\n").replace("\r", "\n")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    what = f"character U+{ord(found[0]):04X}, which no fleet file needs"
    return [Problem(Mark(line, column), what, "remove it, or save the file as plain UTF-8 text")]


def _tabs(text: str) -> Iterator[Problem]:
    """Yield the first tab of each line, comments apart: PyYAML's two parsers differ about them."""
    for number, line in enumerate(re.split("\r\n|\r|\n", text), start=1):
        column = _COMMENT.split(line, maxsplit=1)[0].find("\t")
        if column >= 0:
            yield Problem(Mark(number, column + 1), "a tab where YAML wants spaces", "write spaces")


# Control characters, the line breaks that YAML 1.1 knows and editors do not (they would shift
# every line number after them), halves of surrogate pairs, and non-characters.
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
