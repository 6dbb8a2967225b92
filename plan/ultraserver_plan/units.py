"""A fleet's units as values: how many of each role, how large, running what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from ultraserver_plan.host_spec import HostSpec
from ultraserver_plan.serving import Axes, EngineShape, RankCommand, rank_commands
from ultraserver_plan.spec.types import RoleName


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePlan:
    """Units of one role: how many, how large, and what each rank runs."""

    role: RoleName
    units: int
    hosts_per_unit: int
    axes: Axes
    image: str
    ranks: tuple[RankCommand, ...]
    """The leader's command, then the followers' where a unit has several hosts."""
    reason: str

    @property
    def hosts(self) -> int:
        """Hosts of all units."""
        return self.units * self.hosts_per_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetPlan:
    """What a fleet file becomes. ``revision`` changes with anything that a unit runs."""

    name: str
    host: HostSpec
    roles: tuple[RolePlan, ...]
    hosts: int
    """Hosts of the capacity, idle ones included."""
    revision: str

    @property
    def hosts_used(self) -> int:
        """Hosts that units take."""
        return sum(role.hosts for role in self.roles)

    @property
    def spare_hosts(self) -> int:
        """Hosts that no unit takes: replacements, and room for a surge."""
        return self.hosts - self.hosts_used


def plan_of(shape: EngineShape, *, name: str, host: HostSpec, image: str, units: int) -> FleetPlan:
    """Return the plan of a fleet with one role and no spare hosts, without a fleet file."""
    role = RolePlan(
        role=shape.role,
        units=units,
        hosts_per_unit=shape.hosts,
        axes=shape.axes,
        image=image,
        ranks=rank_commands(shape),
        reason="given",
    )
    return FleetPlan(
        name=name, host=host, roles=(role,), hosts=role.hosts, revision=revision([role])
    )


def revision(roles: Sequence[RolePlan], *more: object) -> str:
    """Return the hash of what units run: image, argv, environment, axes, and ``more`` values.

    The number of units is not in it: more of the same is no new revision.
    """
    content = [
        [role.role, role.hosts_per_unit, role.image, repr(role.axes), repr(role.ranks)]
        for role in roles
    ]
    return hashlib.sha256(json.dumps([content, more]).encode()).hexdigest()[:12]
