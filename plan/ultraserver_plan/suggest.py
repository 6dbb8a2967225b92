"""An unknown name becomes an error that lists the valid ones and suggests a close one."""

from __future__ import annotations

from collections.abc import Iterable

from ultraserver_plan.errors import UltraServerError


def unknown_name(kind: str, name: str, valid: Iterable[str], *, where: str) -> UltraServerError:
    """Return the error for a ``name`` that is not among ``valid``."""
    from difflib import get_close_matches  # only on the way to an error

    names = list(valid)
    lower = {candidate.lower(): candidate for candidate in names}
    close = get_close_matches(name.lower(), lower, n=1)
    hint = f"did you mean {lower[close[0]]!r}? " if close else ""
    return UltraServerError(
        f"no {kind} is called {name!r}", where=where, fix=f"{hint}valid: {', '.join(names)}"
    )
