"""Each CloudFormation type that moto lacks, or makes badly: created, changed, deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import jmespath
import pytest

from ultraserver_local import EmbeddedAws

ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                           "Principal": {"Service": "ec2.amazonaws.com"}}],
        },
        "ManagedPolicyArns": ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"],
    },
}  # fmt: skip
KEY = {
    "Type": "AWS::KMS::Key",
    "Properties": {"KeyPolicy": {"Version": "2012-10-17", "Statement": []}},
}
VPC = {
    "Type": "AWS::EC2::VPC",
    "Properties": {"CidrBlock": "10.0.0.0/16", "EnableDnsSupport": True},
}
SUBNET = {
    "Type": "AWS::EC2::Subnet",
    "Properties": {
        "VpcId": {"Ref": "Vpc"},
        "CidrBlock": "10.0.0.0/20",
        "AvailabilityZone": "us-east-2a",
    },
}
GROUP = {
    "Type": "AWS::EC2::SecurityGroup",
    "Properties": {
        "GroupDescription": "x",
        "VpcId": {"Ref": "Vpc"},
        "SecurityGroupEgress": [
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/16"}
        ],
    },
}
TEMPLATE = {
    "Type": "AWS::EC2::LaunchTemplate",
    "Properties": {"LaunchTemplateData": {"ImageId": "ami-12345678", "InstanceType": "trn3.any"}},
}
SCALING = {
    "Type": "AWS::AutoScaling::AutoScalingGroup",
    "Properties": {
        "MinSize": "0",
        "MaxSize": "4",
        "DesiredCapacity": "2",
        "VPCZoneIdentifier": [{"Ref": "Subnet"}],
        "LaunchTemplate": {
            "LaunchTemplateId": {"Ref": "Template"},
            "Version": {"Fn::GetAtt": ["Template", "LatestVersionNumber"]},
        },
        "Tags": [{"Key": "a", "Value": "b", "PropagateAtLaunch": True}],
    },
}
HOSTS = {"Vpc": VPC, "Subnet": SUBNET, "Template": TEMPLATE, "Scaling": SCALING}
PROVIDER = {
    "Type": "AWS::ECS::CapacityProvider",
    "Properties": {
        "AutoScalingGroupProvider": {
            "AutoScalingGroupArn": {"Fn::GetAtt": ["Scaling", "AutoScalingGroupARN"]},
            "ManagedDraining": "ENABLED",
            "ManagedTerminationProtection": "DISABLED",
            "ManagedScaling": {"Status": "DISABLED"},
        }
    },
}
CLUSTER = {
    "Type": "AWS::ECS::Cluster",
    "Properties": {"ClusterSettings": [{"Name": "containerInsights", "Value": "enhanced"}]},
}
TOPIC = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "one"}}
BUCKET = {"Type": "AWS::S3::Bucket", "Properties": {}}
LOGS = {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 7}}
STATEMENT = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "one", "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}
    ],
}
LIFECYCLE = {
    "rules": [
        {
            "rulePriority": 1,
            "action": {"type": "expire"},
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 3},
        }
    ]
}


def allow(action: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One type: its template, what to change, and where both states are seen."""

    resources: dict[str, Any]
    change: dict[str, Any] = field(default_factory=dict)
    """Logical id -> properties that differ after the update."""
    service: str
    call: str
    path: str
    before: Any
    after: Any = None
    params: dict[str, Any] = field(default_factory=dict)
    """Of the call; ``{Id}`` stands for a physical id."""


