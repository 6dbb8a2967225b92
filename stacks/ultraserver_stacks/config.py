"""Where an app's input comes from: the CDK context. Nothing else is read."""

from __future__ import annotations

from pathlib import Path

from constructs import Construct

from ultraserver_plan.errors import UltraServerError
from ultraserver_stacks.fleet_input import FleetInput, read_fleet_input

CONTEXT_KEY = "fleet"


def fleet_from_context(scope: Construct) -> FleetInput:
    """Read the fleet file that the context names: ``cdk deploy -c fleet=my.yaml``."""
    given = scope.node.try_get_context(CONTEXT_KEY)
    if not isinstance(given, str) or not given:
        raise UltraServerError(
            f"context key {CONTEXT_KEY!r} names no file (got {given!r})",
            where="cdk.json",
            fix=f"run with -c {CONTEXT_KEY}=path/to/fleet.yaml, or set it under context",
        )
    return read_fleet_input(Path(given))
