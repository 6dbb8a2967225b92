from __future__ import annotations

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk.assertions import Match, Template

from ultraserver_constructs import InferenceFleet
from ultraserver_plan.desired_state import RolloutPolicy
from ultraserver_plan.spec.types import Rollout
from ultraserver_plan.units import FleetPlan

pytestmark = pytest.mark.synth


@pytest.fixture
def cluster(stack: cdk.Stack, vpc: ec2.IVpc) -> ecs.ICluster:
    return ecs.Cluster.from_cluster_attributes(
        stack, "Cluster", cluster_name="theirs", vpc=vpc, security_groups=[]
    )


def containers(stack: cdk.Stack) -> dict[str, dict[str, Any]]:
    """Return the one container of each task definition, by family."""
    tasks = Template.from_stack(stack).find_resources("AWS::ECS::TaskDefinition").values()
    return {
        task["Properties"]["Family"]: task["Properties"]["ContainerDefinitions"][0]
        for task in tasks
    }


def test_each_role_has_a_leader_and_followers(
    stack: cdk.Stack, cluster: ecs.ICluster, plan: FleetPlan
) -> None:
    InferenceFleet(stack, "Fleet", cluster=cluster, plan=plan)
    assert set(containers(stack)) == {"shop-serve-leader", "shop-serve-follower"}


def test_rank_has_the_hosts_network_chips_and_efa(
    stack: cdk.Stack, cluster: ecs.ICluster, plan: FleetPlan
) -> None:
    InferenceFleet(stack, "Fleet", cluster=cluster, plan=plan)
    Template.from_stack(stack).all_resources_properties(
        "AWS::ECS::TaskDefinition",
        {"NetworkMode": "host", "RequiresCompatibilities": ["EC2"]},
    )
    for container in containers(stack).values():
        linux = container["LinuxParameters"]
        paths = [device["HostPath"] for device in linux["Devices"]]
        assert paths == [
            *(f"/dev/neuron{index}" for index in range(16)),
            *(f"/dev/infiniband/uverbs{index}" for index in range(16)),
        ]
        assert linux["Capabilities"] == {"Add": ["IPC_LOCK"]}
        assert linux["InitProcessEnabled"] is True
        assert linux["SharedMemorySize"] == 10240
        assert "Privileged" not in container


def test_rank_may_lock_memory_and_open_files(
    stack: cdk.Stack, cluster: ecs.ICluster, plan: FleetPlan
) -> None:
    InferenceFleet(stack, "Fleet", cluster=cluster, plan=plan)
    for container in containers(stack).values():
        limits = {u["Name"]: (u["SoftLimit"], u["HardLimit"]) for u in container["Ulimits"]}
        assert limits == {"memlock": (-1, -1), "nofile": (65536, 65536)}


def test_health_check_asks_the_leaders_real_port(
    stack: cdk.Stack, cluster: ecs.ICluster, plan: FleetPlan
) -> None:
    InferenceFleet(stack, "Fleet", cluster=cluster, plan=plan)
    found = containers(stack)
    leader, follower = found["shop-serve-leader"], found["shop-serve-follower"]
    assert leader["PortMappings"][0]["ContainerPort"] == 8000
    assert "http://127.0.0.1:8000/health" in leader["HealthCheck"]["Command"][1]
    assert "HealthCheck" not in follower
    assert "PortMappings" not in follower


def test_engine_replaces_the_shell_and_stops_on_a_missing_rank(
    stack: cdk.Stack, cluster: ecs.ICluster, plan: FleetPlan
) -> None:
    InferenceFleet(stack, "Fleet", cluster=cluster, plan=plan)
    follower = containers(stack)["shop-serve-follower"]
    assert follower["EntryPoint"] == ["sh", "-c"]
    (script,) = follower["Command"]
    assert script.startswith("exec vllm serve ")
    assert "${ULTRASERVER_LEADER_ADDRESS:?}" in script
    assert "--headless" in script


def test_one_rank_fills_a_host_so_that_two_never_share_chips(
    stack: cdk.Stack, cluster: ecs.ICluster, plan: FleetPlan
) -> None:
    InferenceFleet(stack, "Fleet", cluster=cluster, plan=plan)
    memory = plan.host.type.memory_gib
    assert memory is not None
    for container in containers(stack).values():
        assert container["MemoryReservation"] * 2 > memory * 1024
        assert container["MemoryReservation"] < memory * 1024


