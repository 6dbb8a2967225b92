"""Progress of a long command: numbered phases with their times, on stderr."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ultraserver_cli.console import console


@dataclass(slots=True)
class Phases:
    """Numbered phases; ``took`` holds the seconds of each that is over."""

    total: int
    took: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, title: str, why: str = "") -> Iterator[None]:
        """Announce a phase, with the reason for its length, and time it."""
        number = len(self.took) + 1
        console.say(f"[{number}/{self.total}] {title}{f' ({why})' if why else ''}")
        begin = time.monotonic()
        yield
        self.took[title] = time.monotonic() - begin
        console.say(f"      done in {self.took[title]:.1f} s")

    def note(self, text: str) -> None:
        """Say something about the phase that runs."""
        console.say(f"      {text}")

    @property
    def seconds(self) -> float:
        """Seconds of all phases that are over."""
        return sum(self.took.values())
