"""The part of a host's user data that lets it join its ECS cluster with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ultraserver_bootstrap.render import render
from ultraserver_plan import host_attributes
from ultraserver_plan.errors import Fault, FaultsError

COLLECTIVES_PORT = 48620
"""Kept from being an ephemeral port, because the ranks of a unit meet there.

Source: AWS Neuron documentation, "Training troubleshooting" (aws-neuron-sdk, read 2026-11-24).
"""
OPEN_FILES = 65536
"""Source: the same page, and the EFA installer's limits file."""

_TOKEN = re.compile(r"\$\{Token\[[^\]]*\]\}")
_CLUSTER = re.compile(r"[0-9A-Za-z_-]{1,255}")
_ATTRIBUTE = "1 to 128 letters, digits and _-.@:/\\, with spaces only inside"


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinFacts:
    """What a host must know to join.

    A text may hold a CDK token (``${Token[…]}``): it is left as it is, for CloudFormation to fill
    in. Raises FaultsError with every value that ECS would refuse.
    """

    cluster: str
    hardware: str
    capacity_block: str | None = None
    """None: EC2 is asked later, or the host is in none."""
    ultraserver: str | None = None
    spot: bool = False
    """Whether the agent drains the host when EC2 takes it back."""
    lnc: Literal[1, 2] = 2
    stop_timeout_s: int = 120
    """Between SIGTERM and SIGKILL of a task's container."""
    reserved_memory_mib: int = 2048
    """Memory that tasks cannot have: for the system and the agents."""

    def __post_init__(self) -> None:
        if faults := tuple(self._faults()):
            raise FaultsError(faults)

    def _faults(self) -> Iterator[Fault]:
        if _wrong(self.cluster, _CLUSTER.fullmatch(self.cluster) is not None):
            fix = "give a cluster name of 1 to 255 letters, digits, dashes and underscores"
            yield Fault(where="JoinFacts.cluster", what=f"got {self.cluster!r}", fix=fix)
        for name in ("hardware", "capacity_block", "ultraserver"):
            value = getattr(self, name)
            if value is not None and _wrong(value, host_attributes.is_attribute_value(value)):
                yield Fault(
                    where=f"JoinFacts.{name}", what=f"got {value!r}", fix=f"give {_ATTRIBUTE}"
                )
        if self.lnc not in (1, 2):
            yield Fault(where="JoinFacts.lnc", what=f"got {self.lnc!r}", fix="give 1 or 2")
        for name, least in (("stop_timeout_s", 1), ("reserved_memory_mib", 0)):
            if getattr(self, name) < least:
                what = f"got {getattr(self, name)}"
                yield Fault(where=f"JoinFacts.{name}", what=what, fix=f"give {least} or more")

    @property
    def attributes(self) -> dict[str, str]:
        """The host's ECS attributes."""
        given = {
            host_attributes.HARDWARE: self.hardware,
            host_attributes.CAPACITY_BLOCK: self.capacity_block,
            host_attributes.ULTRASERVER: self.ultraserver,
        }
        return {name: value for name, value in given.items() if value is not None}

    @property
    def agent_settings(self) -> tuple[tuple[str, str], ...]:
        """The lines of /etc/ecs/ecs.config, in order.

        Source: Amazon ECS Developer Guide, "Amazon ECS container agent configuration".
        """
        return (
            ("ECS_CLUSTER", self.cluster),
            ("ECS_INSTANCE_ATTRIBUTES", json.dumps(self.attributes, separators=(",", ":"))),
            ("ECS_ENABLE_SPOT_INSTANCE_DRAINING", "true" if self.spot else "false"),
            ("ECS_CONTAINER_STOP_TIMEOUT", f"{self.stop_timeout_s}s"),
            ("ECS_RESERVED_MEMORY", str(self.reserved_memory_mib)),
        )


def render_join_script(facts: JoinFacts) -> str:
    """Return the script, a whole one that can also be one part of longer user data.

    What follows it in the same user data runs under its ``set -euo pipefail``.
    """
    return render(
        "join_cluster.sh.j2",
        nofile=OPEN_FILES,
        port=COLLECTIVES_PORT,
        lnc=facts.lnc,
        settings=facts.agent_settings,
        keys=[key for key, _ in facts.agent_settings],
    )


def _wrong(text: str, good: bool) -> bool:
    """Whether ``text`` is wrong; what a token stands for cannot be judged, a line break can."""
    if "\n" in text or "\r" in text:
        return True
    return not good and _TOKEN.search(text) is None
