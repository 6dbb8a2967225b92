"""Reversible changes to moto's classes: what the embedded AWS changes, it puts back on exit."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

_ABSENT = object()


class Patches:
    """Attributes and mapping entries that are replaced while the embedded AWS runs."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []

    def set(self, owner: Any, name: str, value: object) -> None:
        """Give ``owner`` the attribute ``name``; an inherited one is shadowed, not changed."""
        before = vars(owner).get(name, _ABSENT)
        setattr(owner, name, value)

        def undo() -> None:
            if before is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, before)

        self._undo.append(undo)

    def wrap(self, owner: Any, name: str, make: Callable[[Callable[..., Any]], object]) -> None:
        """Replace a method by ``make(method)``."""
        self.set(owner, name, make(getattr(owner, name)))

    def methods(self, owner: type, source: type) -> None:
        """Give ``owner`` every public function that ``source`` defines itself."""
        for name, value in vars(source).items():
            if not name.startswith("_") and callable(value):
                self.set(owner, name, value)

    def item(self, mapping: MutableMapping[Any, Any], key: object, value: object) -> None:
        """Give ``mapping`` the entry ``key``."""
        before = mapping.get(key, _ABSENT)
        mapping[key] = value

        def undo() -> None:
            if before is _ABSENT:
                mapping.pop(key, None)
            else:
                mapping[key] = before

        self._undo.append(undo)

    def undo(self) -> None:
        """Put everything back, last change first."""
        while self._undo:
            self._undo.pop()()
