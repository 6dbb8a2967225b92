"""What exists after a deployment: stacks, UltraServers, hosts; as tables and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ultraserver_cli.console import Column, console
from ultraserver_control.observe import Observation
from ultraserver_plan.topology import Domain, common_prefix, domains, ultraservers
from ultraserver_stacks.fleet_input import FleetInput

SCHEMA = "ultraserver.local.demo/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A deployed fleet: resource types by stack, the hosts, and the seconds of each phase."""

    fleet: FleetInput
    stacks: Mapping[str, Counter[str]]
    observation: Observation
    took: Mapping[str, float]

    @property
    def domains(self) -> tuple[Domain, ...]:
        """The UltraServers; where there are none, the network nodes or zones that hold hosts."""
        root = domains(seen.host for seen in self.observation.hosts)
        return ultraservers(root) or tuple(domain for domain in root.walk() if domain.hosts)


def print_report(report: Report) -> None:
    """Print the tables of a deployed fleet."""
    _print_stacks(report)
    _print_domains(report)
    plan = report.fleet.plan
    console.out(
        f"{len(report.observation.hosts)} hosts joined: {plan.hosts_used} for"
        f" {sum(role.units for role in plan.roles)} units, {plan.spare_hosts} spare"
    )
    console.table(
        "Times",
        (Column(name="phase"), Column(name="seconds", right=True)),
        ((title, f"{seconds:.1f}") for title, seconds in report.took.items()),
    )


def report_payload(report: Report) -> dict[str, object]:
    """Return the report for JSON."""
    ready = _ready(report.observation)
    return {
        "fleet": report.fleet.plan.name,
        "revision": report.fleet.plan.revision,
        "stacks": {name: dict(sorted(types.items())) for name, types in report.stacks.items()},
        "domains": [
            {
                "kind": domain.kind,
                "id": domain.id,
                "hosts": [host.id for host in domain.all_hosts()],
                "takeTasks": sum(host.id in ready for host in domain.all_hosts()),
            }
            for domain in report.domains
        ],
        "seconds": {title: round(seconds, 3) for title, seconds in report.took.items()},
    }


def _print_stacks(report: Report) -> None:
    console.table(
        "Stacks: every resource is created",
        (Column(name="stack"), Column(name="resources", right=True), Column(name="most of them")),
        (
            (
                name,
                types.total(),
                ", ".join(f"{count} {kind.split('::', 1)[1]}" for kind, count in _most(types)),
            )
            for name, types in report.stacks.items()
        ),
    )


def _most(types: Counter[str]) -> list[tuple[str, int]]:
    """Return the four commonest types; equals in the order of their names."""
    return sorted(types.items(), key=lambda item: (-item[1], item[0]))[:4]


def _ready(observation: Observation) -> frozenset[str]:
    return frozenset(seen.host.id for seen in observation.hosts if seen.takes_tasks)


def _print_domains(report: Report) -> None:
    links = {block.capacity_block: block.interconnect for block in report.observation.blocks}
    ready = _ready(report.observation)
    found = report.domains
    console.table(
        "UltraServers" if found and found[0].kind == "ultraserver" else "Where the hosts are",
        (
            Column(name="domain"),
            Column(name="zone"),
            Column(name="network nodes"),
            Column(name="hosts", right=True),
            Column(name="take tasks", right=True),
            Column(name="interconnect"),
        ),
        ((domain.id, *_domain_cells(domain, ready), links.get(domain.id)) for domain in found),
    )


def _domain_cells(domain: Domain, ready: frozenset[str]) -> tuple[object, ...]:
    hosts = domain.all_hosts()
    nodes = " > ".join(common_prefix(host.network_nodes for host in hosts))
    return (hosts[0].zone, nodes or None, len(hosts), sum(host.id in ready for host in hosts))
