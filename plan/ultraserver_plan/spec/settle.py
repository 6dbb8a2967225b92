"""Defaults that depend on the hardware: an UltraServer's domains mean nothing to single hosts."""

from __future__ import annotations

from dataclasses import replace

from ultraserver_plan.spec.decode import Decoder
from ultraserver_plan.spec.types import FleetSpec


def settle(spec: FleetSpec, decoder: Decoder) -> FleetSpec:
    """Return the spec with ``placement`` fitted to single hosts where the file leaves it open.

    EFA does not cross zones, so a unit of single hosts stays in one.
    """
    from ultraserver_plan.spec.checks.catalogue import row_of

    if decoder.reads_broken(("hardware", "type")) or decoder.reads_broken(("placement",)):
        return spec
    row = row_of(spec.hardware.type)
    if row is None or row.is_ultraserver:
        return spec
    placement = spec.placement
    if ("placement", "require") not in decoder.values:
        placement = replace(placement, require="zone")
    if ("placement", "spread") not in decoder.values:
        placement = replace(placement, spread="none")
    return replace(spec, placement=placement)
