"""Read the hosts of one cluster: what ECS says of them, and where EC2 says they are.

Nothing is concluded here. What AWS does not tell yet (a place before the instance runs, a host
between two calls) is reported as unknown with the reason, never as gone: acting on an absence
that is only eventual consistency would stop a healthy unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ultraserver_control.aws import Ec2Reader, EcsReader, batches, follow
from ultraserver_control.block_status import BlockStatus, block_statuses
from ultraserver_control.placement import Places, places
from ultraserver_plan import host_attributes
from ultraserver_plan.topology import Host

DESCRIBE_LIMIT = 100
"""Container instances of one DescribeContainerInstances. Source: Amazon ECS API Reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostObservation:
    """One container instance at one moment."""

    container_instance_arn: str
    status: str
    """ECS's word: ACTIVE, DRAINING, REGISTERING, DEREGISTERING, INACTIVE …"""
    agent_connected: bool
    running_tasks: int
    pending_tasks: int
    host: Host
    ultraserver: str | None
    hardware: str | None
    place_unknown: str | None
    """Why EC2 has not told the host's place; None where it has."""

    @property
    def takes_tasks(self) -> bool:
        """Whether ECS would start a task here now."""
        return self.status == "ACTIVE" and self.agent_connected


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A host that was listed, but not described: unknown yet, not gone."""

    container_instance_arn: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A cluster at one moment."""

    hosts: tuple[HostObservation, ...]
    unknown: tuple[Unknown, ...]
    blocks: tuple[BlockStatus, ...]


def observe(*, ecs: EcsReader, ec2: Ec2Reader, cluster: str) -> Observation:
    """Return every host of ``cluster`` in the order of its ARN."""
    rows, unknown = _container_instances(ecs, cluster)
    told = places(ec2, [row["ec2InstanceId"] for row in rows if _is_ec2(row)])
    hosts = tuple(sorted((_host(row, told) for row in rows), key=_arn))
    blocks = {seen.host.capacity_block for seen in hosts} - {None}
    return Observation(
        hosts=hosts,
        unknown=tuple(sorted(unknown, key=_arn)),
        blocks=block_statuses(ec2, sorted(block for block in blocks if block)),
    )


def _arn(seen: HostObservation | Unknown) -> str:
    return seen.container_instance_arn


def _is_ec2(row: Mapping[str, Any]) -> bool:
    # An ECS Anywhere host has an id of Systems Manager's, which EC2 does not know.
    return str(row.get("ec2InstanceId", "")).startswith("i-")


def _container_instances(
    ecs: EcsReader, cluster: str
) -> tuple[list[Mapping[str, Any]], list[Unknown]]:
    pages = follow(ecs.list_container_instances, "nextToken", cluster=cluster)
    arns = [arn for page in pages for arn in page.get("containerInstanceArns", [])]
    rows: list[Mapping[str, Any]] = []
    unknown: list[Unknown] = []
    for batch in batches(arns, DESCRIBE_LIMIT):
        answer = ecs.describe_container_instances(cluster=cluster, containerInstances=batch)
        rows += answer.get("containerInstances", [])
        unknown += [_unknown(failure) for failure in answer.get("failures", [])]
    answered = {row["containerInstanceArn"] for row in rows} | {_arn(seen) for seen in unknown}
    silent = set(arns) - answered
    unknown += [Unknown(container_instance_arn=arn, reason="not in the answer") for arn in silent]
    return rows, unknown


def _unknown(failure: Mapping[str, Any]) -> Unknown:
    reason = ", ".join(filter(None, (failure.get("reason"), failure.get("detail"))))
    return Unknown(container_instance_arn=failure["arn"], reason=reason or "no reason given")


def _host(row: Mapping[str, Any], told: Places) -> HostObservation:
    attributes = {item["name"]: item.get("value") for item in row.get("attributes", [])}
    id_ = str(row.get("ec2InstanceId") or row["containerInstanceArn"])
    return HostObservation(
        container_instance_arn=row["containerInstanceArn"],
        status=row["status"],
        agent_connected=row.get("agentConnected", False),
        running_tasks=row.get("runningTasksCount", 0),
        pending_tasks=row.get("pendingTasksCount", 0),
        host=_place(id_, attributes, told),
        ultraserver=attributes.get(host_attributes.ULTRASERVER),
        hardware=attributes.get(host_attributes.HARDWARE),
        place_unknown=told.unknown.get(id_) if _is_ec2(row) else "not an EC2 instance",
    )


def _place(id_: str, attributes: Mapping[str, str | None], told: Places) -> Host:
    """Return where the host is: EC2's word first, then what the host said when it joined."""
    place = told.known.get(id_, {})
    return Host(
        id=id_,
        instance_type=place.get("InstanceType") or attributes.get("ecs.instance-type"),
        zone=place.get("AvailabilityZone") or attributes.get("ecs.availability-zone"),
        capacity_block=place.get("CapacityBlockId")
        or attributes.get(host_attributes.CAPACITY_BLOCK),
        network_nodes=tuple(place.get("NetworkNodes") or ()),
    )
