"""Where hosts are in the network, and which of them are near each other.

A host's place is what EC2's DescribeInstanceTopology says: the Capacity Block it is in (for an
UltraServer block, the scale-up domain), and NetworkNodes from the top of the network down. The
number of nodes differs by instance type, so only common prefixes are compared, never a depth.
Source: Amazon EC2 API Reference, InstanceTopology (botocore 1.44.5); EC2 User Guide,
"Amazon EC2 instance topology" (read 2026-11-24).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ultraserver_plan.errors import Fault, FaultsError

Kind = Literal["fleet", "zone", "network-node", "ultraserver"]
UNKNOWN_ZONE = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One EC2 instance and what is known of its place; None and () mean: not known yet."""

    id: str
    instance_type: str | None = None
    zone: str | None = None
    capacity_block: str | None = None
    network_nodes: tuple[str, ...] = ()
    """Furthest first; the last is the node that the host hangs off."""

    @property
    def is_known(self) -> bool:
        """Whether anything nearer than the zone is known."""
        return self.capacity_block is not None or bool(self.network_nodes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One level of the network tree.

    ``hosts`` are those that belong to no smaller domain; ``count`` counts all beneath.
    """

    kind: Kind
    id: str
    hosts: tuple[Host, ...] = ()
    children: tuple[Domain, ...] = ()

    @property
    def count(self) -> int:
        """Hosts of this domain and of all that are in it."""
        return len(self.hosts) + sum(child.count for child in self.children)

    def walk(self) -> Iterator[Domain]:
        """Yield this domain, then all beneath it, outer before inner, in a fixed order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all_hosts(self) -> tuple[Host, ...]:
        """Return every host of this domain, neighbours beside each other: the order of ranks."""
        inner = (host for child in self.children for host in child.all_hosts())
        return (*inner, *self.hosts)


def common_prefix(paths: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return the nodes that all paths share from the top; () for no paths."""
    shared: list[str] = []
    for nodes in zip(*paths, strict=False):
        if len(set(nodes)) > 1:
            break
        shared.append(nodes[0])
    return tuple(shared)


def domains(hosts: Iterable[Host]) -> Domain:
    """Group hosts into a tree: fleet, zones, network nodes, UltraServers.

    Hosts of one Capacity Block are one UltraServer, which hangs where the known paths of its hosts
    part; other hosts hang off their last network node. A host of which nothing is known hangs off
    its zone: it is in the tree, but near nobody.
    Raises FaultsError when two hosts have one id.
    """
    ordered = tuple(sorted(hosts, key=lambda host: (host.network_nodes, host.id)))
    _refuse_twins(ordered)
    zones: dict[str, list[Host]] = defaultdict(list)
    of_block = {host.capacity_block or "": host.zone for host in ordered if host.zone}
    of_block[""] = UNKNOWN_ZONE  # no block tells no zone
    for host in ordered:
        zone = host.zone or of_block.get(host.capacity_block or "", UNKNOWN_ZONE)
        zones[zone].append(host)
    return Domain(
        kind="fleet",
        id="fleet",
        children=tuple(_zone(name, zones[name]) for name in sorted(zones)),
    )


def ultraservers(root: Domain) -> tuple[Domain, ...]:
    """Return the UltraServers of a tree, in its order."""
    return tuple(domain for domain in root.walk() if domain.kind == "ultraserver")


def _refuse_twins(hosts: tuple[Host, ...]) -> None:
    twins = [id_ for id_, times in Counter(host.id for host in hosts).items() if times > 1]
    if twins:
        raise FaultsError(
            Fault(where=id_, what="is there twice", fix="give each host once") for id_ in twins
        )


def _zone(name: str, hosts: list[Host]) -> Domain:
    blocks: dict[str, list[Host]] = defaultdict(list)
    tree = _Node()
    for host in hosts:
        if host.capacity_block is None:
            tree.at(host.network_nodes).hosts.append(host)
        else:
            blocks[host.capacity_block].append(host)
    for block, members in blocks.items():
        shared = common_prefix(host.network_nodes for host in members if host.network_nodes)
        server = Domain(kind="ultraserver", id=block, hosts=tuple(members))
        tree.at(shared).ultraservers.append(server)
    return tree.frozen("zone", name)


class _Node:
    """A network node while the tree is built."""

    def __init__(self) -> None:
        self.hosts: list[Host] = []
        self.ultraservers: list[Domain] = []
        self.below: dict[str, _Node] = {}

    def at(self, path: Sequence[str]) -> _Node:
        """Return the node at the end of ``path``, made where it is missing."""
        if not path:
            return self
        return self.below.setdefault(path[0], _Node()).at(path[1:])

    def frozen(self, kind: Kind, id: str) -> Domain:
        """Return this node and all beneath it as a value."""
        servers = sorted(self.ultraservers, key=lambda server: server.id)
        nodes = (self.below[name].frozen("network-node", name) for name in sorted(self.below))
        return Domain(kind=kind, id=id, hosts=tuple(self.hosts), children=(*servers, *nodes))
