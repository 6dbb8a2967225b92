"""The parts of a fleet file that say how units live: placement, rollout, recovery, network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from ultraserver_plan.spec.about import About

Domain = Literal["ultraserver", "network-node", "zone", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where the ranks of a unit may be, and how units are spread."""

    require: Annotated[
        Domain,
        About(
            "The domain that holds all ranks of a unit.",
            example="ultraserver",
            absent="`ultraserver` on UltraServers, else `zone`",
        ),
    ] = "ultraserver"
    spread: Annotated[
        Domain,
        About(
            "The domains over which the units of a role are spread.",
            example="ultraserver",
            absent="`ultraserver` on UltraServers, else `none`",
        ),
    ] = "ultraserver"
    spare_hosts: Annotated[
        int,
        About(
            "Hosts of the fleet that stay empty, to replace a bad one or to surge.",
            example=2,
            minimum=0,
            maximum=1024,
        ),
    ] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """How a new revision replaces the old."""

    max_unavailable: Annotated[
        int, About("Units of a role that may be down at once.", example=1, minimum=0, maximum=1024)
    ] = 1
    max_surge: Annotated[
        int,
        About("Units that may run beyond the number wanted.", example=0, minimum=0, maximum=1024),
    ] = 0
    canary: Annotated[
        int,
        About("Units that get the new revision first, alone.", example=1, minimum=0, maximum=1024),
    ] = 1
    bake_s: Annotated[
        int,
        About(
            "How long the canaries must be well before the rest follows.",
            example="10m",
            key="bake",
            minimum=0,
            maximum=86_400,
            form="duration",
        ),
    ] = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """How often a unit may restart before it is Failed."""

    restarts: Annotated[
        int, About("Restarts allowed within the time.", example=3, minimum=0, maximum=100)
    ] = 3
    within_s: Annotated[
        int,
        About(
            "The time over which restarts are counted.",
            example="1h",
            key="within",
            minimum=60,
            maximum=604_800,
            form="duration",
        ),
    ] = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The network the fleet lives in."""

    vpc_cidr: Annotated[
        str,
        About(
            "Addresses of the VPC, a block of /16 to /28.",
            example="10.64.0.0/16",
            pattern="^[0-9]{1,3}([.][0-9]{1,3}){3}/[0-9]{1,2}$",
            wanted="an IPv4 block like 10.64.0.0/16",
        ),
    ] = "10.64.0.0/16"
    nat: Annotated[
        bool,
        About("Let hosts reach the internet through a NAT gateway.", example=False),
    ] = False
