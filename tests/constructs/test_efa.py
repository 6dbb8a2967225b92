from __future__ import annotations

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk.assertions import Match, Template

from ultraserver_constructs import EfaFabric
from ultraserver_plan.errors import UltraServerError

pytestmark = pytest.mark.synth


def test_fabric_lets_in_itself_and_nobody_else(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    EfaFabric(stack, "Fabric", vpc=vpc)
    template = Template.from_stack(stack)
    template.resource_count_is("AWS::EC2::SecurityGroupIngress", 1)
    template.has_resource_properties(
        "AWS::EC2::SecurityGroupIngress",
        {
            "IpProtocol": "-1",
            "SourceSecurityGroupId": Match.any_value(),
            "CidrIp": Match.absent(),
        },
    )


def test_fabric_names_itself_for_egress_too(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    EfaFabric(stack, "Fabric", vpc=vpc)
    template = Template.from_stack(stack)
    group = next(iter(template.find_resources("AWS::EC2::SecurityGroup")))
    own_id = {"Fn::GetAtt": [group, "GroupId"]}
    template.has_resource_properties(
        "AWS::EC2::SecurityGroupEgress",
        {"IpProtocol": "-1", "DestinationSecurityGroupId": own_id, "GroupId": own_id},
    )


def test_fabric_opens_https_and_no_other_way_out(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    EfaFabric(stack, "Fabric", vpc=vpc)
    Template.from_stack(stack).has_resource_properties(
        "AWS::EC2::SecurityGroup",
        {
            "SecurityGroupEgress": [
                Match.object_like({"FromPort": 443, "ToPort": 443, "IpProtocol": "tcp"})
            ]
        },
    )


def test_fabric_can_be_closed_to_https(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    EfaFabric(stack, "Fabric", vpc=vpc, allow_https_egress=False)
    rules = [
        rule
        for group in Template.from_stack(stack).find_resources("AWS::EC2::SecurityGroup").values()
        for rule in group["Properties"].get("SecurityGroupEgress", [])
    ]
    # EC2 would open a group without a rule to everyone, so there is one that admits nothing.
    assert [rule["CidrIp"] for rule in rules] == ["255.255.255.255/32"]


def test_current_layout_has_one_address_and_efa_on_every_card(
    stack: cdk.Stack, vpc: ec2.IVpc
) -> None:
    interfaces = EfaFabric(stack, "Fabric", vpc=vpc).network_interfaces(range(16))
    assert [(i["NetworkCardIndex"], i["DeviceIndex"], i["InterfaceType"]) for i in interfaces] == [
        (0, 0, "interface"),
        (0, 1, "efa-only"),
        *((card, 0, "efa-only") for card in range(1, 16)),
    ]


def test_legacy_layout_has_an_address_on_every_card(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    fabric = EfaFabric(stack, "Fabric", vpc=vpc, layout="legacy-efa")
    assert [
        (i["NetworkCardIndex"], i["DeviceIndex"], i["InterfaceType"])
        for i in fabric.network_interfaces(range(4))
    ] == [(0, 0, "efa"), (1, 1, "efa"), (2, 1, "efa"), (3, 1, "efa")]


def test_host_without_efa_has_one_private_interface(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    (interface,) = EfaFabric(stack, "Fabric", vpc=vpc).network_interfaces(())
    assert interface["InterfaceType"] == "interface"
    assert interface["AssociatePublicIpAddress"] is False


def test_several_interfaces_ask_for_no_public_address(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    interfaces = EfaFabric(stack, "Fabric", vpc=vpc).network_interfaces(range(8))
    assert not any("AssociatePublicIpAddress" in interface for interface in interfaces)


def test_primary_interface_is_on_card_0_whether_or_not_it_has_efa(
    stack: cdk.Stack, vpc: ec2.IVpc
) -> None:
    fabric = EfaFabric(stack, "Fabric", vpc=vpc)
    old = EfaFabric(stack, "Old", vpc=vpc, layout="legacy-efa")
    for layout, kind in ((fabric, "efa-only"), (old, "efa")):
        interfaces = layout.network_interfaces((1, 3))
        assert [(i["NetworkCardIndex"], i["InterfaceType"]) for i in interfaces] == [
            (0, "interface"),
            (1, kind),
            (3, kind),
        ]


@pytest.mark.parametrize("cards", [(-1,), (1, 0), (2, 2)])
def test_fails_on_cards_that_are_no_ascending_indexes(
    stack: cdk.Stack, vpc: ec2.IVpc, cards: tuple[int, ...]
) -> None:
    fabric = EfaFabric(stack, "Fabric", vpc=vpc)
    with pytest.raises(UltraServerError, match=r"^T/Fabric: network cards .*; give each card once"):
        fabric.network_interfaces(cards)
