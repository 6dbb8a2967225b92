"""What a task of a unit is told about its place in it: environment variables, declared once.

The controller writes them with ``unit_environment``; the container reads them. Both sides hold
values to ``environment_faults``, so that what one writes the other accepts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ultraserver_plan.errors import Fault, FaultsError

UNIT = "ULTRASERVER_UNIT"
RANK = "ULTRASERVER_RANK"
WORLD_SIZE = "ULTRASERVER_WORLD_SIZE"
GENERATION = "ULTRASERVER_GENERATION"
REVISION = "ULTRASERVER_REVISION"
LEADER_ADDRESS = "ULTRASERVER_LEADER_ADDRESS"

_NAME = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NUMBER = r"0|[1-9][0-9]{0,8}"
_POSITIVE = r"[1-9][0-9]{0,8}"
# 63 is the longest host name that the runtime's bootstrap takes; an IP address always fits.
_ADDRESS = r"[0-9A-Za-z:][0-9A-Za-z.:-]{0,62}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One variable: its name, what it says, and the values it takes, as a pattern and in words."""

    name: str
    doc: str
    pattern: str
    accepts: str

    def fault(self, environment: Mapping[str, str]) -> Fault | None:
        """Return what is wrong with this variable in ``environment``, or None."""
        value = environment.get(self.name)
        if value is None:
            return Fault(where=self.name, what="is not set", fix=f"give {self.accepts}")
        if re.fullmatch(self.pattern, value) is None:
            return Fault(where=self.name, what=f"got {value!r}", fix=f"give {self.accepts}")
        return None


VARIABLES = (
    Variable(
        name=UNIT,
        doc="The unit this task is a rank of.",
        pattern=_NAME,
        accepts="a name of 1 to 63 lower-case letters, digits and dashes",
    ),
    Variable(
        name=RANK,
        doc="This task's place in the unit; the leader is 0.",
        pattern=_NUMBER,
        accepts="a whole number, 0 for the leader",
    ),
    Variable(
        name=WORLD_SIZE,
        doc="Ranks of the unit: one per host.",
        pattern=_POSITIVE,
        accepts="a whole number, 1 or more",
    ),
    Variable(
        name=GENERATION,
        doc="Which start of the unit this is, from 1; ranks of different generations never meet.",
        pattern=_POSITIVE,
        accepts="a whole number, 1 or more",
    ),
    Variable(
        name=REVISION,
        doc="Hash of what the unit runs: image, arguments, environment, model and plan.",
        pattern=r"[0-9A-Za-z](?:[0-9A-Za-z._:-]{0,127})",
        accepts="1 to 128 letters, digits, dots, dashes, underscores and colons",
    ),
    Variable(
        name=LEADER_ADDRESS,
        doc="IP address (or host name, at most 63 characters) where rank 0 listens; no port.",
        pattern=_ADDRESS,
        accepts="an IP address, or a host name of at most 63 characters",
    ),
)


def environment_faults(environment: Mapping[str, str]) -> tuple[Fault, ...]:
    """Return everything wrong with the unit's variables, in their declared order."""
    faults = [fault for variable in VARIABLES if (fault := variable.fault(environment))]
    if not any(fault.where in (RANK, WORLD_SIZE) for fault in faults):
        rank, world = int(environment[RANK]), int(environment[WORLD_SIZE])
        if rank >= world:
            what = f"rank {rank} is not in a unit of {world}"
            faults.append(Fault(where=RANK, what=what, fix=f"give a rank from 0 to {world - 1}"))
    return tuple(faults)


def unit_environment(
    *,
    unit: str,
    rank: int,
    world_size: int,
    generation: int,
    revision: str,
    leader_address: str,
) -> dict[str, str]:
    """Return the environment of one rank.

    Raises FaultsError when a value is one that the container would refuse.
    """
    environment = {
        UNIT: unit,
        RANK: str(rank),
        WORLD_SIZE: str(world_size),
        GENERATION: str(generation),
        REVISION: revision,
        LEADER_ADDRESS: leader_address,
    }
    if faults := environment_faults(environment):
        raise FaultsError(faults)
    return environment
