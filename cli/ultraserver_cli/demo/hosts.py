"""Hosts come up: they boot, join the cluster, and EC2 tells by and by where they are."""

from __future__ import annotations

import time

from ultraserver_cli.demo.account import begin_blocks
from ultraserver_cli.demo.failure import DemoFailedError
from ultraserver_cli.phases import Phases
from ultraserver_control.observe import HostObservation, Observation, observe
from ultraserver_local import EmbeddedAws
from ultraserver_plan.capacity import HostGroup
from ultraserver_plan.hardware import HardwareRow, row
from ultraserver_stacks.fleet_input import FleetInput

PLACE_POLLS = 20
"""Looks at the topology before a host without a place is called a failure."""

POLL_S = 0.5


def bring_up_hosts(
    aws: EmbeddedAws, fleet: FleetInput, groups: tuple[HostGroup, ...], phases: Phases
) -> Observation:
    """Boot the hosts and wait until EC2 has told where each is.

    Raises DemoFailedError when hosts are missing, or their places stay unknown.
    """
    with phases.phase("hosts boot and join the cluster"):
        begin_blocks(aws, groups, phases)
        joined = aws.boot_hosts()
        phases.note(f"{len(joined)} of {fleet.plan.hosts} hosts registered with ECS")
        cluster = aws.client("ecs").list_clusters()["clusterArns"][0]
        seen = _wait_for_places(aws, cluster, row(fleet.spec.hardware.type), phases)
    if len(seen.hosts) != fleet.plan.hosts:
        raise DemoFailedError(f"{len(seen.hosts)} hosts joined, {fleet.plan.hosts} were asked for")
    return seen


def place_missing(host: HostObservation, hardware: HardwareRow) -> str | None:
    """Return what EC2 has yet to tell of a host's place, or None.

    Of types outside the topology API it never tells anything; of an UltraServer's host it tells the
    network nodes first, and the Capacity Block some calls later.
    """
    if not hardware.is_ultraserver and hardware.host.network_node_depth is None:
        return None
    if host.place_unknown is not None:
        return host.place_unknown
    if hardware.is_ultraserver and host.host.capacity_block is None:
        return "EC2 has not told the Capacity Block yet"
    return None


def _wait_for_places(
    aws: EmbeddedAws, cluster: str, hardware: HardwareRow, phases: Phases
) -> Observation:
    ecs, ec2 = aws.client("ecs"), aws.client("ec2")
    said: tuple[int, str] | None = None
    for _ in range(PLACE_POLLS):
        seen = observe(ecs=ecs, ec2=ec2, cluster=cluster)
        missing = [why for host in seen.hosts if (why := place_missing(host, hardware))]
        if not missing:
            return seen
        if said != (len(missing), missing[0]):
            said = (len(missing), missing[0])
            phases.note(f"waiting for the places of {said[0]} hosts: {said[1]}")
        time.sleep(POLL_S)
    raise DemoFailedError(f"after {PLACE_POLLS} looks: {said}")
