"""The ECS cluster that hosts join, and how they join it."""

from __future__ import annotations

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from ultraserver_bootstrap.join import JoinFacts, render_join_script
from ultraserver_constructs._host_group import HostGroup
from ultraserver_constructs.acknowledge import acknowledge
from ultraserver_constructs.capacity_pool import CapacityPool


class UltraServerCluster(Construct):
    """An ECS cluster for multi-node units, with Container Insights.

    ECS never scales it: managed scaling adds and removes single hosts by single tasks and would
    tear units apart, so it is off. Managed draining is on: a host that its Auto Scaling group takes
    away is set to DRAINING first, which the unit controller sees.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        vpc: ec2.IVpc,
        container_insights: ecs.ContainerInsights = ecs.ContainerInsights.ENHANCED,
        encryption_key: kms.IKey | None = None,
    ) -> None:
        super().__init__(scope, id)
        self.cluster = ecs.Cluster(
            self,
            "Cluster",
            vpc=vpc,
            container_insights_v2=container_insights,
            managed_storage_configuration=None
            if encryption_key is None
            else ecs.ManagedStorageConfiguration(kms_key=encryption_key),
        )
        self._providers: list[str] = []
        self._associations: ecs.CfnClusterCapacityProviderAssociations | None = None

    def add_capacity(self, pool: CapacityPool) -> None:
        """Let the hosts of ``pool`` join, each group behind a capacity provider of its own."""
        join_cluster(pool, self.cluster)
        for index, group in enumerate(pool.groups):
            provider = ecs.CfnCapacityProvider(
                self,
                f"{pool.node.id}{index}" if len(pool.groups) > 1 else pool.node.id,
                auto_scaling_group_provider=ecs.CfnCapacityProvider.AutoScalingGroupProviderProperty(
                    auto_scaling_group_arn=group.auto_scaling_group.auto_scaling_group_name,
                    managed_draining="ENABLED",
                    managed_scaling=ecs.CfnCapacityProvider.ManagedScalingProperty(
                        status="DISABLED"
                    ),
                    managed_termination_protection="DISABLED",
                ),
            )
            self._providers.append(provider.ref)
        self._associate()

    def _associate(self) -> None:
        """Name the providers to the cluster. One resource holds the whole list."""
        if self._associations is None:
            self._associations = ecs.CfnClusterCapacityProviderAssociations(
                self,
                "CapacityProviders",
                cluster=self.cluster.cluster_name,
                capacity_providers=self._providers,
                default_capacity_provider_strategy=[],
            )
        self._associations.capacity_providers = self._providers


def join_cluster(pool: CapacityPool, cluster: ecs.ICluster) -> None:
    """Let the hosts of ``pool`` join any cluster, one that exists included.

    An existing cluster gets no capacity provider: CloudFormation's association resource replaces
    the whole list, and would drop the providers that are there.
    """
    for group in pool.groups:
        script = render_join_script(_join_facts(pool, group, cluster))
        group.user_data.add_commands(script.removeprefix("#!/bin/bash\n"))
    policy = iam.ManagedPolicy(
        pool,
        "JoinPolicy",
        description="Lets a host's ECS agent join one cluster",
        statements=_agent_statements(cluster),
    )
    pool.role.add_managed_policy(policy)
    acknowledge(
        policy,
        "AwsSolutions-IAM5[Resource::*]",
        "IAM knows no resource for discovery; polling is bound to the cluster by its condition",
    )


def _join_facts(pool: CapacityPool, group: HostGroup, cluster: ecs.ICluster) -> JoinFacts:
    in_block = group.facts.market_type == "capacity-block"
    return JoinFacts(
        cluster=cluster.cluster_name,
        hardware=pool.host.type.name,
        # One block is one UltraServer. Its block id is EC2's to tell: this is the reservation's.
        ultraserver=group.facts.name if in_block else None,
        lnc=pool.host.lnc,
        spot=group.facts.market_type == "spot",
    )


def _agent_statements(cluster: ecs.ICluster) -> list[iam.PolicyStatement]:
    """Return what the ECS agent calls, on this cluster where IAM lets it be said.

    Source: Amazon ECS Developer Guide, "Amazon ECS container instance IAM role", and the Service
    Authorization Reference for ECS.
    """
    return [
        iam.PolicyStatement(
            sid="Report",
            actions=[
                "ecs:RegisterContainerInstance",
                "ecs:DeregisterContainerInstance",
                "ecs:SubmitContainerStateChange",
                "ecs:SubmitTaskStateChange",
                "ecs:SubmitAttachmentStateChanges",
            ],
            resources=[cluster.cluster_arn],
        ),
        iam.PolicyStatement(
            sid="Serve",
            actions=[
                "ecs:Poll",
                "ecs:StartTelemetrySession",
                "ecs:PutSystemLogEvents",
                "ecs:UpdateContainerInstancesState",
            ],
            resources=["*"],
            conditions={"ArnEquals": {"ecs:cluster": cluster.cluster_arn}},
        ),
        iam.PolicyStatement(
            sid="Discover",
            actions=["ecs:DiscoverPollEndpoint"],
            resources=["*"],
        ),
    ]
