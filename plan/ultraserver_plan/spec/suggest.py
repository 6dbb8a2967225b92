"""The word that was meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def closest(word: str, valid: Iterable[str]) -> str | None:
    """Return the valid word nearest to ``word``, or None where none is near.

    Case, hyphens and underscores do not count: ``max_model_len`` means ``maxModelLen``.
    """
    by_plain = {_plain(candidate): candidate for candidate in valid}
    near = difflib.get_close_matches(_plain(word[:60]), by_plain, n=1, cutoff=0.7)
    return by_plain[near[0]] if near else None


def one_of(word: str, valid: Iterable[str]) -> str:
    """Return what to do about an unknown word: the nearest one, or the whole list."""
    known = tuple(valid)
    near = closest(word, known)
    if near is not None:
        return f"write {near}"
    return f"use one of {', '.join(known)}"


def _plain(word: str) -> str:
    return word.replace("-", "").replace("_", "").lower()