CASES = {
    "SecurityGroupEgress": Case(
        resources={"Vpc": VPC, "Group": GROUP, "Egress": {
            "Type": "AWS::EC2::SecurityGroupEgress",
            "Properties": {"GroupId": {"Fn::GetAtt": ["Group", "GroupId"]}, "IpProtocol": "-1",
                           "DestinationSecurityGroupId": {"Fn::GetAtt": ["Group", "GroupId"]}}}},
        change={"Group": {"SecurityGroupEgress": [{"IpProtocol": "tcp", "FromPort": 80,
                                                   "ToPort": 80, "CidrIp": "10.0.0.0/16"}]}},
        service="ec2", call="describe_security_groups",
        path="SecurityGroups[0].sort(IpPermissionsEgress[].IpProtocol)",
        params={"GroupIds": ["{Group}"]}, before=["-1", "tcp"], after=["-1", "tcp"]),
    "CapacityReservation": Case(
        resources={"Cr": {"Type": "AWS::EC2::CapacityReservation", "Properties": {
            "AvailabilityZone": "us-east-2a", "InstanceCount": "2", "InstanceType": "m5.large",
            "InstancePlatform": "Linux/UNIX",
            "TagSpecifications": [{"ResourceType": "capacity-reservation",
                                   "Tags": [{"Key": "a", "Value": "b"}]}]}}},
        change={"Cr": {"InstanceCount": 3}},
        service="ec2", call="describe_capacity_reservations",
        path="CapacityReservations[0].[TotalInstanceCount, Tags[0].Value]",
        before=[2, "b"], after=[3, "b"]),
    "PlacementGroup": Case(
        resources={"Pg": {"Type": "AWS::EC2::PlacementGroup",
                          "Properties": {"Strategy": "partition", "PartitionCount": 3}}},
        change={"Pg": {"Strategy": "cluster", "PartitionCount": None}},
        service="ec2", call="describe_placement_groups",
        path="PlacementGroups[].Strategy", before=["partition"], after=["cluster"]),
    "LaunchTemplate": Case(
        resources={"Template": TEMPLATE},
        change={"Template": {"LaunchTemplateData": {"InstanceType": "m5.large",
                                                    "UserData": "aGVsbG8="}}},
        service="ec2", call="describe_launch_templates",
        path="LaunchTemplates[0].[DefaultVersionNumber, LatestVersionNumber]",
        before=[1, 1], after=[1, 2]),
    "VPCEndpoint": Case(
        resources={"Vpc": VPC, "Subnet": SUBNET, "Group": GROUP, "Endpoint": {
            "Type": "AWS::EC2::VPCEndpoint", "Properties": {
                "VpcId": {"Ref": "Vpc"}, "VpcEndpointType": "Interface",
                "ServiceName": "com.amazonaws.us-east-2.ecs", "PrivateDnsEnabled": True,
                "SubnetIds": [{"Ref": "Subnet"}],
                "SecurityGroupIds": [{"Fn::GetAtt": ["Group", "GroupId"]}],
                "PolicyDocument": STATEMENT}}},
        change={"Endpoint": {"PolicyDocument": {"Version": "2012-10-17", "Statement": []}}},
        service="ec2", call="describe_vpc_endpoints",
        path="VpcEndpoints[0].[PrivateDnsEnabled, contains(PolicyDocument, 'Deny'), "
             "length(NetworkInterfaceIds)]",
        before=[True, True, 1], after=[True, False, 1]),
    "FlowLog": Case(
        resources={"Vpc": VPC, "Role": ROLE, "Logs": LOGS, "Flow": {
            "Type": "AWS::EC2::FlowLog", "Properties": {
                "ResourceId": {"Ref": "Vpc"}, "ResourceType": "VPC", "TrafficType": "ALL",
                "LogGroupName": {"Ref": "Logs"}, "LogDestinationType": "cloud-watch-logs",
                "DeliverLogsPermissionArn": {"Fn::GetAtt": ["Role", "Arn"]}}}},
        service="ec2", call="describe_flow_logs", path="FlowLogs[].TrafficType", before=["ALL"]),
    "AutoScalingGroup": Case(
        resources=HOSTS, change={"Scaling": {"DesiredCapacity": "3"}},
        service="autoscaling", call="describe_auto_scaling_groups",
        path="AutoScalingGroups[0].[DesiredCapacity, length(Instances), "
             "Instances[0].LaunchTemplate.Version]",
        before=[2, 2, "1"], after=[3, 3, "1"]),
    "LifecycleHook": Case(
        resources={**HOSTS, "Hook": {"Type": "AWS::AutoScaling::LifecycleHook", "Properties": {
            "AutoScalingGroupName": {"Ref": "Scaling"}, "HeartbeatTimeout": 60,
            "LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING"}}},
        change={"Hook": {"HeartbeatTimeout": 90}},
        service="autoscaling", call="describe_lifecycle_hooks",
        path="LifecycleHooks[].HeartbeatTimeout", params={"AutoScalingGroupName": "{Scaling}"},
        before=[60], after=[90]),
    "ScheduledAction": Case(
        resources={**HOSTS, "End": {"Type": "AWS::AutoScaling::ScheduledAction", "Properties": {
            "AutoScalingGroupName": {"Ref": "Scaling"}, "DesiredCapacity": 0,
            "StartTime": "2030-01-01T00:00:00Z"}}},
        change={"End": {"DesiredCapacity": 1}},
        service="autoscaling", call="describe_scheduled_actions",
        path="ScheduledUpdateGroupActions[].DesiredCapacity", before=[0], after=[1]),
    "Notification": Case(
        resources={**HOSTS, "Topic": TOPIC},
        change={"Scaling": {"NotificationConfigurations": [
            {"TopicARN": {"Ref": "Topic"},
             "NotificationTypes": ["autoscaling:EC2_INSTANCE_LAUNCH_ERROR"]}]}},
        service="autoscaling", call="describe_notification_configurations",
        path="NotificationConfigurations[].NotificationType",
        before=[], after=["autoscaling:EC2_INSTANCE_LAUNCH_ERROR"]),
    "CapacityProvider": Case(
        resources={**HOSTS, "Provider": PROVIDER},
        change={"Provider": {"AutoScalingGroupProvider": {
            **PROVIDER["Properties"]["AutoScalingGroupProvider"],  # type: ignore[index]
            "ManagedDraining": "DISABLED"}}},
        service="ecs", call="describe_capacity_providers",
        path="capacityProviders[].autoScalingGroupProvider.managedDraining",
        before=["ENABLED"], after=["DISABLED"]),
    "ClusterCapacityProviderAssociations": Case(
        resources={**HOSTS, "Provider": PROVIDER, "Cluster": CLUSTER, "Uses": {
            "Type": "AWS::ECS::ClusterCapacityProviderAssociations", "Properties": {
                "Cluster": {"Ref": "Cluster"}, "CapacityProviders": [{"Ref": "Provider"}],
                "DefaultCapacityProviderStrategy": [{"CapacityProvider": {"Ref": "Provider"},
                                                     "Weight": 1}]}}},
        change={"Uses": {"DefaultCapacityProviderStrategy": []}},
        service="ecs", call="describe_clusters", params={"clusters": ["{Cluster}"]},
        path="clusters[0].[length(capacityProviders), length(defaultCapacityProviderStrategy)]",
        before=[1, 1], after=[1, 0]),
    "Cluster": Case(
        resources={"Cluster": CLUSTER},
        change={"Cluster": {"ClusterSettings": [{"Name": "containerInsights",
                                                 "Value": "disabled"}]}},
        service="ecs", call="describe_clusters", params={"clusters": ["{Cluster}"]},
        path="clusters[0].settings[0].value", before="enhanced", after="disabled"),
    "TaskDefinition": Case(
        resources={"Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {
            "Family": "f", "NetworkMode": "host", "ContainerDefinitions": [
                {"Name": "engine", "Image": "x:1", "MemoryReservation": 100}]}}},
        change={"Task": {"ContainerDefinitions": [
            {"Name": "engine", "Image": "x:2", "Memory": 100}]}},
        service="ecs", call="list_task_definitions", params={"status": "ACTIVE"},
        path="length(taskDefinitionArns)", before=1, after=1),
    "Alarm": Case(
        resources={"Topic": TOPIC, "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {
            "Namespace": "UltraServer", "MetricName": "units_ready", "Statistic": "Minimum",
            "Period": 60, "EvaluationPeriods": 1, "Threshold": 2,
            "AlarmActions": [{"Ref": "Topic"}], "ComparisonOperator": "LessThanThreshold"}}},
        change={"Alarm": {"Threshold": 3}},
        service="cloudwatch", call="describe_alarms",
        path="MetricAlarms[].[Threshold, length(AlarmActions)]", before=[[2.0, 1]],
        after=[[3.0, 1]]),
    "BucketPolicy": Case(
        resources={"Bucket": BUCKET, "Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": {
            "Bucket": {"Ref": "Bucket"}, "PolicyDocument": STATEMENT}}},
        change={"Policy": {"PolicyDocument": {"Version": "2012-10-17", "Statement": []}}},
        service="s3", call="get_bucket_policy", params={"Bucket": "{Bucket}"},
        path="contains(Policy, 'Deny')", before=True, after=False),
    "TopicPolicy": Case(
        resources={"Topic": TOPIC, "Policy": {"Type": "AWS::SNS::TopicPolicy", "Properties": {
            "Topics": [{"Ref": "Topic"}], "PolicyDocument": STATEMENT}}},
        change={"Topic": {"DisplayName": "two"}},
        service="sns", call="get_topic_attributes", params={"TopicArn": "{Topic}"},
        path="Attributes.[DisplayName, contains(Policy, 'Deny')]",
        before=["one", True], after=["two", True]),
    "ResourceGroup": Case(
        resources={"Group": {"Type": "AWS::ResourceGroups::Group", "Properties": {
            "Name": "pool", "Resources": ["arn:aws:ec2:us-east-2:123456789012:x/cr-1"],
            "Configuration": [{"Type": "AWS::EC2::CapacityReservationPool"}]}}},
        change={"Group": {"Resources": []}},
        service="resource-groups", call="list_group_resources", params={"Group": "pool"},
        path="length(ResourceIdentifiers)", before=1, after=0),
    "LogGroup": Case(
        resources={"Logs": LOGS}, change={"Logs": {"RetentionInDays": 30}},
        service="logs", call="describe_log_groups", path="logGroups[].retentionInDays",
        before=[7], after=[30]),
    "MetricFilter": Case(
        resources={"Logs": LOGS, "Filter": {"Type": "AWS::Logs::MetricFilter", "Properties": {
            "LogGroupName": {"Ref": "Logs"}, "FilterPattern": "ERROR", "MetricTransformations": [
                {"MetricName": "m", "MetricNamespace": "n", "MetricValue": "1"}]}}},
        change={"Filter": {"FilterPattern": "FATAL"}},
        service="logs", call="describe_metric_filters", path="metricFilters[].filterPattern",
        before=["ERROR"], after=["FATAL"]),
    "Table": Case(
        resources={"Key": KEY, "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {
            "AttributeDefinitions": [{"AttributeName": "unit", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "unit", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST", "DeletionProtectionEnabled": True,
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS",
                                 "KMSMasterKeyId": {"Fn::GetAtt": ["Key", "Arn"]}},
            "Tags": [{"Key": "a", "Value": "b"}]}}},
        change={"Table": {"DeletionProtectionEnabled": False}},
        service="dynamodb", call="describe_table", params={"TableName": "{Table}"},
        path="Table.[DeletionProtectionEnabled, SSEDescription.Status]",
        before=[True, "ENABLED"], after=[False, "ENABLED"]),
    "GlobalTable": Case(
        resources={"Table": {"Type": "AWS::DynamoDB::GlobalTable", "Properties": {
            "AttributeDefinitions": [{"AttributeName": "unit", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "unit", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST", "Replicas": [
                {"Region": {"Ref": "AWS::Region"}, "PointInTimeRecoverySpecification":
                    {"PointInTimeRecoveryEnabled": True}}]}}},
        service="dynamodb", call="describe_continuous_backups", params={"TableName": "{Table}"},
        path="ContinuousBackupsDescription.PointInTimeRecoveryDescription."
             "PointInTimeRecoveryStatus", before="ENABLED"),
    "Parameter": Case(
        resources={"P": {"Type": "AWS::SSM::Parameter", "Properties": {
            "Type": "String", "Value": "1", "Tier": "Advanced", "Tags": {"a": "b"}}}},
        change={"P": {"Value": "2", "Tags": {"a": "c"}}},
        service="ssm", call="get_parameter", params={"Name": "{P}"},
        path="Parameter.[Value, Version]", before=["1", 1], after=["2", 2]),
    "Role": Case(
        resources={"Role": ROLE},
        change={"Role": {"ManagedPolicyArns": [], "Policies": [
            {"PolicyName": "inline", "PolicyDocument": allow("ec2:DescribeInstances")}]}},
        service="iam", call="list_attached_role_policies", params={"RoleName": "{Role}"},
        path="AttachedPolicies[].PolicyName", before=["AmazonSSMManagedInstanceCore"], after=[]),
    "ManagedPolicy": Case(
        resources={"Role": ROLE, "Policy": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {
            "PolicyDocument": allow("ec2:DescribeInstances"), "Roles": [{"Ref": "Role"}]}}},
        change={"Policy": {"PolicyDocument": allow("ec2:DescribeInstanceTopology")}},
        service="iam", call="get_policy", params={"PolicyArn": "{Policy}"},
        path="Policy.[AttachmentCount, DefaultVersionId]", before=[1, "v1"], after=[1, "v2"]),
    "InstanceProfile": Case(
        resources={"Role": ROLE, "Profile": {"Type": "AWS::IAM::InstanceProfile", "Properties": {
            "Roles": [{"Ref": "Role"}]}}},
        service="iam", call="list_instance_profiles",
        path="length(InstanceProfiles[0].Roles)", before=1),
    "Repository": Case(
        resources={"Repo": {"Type": "AWS::ECR::Repository", "Properties": {
            "ImageScanningConfiguration": {"ScanOnPush": "true"}, "EmptyOnDelete": True,
            "ImageTagMutability": "IMMUTABLE", "LifecyclePolicy": {"LifecyclePolicyText":
                json.dumps(LIFECYCLE)}, "RepositoryPolicyText": STATEMENT}}},
        change={"Repo": {"ImageTagMutability": "MUTABLE"}},
        service="ecr", call="describe_repositories",
        path="repositories[0].[imageTagMutability, imageScanningConfiguration.scanOnPush]",
        before=["IMMUTABLE", True], after=["MUTABLE", True]),
    "Outpost": Case(
        resources={"Site": {"Type": "AWS::Outposts::Site", "Properties": {"Name": "site"}},
                   "Outpost": {"Type": "AWS::Outposts::Outpost", "Properties": {
                       "Name": "one", "SiteId": {"Ref": "Site"},
                       "AvailabilityZone": "us-east-2a"}}},
        change={"Outpost": {"Name": "two"}},
        service="outposts", call="list_outposts", path="Outposts[].Name",
        before=["one"], after=["two"]),
    "LocalGatewayRouteTableVPCAssociation": Case(
        resources={"Vpc": VPC, "Lgw": {
            "Type": "AWS::EC2::LocalGatewayRouteTableVPCAssociation", "Properties": {
                "LocalGatewayRouteTableId": "lgw-rtb-0", "VpcId": {"Ref": "Vpc"}}}},
        service="ec2", call="describe_local_gateway_route_table_vpc_associations",
        path="LocalGatewayRouteTableVpcAssociations[].State", before=["associated"]),
    "Rule": Case(
        resources={"Topic": TOPIC, "Rule": {"Type": "AWS::Events::Rule", "Properties": {
            "ScheduleExpression": "rate(1 minute)",
            "Targets": [{"Id": "t", "Arn": {"Ref": "Topic"}}]}}},
        change={"Rule": {"ScheduleExpression": "rate(2 minutes)"}},
        service="events", call="list_rules", path="Rules[].ScheduleExpression",
        before=["rate(1 minute)"], after=["rate(2 minutes)"]),
    "Function": Case(
        resources={"Role": ROLE, "Fn": {"Type": "AWS::Lambda::Function", "Properties": {
            "Role": {"Fn::GetAtt": ["Role", "Arn"]}, "Runtime": "python3.12",
            "Handler": "index.handler", "Timeout": 3, "Code": {"ZipFile": "def handler(*_): 1"}}}},
        change={"Fn": {"Timeout": 30}},
        service="lambda", call="list_functions", path="Functions[].Timeout",
        before=[3], after=[30]),
    "Metadata": Case(
        resources={"M": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:x"}}},
        change={"M": {"Analytics": "v2:y"}},
        service="cloudformation", call="describe_stack_resources", params={"StackName": "s"},
        path="StackResources[].ResourceType", before=["AWS::CDK::Metadata"],
        after=["AWS::CDK::Metadata"]),
    "StateMachine made by moto's own model": Case(
        resources={"Role": ROLE, "Machine": {
            "Type": "AWS::StepFunctions::StateMachine", "Properties": {
                "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "StateMachineName": "m",
                "DefinitionString": '{"StartAt": "a", "States": {"a": {"Type": "Succeed"}}}'}}},
        service="stepfunctions", call="list_state_machines", path="stateMachines[].name",
        before=["m"]),
}  # fmt: skip


