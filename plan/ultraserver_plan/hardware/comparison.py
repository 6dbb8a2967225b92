"""Rows that exist to compare with: never deployable."""

from __future__ import annotations

from ultraserver_plan.hardware import hosts, sources
from ultraserver_plan.hardware.types import HardwareRow, NetworkLevel

_V6E_LINK = hosts.TPU_V6E_HOST.chip.link_gb_s
assert _V6E_LINK is not None

TPU_V6E = HardwareRow(
    name="tpu-v6e",
    title="Google TPU v6e host",
    host=hosts.TPU_V6E_HOST,
    hosts=1,
    slices=(),
    levels=(
        NetworkLevel(
            name="pod",
            scope="256 chips, 2D torus",
            gb_s_per_chip=_V6E_LINK,
            source=sources.GOOGLE_V6E,
        ),
    ),
    documented_totals=(),
    deployable=False,
    status="documented",
    source=sources.GOOGLE_V6E,
    note="for comparison only",
)

TRN4 = HardwareRow(
    name="trn4",
    title="Trainium4 chip (projection)",
    host=hosts.TRN4_HOST,
    hosts=1,
    slices=(),
    levels=(),
    documented_totals=(),
    deployable=False,
    status="projection",
    source=sources.TRAINIUM4_FACTORS,
    note="announced factors times Trainium3; no server, network or date is public",
)
