"""Totals of a row, computed from its host and chip: no number is written twice."""

from __future__ import annotations

from ultraserver_plan.hardware.types import Chip, HardwareRow

_RATES = ("fp4", "fp8", "bf16", "fp32")


def totals(row: HardwareRow) -> dict[str, float]:
    """Return the row's totals by name, with the unit in the name; unknown ones are absent.

    Names: chips, vcpus, memory_gib, hbm_gib, hbm_tb_s, efa_gbps, {fp4,fp8,bf16,fp32}_tflops, and
    the same rates in _pflops.
    """
    host, efa = row.host, row.host.efa
    per_host = {
        "vcpus": host.vcpus,
        "memory_gib": host.memory_gib,
        "efa_gbps": None if efa is None else efa.gbps_per_host,
    }
    found: dict[str, float] = {"chips": row.chips, "hbm_gib": row.hbm_gib}
    # Rounded: 64 x 4.9 is 313.6, and binary floats add a tail that is no part of the fact.
    found["hbm_tb_s"] = round(row.hbm_tb_s, 6)
    found |= {name: value * row.hosts for name, value in per_host.items() if value is not None}
    return found | _rates(host.chip, row.chips)


def _rates(chip: Chip, chips: int) -> dict[str, float]:
    """Return the dense compute of ``chips`` chips, in TFLOPS and in PFLOPS."""
    found: dict[str, float] = {}
    for rate in _RATES:
        tflops: float | None = getattr(chip, f"{rate}_tflops")
        if tflops is not None:
            found[f"{rate}_tflops"] = tflops * chips
            found[f"{rate}_pflops"] = round(tflops * chips / 1000, 6)
    return found
