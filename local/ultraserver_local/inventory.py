"""What exists now, by CloudFormation type: for checks that destroy leaves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jmespath  # type: ignore[import-untyped]
from moto.ssm.models import ssm_backends

from .calls import Api


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How the resources of one type are listed."""

    type: str
    service: str
    operation: str
    ids: str
    """JMESPath to the ids in the answer."""
    params: Mapping[str, Any] = field(default_factory=dict)


def _ec2(kind: str, operation: str, ids: str, **params: Any) -> Listing:
    return Listing(
        type=f"AWS::EC2::{kind}", service="ec2", operation=operation, ids=ids, params=params
    )


_LIVE = [{"Name": "instance-state-name", "Values": ["pending", "running", "stopping", "stopped"]}]
LISTINGS = (
    _ec2("VPC", "describe_vpcs", "Vpcs[?!IsDefault].VpcId"),
    _ec2("Subnet", "describe_subnets", "Subnets[?!DefaultForAz].SubnetId"),
    _ec2("InternetGateway", "describe_internet_gateways", "InternetGateways[].InternetGatewayId"),
    _ec2("NatGateway", "describe_nat_gateways", "NatGateways[?State!='deleted'].NatGatewayId"),
    _ec2("EIP", "describe_addresses", "Addresses[].AllocationId"),
    _ec2("VPCEndpoint", "describe_vpc_endpoints",
         "VpcEndpoints[?State!='deleted'].VpcEndpointId"),
    _ec2("FlowLog", "describe_flow_logs", "FlowLogs[].FlowLogId"),
    _ec2("LaunchTemplate", "describe_launch_templates", "LaunchTemplates[].LaunchTemplateId"),
    _ec2("Instance", "describe_instances", "Reservations[].Instances[].InstanceId", Filters=_LIVE),
    _ec2("NetworkInterface", "describe_network_interfaces",
         "NetworkInterfaces[].NetworkInterfaceId"),
    _ec2("Volume", "describe_volumes", "Volumes[].VolumeId"),
    _ec2("PlacementGroup", "describe_placement_groups", "PlacementGroups[].GroupName"),
    _ec2("CapacityReservation", "describe_capacity_reservations",
         "CapacityReservations[?ReservationType=='default' && State!='cancelled']"
         ".CapacityReservationId"),
    Listing(type="AWS::AutoScaling::AutoScalingGroup", service="autoscaling",
            operation="describe_auto_scaling_groups",
            ids="AutoScalingGroups[].AutoScalingGroupName"),
    Listing(type="AWS::AutoScaling::ScheduledAction", service="autoscaling",
            operation="describe_scheduled_actions",
            ids="ScheduledUpdateGroupActions[].ScheduledActionName"),
    Listing(type="AWS::ECS::Cluster", service="ecs", operation="list_clusters", ids="clusterArns"),
    Listing(type="AWS::ECS::CapacityProvider", service="ecs",
            operation="describe_capacity_providers", ids="capacityProviders[].name"),
    Listing(type="AWS::ECS::TaskDefinition", service="ecs", operation="list_task_definitions",
            ids="taskDefinitionArns", params={"status": "ACTIVE"}),
    Listing(type="AWS::IAM::Role", service="iam", operation="list_roles",
            ids="Roles[?!starts_with(Path, '/aws-service-role/')].RoleName"),
    Listing(type="AWS::IAM::InstanceProfile", service="iam", operation="list_instance_profiles",
            ids="InstanceProfiles[].InstanceProfileName"),
    Listing(type="AWS::IAM::ManagedPolicy", service="iam", operation="list_policies",
            ids="Policies[].Arn", params={"Scope": "Local"}),
    Listing(type="AWS::S3::Bucket", service="s3", operation="list_buckets", ids="Buckets[].Name"),
    Listing(type="AWS::ECR::Repository", service="ecr", operation="describe_repositories",
            ids="repositories[].repositoryName"),
    Listing(type="AWS::DynamoDB::Table", service="dynamodb", operation="list_tables",
            ids="TableNames"),
    Listing(type="AWS::KMS::Alias", service="kms", operation="list_aliases",
            ids="Aliases[?!starts_with(AliasName, 'alias/aws/')].AliasName"),
    Listing(type="AWS::SecretsManager::Secret", service="secretsmanager",
            operation="list_secrets", ids="SecretList[].ARN"),
    Listing(type="AWS::Logs::LogGroup", service="logs", operation="describe_log_groups",
            ids="logGroups[].logGroupName"),
    Listing(type="AWS::CloudWatch::Alarm", service="cloudwatch", operation="describe_alarms",
            ids="[MetricAlarms, CompositeAlarms][].AlarmName"),
    Listing(type="AWS::CloudWatch::Dashboard", service="cloudwatch", operation="list_dashboards",
            ids="DashboardEntries[].DashboardName"),
    Listing(type="AWS::SNS::Topic", service="sns", operation="list_topics",
            ids="Topics[].TopicArn"),
    Listing(type="AWS::SNS::Subscription", service="sns", operation="list_subscriptions",
            ids="Subscriptions[].SubscriptionArn"),
    Listing(type="AWS::SQS::Queue", service="sqs", operation="list_queues", ids="QueueUrls"),
    Listing(type="AWS::Events::Rule", service="events", operation="list_rules",
            ids="Rules[].Name"),
    Listing(type="AWS::Scheduler::Schedule", service="scheduler", operation="list_schedules",
            ids="Schedules[].Name"),
    Listing(type="AWS::Lambda::Function", service="lambda", operation="list_functions",
            ids="Functions[].FunctionName"),
    Listing(type="AWS::Lambda::EventSourceMapping", service="lambda",
            operation="list_event_source_mappings", ids="EventSourceMappings[].UUID"),
    Listing(type="AWS::ElasticLoadBalancingV2::LoadBalancer", service="elbv2",
            operation="describe_load_balancers", ids="LoadBalancers[].LoadBalancerArn"),
    Listing(type="AWS::ElasticLoadBalancingV2::TargetGroup", service="elbv2",
            operation="describe_target_groups", ids="TargetGroups[].TargetGroupArn"),
    Listing(type="AWS::ServiceDiscovery::PrivateDnsNamespace", service="servicediscovery",
            operation="list_namespaces", ids="Namespaces[].Id"),
    Listing(type="AWS::ResourceGroups::Group", service="resource-groups",
            operation="list_groups", ids="GroupIdentifiers[].GroupName"),
    Listing(type="AWS::EFS::FileSystem", service="efs", operation="describe_file_systems",
            ids="FileSystems[].FileSystemId"),
    Listing(type="AWS::FSx::FileSystem", service="fsx", operation="describe_file_systems",
            ids="FileSystems[].FileSystemId"),
    Listing(type="AWS::StepFunctions::StateMachine", service="stepfunctions",
            operation="list_state_machines", ids="stateMachines[].stateMachineArn"),
    Listing(type="AWS::Outposts::Site", service="outposts", operation="list_sites",
            ids="Sites[].SiteId"),
    Listing(type="AWS::Outposts::Outpost", service="outposts", operation="list_outposts",
            ids="Outposts[].OutpostId"),
    Listing(type="AWS::CloudFormation::Stack", service="cloudformation",
            operation="describe_stacks", ids="Stacks[].StackName"),
)  # fmt: skip


