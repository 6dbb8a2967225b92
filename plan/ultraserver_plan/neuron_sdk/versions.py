"""Version numbers compared as numbers: 2.9 comes before 2.26."""

from __future__ import annotations

import re

from ultraserver_plan.errors import UltraServerError

_VERSION = re.compile(r"(\d+(?:\.\d+)*)(?:[-+].*)?")


def parse_version(text: str, *, where: str = "version") -> tuple[int, ...]:
    """Return the numbers of ``text``, without trailing zeros; a build after - or + is ignored.

    Raises UltraServerError when ``text`` does not start with dotted numbers.
    """
    match = _VERSION.fullmatch(text.strip())
    if match is None:
        raise UltraServerError(
            f"{text!r} is not a version", where=where, fix="write dotted numbers, such as 2.30.2.0"
        )
    numbers = [int(part) for part in match[1].split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def minor(text: str, *, where: str = "version") -> tuple[int, int]:
    """Return major and minor of ``text``: what Neuron's compatibility rules speak of."""
    numbers = (*parse_version(text, where=where), 0)
    return numbers[0], numbers[1]