@pytest.fixture(scope="module")
def account() -> Iterator[EmbeddedAws]:
    """One account for the whole table: each case leaves it empty."""
    with EmbeddedAws(region="us-east-2") as embedded:
        yield embedded


@pytest.fixture
def aws(account: EmbeddedAws) -> Iterator[EmbeddedAws]:
    yield account
    client = account.client("cloudformation")
    for stack in client.describe_stacks()["Stacks"]:  # of a case that failed
        client.delete_stack(StackName=stack["StackName"])


def changed(case: Case) -> dict[str, Any]:
    """Return the template after the update."""
    return {
        name: {
            **resource,
            "Properties": {
                key: value
                for key, value in {**resource["Properties"], **case.change.get(name, {})}.items()
                if value is not None
            },
        }
        for name, resource in case.resources.items()
    }


def seen(aws: EmbeddedAws, stacks: Any, case: Case) -> Any:
    """Return what the service itself says."""

    def fill(value: Any) -> Any:
        if isinstance(value, list):
            return [fill(item) for item in value]
        if isinstance(value, str) and value.startswith("{"):
            return stacks.physical_id(value.strip("{}"))
        return value

    params = {key: fill(value) for key, value in case.params.items()}
    answer = getattr(aws.client(case.service), case.call)(**params)
    return jmespath.search(case.path, answer)


