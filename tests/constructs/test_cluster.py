from __future__ import annotations

import json

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk.assertions import Match, Template

from ultraserver_constructs import CapacityPool, UltraServerCluster, join_cluster
from ultraserver_plan import capacity
from ultraserver_plan.host_spec import HostSpec

pytestmark = pytest.mark.synth

BLOCKS = ("cr-0123456789abcdef0", "cr-0fedcba9876543210")


@pytest.fixture
def pool(stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec) -> CapacityPool:
    blocks = [capacity.capacity_block(block, hosts=4) for block in BLOCKS]
    source = capacity.capacity_blocks(blocks)
    return CapacityPool(stack, "Pool", vpc=vpc, host=host, capacity=source)


def test_cluster_watches_its_containers(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    UltraServerCluster(stack, "Cluster", vpc=vpc)
    Template.from_stack(stack).has_resource_properties(
        "AWS::ECS::Cluster",
        {"ClusterSettings": [{"Name": "containerInsights", "Value": "enhanced"}]},
    )


def test_ecs_drains_hosts_and_never_scales_them(
    stack: cdk.Stack, vpc: ec2.IVpc, pool: CapacityPool
) -> None:
    UltraServerCluster(stack, "Cluster", vpc=vpc).add_capacity(pool)
    template = Template.from_stack(stack)
    template.resource_properties_count_is(
        "AWS::ECS::CapacityProvider",
        {
            "AutoScalingGroupProvider": Match.object_like(
                {
                    "ManagedDraining": "ENABLED",
                    "ManagedScaling": {"Status": "DISABLED"},
                    "ManagedTerminationProtection": "DISABLED",
                }
            )
        },
        2,
    )
    (association,) = template.find_resources(
        "AWS::ECS::ClusterCapacityProviderAssociations"
    ).values()
    assert len(association["Properties"]["CapacityProviders"]) == 2


def test_pools_added_later_join_the_same_list(
    stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec, pool: CapacityPool
) -> None:
    cluster = UltraServerCluster(stack, "Cluster", vpc=vpc)
    cluster.add_capacity(pool)
    more = CapacityPool(stack, "More", vpc=vpc, host=host, capacity=capacity.on_demand(hosts=1))
    cluster.add_capacity(more)
    (association,) = (
        Template.from_stack(stack)
        .find_resources("AWS::ECS::ClusterCapacityProviderAssociations")
        .values()
    )
    assert len(association["Properties"]["CapacityProviders"]) == 3


def test_host_boots_into_the_cluster_and_tells_its_ultraserver(
    stack: cdk.Stack, vpc: ec2.IVpc, pool: CapacityPool
) -> None:
    UltraServerCluster(stack, "Cluster", vpc=vpc).add_capacity(pool)
    scripts = [
        json.dumps(template["Properties"]["LaunchTemplateData"]["UserData"])
        for template in Template.from_stack(stack)
        .find_resources("AWS::EC2::LaunchTemplate")
        .values()
    ]
    assert len(scripts) == 2
    for block, script in zip(BLOCKS, sorted(scripts, key=lambda s: BLOCKS[1] in s), strict=True):
        assert "ECS_CLUSTER=" in script
        assert block in script
        assert script.count("#!/bin/bash") == 1


def test_agent_may_report_to_this_cluster_only(
    stack: cdk.Stack, vpc: ec2.IVpc, pool: CapacityPool
) -> None:
    UltraServerCluster(stack, "Cluster", vpc=vpc).add_capacity(pool)
    template = Template.from_stack(stack)
    (cluster,) = template.find_resources("AWS::ECS::Cluster")
    arn = {"Fn::GetAtt": [cluster, "Arn"]}
    (policy,) = template.find_resources("AWS::IAM::ManagedPolicy").values()
    by_sid = {s["Sid"]: s for s in policy["Properties"]["PolicyDocument"]["Statement"]}
    assert by_sid["Report"]["Resource"] == arn
    assert by_sid["Serve"]["Condition"] == {"ArnEquals": {"ecs:cluster": arn}}
    assert by_sid["Discover"]["Action"] == "ecs:DiscoverPollEndpoint"


def test_existing_cluster_keeps_its_capacity_providers(
    stack: cdk.Stack, vpc: ec2.IVpc, pool: CapacityPool
) -> None:
    existing = ecs.Cluster.from_cluster_attributes(
        stack, "Existing", cluster_name="theirs", vpc=vpc
    )
    join_cluster(pool, existing)
    template = Template.from_stack(stack)
    template.resource_count_is("AWS::ECS::Cluster", 0)
    template.resource_count_is("AWS::ECS::ClusterCapacityProviderAssociations", 0)
    assert "ECS_CLUSTER=theirs" in json.dumps(template.to_json())
