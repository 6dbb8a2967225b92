"""Container instances: registration, targets of attributes, what can take a task."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from moto.core.utils import utcnow
from moto.ecs.exceptions import ECSException
from moto.ecs.models import ContainerInstance

_RESERVED_PORTS = ["22", "2375", "2376", "51678", "51679"]


def register(backend: Any, cluster: Any, instance_id: str, params: Mapping[str, Any]) -> Any:
    """Register a host as its agent does; one that is registered already keeps its ARN."""
    known = backend.container_instances.setdefault(cluster.name, {})
    instance: Any = next((i for i in known.values() if i.ec2_instance_id == instance_id), None)
    if instance is None:
        instance = ContainerInstance(
            instance_id, backend.account_id, backend.region_name, cluster.name, backend
        )
        known[instance.container_instance_arn.split("/")[-1]] = instance
        cluster.registered_container_instances_count += 1
    # moto reads the platform of the AMI, which is empty for Linux and wrong for unknown AMIs.
    instance.attributes["ecs.os-type"] = "linux"
    for attribute in params.get("attributes") or []:
        instance.attributes[attribute["name"]] = attribute.get("value")
    if resources := params.get("totalResources"):
        instance.registered_resources = [_resource(resource) for resource in resources]
        instance.remaining_resources = copy.deepcopy(instance.registered_resources)
    if versions := params.get("versionInfo"):
        instance.version_info = dict(versions)
    instance.tags = list(params.get("tags") or [])
    instance.version = 1
    instance.agent_connected = True
    return instance


def _resource(given: Mapping[str, Any]) -> dict[str, Any]:
    whole = {"doubleValue": 0.0, "longValue": 0, "integerValue": 0, **given}
    if whole.get("type") == "STRINGSET":
        whole.setdefault("stringSetValue", [])
    return whole


def resources(cpu_units: int, memory_mib: int) -> list[dict[str, Any]]:
    """Return what an agent reports as a host's resources."""
    return [
        {"name": "CPU", "type": "INTEGER", "integerValue": cpu_units},
        {"name": "MEMORY", "type": "INTEGER", "integerValue": memory_mib},
        {"name": "PORTS", "type": "STRINGSET", "stringSetValue": list(_RESERVED_PORTS)},
        {"name": "PORTS_UDP", "type": "STRINGSET", "stringSetValue": []},
    ]


def target(backend: Any, cluster: Any, attribute: Mapping[str, Any]) -> Any:
    """Return the instance an attribute is for, by ARN or id. Raises TargetNotFoundException."""
    target_id = str(attribute.get("targetId", ""))
    kind = attribute.get("targetType", "container-instance")
    known = backend.container_instances.get(cluster.name, {})
    instance = known.get(target_id.rsplit("/", 1)[-1])
    if instance is None or kind != "container-instance":
        raise ECSException("TargetNotFoundException", f"The target {target_id} was not found.")
    return instance


def takers(
    backend: Any, cluster: Any, definition: Any, wanted: Iterable[str]
) -> tuple[list[str], list[dict[str, str]]]:
    """Return the ids of the instances that can take a task, and why the others cannot."""
    known = backend.container_instances.setdefault(cluster.name, {})
    needs = backend._calculate_task_resource_requirements(definition)
    good, failures = [], []
    for given in wanted:
        instance = known.get(given.split("/")[-1])
        if reason := _refusal(instance, needs):
            arn = instance.container_instance_arn if instance is not None else given
            failures.append({"arn": arn, "reason": reason})
        else:
            good.append(given.split("/")[-1])
    return good, failures


def _refusal(instance: Any, needs: Mapping[str, Any]) -> str | None:
    if instance is None:
        return "MISSING"
    if instance.status != "ACTIVE":
        return "INACTIVE"
    if not instance.agent_connected:
        return "AGENT"
    left = {r["name"]: r for r in instance.remaining_resources}
    for name in ("CPU", "MEMORY"):
        if (needs.get(name) or 0) > left[name]["integerValue"]:
            return f"RESOURCE:{name}"
    taken = left["PORTS"]["stringSetValue"]
    return "RESOURCE:PORTS" if any(str(p) in taken for p in needs.get("PORTS") or []) else None


def stop(backend: Any, cluster: Any, task: Any, reason: str) -> None:
    """Stop a task and give its resources back."""
    instance_id = str(task.container_instance_arn or "").split("/")[-1]
    instance = backend.container_instances.get(cluster.name, {}).get(instance_id)
    if instance is not None and task.resource_requirements:
        backend.update_container_instance_resources(
            instance, task.resource_requirements, removing=True
        )
    task.last_status = task.desired_status = "STOPPED"
    task.stopped_reason = reason
    task.stopping_at = task.stopped_at = utcnow()
    for container in task.containers:
        container.last_status = "STOPPED"


def host_gone(backend: Any, instance_ids: Iterable[str]) -> None:
    """Deregister terminated hosts and stop their tasks, as ECS does."""
    gone = set(instance_ids)
    for cluster in list(backend.clusters.values()):
        known = backend.container_instances.get(cluster.name, {})
        for key, instance in list(known.items()):
            if instance.ec2_instance_id not in gone:
                continue
            arn = instance.container_instance_arn
            for task in backend.tasks.get(cluster.name, {}).values():
                if task.container_instance_arn == arn and task.desired_status != "STOPPED":
                    stop(
                        backend, cluster, task,
                        f"Host EC2 (instance {instance.ec2_instance_id}) terminated.",
                    )  # fmt: skip
                    task.stop_code = "TerminationNotice"
            instance.status, instance.agent_connected = "INACTIVE", False
            del known[key]
            cluster.registered_container_instances_count -= 1