@pytest.mark.parametrize("name", CASES)
def test_type_is_really_created_changed_and_deleted(
    aws: EmbeddedAws, stacks: Any, name: str
) -> None:
    case = CASES[name]
    assert stacks.create(case.resources)["StackStatus"] == "CREATE_COMPLETE", stacks.reasons()
    assert seen(aws, stacks, case) == case.before
    if case.change:
        assert stacks.update(changed(case))["StackStatus"] == "UPDATE_COMPLETE", stacks.reasons()
        assert seen(aws, stacks, case) == case.after
    assert stacks.delete()["StackStatus"] == "DELETE_COMPLETE"
    assert aws.inventory() == {}


def test_hosts_and_their_cluster_go_with_the_stack(aws: EmbeddedAws, stacks: Any) -> None:
    boot = "IyEvYmluL2Jhc2gKZWNobyBFQ1NfQ0xVU1RFUj1mbGVldAo="  # ECS_CLUSTER=fleet
    data = {"ImageId": "ami-12345678", "InstanceType": "trn3.any", "UserData": boot}
    cluster = {**CLUSTER, "Properties": {"ClusterName": "fleet"}}
    template = {"Type": TEMPLATE["Type"], "Properties": {"LaunchTemplateData": data}}
    uses = CASES["ClusterCapacityProviderAssociations"].resources["Uses"]
    resources = {**HOSTS, "Template": template, "Cluster": cluster, "Provider": PROVIDER}
    # The group needs the cluster, as CDK says it: its hosts must be able to join.
    scaling = {**SCALING, "DependsOn": "Cluster"}
    stacks.create({**resources, "Scaling": scaling, "Uses": uses})
    assert len(aws.boot_hosts()) == 2
    assert stacks.delete()["StackStatus"] == "DELETE_COMPLETE"
    assert aws.inventory() == {}


