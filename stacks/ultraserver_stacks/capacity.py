"""The hosts of a cell and the cluster they join."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from constructs import Construct

from ultraserver_constructs import CapacityPool, EfaFabric, UltraServerCluster
from ultraserver_plan.fleet_capacity import capacity_source
from ultraserver_plan.spec import FleetSpec
from ultraserver_plan.units import FleetPlan
from ultraserver_stacks.keys import volume_key
from ultraserver_stacks.network import NetworkStack


class CapacityStack(cdk.Stack):
    """Hosts from the capacity that the fleet file names, EFA between them, a cluster they join."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        spec: FleetSpec,
        plan: FleetPlan,
        network: NetworkStack,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, id, **kwargs)
        self.fabric = EfaFabric(self, "Fabric", vpc=network.vpc)
        self.cluster = UltraServerCluster(self, "Cluster", vpc=network.vpc)
        self.pool = CapacityPool(
            self,
            "Hosts",
            vpc=network.vpc,
            host=plan.host,
            capacity=capacity_source(spec, plan),
            fabric=self.fabric,
            subnets=network.subnets,
            encryption_key=volume_key(self),
        )
        self.cluster.add_capacity(self.pool)
        cdk.CfnOutput(self, "ClusterName", value=self.cluster.cluster.cluster_name)
