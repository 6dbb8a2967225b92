"""Task definitions: what ECS asks of their memory, and what a task takes of its host.

moto refuses ``memoryReservation`` alone on EC2, counts ``memory`` where ECS counts the reservation,
and trips over memory that is given for the whole task only.
Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters_ec2.html
(read 2026-11-24).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moto.ecs.exceptions import TaskDefinitionMemoryError, TaskDefinitionMissingPropertyError


def check_containers(
    memory: str | None,
    containers: Sequence[Mapping[str, Any]],
    compatibilities: Sequence[str] | None,
) -> None:
    """Raise ClientException for a container without name, image or memory."""
    for container in containers:
        for name in ("name", "image"):
            if not container.get(name):
                raise TaskDefinitionMissingPropertyError(name)
        if not (memory or container.get("memory") or container.get("memoryReservation")):
            raise TaskDefinitionMemoryError(str(container["name"]))


def requirements(definition: Any) -> dict[str, Any]:
    """Return what a task of this definition takes: CPU units, MiB of memory, host ports."""
    containers: Sequence[Mapping[str, Any]] = definition.container_definitions
    memory = sum(int(c.get("memoryReservation") or c.get("memory") or 0) for c in containers)
    ports = [
        port["hostPort"] if "hostPort" in port else port["containerPort"]
        for container in containers
        for port in container.get("portMappings", ())
        if port.get("hostPort") or definition.network_mode == "host"
    ]
    return {
        "CPU": int(definition.cpu or sum(int(c.get("cpu") or 0) for c in containers)),
        "MEMORY": int(definition.memory or memory),
        "PORTS": ports,
        "PORTS_UDP": [],
    }