def test_group_that_gets_no_hosts_fails_the_stack_with_the_reason(
    aws: EmbeddedAws, stacks: Any
) -> None:
    block = aws.add_capacity_block(instance_type="trn3.any", hosts=1)
    target = {"CapacityReservationTarget": {"CapacityReservationId": block}}
    data = {
        "ImageId": "ami-12345678",
        "InstanceType": "trn3.any",
        "InstanceMarketOptions": {"MarketType": "capacity-block"},
        "CapacityReservationSpecification": target,
    }
    template = {"Type": TEMPLATE["Type"], "Properties": {"LaunchTemplateData": data}}
    stack = stacks.create({**HOSTS, "Template": template})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "Group did not stabilize" in stacks.reasons()
    assert "1 of 1 hosts are free, 2 wanted" in stacks.reasons()


def test_bucket_with_objects_is_emptied_by_cdks_helper(aws: EmbeddedAws, stacks: Any) -> None:
    empties = {"Type": "Custom::S3AutoDeleteObjects",
               "Properties": {"BucketName": {"Ref": "Bucket"}, "ServiceToken": "x"}}  # fmt: skip
    stacks.create({"Bucket": BUCKET, "Empties": empties})
    aws.client("s3").put_object(Bucket=stacks.physical_id("Bucket"), Key="k", Body=b"x")
    assert stacks.delete()["StackStatus"] == "DELETE_COMPLETE"


def test_fails_to_delete_a_full_bucket(aws: EmbeddedAws, stacks: Any) -> None:
    stacks.create({"Bucket": BUCKET})
    bucket = stacks.physical_id("Bucket")
    aws.client("s3").put_object(Bucket=bucket, Key="k", Body=b"x")
    assert stacks.delete()["StackStatus"] == "DELETE_FAILED"
    aws.client("s3").delete_object(Bucket=bucket, Key="k")
    assert stacks.delete()["StackStatus"] == "DELETE_COMPLETE"


def test_fails_for_a_change_that_cannot_be_made_in_place(stacks: Any) -> None:
    filesystem = {"Type": "AWS::FSx::FileSystem",
                  "Properties": {"FileSystemType": "LUSTRE", "StorageCapacity": 1200,
                                 "SubnetIds": ["subnet-0123456789abcdef0"]}}  # fmt: skip
    stacks.create({"F": filesystem})
    larger = {**filesystem, "Properties": {**filesystem["Properties"], "StorageCapacity": 2400}}
    stack = stacks.update({"F": larger})
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "cannot change StorageCapacity of AWS::FSx::FileSystem in place" in stacks.reasons()
