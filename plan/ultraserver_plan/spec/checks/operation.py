"""Rules of how units live: placement, rollout, network."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from ultraserver_plan.spec.checks.catalogue import hosts_in_all, row_of, units_given
from ultraserver_plan.spec.tree import Finding
from ultraserver_plan.spec.types import FleetSpec

_SURGE = ("rollout", "maxSurge")
_RESERVED = ("aws", "ecs", "fargate")
"""How no ECS capacity provider's name may begin; ours begin with the fleet's name. Source: Amazon
ECS API Reference, CreateCapacityProvider (botocore 1.44.5)."""


def name_is_free(spec: FleetSpec) -> Iterator[Finding]:
    """Check that ECS takes the names made from the fleet's."""
    for word in _RESERVED:
        if spec.name.startswith(word):
            what = f"the name {spec.name} begins with {word}, which ECS keeps for its own"
            yield Finding(("name",), what, "write another name, like rufus")


def domain_exists(spec: FleetSpec) -> Iterator[Finding]:
    """Check that single hosts are not placed by UltraServer."""
    row = row_of(spec.hardware.type)
    if row is None or row.is_ultraserver:
        return
    domains = (("require", spec.placement.require), ("spread", spec.placement.spread))
    for key, domain in domains:
        if domain == "ultraserver":
            what = f"{key} is ultraserver, and {row.name} is a single host"
            yield Finding(("placement", key), what, "use network-node, zone or none")


def rollout_can_move(spec: FleetSpec) -> Iterator[Finding]:
    """Check that a rollout may stop a unit or add one: else it never begins."""
    if spec.rollout.max_unavailable == 0 and spec.rollout.max_surge == 0:
        what = "maxUnavailable and maxSurge are both 0, so no unit can ever be replaced"
        yield Finding(("rollout", "maxUnavailable"), what, "write at least 1 for one of them")


def surge_has_hosts(spec: FleetSpec) -> Iterator[Finding]:
    """Check that units beyond the number wanted find hosts beyond those in use."""
    row, units, surge = row_of(spec.hardware.type), units_given(spec), spec.rollout.max_surge
    hosts = None if row is None else hosts_in_all(spec, row)
    if hosts is None or surge == 0 or len(units) < max(1, len(spec.serving.roles)):
        return
    free = hosts - sum(count * size for _, count, size in units)
    need = surge * max(size for _, _, size in units)
    if need > max(free, 0):
        what = f"maxSurge {surge} takes up to {need} hosts, and {max(free, 0)} are free"
        yield Finding(_SURGE, what, "write 0 and let maxUnavailable do the work, or add capacity")


def canaries_are_units(spec: FleetSpec) -> Iterator[Finding]:
    """Check that there are no more canaries than units."""
    units = units_given(spec)
    if len(units) < max(1, len(spec.serving.roles)):
        return
    if spec.rollout.canary > (total := sum(count for _, count, _ in units)):
        what = f"canary is {spec.rollout.canary}, and there are {total} units"
        yield Finding(("rollout", "canary"), what, f"write at most {total}")


def addresses_are_a_block(spec: FleetSpec) -> Iterator[Finding]:
    """Check that the VPC gets a block of /16 to /28 whose host bits are zero.

    Source: Amazon VPC User Guide, "VPC CIDR blocks", read 2026-10.
    """
    cidr, where = spec.network.vpc_cidr, ("network", "vpcCidr")
    try:
        block = ipaddress.IPv4Network(cidr, strict=False)
    except ValueError:
        yield Finding(where, f"vpcCidr {cidr} is no IPv4 block", "write one like 10.64.0.0/16")
        return
    if not 16 <= block.prefixlen <= 28:
        what = f"vpcCidr {cidr} is a /{block.prefixlen}"
        yield Finding(where, what, "write a block of /16 to /28")
    elif str(block) != cidr:
        yield Finding(where, f"vpcCidr {cidr} does not begin at a block's start", f"write {block}")
