"""Which rank of which unit this container is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ultraserver_plan import unit_env
from ultraserver_plan.errors import FaultsError


@dataclass(frozen=True, slots=True, kw_only=True)
class RankIdentity:
    """One rank of one generation of one unit."""

    unit: str
    rank: int
    world_size: int
    generation: int
    revision: str
    leader_address: str

    @property
    def is_leader(self) -> bool:
        """Whether this rank serves requests and the others follow it."""
        return self.rank == 0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> RankIdentity:
        """Read the identity of this task.

        Raises FaultsError with every variable that is missing or wrong.
        """
        if faults := unit_env.environment_faults(environment):
            raise FaultsError(faults)
        return cls(
            unit=environment[unit_env.UNIT],
            rank=int(environment[unit_env.RANK]),
            world_size=int(environment[unit_env.WORLD_SIZE]),
            generation=int(environment[unit_env.GENERATION]),
            revision=environment[unit_env.REVISION],
            leader_address=environment[unit_env.LEADER_ADDRESS],
        )
