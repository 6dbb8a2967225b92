"""The network of a cell: one zone, private subnets, and the endpoints that hosts need."""

from __future__ import annotations

import ipaddress
from typing import Any, cast

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from ultraserver_constructs.acknowledge import HIPAA, NIST, PCI, acknowledge, acknowledge_lint
from ultraserver_plan.spec import FleetSpec
from ultraserver_stacks.keys import log_key

ENDPOINTS = (
    ("Ecs", "ECS"),
    ("EcsAgent", "ECS_AGENT"),
    ("EcsTelemetry", "ECS_TELEMETRY"),
    ("Ecr", "ECR"),
    ("EcrDocker", "ECR_DOCKER"),
    ("Logs", "CLOUDWATCH_LOGS"),
    ("Monitoring", "CLOUDWATCH_MONITORING"),
    ("Ssm", "SSM"),
    ("SsmMessages", "SSM_MESSAGES"),
    ("Ec2Messages", "EC2_MESSAGES"),
    ("Ec2", "EC2"),
    ("Sts", "STS"),
    ("Kms", "KMS"),
    ("SecretsManager", "SECRETS_MANAGER"),
    ("AutoScaling", "AUTOSCALING"),
)
"""What a host calls between boot and serving: ECS agent, image pulls, logs, parameters.

Each takes an endpoint policy. EC2's own list of endpoint services (DescribeVpcEndpointServices, as
recorded in moto 5.2.5) says that CloudFormation's does not, and no host calls it.
"""


