"""A fleet as stacks: what ``stacks/app.py`` deploys, and a stage for pipelines."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from constructs import Construct

from ultraserver_plan.spec import FleetSpec
from ultraserver_plan.units import FleetPlan
from ultraserver_stacks.capacity import CapacityStack
from ultraserver_stacks.fleet_input import FleetInput
from ultraserver_stacks.inference import InferenceStack
from ultraserver_stacks.network import NetworkStack


class FleetStacks:
    """The three stacks of one fleet, connected.

    Values that cross them are read from the other stack's outputs at deploy time, which locks
    nothing: a stack can replace what it exports (feature flag
    ``@aws-cdk/core:defaultCrossStackReferences: weak``, set in cdk.json).
    """

    def __init__(self, scope: Construct, *, spec: FleetSpec, plan: FleetPlan) -> None:
        environment = cdk.Environment(account=spec.target.account, region=spec.target.region)
        common: dict[str, Any] = {
            "env": environment,
            "tags": {"ultraserver:fleet": spec.name},
        }
        self.network = NetworkStack(
            scope,
            f"{spec.name}-network",
            spec=spec,
            description=f"Network of UltraServer fleet {spec.name}",
            **common,
        )
        self.capacity = CapacityStack(
            scope,
            f"{spec.name}-capacity",
            spec=spec,
            plan=plan,
            network=self.network,
            description=f"Hosts and cluster of UltraServer fleet {spec.name}",
            **common,
        )
        self.inference = InferenceStack(
            scope,
            f"{spec.name}-inference",
            spec=spec,
            plan=plan,
            cluster=self.capacity.cluster.cluster,
            description=f"Units of UltraServer fleet {spec.name}",
            **common,
        )


class FleetStage(cdk.Stage):
    """One fleet in one environment, as a pipeline deploys it."""

    def __init__(self, scope: Construct, id: str, *, fleet: FleetInput, **kwargs: Any) -> None:
        super().__init__(scope, id, **kwargs)
        self.stacks = FleetStacks(self, spec=fleet.spec, plan=fleet.plan)
