"""Where a host hangs in EC2's network tree.

The tree is made up, but with the rules that AWS documents: three nodes (four for some types), the
outermost first, hashed per account, the same last node for hosts that are closest. Hosts of one
Capacity Block share all nodes; blocks 0 and 1, 2 and 3, ... share all but the last.
Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/how-ec2-instance-topology-works.html
and ec2-instance-topology-prerequisites.html (read 2026-11-24).
"""

from __future__ import annotations

import fnmatch
import hashlib
from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend

from .capacity import Block, Reservation, capacity

FOUR_NODES = ("p6-b200.48xlarge", "p6-b300.48xlarge")
SUPPORTED = (
    "g6e.*", "g7e.*", "hpc*", "p3dn.*", "p4d.*", "p4de.*", "p5.*", "p5e.*", "p5en.*",
    "p6e-gb200.36xlarge", "trn1.*", "trn1n.*", "trn2.48xlarge", "trn2u.48xlarge", *FOUR_NODES,
    # No Trn3 name is public: any type that starts like one is taken for a sibling of trn2.
    "trn3*",
)  # fmt: skip
HOSTS_PER_NODE = 16
"""Hosts outside of Capacity Blocks that share their last node: an assumption, AWS states none."""


class TopologyBackend(BaseBackend):
    """Who was launched in which order, and how often each host was asked for."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.delay_polls = 0
        """Answers in which a host's CapacityBlockId is still missing after its launch."""
        self._polls: dict[str, int] = {}
        self._order: dict[str, int] = {}

    def launched(self, instance_id: str) -> None:
        """Give a host its place."""
        self._order[instance_id] = len(self._order)

    def place(self, instance: Any) -> tuple[str, ...]:
        """Return a running host's network nodes, outermost first."""
        zone = str(instance.availability_zone)
        block_id = getattr(instance, "capacity_block_id", None)
        if block_id:
            path = self._block_path(capacity(self.account_id, self.region_name).block(block_id))
        else:
            order = self._order.get(instance.id, 0) // HOSTS_PER_NODE
            path = [zone, f"{zone}/brick-{order // 4}", f"{zone}/leaf-{order}"]
        if instance.instance_type in FOUR_NODES:
            path.append(f"{path[-1]}/inner")
        return tuple(self._node(part) for part in path)

    def _block_path(self, block: Block) -> list[str]:
        zone = block.zone
        return [zone, f"{zone}/spine-{block.ordinal // 2}", f"{zone}/block-{block.id}"]

    def reservation_nodes(self, reservation: Reservation) -> tuple[str, ...]:
        """Return the nodes that a reservation's hosts are known to share; the zone's otherwise."""
        path = self._block_path(reservation.block) if reservation.block else [reservation.zone]
        return tuple(self._node(part) for part in path)

    def _node(self, name: str) -> str:
        digest = hashlib.sha256(f"{self.account_id}/{self.region_name}/{name}".encode())
        return f"nn-{digest.hexdigest()[:17]}"

    def block_id(self, instance: Any) -> str | None:
        """Return a host's Capacity Block as EC2 would say it at this poll."""
        seen = self._polls.get(instance.id, 0)
        self._polls[instance.id] = seen + 1
        return getattr(instance, "capacity_block_id", None) if seen >= self.delay_polls else None


TOPOLOGY = BackendDict(TopologyBackend, "ec2")


def topology(account: str, region: str) -> TopologyBackend:
    """Return the topology of an account in a Region."""
    found: TopologyBackend = TOPOLOGY[account][region]
    return found


def supported(instance_type: str) -> bool:
    """Whether DescribeInstanceTopology knows the type."""
    return any(fnmatch.fnmatchcase(instance_type, pattern) for pattern in SUPPORTED)
