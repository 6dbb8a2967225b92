"""A fleet file as values: what the reader returns and everything else takes.

Field names here are snake_case; in the file they are camelCase (``maxModelLen``). Durations are
whole seconds. A field that the file may leave out has its default here, and only here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from ultraserver_plan.spec.about import About
from ultraserver_plan.spec.hosts import Capacity, CapacityBlock, CapacityKind
from ultraserver_plan.spec.operation import Domain, Network, Placement, Recovery, Rollout
from ultraserver_plan.spec.place import Hardware, Profile, Target
from ultraserver_plan.spec.work import EngineName, Model, RoleName, RoleSpec, Serving, Traffic

__all__ = [
    "API_VERSION",
    "KIND",
    "Capacity",
    "CapacityBlock",
    "CapacityKind",
    "Domain",
    "EngineName",
    "FleetSpec",
    "Hardware",
    "Model",
    "Network",
    "Placement",
    "Profile",
    "Recovery",
    "RoleName",
    "RoleSpec",
    "Rollout",
    "Serving",
    "Target",
    "Traffic",
]

API_VERSION = "ultraserver/v1"
KIND = "Fleet"


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetSpec:
    """One fleet file, valid in itself."""

    name: Annotated[
        str,
        About(
            "The fleet's name, part of the name of all that it creates.",
            example="rufus",
            pattern="^[a-z]([a-z0-9-]{0,22}[a-z0-9])?$",
            wanted="up to 24 lower-case letters, digits and hyphens, beginning with a letter",
        ),
    ]
    target: Annotated[Target, About("Where the fleet is deployed.")]
    hardware: Annotated[Hardware, About("Which catalogue row the units run on.")]
    capacity: Annotated[
        Capacity,
        About("How many hosts there are, and the one way in which they are obtained."),
    ]
    model: Annotated[Model, About("What is served.")]
    serving: Annotated[Serving, About("Engine and shape of serving.")]
    traffic: Annotated[
        Traffic | None,
        About("What must be served, and how fast.", absent="there is no load to size for"),
    ] = None
    placement: Annotated[
        Placement, About("Where the ranks of a unit may be, and how units are spread.")
    ] = field(default_factory=Placement)
    rollout: Annotated[Rollout, About("How a new revision replaces the old.")] = field(
        default_factory=Rollout
    )
    recovery: Annotated[Recovery, About("How often a unit may restart before it is Failed.")] = (
        field(default_factory=Recovery)
    )
    network: Annotated[Network, About("The network the fleet lives in.")] = field(
        default_factory=Network
    )
