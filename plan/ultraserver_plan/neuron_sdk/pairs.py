"""Pairs that AWS documents as broken: driver against runtime, release against hardware."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ultraserver_plan.errors import Fault
from ultraserver_plan.hardware.types import HardwareRow
from ultraserver_plan.neuron_sdk.versions import minor, parse_version

_NOTES = (
    "AWS Neuron runtime release notes, https://awsdocs-neuron.readthedocs-hosted.com/en/latest"
    "/release-notes/components/runtime.html, read 2026-11-24"
)

Minor = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBadPair:
    """A driver and a runtime library that do not work together."""

    name: str
    is_bad: Callable[[Minor, Minor], bool]
    """Takes the driver's and the runtime's (major, minor)."""
    reason: str
    fix: str
    source: str


KNOWN_BAD_PAIRS: tuple[KnownBadPair, ...] = (
    KnownBadPair(
        name="new-driver-old-runtime",
        is_bad=lambda driver, runtime: driver >= (2, 29) and runtime < (2, 33),
        reason="driver 2.29 and later need runtime library 2.33 or later: nrt_init() fails",
        fix="take a container of SDK 2.31 or later, or a driver before 2.29",
        source=_NOTES,
    ),
    KnownBadPair(
        name="old-driver-new-runtime",
        is_bad=lambda driver, runtime: driver < (2, 27) and runtime >= (2, 32),
        reason="runtime library 2.32 and later do not work with driver 2.26 or earlier",
        fix="update aws-neuronx-dkms on the host",
        source=_NOTES,
    ),
)

TRN3_MULTI_NODE_MINIMUM = "2.32.0"
"""First release without the collectives faults on several Trn3 hosts: silent corruption on a
reused participant set, hangs of AllGather and ReduceScatter. Source: runtime release notes 2.32."""


def check_pair(driver: str, runtime: str, *, where: str = "host") -> Fault | None:
    """Return why this driver and this runtime library cannot work together, or None.

    Raises UltraServerError when one of them is not a version.
    """
    pair = (minor(driver, where=where), minor(runtime, where=where))
    for known in KNOWN_BAD_PAIRS:
        if known.is_bad(*pair):
            return Fault(
                where=where,
                what=f"driver {driver} with runtime {runtime}: {known.reason}",
                fix=known.fix,
            )
    return None


def check_multi_node(
    release: str, row: HardwareRow, hosts: int, *, where: str = "serving.sdk"
) -> Fault | None:
    """Return why this SDK release cannot run a unit of ``hosts`` hosts on ``row``, or None."""
    if hosts < 2 or row.host.chip.name != "trainium3":
        return None
    if parse_version(release, where=where) >= parse_version(TRN3_MULTI_NODE_MINIMUM):
        return None
    return Fault(
        where=where,
        what=f"SDK {release} has collectives faults on units of {hosts} Trn3 hosts",
        fix=f"use SDK {TRN3_MULTI_NODE_MINIMUM} or later, or units of one host",
    )
