"""The word that was meant, and the error for a name that nothing has."""

from __future__ import annotations

from collections.abc import Iterable

from ultraserver_plan.errors import UltraServerError


def closest(word: str, valid: Iterable[str]) -> str | None:
    """Return the valid word nearest to ``word``, or None where none is near.

    Case, hyphens and underscores do not count: ``max_model_len`` means ``maxModelLen``.
    """
    from difflib import get_close_matches  # only on the way to an error

    by_plain = {_plain(candidate): candidate for candidate in valid}
    near = get_close_matches(_plain(word[:60]), by_plain, n=1, cutoff=0.7)
    return by_plain[near[0]] if near else None


def one_of(word: str, valid: Iterable[str]) -> str:
    """Return what to do about an unknown word: the nearest one, or the whole list."""
    known = tuple(valid)
    near = closest(word, known)
    if near is not None:
        return f"write {near}"
    return f"use one of {', '.join(known)}"


def unknown_name(kind: str, name: str, valid: Iterable[str], *, where: str) -> UltraServerError:
    """Return the error for a ``name`` that is not among ``valid``, which it lists."""
    names = list(valid)
    near = closest(name, names)
    hint = f"did you mean {near!r}? " if near else ""
    return UltraServerError(
        f"no {kind} is called {name!r}", where=where, fix=f"{hint}valid: {', '.join(names)}"
    )


def _plain(word: str) -> str:
    return word.replace("-", "").replace("_", "").lower()
