"""The time of the embedded AWS, where time decides something: blocks and schedules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """The real time, moved by what a test says."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.now(UTC) + self._ahead

    def set(self, at: datetime) -> None:
        """Make it ``at`` now; from there it goes on."""
        self._ahead = at - datetime.now(UTC)

    def reset(self) -> None:
        """Go back to the real time."""
        self._ahead = timedelta()


CLOCK = Clock()
"""One, as moto's state is: per process."""
