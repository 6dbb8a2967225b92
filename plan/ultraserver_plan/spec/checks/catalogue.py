"""What the rules ask of the hardware catalogue."""

from __future__ import annotations

from functools import cache

from ultraserver_plan.hardware import ROWS, HardwareRow
from ultraserver_plan.spec.types import FleetSpec


@cache
def _by_name() -> dict[str, HardwareRow]:
    return {item.name: item for item in ROWS}


def row_of(name: str) -> HardwareRow | None:
    """Return the row called ``name``, or None: another rule says that there is none."""
    return _by_name().get(name)


def hosts_in_all(spec: FleetSpec, row: HardwareRow) -> int | None:
    """Return the hosts of the capacity, or None where the file does not say."""
    if not row.is_ultraserver:
        return spec.capacity.hosts
    ultra_servers = spec.capacity.ultra_servers or len(spec.capacity.blocks)
    return ultra_servers * row.hosts or None


def units_given(spec: FleetSpec) -> list[tuple[str, int, int]]:
    """Return role, units and hosts per unit where the file gives units; one host where it is open.

    The plan never takes less than one host, so what does not fit here fits nowhere.
    """
    return [
        (name, role.units, role.hosts_per_unit or 1)
        for name, role in spec.serving.roles
        if role.units is not None
    ]
