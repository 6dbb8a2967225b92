"""ECS operations as ECS answers them, on moto's ECS state."""

from __future__ import annotations

import json
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ecs.exceptions import ClusterNotFoundException, ECSException, InvalidParameterException
from moto.ecs.responses import EC2ContainerServiceResponse

from . import instances, providers
from .query import CompiledQuery

MOST_START, MOST_DESCRIBE, PAGE = 10, 100, 100


class EmbeddedEcs(EC2ContainerServiceResponse):
    """moto's ECS with the gaps closed that a controller of container instances falls into."""

    def _cluster(self) -> Any:
        return self.ecs_backend._get_cluster(self._get_param("cluster", "default"))

    def _page(self, items: list[Any]) -> tuple[list[Any], str | None]:
        size = int(self._get_param("maxResults", PAGE))
        if not 1 <= size <= PAGE:
            raise InvalidParameterException(f"maxResults must be between 1 and {PAGE}, got {size}")
        token = self._get_param("nextToken")
        start = int(token) if token else 0
        end = start + size
        return items[start:end], str(end) if end < len(items) else None

    # Container instances

    def register_container_instance(self) -> ActionResult:
        """RegisterContainerInstance: keeps attributes, resources, versions and tags."""
        document = json.loads(self._get_param("instanceIdentityDocument", "{}"))
        if "instanceId" not in document:
            raise ECSException("ClientException", "instanceIdentityDocument has no instanceId")
        cluster = self._cluster()
        instance = instances.register(
            self.ecs_backend, cluster, str(document["instanceId"]), self.params
        )
        return ActionResult({"containerInstance": instance})

    def list_container_instances(self) -> ActionResult:
        """ListContainerInstances: with status, filter and pages."""
        cluster, status = self._cluster(), self._get_param("status")
        query = CompiledQuery(self._get_param("filter", ""))
        found = [
            instance.container_instance_arn
            for instance in self.ecs_backend.container_instances.get(cluster.name, {}).values()
            if status in (None, instance.status) and query.matches(instance)
        ]
        arns, token = self._page(sorted(found))
        return ActionResult({"containerInstanceArns": arns, "nextToken": token})

    def describe_container_instances(self) -> ActionResult:
        """DescribeContainerInstances: at most 100, unknown ones as failures."""
        wanted = self._get_param("containerInstances", [])
        if not 1 <= len(wanted) <= MOST_DESCRIBE:
            raise InvalidParameterException(
                f"containerInstances must hold 1 to {MOST_DESCRIBE} values, got {len(wanted)}"
            )
        self.ecs_backend.container_instances.setdefault(self._cluster().name, {})
        return super().describe_container_instances()

    def update_container_instances_state(self) -> ActionResult:
        """UpdateContainerInstancesState: at most 10."""
        wanted = self._get_param("containerInstances", [])
        if len(wanted) > MOST_START:
            raise InvalidParameterException(
                f"containerInstances can hold at most {MOST_START} values, got {len(wanted)}"
            )
        self.ecs_backend.container_instances.setdefault(self._cluster().name, {})
        return super().update_container_instances_state()

    # Attributes

    def put_attributes(self) -> ActionResult:
        """PutAttributes: targets by ARN or id."""
        given = self._get_param("attributes", [])
        found = [instances.target(self.ecs_backend, self._cluster(), item) for item in given]
        for instance, item in zip(found, given, strict=True):
            instance.attributes[item["name"]] = item.get("value")
        return ActionResult({"attributes": given})

    def delete_attributes(self) -> ActionResult:
        """DeleteAttributes: targets by ARN or id."""
        given = self._get_param("attributes", [])
        found = [instances.target(self.ecs_backend, self._cluster(), item) for item in given]
        for instance, item in zip(found, given, strict=True):
            if item.get("value") in (None, instance.attributes.get(item["name"])):
                instance.attributes.pop(item["name"], None)
        return ActionResult({"attributes": given})

    def list_attributes(self) -> ActionResult:
        """ListAttributes: of one cluster, by name and value, in pages."""
        if self._get_param("targetType") != "container-instance":
            raise InvalidParameterException("targetType must be container-instance")
        name, value = self._get_param("attributeName"), self._get_param("attributeValue")
        found = [
            {"name": key, "value": item, "targetId": instance.container_instance_arn}
            for instance in self.ecs_backend.container_instances.get(
                self._cluster().name, {}
            ).values()
            for key, item in instance.attributes.items()
            if name in (None, key) and value in (None, item)
        ]
        attributes, token = self._page(found)
        return ActionResult({"attributes": attributes, "nextToken": token})

    # Tasks

    def start_task(self) -> ActionResult:
        """StartTask: at most 10 instances; what cannot take the task is in failures, with 200."""
        wanted = self._get_param("containerInstances", [])
        if not 1 <= len(wanted) <= MOST_START:
            raise InvalidParameterException(
                f"Container instances must hold 1 to {MOST_START} values, got {len(wanted)}."
            )
        cluster = self._cluster()
        definition = self.ecs_backend.describe_task_definition(self._get_param("taskDefinition"))
        takers, failures = instances.takers(self.ecs_backend, cluster, definition, wanted)
        tasks: list[Any] = self.ecs_backend.start_task(
            cluster.name, self._get_param("taskDefinition"), takers, self._get_param("overrides"),
            self._get_param("startedBy"), self._get_param("tags"), self._get_param("group"),
        ) if takers else []  # fmt: skip
        for task in tasks:
            task.launch_type = "EC2"
            task.created_at = task.started_at = utcnow()
        return ActionResult({"tasks": tasks, "failures": failures})

    def stop_task(self) -> ActionResult:
        """StopTask: an unknown task is an InvalidParameterException; a stopped one stays so."""
        cluster, wanted = self._cluster(), str(self._get_param("task"))
        tasks: dict[str, Any] = self.ecs_backend.tasks.get(cluster.name, {})
        task = next((t for arn, t in tasks.items() if arn.endswith(wanted.split("/")[-1])), None)
        if task is None:
            raise InvalidParameterException("The referenced task was not found.")
        if task.desired_status != "STOPPED":
            instances.stop(self.ecs_backend, cluster, task, self._get_param("reason") or "")
            task.stop_code = "UserInitiated"
        return ActionResult({"task": task})

    # Capacity providers and clusters

    def create_capacity_provider(self) -> ActionResult:
        """CreateCapacityProvider: an Auto Scaling group's or a managed one."""
        return ActionResult({"capacityProvider": providers.create(self.ecs_backend, self.params)})

    def update_capacity_provider(self) -> ActionResult:
        """UpdateCapacityProvider."""
        return ActionResult({"capacityProvider": providers.update(self.ecs_backend, self.params)})

    def describe_capacity_providers(self) -> ActionResult:
        """DescribeCapacityProviders: all where none is named."""
        names = self._get_param("capacityProviders") or list(self.ecs_backend.capacity_providers)
        found, failures = self.ecs_backend.describe_capacity_providers(names)
        return ActionResult({"capacityProviders": found, "failures": failures})

    def delete_capacity_provider(self) -> ActionResult:
        """DeleteCapacityProvider: refused while a cluster has it."""
        name = self._get_param("capacityProvider")
        return ActionResult({"capacityProvider": providers.delete(self.ecs_backend, name)})

    def put_cluster_capacity_providers(self) -> ActionResult:
        """PutClusterCapacityProviders: unknown providers are refused."""
        providers.check_known(self.ecs_backend, self._get_param("capacityProviders", []))
        return super().put_cluster_capacity_providers()

    def delete_cluster(self) -> ActionResult:
        """DeleteCluster: refused while anything is in it; gone at once."""
        cluster = self._cluster()
        if cluster.status != "ACTIVE":
            raise ClusterNotFoundException
        providers.check_empty(self.ecs_backend, cluster)
        answer = super().delete_cluster()
        # ECS shows deleted clusters as INACTIVE for a while; here they are gone at once.
        self.ecs_backend.clusters.pop(cluster.name, None)
        return answer
