"""AWS partitions: which one a Region belongs to, and the domain of its endpoints.

Source: partitions.json of botocore 1.44.5 (read 2026-11-24); a test compares the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ultraserver_plan.spec.place import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """One partition. ``profile`` is the fleet file's name for places in it."""

    name: str
    dns_suffix: str
    regions: str
    """Regular expression of its Regions' names."""
    profile: Profile
    example: str


PARTITIONS: tuple[Partition, ...] = (
    Partition(
        name="aws",
        dns_suffix="amazonaws.com",
        regions=r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+",
        profile="region",
        example="us-east-2",
    ),
    Partition(
        name="aws-cn",
        dns_suffix="amazonaws.com.cn",
        regions=r"cn-\w+-\d+",
        profile="china",
        example="cn-north-1",
    ),
    Partition(
        name="aws-eusc",
        dns_suffix="amazonaws.eu",
        regions=r"eusc-(de)-\w+-\d+",
        profile="eusc",
        example="eusc-de-east-1",
    ),
    Partition(
        name="aws-us-gov",
        dns_suffix="amazonaws.com",
        regions=r"us-gov-\w+-\d+",
        profile="govcloud",
        example="us-gov-west-1",
    ),
    Partition(
        name="aws-iso",
        dns_suffix="c2s.ic.gov",
        regions=r"us-iso-\w+-\d+",
        profile="iso",
        example="us-iso-east-1",
    ),
    Partition(
        name="aws-iso-b",
        dns_suffix="sc2s.sgov.gov",
        regions=r"us-isob-\w+-\d+",
        profile="iso",
        example="us-isob-east-1",
    ),
    Partition(
        name="aws-iso-e",
        dns_suffix="cloud.adc-e.uk",
        regions=r"eu-isoe-\w+-\d+",
        profile="iso",
        example="eu-isoe-west-1",
    ),
    Partition(
        name="aws-iso-f",
        dns_suffix="csp.hci.ic.gov",
        regions=r"us-isof-\w+-\d+",
        profile="iso",
        example="us-isof-south-1",
    ),
)


def partition_of(region: str) -> Partition | None:
    """Return the partition whose Regions are named like ``region``, if one is known."""
    return next((item for item in PARTITIONS if re.fullmatch(item.regions, region)), None)
