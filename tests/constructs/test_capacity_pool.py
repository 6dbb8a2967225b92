from __future__ import annotations

import re
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk.assertions import Match, Template

from ultraserver_constructs import CapacityPool, EfaFabric
from ultraserver_plan import capacity
from ultraserver_plan.errors import UltraServerError
from ultraserver_plan.hardware import row
from ultraserver_plan.host_spec import HostSpec, host_spec

pytestmark = pytest.mark.synth

BLOCK = "cr-0123456789abcdef0"
OTHER = "cr-0fedcba9876543210"


def launch_data(stack: cdk.Stack) -> list[dict[str, Any]]:
    templates = Template.from_stack(stack).find_resources("AWS::EC2::LaunchTemplate")
    return [template["Properties"]["LaunchTemplateData"] for template in templates.values()]


def block_pool(stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec, **block: Any) -> CapacityPool:
    source = capacity.capacity_blocks([capacity.capacity_block(BLOCK, hosts=4, **block)])
    return CapacityPool(stack, "Pool", vpc=vpc, host=host, capacity=source)


def test_block_is_targeted_by_id_and_market(
    stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec
) -> None:
    block_pool(stack, vpc, host)
    (data,) = launch_data(stack)
    assert data["InstanceMarketOptions"] == {"MarketType": "capacity-block"}
    assert data["CapacityReservationSpecification"] == {
        "CapacityReservationTarget": {"CapacityReservationId": BLOCK}
    }


def test_block_is_never_launched_into_a_placement_group(
    stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec
) -> None:
    block_pool(stack, vpc, host)
    (data,) = launch_data(stack)
    assert "Placement" not in data
    Template.from_stack(stack).resource_count_is("AWS::EC2::PlacementGroup", 0)


def test_each_block_is_a_group_of_its_own(stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec) -> None:
    source = capacity.capacity_blocks(
        [capacity.capacity_block(BLOCK, hosts=4), capacity.capacity_block(OTHER, hosts=4)]
    )
    pool = CapacityPool(stack, "Pool", vpc=vpc, host=host, capacity=source)
    assert len(pool.auto_scaling_groups) == 2
    assert len(pool.metric_hosts_in_service()) == 2
    Template.from_stack(stack).resource_count_is("AWS::AutoScaling::AutoScalingGroup", 2)


def test_present_block_keeps_all_its_hosts(stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec) -> None:
    block_pool(stack, vpc, host)
    template = Template.from_stack(stack)
    template.has_resource_properties(
        "AWS::AutoScaling::AutoScalingGroup",
        {"MinSize": "4", "MaxSize": "4", "DesiredCapacity": Match.absent()},
    )
    template.resource_count_is("AWS::AutoScaling::ScheduledAction", 0)


def test_coming_block_starts_and_drains_by_schedule(
    stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec
) -> None:
    block_pool(stack, vpc, host, start="2027-01-04T11:30:00Z", end="2027-01-18T11:30:00Z")
    template = Template.from_stack(stack)
    template.has_resource_properties(
        "AWS::AutoScaling::AutoScalingGroup", {"MinSize": "0", "MaxSize": "4"}
    )
    template.has_resource_properties(
        "AWS::AutoScaling::ScheduledAction",
        {"StartTime": "2027-01-04T11:30:00Z", "MinSize": 4, "MaxSize": 4, "DesiredCapacity": 4},
    )
    # An hour before the end EC2 begins to terminate hosts of an UltraServer; a quarter before
    # that the hosts begin to drain.
    template.has_resource_properties(
        "AWS::AutoScaling::ScheduledAction",
        {"StartTime": "2027-01-18T10:15:00Z", "MinSize": 0, "DesiredCapacity": 0},
    )


def test_resource_group_is_targeted_by_arn(stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec) -> None:
    arn = "arn:aws:resource-groups:ap-south-2:123456789012:group/blocks"
    source = capacity.resource_group(arn, hosts=8)
    CapacityPool(stack, "Pool", vpc=vpc, host=host, capacity=source)
    (data,) = launch_data(stack)
    assert data["CapacityReservationSpecification"] == {
        "CapacityReservationTarget": {"CapacityReservationResourceGroupArn": arn}
    }


def test_on_demand_targets_no_reservation(stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec) -> None:
    CapacityPool(stack, "Pool", vpc=vpc, host=host, capacity=capacity.on_demand(hosts=2))
    (data,) = launch_data(stack)
    assert "InstanceMarketOptions" not in data
    assert "CapacityReservationSpecification" not in data


def test_spot_asks_the_spot_market(stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec) -> None:
    CapacityPool(stack, "Pool", vpc=vpc, host=host, capacity=capacity.spot(hosts=2))
    (data,) = launch_data(stack)
    assert data["InstanceMarketOptions"] == {"MarketType": "spot"}


def test_reserved_capacity_is_created_in_the_hosts_zone_and_targeted(
    stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec
) -> None:
    source = capacity.on_demand(hosts=2, reserve=True)
    pool = CapacityPool(stack, "Pool", vpc=vpc, host=host, capacity=source)
    template = Template.from_stack(stack)
    (name,) = template.find_resources("AWS::EC2::CapacityReservation")
    template.has_resource_properties(
        "AWS::EC2::CapacityReservation",
        {
            "InstanceCount": 2,
            "InstanceType": "trn2u.48xlarge",
            "InstanceMatchCriteria": "targeted",
            "AvailabilityZone": stack.resolve(pool.availability_zone),
        },
    )
    (data,) = launch_data(stack)
    assert data["CapacityReservationSpecification"] == {
        "CapacityReservationTarget": {"CapacityReservationId": {"Ref": name}}
    }