class NetworkStack(cdk.Stack):
    """A VPC in one Availability Zone: EFA and a Capacity Block never cross one.

    No route to the Internet unless the fleet file asks for a NAT gateway. Flow logs and their key
    are here, so that everything that outlives a fleet's hosts is in one place.
    """

    def __init__(self, scope: Construct, id: str, *, spec: FleetSpec, **kwargs: Any) -> None:
        # Before the stack exists: the VPC asks it for its zones while it is made.
        self._zone = spec.target.zone
        super().__init__(scope, id, **kwargs)
        self._network = ipaddress.ip_network(spec.network.vpc_cidr)
        self.key = log_key(self)
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            ip_addresses=ec2.IpAddresses.cidr(spec.network.vpc_cidr),
            max_azs=1,
            nat_gateways=1 if spec.network.nat else 0,
            # Closing the default group takes a custom resource with a Lambda; nothing here is in
            # that group, and every interface names its own.
            restrict_default_security_group=False,
            subnet_configuration=_subnets(self._network.prefixlen, nat=spec.network.nat),
            gateway_endpoints={
                "S3": ec2.GatewayVpcEndpointOptions(service=ec2.GatewayVpcEndpointAwsService.S3),
                "DynamoDb": ec2.GatewayVpcEndpointOptions(
                    service=ec2.GatewayVpcEndpointAwsService.DYNAMODB
                ),
            },
        )
        acknowledge(
            self.vpc,
            "VPCDefaultSecurityGroupClosed",
            "closing it takes a custom resource with a Lambda; no interface here is in it",
            (NIST, HIPAA, PCI),
        )
        vpc = self.vpc
        for subnet in (*vpc.isolated_subnets, *vpc.private_subnets, *vpc.public_subnets):
            acknowledge_lint(
                subnet, "W3010", "the zone is meant: a Capacity Block lives in exactly one"
            )
        if spec.target.outpost_arn is not None:
            self._move_to_outpost(spec.target.outpost_arn)
        self._flow_logs()
        self._endpoints(self._edge_subnets() if _is_edge(spec) else self.subnets)

    @property
    def availability_zones(self) -> list[str]:
        """The one zone: the fleet file's, or the Region's first, known at deploy time.

        CDK would look the zones up in the account, and synth asks nobody.
        """
        return [self._zone or cdk.Fn.select(0, cdk.Fn.get_azs(""))]

    @property
    def subnets(self) -> ec2.SubnetSelection:
        """Where hosts are."""
        return ec2.SubnetSelection(subnet_group_name="Hosts")

    def _flow_logs(self) -> None:
        group = logs.LogGroup(
            self,
            "FlowLogs",
            retention=logs.RetentionDays.ONE_YEAR,
            encryption_key=self.key,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        flow_log = self.vpc.add_flow_log(
            "FlowLog",
            destination=ec2.FlowLogDestination.to_cloud_watch_logs(group),
            traffic_type=ec2.FlowLogTrafficType.ALL,
        )
        acknowledge(
            flow_log,
            "IAMNoInlinePolicy",
            "the policy is what CDK writes for the flow log's own role, and goes with it",
            (NIST, HIPAA, PCI),
        )

    def _move_to_outpost(self, arn: str) -> None:
        """Put the hosts' subnet on the Outpost. The L2 has no option for it (aws-cdk-lib 2.275)."""
        for subnet in self.vpc.isolated_subnets + self.vpc.private_subnets:
            cast(ec2.CfnSubnet, subnet.node.default_child).outpost_arn = arn

    def _edge_subnets(self) -> ec2.SubnetSelection:
        """Make a subnet in the Region for interface endpoints: an edge zone has none."""
        size = min(28, self._network.prefixlen + 4)
        subnet = ec2.PrivateSubnet(
            self,
            "EndpointSubnet",
            vpc_id=self.vpc.vpc_id,
            availability_zone=cdk.Fn.select(0, cdk.Fn.get_azs("")),
            cidr_block=str(list(self._network.subnets(new_prefix=size))[-1]),
            map_public_ip_on_launch=False,
        )
        return ec2.SubnetSelection(subnets=[subnet])

    def _endpoints(self, subnets: ec2.SubnetSelection) -> None:
        group = ec2.SecurityGroup(
            self,
            "EndpointGroup",
            vpc=self.vpc,
            allow_all_outbound=False,
            description="HTTPS from inside the VPC to AWS services",
        )
        group.add_ingress_rule(ec2.Peer.ipv4(str(self._network)), ec2.Port.tcp(443), "HTTPS")
        for name, service in ENDPOINTS:
            endpoint = self.vpc.add_interface_endpoint(
                name,
                service=getattr(ec2.InterfaceVpcEndpointAwsService, service),
                subnets=subnets,
                security_groups=[group],
                open=False,
                private_dns_enabled=True,
            )
            endpoint.add_to_policy(_own_account_only())


def _is_edge(spec: FleetSpec) -> bool:
    """Whether the hosts are on an Outpost or in a Local Zone, away from the Region's zones."""
    zone = spec.target.zone
    in_region = zone is None or zone.removeprefix(spec.target.region).isalpha()
    return spec.target.outpost_arn is not None or not in_region


def _subnets(prefix: int, *, nat: bool) -> list[ec2.SubnetConfiguration]:
    """Return the subnets of the one zone: hosts take half of the VPC, a NAT gateway a little."""
    hosts = ec2.SubnetConfiguration(
        name="Hosts",
        cidr_mask=min(28, prefix + 1),
        subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS if nat else ec2.SubnetType.PRIVATE_ISOLATED,
    )
    if not nat:
        return [hosts]
    return [
        hosts,
        ec2.SubnetConfiguration(
            name="Nat",
            cidr_mask=28,
            subnet_type=ec2.SubnetType.PUBLIC,
            map_public_ip_on_launch=False,
        ),
    ]


def _own_account_only() -> iam.PolicyStatement:
    """Let an endpoint carry this account's calls and nobody else's: no data leaves through it."""
    return iam.PolicyStatement(
        principals=[iam.AnyPrincipal()],
        actions=["*"],
        resources=["*"],
        conditions={"StringEquals": {"aws:PrincipalAccount": cdk.Aws.ACCOUNT_ID}},
    )