def take(api: Api, region: str) -> dict[str, list[str]]:
    """Return the ids of everything that was created, by type; types with nothing are left out.

    What an account has from the start (default VPC, AWS's own policies, keys and parameters) and
    Capacity Blocks (nobody can delete one) do not count; terminated instances and keys that wait
    for their deletion do not either.
    """
    found: dict[str, list[str]] = {}
    for listing in LISTINGS:
        ids = _list(api, region, listing)
        if ids:
            found[listing.type] = sorted(ids)
    groups = _security_groups(api, region)
    if groups:
        found["AWS::EC2::SecurityGroup"] = groups
    if keys := _keys(api, region):
        found["AWS::KMS::Key"] = keys
    if parameters := _parameters(api, region):
        found["AWS::SSM::Parameter"] = parameters
    return dict(sorted(found.items()))


def _list(api: Api, region: str, listing: Listing) -> list[str]:
    client = api.client(listing.service, region)
    if client.can_paginate(listing.operation):
        pages = list(client.get_paginator(listing.operation).paginate(**listing.params))
    else:
        pages = [getattr(client, listing.operation)(**listing.params)]
    return [str(item) for page in pages for item in jmespath.search(listing.ids, page) or []]


def _security_groups(api: Api, region: str) -> list[str]:
    groups = api.call("ec2", region, "describe_security_groups", {})["SecurityGroups"]
    return sorted(group["GroupId"] for group in groups if group["GroupName"] != "default")


def _keys(api: Api, region: str) -> list[str]:
    kms = api.client("kms", region)
    aws_owned = {
        alias.get("TargetKeyId")
        for alias in kms.list_aliases()["Aliases"]
        if alias["AliasName"].startswith("alias/aws/")
    }
    found = []
    for entry in kms.list_keys()["Keys"]:
        metadata = kms.describe_key(KeyId=entry["KeyId"])["KeyMetadata"]
        waiting = metadata["KeyState"] == "PendingDeletion"
        if entry["KeyId"] not in aws_owned and not waiting:
            found.append(str(entry["KeyId"]))
    return sorted(found)


def _parameters(api: Api, region: str) -> list[str]:
    """Return the account's own parameters.

    Read from moto's store: its DescribeParameters lists thousands of public parameters too, ten a
    page, and looks at each again for every page, which takes a minute.
    """
    account = api.call("sts", region, "get_caller_identity", {})["Account"]
    names = list(ssm_backends[account][region]._parameters)
    return sorted(name for name in names if not name.startswith("/aws/"))
