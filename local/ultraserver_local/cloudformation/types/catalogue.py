"""Every type of ours by name."""

from __future__ import annotations

from . import (
    autoscaling,
    balancing,
    compute,
    core,
    database,
    discovery,
    ecs,
    functions,
    iam,
    keys,
    messaging,
    network,
    observability,
    outposts,
    security,
    storage,
)
from .base import ResourceType

TYPES: dict[str, ResourceType] = {
    name: resource_type
    for module in (
        autoscaling, balancing, compute, core, database, discovery, ecs, functions, iam, keys,
        messaging, network, observability, outposts, security, storage,
    )
    for name, resource_type in module.TYPES.items()
}  # fmt: skip