def test_desired_state_is_a_document_with_the_revision_and_the_tasks(
    stack: cdk.Stack, cluster: ecs.ICluster, plan: FleetPlan
) -> None:
    policy = RolloutPolicy(rollout=Rollout(max_unavailable=2))
    InferenceFleet(stack, "Fleet", cluster=cluster, plan=plan, policy=policy)
    (parameter,) = Template.from_stack(stack).find_resources("AWS::SSM::Parameter").values()
    properties = parameter["Properties"]
    assert properties["Name"] == "/ultraserver/shop/desired-state"
    parts = properties["Value"]["Fn::Join"][1]
    document = json.loads("".join(p if isinstance(p, str) else "TOKEN" for p in parts))
    assert document["schema"] == "ultraserver.desired-state/v1"
    assert document["revision"] == plan.revision
    assert document["rollout"]["max_unavailable"] == 2
    assert document["roles"] == [
        {
            "role": "serve",
            "units": 2,
            "hostsPerUnit": 4,
            "taskDefinitions": {"leader": "TOKEN", "follower": "TOKEN"},
        }
    ]


def test_units_table_can_be_restored_and_cloudformation_owns_no_item(
    stack: cdk.Stack, cluster: ecs.ICluster, plan: FleetPlan
) -> None:
    InferenceFleet(stack, "Fleet", cluster=cluster, plan=plan)
    Template.from_stack(stack).has_resource_properties(
        "AWS::DynamoDB::Table",
        {
            "KeySchema": [{"AttributeName": "unit", "KeyType": "HASH"}],
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            "SSESpecification": {"SSEEnabled": True},
        },
    )


def test_every_argument_is_taken(stack: cdk.Stack, cluster: ecs.ICluster, plan: FleetPlan) -> None:
    key = kms.Key(stack, "Key")
    token = secretsmanager.Secret(stack, "Token")
    fleet = InferenceFleet(
        stack,
        "Fleet",
        cluster=cluster,
        plan=plan,
        images={"serve": ecs.ContainerImage.from_registry("mine:2")},
        secrets={"API_TOKEN": ecs.Secret.from_secrets_manager(token)},
        encryption_key=key,
        stop_timeout=cdk.Duration.seconds(300),
        removal_policy=cdk.RemovalPolicy.RETAIN,
    )
    fleet.grant_model_read("arn:aws:s3:::weights")
    for container in containers(stack).values():
        assert container["Image"] == "mine:2"
        assert container["Secrets"][0]["Name"] == "API_TOKEN"
        assert container["StopTimeout"] == 300
        assert "API_TOKEN" not in [e["Name"] for e in container["Environment"]]
    template = Template.from_stack(stack)
    template.has_resource("AWS::DynamoDB::Table", {"DeletionPolicy": "Retain"})
    template.has_resource_properties(
        "AWS::Logs::LogGroup", {"KmsKeyId": stack.resolve(key.key_arn)}
    )


def test_control_may_start_this_fleets_tasks_on_this_cluster_only(
    stack: cdk.Stack, cluster: ecs.ICluster, plan: FleetPlan
) -> None:
    fleet = InferenceFleet(stack, "Fleet", cluster=cluster, plan=plan)
    role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    fleet.grant_control(role)
    template = Template.from_stack(stack)
    tasks = [{"Ref": name} for name in template.find_resources("AWS::ECS::TaskDefinition")]
    policies = template.find_resources(
        "AWS::IAM::Policy", {"Properties": {"Roles": [Match.any_value()]}}
    )
    statements = [
        statement
        for policy in policies.values()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
    ]
    (start,) = [s for s in statements if s["Action"] == "ecs:StartTask"]
    assert sorted(map(str, start["Resource"])) == sorted(map(str, tasks))
    assert start["Condition"] == {"ArnEquals": {"ecs:cluster": stack.resolve(cluster.cluster_arn)}}
    passing = [s for s in statements if s["Action"] == "iam:PassRole"]
    assert len(passing) == 2
    assert not any(statement["Resource"] == "*" for statement in passing)
