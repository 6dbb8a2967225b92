"""A fleet of multi-node inference units: what runs, and what is wanted of it."""

from __future__ import annotations

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from ultraserver_constructs.acknowledge import HIPAA, NIST, PCI, acknowledge
from ultraserver_constructs.rank_task import RankTask
from ultraserver_plan.desired_state import RolloutPolicy, desired_state
from ultraserver_plan.units import FleetPlan, RolePlan

UNIT_TAG = "ultraserver:unit"
"""Tag by which the controller's tasks are known."""


class InferenceFleet(Construct):
    """Task definitions for every role and rank kind, the desired state, and the units table.

    CloudFormation owns the desired state, a small document in a parameter; it never owns what the
    unit controller changes (tasks, and the units table's items).

    Absent ``images``: the plan's image for each role. Absent ``policy``: one unit at a time.
    ``secrets`` reach every rank as environment variables. ``removal_policy`` is the units table's;
    its items can be rebuilt from the tasks' tags.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        cluster: ecs.ICluster,
        plan: FleetPlan,
        policy: RolloutPolicy | None = None,
        images: Mapping[str, ecs.ContainerImage] | None = None,
        secrets: Mapping[str, ecs.Secret] | None = None,
        encryption_key: kms.IKey | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        stop_timeout: cdk.Duration | None = None,
        removal_policy: cdk.RemovalPolicy = cdk.RemovalPolicy.DESTROY,
    ) -> None:
        super().__init__(scope, id)
        self.plan = plan
        self.cluster = cluster
        self._images = dict(images or {})
        self._secrets = dict(secrets or {})
        self._stop_timeout = stop_timeout or cdk.Duration.seconds(120)
        self.log_group = logs.LogGroup(
            self,
            "Logs",
            retention=log_retention,
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )
        self.task_role = _task_role(self, "TaskRole", "What a rank may do in the account")
        self.execution_role = _task_role(self, "ExecutionRole", "Pulls images and writes logs")
        self.units_table = dynamodb.Table(
            self,
            "Units",
            partition_key=dynamodb.Attribute(name="unit", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            encryption=dynamodb.TableEncryption.AWS_MANAGED
            if encryption_key is None
            else dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )
        self.tasks: dict[str, dict[str, RankTask]] = {
            role.role: self._tasks(role) for role in plan.roles
        }
        acknowledge(
            self.units_table,
            "DynamoDBInBackupPlan",
            "the table has point-in-time recovery, and its items can be rebuilt from running tasks",
            (NIST, HIPAA),
        )
        self._grant_execution()
        self.desired_state = self._desired_state(policy or RolloutPolicy())

    def grant_control(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let ``grantee`` run this fleet's tasks on the cluster and keep its units table.

        Nothing else: no other task definition, no other cluster, no change of the desired state.
        """
        stack = cdk.Stack.of(self)
        in_cluster = {"ArnEquals": {"ecs:cluster": self.cluster.cluster_arn}}
        any_task = stack.format_arn(
            service="ecs", resource="task", resource_name=f"{self.cluster.cluster_name}/*"
        )
        any_host = stack.format_arn(
            service="ecs",
            resource="container-instance",
            resource_name=f"{self.cluster.cluster_name}/*",
        )
        grant = iam.Grant.add_to_principal(
            grantee=grantee,
            actions=["ecs:StartTask"],
            resource_arns=[
                task.task_definition.task_definition_arn
                for kinds in self.tasks.values()
                for task in kinds.values()
            ],
            conditions=in_cluster,
        )
        for actions, arns in (
            (["ecs:StopTask", "ecs:DescribeTasks", "ecs:TagResource"], [any_task]),
            (["ecs:DescribeContainerInstances", "ecs:UpdateContainerInstancesState"], [any_host]),
            (["ecs:ListTasks", "ecs:ListContainerInstances"], ["*"]),
        ):
            grant = grant.combine(
                iam.Grant.add_to_principal(
                    grantee=grantee, actions=actions, resource_arns=arns, conditions=in_cluster
                )
            )
        for role in (self.task_role, self.execution_role):
            grant = grant.combine(role.grant_pass_role(grantee.grant_principal))
        return grant.combine(self.units_table.grant_read_write_data(grantee)).combine(
            self.desired_state.grant_read(grantee)
        )

    def grant_model_read(self, bucket_arn: str) -> None:
        """Let every rank read weights from one bucket."""
        iam.Grant.add_to_principal(
            grantee=self.task_role,
            actions=["s3:GetObject", "s3:ListBucket"],
            resource_arns=[bucket_arn, f"{bucket_arn}/*"],
        )
        written = cdk.Stack.of(self).resolve(bucket_arn)
        acknowledge(
            self.task_role,
            f"AwsSolutions-IAM5[Resource::{written}/*]",
            "a checkpoint is many objects, and the bucket is the one that the fleet names",
        )

    def _tasks(self, role: RolePlan) -> dict[str, RankTask]:
        image = self._images.get(role.role) or ecs.ContainerImage.from_registry(role.image)
        return {
            rank.kind: RankTask(
                self,
                f"{role.role.capitalize()}{rank.kind.capitalize()}",
                family=f"{self.plan.name}-{role.role}-{rank.kind}",
                image=image,
                rank=rank,
                host=self.plan.host,
                task_role=self.task_role,
                execution_role=self.execution_role,
                log_group=self.log_group,
                stream_prefix=role.role,
                secrets=self._secrets,
                stop_timeout=self._stop_timeout,
            )
            for rank in role.ranks
        }

    def _grant_execution(self) -> None:
        self.log_group.grant_write(self.execution_role)
        # Pulling by name alone: the image may stand in any repository, and the token has no
        # resource to name.
        iam.Grant.add_to_principal(
            grantee=self.execution_role,
            actions=["ecr:GetAuthorizationToken"],
            resource_arns=["*"],
        )
        iam.Grant.add_to_principal(
            grantee=self.execution_role,
            actions=[
                "ecr:BatchCheckLayerAvailability",
                "ecr:GetDownloadUrlForLayer",
                "ecr:BatchGetImage",
            ],
            resource_arns=["*"],
        )
        acknowledge(
            self.execution_role,
            "AwsSolutions-IAM5[Resource::*]",
            "the token has no resource to name, and an image may stand in any repository",
        )
        for role in (self.execution_role, self.task_role):
            acknowledge(
                role,
                "IAMNoInlinePolicy",
                "the policy is what CDK's grants write for this one role, and goes with it",
                (NIST, HIPAA, PCI),
            )

    def _desired_state(self, policy: RolloutPolicy) -> ssm.StringParameter:
        arns = {
            role: {kind: task.task_definition.task_definition_arn for kind, task in kinds.items()}
            for role, kinds in self.tasks.items()
        }
        document = desired_state(
            self.plan,
            policy=policy,
            cluster_arn=self.cluster.cluster_arn,
            units_table=self.units_table.table_name,
            task_definitions=arns,
        )
        return ssm.StringParameter(
            self,
            "DesiredState",
            parameter_name=f"/ultraserver/{self.plan.name}/desired-state",
            description=f"What fleet {self.plan.name} should be; written by CloudFormation alone",
            # The document outgrows 4 KiB only with many roles; then it is stored as advanced.
            tier=ssm.ParameterTier.INTELLIGENT_TIERING,
            string_value=cdk.Stack.of(self).to_json_string(document),
        )


def _task_role(scope: Construct, id: str, description: str) -> iam.Role:
    return iam.Role(
        scope,
        id,
        assumed_by=iam.ServicePrincipal(
            "ecs-tasks.amazonaws.com",
            conditions={"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}},
        ),
        description=description,
    )
