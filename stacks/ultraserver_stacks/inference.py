"""What runs on the hosts of a cell."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from ultraserver_constructs import InferenceFleet
from ultraserver_plan.desired_state import RolloutPolicy
from ultraserver_plan.spec import FleetSpec
from ultraserver_plan.units import FleetPlan
from ultraserver_stacks.keys import log_key

PUBLIC_REGISTRIES = ("public.ecr.aws/", "docker.io/", "ghcr.io/", "quay.io/", "registry.k8s.io/")


class InferenceStack(cdk.Stack):
    """The fleet's units: task definitions, desired state and units table."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        spec: FleetSpec,
        plan: FleetPlan,
        cluster: ecs.ICluster,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, id, **kwargs)
        self.fleet = InferenceFleet(
            self,
            "Fleet",
            cluster=cluster,
            plan=plan,
            policy=RolloutPolicy.of(spec),
            encryption_key=log_key(self),
        )
        self._allow_weights(spec)
        self._warn_of_unreachable_images(spec, plan)
        cdk.CfnOutput(self, "DesiredState", value=self.fleet.desired_state.parameter_name)
        cdk.CfnOutput(self, "UnitsTable", value=self.fleet.units_table.table_name)
        cdk.CfnOutput(self, "Revision", value=plan.revision)

    def _allow_weights(self, spec: FleetSpec) -> None:
        weights = spec.model.weights
        if weights is not None and weights.startswith("s3://"):
            bucket = weights.removeprefix("s3://").split("/", 1)[0]
            self.fleet.grant_model_read(
                self.format_arn(service="s3", region="", account="", resource=bucket)
            )

    def _warn_of_unreachable_images(self, spec: FleetSpec, plan: FleetPlan) -> None:
        if spec.network.nat:
            return
        for image in sorted({role.image for role in plan.roles}):
            if image.startswith(PUBLIC_REGISTRIES):
                cdk.Annotations.of(self.fleet).add_warning_v2(
                    "ultraserver:public-image",
                    f"{image} is in a public registry, which hosts without a route to the Internet"
                    " cannot reach; mirror it to a private ECR repository and give serving.image,"
                    " or set network.nat: true",
                )
