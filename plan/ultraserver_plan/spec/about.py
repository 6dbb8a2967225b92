"""What a field of the fleet file says about itself: once, beside its type.

The decoder, the JSON Schema and the reference page all read it from there.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Literal

Form = Literal["plain", "duration", "timestamp"]
"""How a value is written: as its type; as ``1h30m`` for seconds; as ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True)
class About:
    """One field in words and limits. Limits are inclusive; those of a duration are in seconds."""

    text: str
    _: KW_ONLY
    example: object = None
    """A value as the file writes it. None: the example of a section is that of its fields."""
    key: str | None = None
    """The key in the file. None: the field's name in camelCase."""
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    """Regular expression of the whole value, in the dialect that Python and ECMA 262 share."""
    wanted: str | None = None
    """What the pattern accepts, in words."""
    absent: str | None = None
    """What leaving the key out does, where the default's value does not say it."""
    form: Form = "plain"
    shorthand: bool = False
    """Whether this field alone may stand for its whole section: ``cr-…`` for ``{id: cr-…}``."""
    min_items: int = 0
