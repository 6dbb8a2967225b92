"""The network of a cell: one zone, private subnets, and the endpoints that hosts need."""

from __future__ import annotations

from typing import Any

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
    ("CloudFormation", "CLOUDFORMATION"),
)
"""What a host calls between boot and serving: ECS agent, image pulls, logs, parameters, signals."""


class NetworkStack(cdk.Stack):
    """A VPC in one Availability Zone: EFA and a Capacity Block never cross one.

    No route to the Internet unless the fleet file asks for a NAT gateway. Flow logs and their key
    are here, so that everything that outlives a fleet's hosts is in one place.
    """

    def __init__(self, scope: Construct, id: str, *, spec: FleetSpec, **kwargs: Any) -> None:
        # Before the stack exists: the VPC asks it for its zones while it is made.
        self._zone = spec.target.zone
        super().__init__(scope, id, **kwargs)
        self._cidr = spec.network.vpc_cidr
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
            subnet_configuration=_subnets(spec.network.nat),
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
        self._flow_logs()
        self._endpoints()

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

    def _endpoints(self) -> None:
        group = ec2.SecurityGroup(
            self,
            "EndpointGroup",
            vpc=self.vpc,
            allow_all_outbound=False,
            description="HTTPS from inside the VPC to AWS services",
        )
        group.add_ingress_rule(ec2.Peer.ipv4(self._cidr), ec2.Port.tcp(443), "HTTPS")
        for name, service in ENDPOINTS:
            endpoint = self.vpc.add_interface_endpoint(
                name,
                service=getattr(ec2.InterfaceVpcEndpointAwsService, service),
                subnets=self.subnets,
                security_groups=[group],
                open=False,
                private_dns_enabled=True,
            )
            endpoint.add_to_policy(_own_account_only())


def _subnets(nat: bool) -> list[ec2.SubnetConfiguration]:
    hosts = ec2.SubnetConfiguration(
        name="Hosts",
        cidr_mask=20,
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