def test_host_is_private_encrypted_and_imdsv2_only(
    stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec
) -> None:
    block_pool(stack, vpc, host)
    (data,) = launch_data(stack)
    assert data["MetadataOptions"]["HttpTokens"] == "required"
    (volume,) = data["BlockDeviceMappings"]
    assert volume["Ebs"]["Encrypted"] is True
    assert volume["Ebs"]["VolumeSize"] >= 512
    # EC2 refuses groups beside interfaces that name theirs.
    assert "SecurityGroupIds" not in data
    assert len(data["NetworkInterfaces"]) == 17
    assert not any("AssociatePublicIpAddress" in i for i in data["NetworkInterfaces"])


def test_every_argument_is_taken(stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec) -> None:
    key = kms.Key(stack, "Key")
    fabric = EfaFabric(stack, "Fabric", vpc=vpc, layout="legacy-efa")
    CapacityPool(
        stack,
        "Pool",
        vpc=vpc,
        host=host,
        capacity=capacity.on_demand(hosts=1),
        fabric=fabric,
        machine_image=ec2.MachineImage.from_ssm_parameter("/my/ami"),
        subnets=ec2.SubnetSelection(subnet_group_name="Hosts"),
        encryption_key=key,
        notifications=sns.Topic(stack, "Topic"),
    )
    template = Template.from_stack(stack)
    (data,) = launch_data(stack)
    assert data["BlockDeviceMappings"][0]["Ebs"]["KmsKeyId"] == stack.resolve(key.key_arn)
    assert len(data["NetworkInterfaces"]) == 16
    template.has_parameter("*", {"Default": "/my/ami"})
    template.has_resource_properties(
        "AWS::AutoScaling::AutoScalingGroup", {"NotificationConfigurations": Match.any_value()}
    )
    template.resource_count_is("AWS::EC2::SecurityGroup", 1)


@pytest.mark.parametrize(
    ("image", "expected"),
    [("ami-0123456789abcdef0", "ami-0123456789abcdef0"), ("ssm:/my/image", None)],
)
def test_named_image_is_taken(
    stack: cdk.Stack, vpc: ec2.IVpc, image: str, expected: str | None
) -> None:
    host = host_spec(row("trn2"), machine_image=image)
    CapacityPool(stack, "Pool", vpc=vpc, host=host, capacity=capacity.on_demand(hosts=1))
    (data,) = launch_data(stack)
    if expected is None:
        Template.from_stack(stack).has_parameter("*", {"Default": "/my/image"})
    else:
        assert data["ImageId"] == expected


def test_neuron_host_boots_the_neuron_image(
    stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec
) -> None:
    block_pool(stack, vpc, host)
    Template.from_stack(stack).has_parameter(
        "*", {"Default": Match.string_like_regexp("amazon-linux-2023/neuron/recommended")}
    )


def test_fails_on_an_arm_host_without_an_image(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    host = host_spec(row("p6e-gb200"))
    with pytest.raises(UltraServerError, match="name one: machine_image"):
        CapacityPool(stack, "Pool", vpc=vpc, host=host, capacity=capacity.on_demand(hosts=1))


def test_default_subnets_are_of_one_zone(
    stack: cdk.Stack, two_zone_vpc: ec2.IVpc, host: HostSpec
) -> None:
    block_pool(stack, two_zone_vpc, host)
    (group,) = (
        Template.from_stack(stack).find_resources("AWS::AutoScaling::AutoScalingGroup").values()
    )
    assert len(group["Properties"]["VPCZoneIdentifier"]) == 1


def test_existing_network_is_taken(stack: cdk.Stack, host: HostSpec) -> None:
    theirs = ec2.Vpc.from_vpc_attributes(
        stack,
        "Theirs",
        vpc_id="vpc-0123",
        availability_zones=["ap-south-2a"],
        isolated_subnet_ids=["subnet-0123"],
    )
    block_pool(stack, theirs, host)
    template = Template.from_stack(stack)
    template.resource_count_is("AWS::EC2::VPC", 0)
    template.has_resource_properties(
        "AWS::AutoScaling::AutoScalingGroup", {"VPCZoneIdentifier": ["subnet-0123"]}
    )
    template.has_resource_properties("AWS::EC2::SecurityGroup", {"VpcId": "vpc-0123"})


def test_fails_on_subnets_of_several_zones(
    stack: cdk.Stack, two_zone_vpc: ec2.IVpc, host: HostSpec
) -> None:
    with pytest.raises(
        UltraServerError,
        match=r"^T/Pool: the subnets lie in 2 zones .*; select the subnets of one zone",
    ):
        CapacityPool(
            stack,
            "Pool",
            vpc=two_zone_vpc,
            host=host,
            capacity=capacity.on_demand(hosts=1),
            subnets=ec2.SubnetSelection(subnet_group_name="Hosts"),
        )


def test_fails_on_a_block_given_twice(stack: cdk.Stack, vpc: ec2.IVpc, host: HostSpec) -> None:
    source = capacity.capacity_blocks([capacity.capacity_block(BLOCK, hosts=4)] * 2)
    with pytest.raises(UltraServerError, match=re.escape(f"host group {BLOCK} is given twice")):
        CapacityPool(stack, "Pool", vpc=vpc, host=host, capacity=source)
