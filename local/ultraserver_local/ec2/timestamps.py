"""Times in requests: moto hands over text or naive datetimes."""

from __future__ import annotations

from datetime import UTC, datetime


def aware(moment: str | datetime | None) -> datetime | None:
    """Return a request's time with its zone; UTC where it has none."""
    if moment is None:
        return None
    parsed = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
