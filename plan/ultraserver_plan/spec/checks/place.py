"""Rules of the target: Region, zone, partition, Outpost."""

from __future__ import annotations

from collections.abc import Iterator

from ultraserver_plan.spec.partitions import PARTITIONS, partition_of
from ultraserver_plan.spec.tree import Finding
from ultraserver_plan.spec.types import FleetSpec, Target

_REGION = ("target", "region")
_OUTPOST = ("target", "outpostArn")
_FREE = ("ai-factory", "outposts", "local")
"""Profiles that do not tell the partition."""


def region_fits_profile(spec: FleetSpec) -> Iterator[Finding]:
    """Check the Region against the profile: each partition has its own names of Regions."""
    target = spec.target
    partition = partition_of(target.region)
    if target.profile in _FREE or (partition and partition.profile == target.profile):
        return
    what = f"region {target.region} is none of profile {target.profile}"
    examples = [item.example for item in PARTITIONS if item.profile == target.profile]
    fix = f"write a Region like {examples[0]}"
    if partition is not None:
        fix += f", or set profile: {partition.profile}"
    yield Finding(_REGION, what, fix)


def partition_given(spec: FleetSpec) -> Iterator[Finding]:
    """Check for partition and domain where the Region does not tell them."""
    target = spec.target
    known = partition_of(target.region) if target.profile == "iso" else None
    if target.profile not in ("ai-factory", "iso") or known is not None:
        return
    for key, value in (("partition", target.partition), ("dnsSuffix", target.dns_suffix)):
        if value is None:
            what = f"{key} is missing, and profile {target.profile} does not tell it"
            yield Finding(("target", key), what, f"add {key} as AWS gave it to you")


def partition_agrees(spec: FleetSpec) -> Iterator[Finding]:
    """Check that the file does not contradict the partition that the Region tells."""
    target = spec.target
    known = partition_of(target.region)
    if known is None or target.profile == "ai-factory":
        return
    if target.partition not in (None, known.name):
        what = f"partition {target.partition} is not that of {target.region}"
        yield Finding(("target", "partition"), what, f"write {known.name}, or leave it out")
    if target.dns_suffix not in (None, known.dns_suffix):
        what = f"dnsSuffix {target.dns_suffix} is not that of {target.region}"
        yield Finding(("target", "dnsSuffix"), what, f"write {known.dns_suffix}, or leave it out")


def zone_in_region(spec: FleetSpec) -> Iterator[Finding]:
    """Check that the zone's name begins with the Region's, as that of a Local Zone does too."""
    zone, region = spec.target.zone, spec.target.region
    if zone is not None and (not zone.startswith(region) or zone == region):
        what = f"zone {zone} is not in region {region}"
        yield Finding(("target", "zone"), what, f"write a zone like {region}a")


def zone_given(spec: FleetSpec) -> Iterator[Finding]:
    """Check for the zone of a reservation: hosts must be launched there.

    Source: EC2 User Guide, "Capacity Blocks for ML" and "On-Demand Capacity Reservations",
    read 2026-10.
    """
    if spec.target.zone is None and spec.capacity.kind in ("capacity-blocks", "reservations"):
        what = "zone is missing: a reservation lives in one zone"
        yield Finding(
            ("target", "zone"), what, f"add the reservations' zone like {_a_zone(spec.target)}"
        )


def _a_zone(target: Target) -> str:
    return f"zone: {target.region}a"


def outpost_named(spec: FleetSpec) -> Iterator[Finding]:
    """Check that profile outposts and an Outpost's ARN come together."""
    target = spec.target
    if target.profile == "outposts" and target.outpost_arn is None:
        what = "outpostArn is missing, and profile outposts needs it"
        yield Finding(_OUTPOST, what, "add the Outpost's ARN")
    if target.profile != "outposts" and target.outpost_arn is not None:
        what = f"outpostArn is given for profile {target.profile}"
        yield Finding(_OUTPOST, what, "set profile: outposts, or leave the ARN out")


def outpost_in_region(spec: FleetSpec) -> Iterator[Finding]:
    """Check that the Outpost belongs to the Region."""
    arn, region = spec.target.outpost_arn, spec.target.region
    if arn is not None and (parent := arn.split(":")[3]) != region:
        what = f"the Outpost belongs to region {parent}, and the target is {region}"
        yield Finding(_REGION, what, f"write region: {parent}")
