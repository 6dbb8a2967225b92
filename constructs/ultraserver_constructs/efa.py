"""EFA: who may talk, and how a host's network cards are laid out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

import jsii
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from ultraserver_constructs.acknowledge import HIPAA, NIST, PCI, acknowledge
from ultraserver_plan.errors import UltraServerError

InterfaceLayout = Literal["efa-only", "legacy-efa"]
"""``efa-only``: an ordinary interface plus EFA-only interfaces, which take no IP address (AWS's
current layout). ``legacy-efa``: one IP-carrying ``efa`` interface on every card, as older Neuron
and EKS templates have it; each takes an IP address of the subnet."""


@jsii.implements(ec2.IConnectable)
class EfaFabric(Construct):
    """The security group in which EFA hosts trust each other, and the layout of their interfaces.

    EFA is not IP, so an egress rule for 0.0.0.0/0 does not admit it: the group names itself for
    ingress *and* egress. Beside that, hosts may open HTTPS connections, to reach VPC endpoints
    (an S3 gateway endpoint answers from public addresses), and nothing else.

    Source: EC2 User Guide, "Get started with EFA", read 2026-08-01.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        vpc: ec2.IVpc,
        layout: InterfaceLayout = "efa-only",
        allow_https_egress: bool = True,
    ) -> None:
        super().__init__(scope, id)
        self.layout = layout
        self._group = ec2.SecurityGroup(
            self,
            "SecurityGroup",
            vpc=vpc,
            allow_all_outbound=False,
            description="EFA hosts: all traffic among themselves",
        )
        self._group.connections.allow_internally(ec2.Port.all_traffic(), "EFA")
        acknowledge(
            self._group,
            "EC2RestrictedCommonPorts",
            "the rule admits this group's own members and nobody else; EFA is all traffic or none",
            (NIST, HIPAA, PCI),
        )
        if allow_https_egress:
            self._group.add_egress_rule(
                ec2.Peer.any_ipv4(), ec2.Port.tcp(443), "VPC endpoints, S3 gateway included"
            )
        else:
            _write_empty_egress(self._group)

    @property
    def connections(self) -> ec2.Connections:
        """The hosts' connections: ``router.connections.allow_to(fabric, ...)``."""
        return self._group.connections

    @property
    def security_group(self) -> ec2.ISecurityGroup:
        """The group that every host's every interface is in."""
        return self._group

    def network_interfaces(self, cards: Sequence[int]) -> list[dict[str, object]]:
        """Return the NetworkInterfaces of a launch template for a host.

        ``cards`` are the indexes of the network cards with EFA, ascending; empty for a host
        without. The primary interface is on card 0, which need not have EFA.

        No interface names a subnet: the Auto Scaling group chooses it. None asks for a public
        address, which EC2 cannot give to a host with several interfaces anyway.

        Source: EC2 User Guide, "EFA-enabled accelerated instance types", read 2026-08-01.
        """
        if list(cards) != sorted(set(cards)) or any(card < 0 for card in cards):
            raise UltraServerError(
                f"network cards {list(cards)}",
                where=self.node.path,
                fix="give each card once, by its index, ascending",
            )
        if not cards:
            return [self._interface(0, 0, "interface", {"AssociatePublicIpAddress": False})]
        if self.layout == "legacy-efa":
            primary = [] if 0 in cards else [self._interface(0, 0, "interface")]
            return primary + [self._interface(card, min(card, 1), "efa") for card in cards]
        return [
            self._interface(0, 0, "interface"),
            *(self._interface(card, 0 if card else 1, "efa-only") for card in cards),
        ]

    def _interface(
        self, card: int, device: int, kind: str, more: dict[str, object] | None = None
    ) -> dict[str, object]:
        return {
            "NetworkCardIndex": card,
            "DeviceIndex": device,
            "InterfaceType": kind,
            "Groups": [self._group.security_group_id],
            "DeleteOnTermination": True,
            **(more or {}),
        }


def _write_empty_egress(group: ec2.SecurityGroup) -> None:
    """Give the group one inline rule that admits nothing.

    EC2 opens a group without inline egress rules to everyone. CDK writes such a rule by itself,
    but not where a rule in a resource of its own stands beside it (aws-cdk-lib 2.275).
    """
    resource = cast(ec2.CfnSecurityGroup, group.node.default_child)
    nothing = {
        "CidrIp": "255.255.255.255/32",
        "Description": "Disallow all traffic",
        "IpProtocol": "icmp",
        "FromPort": 252,
        "ToPort": 86,
    }
    resource.add_property_override("SecurityGroupEgress", [nothing])
