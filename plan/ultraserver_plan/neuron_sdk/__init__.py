"""Neuron SDK releases as frozen version locks, and the pairs that AWS documents as broken."""

from __future__ import annotations

from ultraserver_plan.errors import UltraServerError
from ultraserver_plan.neuron_sdk.pairs import (
    KNOWN_BAD_PAIRS,
    TRN3_MULTI_NODE_MINIMUM,
    KnownBadPair,
    check_multi_node,
    check_pair,
)
from ultraserver_plan.neuron_sdk.releases import ECS_AMI_PARAMETER, OPERATING_SYSTEMS, RELEASES
from ultraserver_plan.neuron_sdk.types import (
    AmiParameter,
    AmiPurpose,
    Image,
    NeuronEngine,
    OsName,
    OsSupport,
    Package,
    SdkRelease,
)
from ultraserver_plan.neuron_sdk.versions import parse_version
from ultraserver_plan.suggest import unknown_name

__all__ = [
    "ECS_AMI_PARAMETER",
    "KNOWN_BAD_PAIRS",
    "OPERATING_SYSTEMS",
    "RELEASES",
    "TRN3_MULTI_NODE_MINIMUM",
    "AmiParameter",
    "AmiPurpose",
    "Image",
    "KnownBadPair",
    "NeuronEngine",
    "OsName",
    "OsSupport",
    "Package",
    "SdkRelease",
    "ami_parameter",
    "check_multi_node",
    "check_os",
    "check_pair",
    "image",
    "latest",
    "parse_version",
    "release",
]


def release(version: str, *, where: str = "serving.sdk") -> SdkRelease:
    """Return the lock of one release; 2.32 also finds 2.32.0.

    Raises UltraServerError, with the known releases, when there is none.
    """
    known = {item.version: item for item in RELEASES}
    if version in known:
        return known[version]
    numbers = parse_version(version, where=where)
    for item in RELEASES:
        if parse_version(item.version) == numbers:
            return item
    raise unknown_name("Neuron SDK release", version, known, where=where)


def latest() -> SdkRelease:
    """Return the newest release that the project knows."""
    return max(RELEASES, key=lambda item: parse_version(item.version))


def image(version: str, engine: NeuronEngine, *, where: str = "serving.engine") -> Image:
    """Return the container image of ``engine`` in one release.

    Raises UltraServerError, with the releases that have one, when this release has none.
    """
    for candidate in release(version).images:
        if candidate.engine == engine:
            return candidate
    others = [item.version for item in RELEASES if any(i.engine == engine for i in item.images)]
    raise UltraServerError(
        f"Neuron SDK {version} has no container image for {engine}",
        where=where,
        fix=f"set serving.sdk to {' or '.join(others)}, or give serving.image",
    )


def ami_parameter(
    version: str, purpose: AmiPurpose, os: OsName, *, where: str = "ami"
) -> AmiParameter:
    """Return the SSM parameter of a Neuron DLAMI.

    Raises UltraServerError when the release has none for this purpose and system.
    """
    for candidate in release(version).amis:
        if (candidate.purpose, candidate.os) == (purpose, os):
            return candidate
    raise UltraServerError(
        f"no public parameter holds a {purpose} AMI on {os} for Neuron SDK {version}",
        where=where,
        fix="give an image id: parameters exist for the newest release only",
    )


def check_os(os: OsName, *, framework: bool = False, where: str = "host") -> None:
    """Raise UltraServerError when Neuron does not support ``os`` on a host.

    ``framework``: whether Python packages must run outside a container.
    """
    support = next((item for item in OPERATING_SYSTEMS if item.os == os), None)
    if support is None:
        raise unknown_name("operating system", os, (i.os for i in OPERATING_SYSTEMS), where=where)
    if not support.host or (framework and not support.framework):
        raise UltraServerError(f"{os}: {support.reason}", where=where, fix="use ubuntu-24.04")
