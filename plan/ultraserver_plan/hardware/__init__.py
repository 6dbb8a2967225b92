"""The hardware catalogue: chips, hosts and rows, each number with its source.

Nowhere else in the project is a hardware number written.
"""

from __future__ import annotations

from ultraserver_plan.hardware import chips, comparison, generic, hosts, rows
from ultraserver_plan.hardware.chips import TRAINIUM4_OVER_TRAINIUM3
from ultraserver_plan.hardware.corrections import CORRECTIONS, Correction
from ultraserver_plan.hardware.totals import totals
from ultraserver_plan.hardware.types import (
    Chip,
    EfaLayout,
    HardwareRow,
    HostType,
    NetworkLevel,
    Slice,
    Status,
)
from ultraserver_plan.suggest import unknown_name

__all__ = [
    "CHIPS",
    "CORRECTIONS",
    "HOSTS",
    "ROWS",
    "TRAINIUM4_OVER_TRAINIUM3",
    "Chip",
    "Correction",
    "EfaLayout",
    "HardwareRow",
    "HostType",
    "NetworkLevel",
    "Slice",
    "Status",
    "chip",
    "correct_value",
    "deployable_rows",
    "row",
    "totals",
]

CHIPS: tuple[Chip, ...] = (*chips.CHIPS, generic.T4, generic.CPU)
HOSTS: tuple[HostType, ...] = (*hosts.HOSTS, generic.OUTPOSTS_G4DN_HOST, generic.CPU_HOST)
ROWS: tuple[HardwareRow, ...] = (
    rows.TRN3_GEN1,
    rows.TRN3_GEN2,
    rows.TRN2_ULTRASERVER,
    rows.P6E_GB200,
    rows.TRN2,
    rows.TRN2_3XLARGE,
    rows.TRN1,
    rows.TRN1N,
    rows.P6_B200,
    rows.P6_B300,
    generic.OUTPOSTS_G4DN,
    generic.CPU_ONLY,
    comparison.TPU_V6E,
    comparison.TRN4,
)

_ROWS = {item.name: item for item in ROWS}
_CHIPS = {item.name: item for item in CHIPS}


def row(name: str, *, where: str = "hardware.type") -> HardwareRow:
    """Return the row called ``name``.

    Raises UltraServerError, with the valid names and a close one, when there is none.
    """
    if name not in _ROWS:
        raise unknown_name("hardware row", name, _ROWS, where=where)
    return _ROWS[name]


def chip(name: str, *, where: str = "chip") -> Chip:
    """Return the chip called ``name``. Raises UltraServerError when there is none."""
    if name not in _CHIPS:
        raise unknown_name("chip", name, _CHIPS, where=where)
    return _CHIPS[name]


def deployable_rows() -> tuple[HardwareRow, ...]:
    """Return the rows that a fleet can be deployed on."""
    return tuple(item for item in ROWS if item.deployable)


def correct_value(correction: Correction) -> float:
    """Return the catalogue's value for what ``correction`` corrects."""
    if correction.subject in _CHIPS:
        value: float = getattr(_CHIPS[correction.subject], correction.quantity)
        return value
    return totals(row(correction.subject))[correction.quantity]
