"""The one family of errors that users see.

    UltraServerError          one wrong thing: where, what (with the value), what to change
    └── FaultsError           every wrong thing of one input, collected before raising

Text: ``{where}: {what}; {fix}``, lower case, no full stop.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One wrong thing in one input.

    ``where`` is the place a person can go to: ``fleet.yaml:12:5`` or a construct path.
    """

    where: str
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.fix}"


class UltraServerError(ValueError):
    """A request that is wrong before any AWS call is made."""

    def __init__(self, what: str, *, where: str, fix: str) -> None:
        super().__init__(f"{where}: {what}; {fix}")
        self.what, self.where, self.fix = what, where, fix


class FaultsError(UltraServerError):
    """Every fault of one input, in the order of the input."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        if not self.faults:
            raise AssertionError("FaultsError without a fault")
        first = self.faults[0]
        super().__init__(first.what, where=first.where, fix=first.fix)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)
