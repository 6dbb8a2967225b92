"""Puts ECS's additions into moto."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.models.instances import InstanceBackend
from moto.ecs import urls
from moto.ecs.models import EC2ContainerServiceBackend, ecs_backends

from ultraserver_local.patching import Patches

from . import definitions
from .api import EmbeddedEcs
from .instances import host_gone


def _terminate(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap EC2's termination: the host leaves its cluster."""

    def terminate(self: Any, instance_ids: list[str]) -> Any:
        result = original(self, instance_ids)
        host_gone(ecs_backends[self.account_id][self.region_name], instance_ids)
        return result

    return terminate


def install(patches: Patches) -> None:
    """Replace moto's handlers by ours, and tell ECS of terminated hosts."""
    patches.item(urls.url_paths, "{0}/$", EmbeddedEcs.dispatch)
    patches.wrap(InstanceBackend, "terminate_instances", _terminate)
    patches.set(
        EC2ContainerServiceBackend,
        "_validate_container_defs",
        staticmethod(definitions.check_containers),
    )
    patches.set(
        EC2ContainerServiceBackend,
        "_calculate_task_resource_requirements",
        staticmethod(definitions.requirements),
    )
