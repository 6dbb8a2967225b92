"""Container instances, attributes, capacity providers, StartTask."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ultraserver_local import EmbeddedAws, Size
from ultraserver_local.hosts import read_user_data, user_data_text

Launch = Callable[..., list[dict[str, Any]]]
BOOT = """#!/bin/bash
echo ECS_CLUSTER=fleet >> /etc/ecs/ecs.config
echo 'ECS_INSTANCE_ATTRIBUTES={"ultraserver.block":"cr-1","rack":"7"}' >> /etc/ecs/ecs.config
"""
CONTAINER = {"name": "engine", "image": "x", "memoryReservation": 1000}


@pytest.fixture
def cluster(ecs: Any) -> str:
    return str(ecs.create_cluster(clusterName="fleet")["cluster"]["clusterName"])


@pytest.fixture
def boot(aws: EmbeddedAws, launch: Launch, cluster: str) -> Callable[[int], list[str]]:
    def run(count: int) -> list[str]:
        launch(count, UserData=BOOT)
        return aws.boot_hosts()

    return run


def test_hosts_join_as_their_user_data_says(aws: EmbeddedAws, ecs: Any, boot: Any) -> None:
    arns = boot(2)
    assert aws.boot_hosts() == [], "a host boots once"
    instance = ecs.describe_container_instances(cluster="fleet", containerInstances=arns)[
        "containerInstances"
    ][0]
    attributes = {a["name"]: a.get("value") for a in instance["attributes"]}
    assert attributes["ultraserver.block"] == "cr-1"
    assert attributes["ecs.os-type"] == "linux"
    assert instance["ec2InstanceId"] in {host.instance_id for host in aws.hosts()}
    assert instance["agentConnected"] is True
    resources = {r["name"]: r.get("integerValue") for r in instance["registeredResources"]}
    assert (resources["CPU"], resources["MEMORY"]) == (64 * 1024, 786_432 - 256)


def test_boot_adds_what_a_script_would_compute(
    aws: EmbeddedAws, ecs: Any, launch: Launch, cluster: str
) -> None:
    launch(1, UserData=BOOT, InstanceType="trn2.48xlarge")
    arns = aws.boot_hosts(
        attributes=lambda host: {"zone": host.zone},
        size=lambda host: Size(vcpus=2, memory_mib=1024),
    )
    found = ecs.list_attributes(
        cluster="fleet", targetType="container-instance", attributeName="zone"
    )
    assert found["attributes"] == [{"name": "zone", "value": "us-east-2a", "targetId": arns[0]}]
    answer = ecs.describe_container_instances(cluster="fleet", containerInstances=arns)
    resources = answer["containerInstances"][0]["registeredResources"]
    assert resources[0]["integerValue"] == 2048


def test_hosts_without_a_cluster_stay_out(aws: EmbeddedAws, launch: Launch) -> None:
    launch(1, UserData="#!/bin/bash\ntrue\n")
    assert aws.boot_hosts() == []
    assert aws.hosts()[0].cluster is None


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_user_data_is_read_packed_or_not(pack: Callable[[bytes], bytes]) -> None:
    encoded = base64.b64encode(pack(BOOT.encode())).decode()
    assert read_user_data(user_data_text(encoded)) == (
        "fleet",
        {"ultraserver.block": "cr-1", "rack": "7"},
    )


def test_last_cluster_in_the_user_data_counts_and_expressions_are_skipped() -> None:
    text = 'ECS_CLUSTER=a\nECS_CLUSTER="b"\nECS_INSTANCE_ATTRIBUTES={"zone": $ZONE}\n'
    assert read_user_data(text) == ("b", {})


def test_attributes_are_put_by_arn_or_id_and_listed_by_value(ecs: Any, boot: Any) -> None:
    arn, other = boot(2)
    for target, value in ((arn, "0"), (other.split("/")[-1], "1")):
        attribute = {
            "name": "rank", "value": value, "targetType": "container-instance", "targetId": target,
        }  # fmt: skip
        ecs.put_attributes(cluster="fleet", attributes=[attribute])
    listed = ecs.list_attributes(
        cluster="fleet", targetType="container-instance", attributeName="rank", attributeValue="1"
    )["attributes"]
    assert [item["targetId"] for item in listed] == [other]
    ecs.delete_attributes(
        cluster="fleet",
        attributes=[{"name": "rank", "targetType": "container-instance", "targetId": arn}],
    )
    named = ecs.list_attributes(
        cluster="fleet", targetType="container-instance", attributeName="rank"
    )
    assert len(named["attributes"]) == 1


def test_fails_to_put_an_attribute_on_nobody(ecs: Any, cluster: str) -> None:
    attribute = {"name": "a", "targetType": "container-instance", "targetId": "none"}
    with pytest.raises(ClientError) as error:
        ecs.put_attributes(cluster=cluster, attributes=[attribute])
    assert error.value.response["Error"]["Code"] == "TargetNotFoundException"


@pytest.mark.parametrize(
    ("expression", "count"),
    [
        ("attribute:ultraserver.block == cr-1", 2),
        ("attribute:ultraserver.block != cr-1", 0),
        ("attribute:rack in [6, 7] and agentConnected == true", 2),
        ("attribute:rack exists", 2),
        ("not attribute:rack exists", 0),
        ("attribute:ecs.instance-type =~ trn3.*", 2),
    ],
)
def test_filter_selects_instances(ecs: Any, boot: Any, expression: str, count: int) -> None:
    boot(2)
    found = ecs.list_container_instances(cluster="fleet", filter=expression)
    assert len(found["containerInstanceArns"]) == count


def test_draining_instances_are_listed_and_take_no_task(ecs: Any, boot: Any) -> None:
    arn, other = boot(2)
    ecs.register_task_definition(family="f", containerDefinitions=[CONTAINER])
    ecs.update_container_instances_state(
        cluster="fleet", containerInstances=[arn], status="DRAINING"
    )
    listed = ecs.list_container_instances(cluster="fleet", status="DRAINING")
    assert listed["containerInstanceArns"] == [arn]
    answer = ecs.start_task(
        cluster="fleet", taskDefinition="f", containerInstances=[arn, other, "none"]
    )
    assert [task["containerInstanceArn"] for task in answer["tasks"]] == [other]
    assert {f["reason"] for f in answer["failures"]} == {"INACTIVE", "MISSING"}


def test_start_task_refuses_more_than_ten_and_counts_memory(ecs: Any, boot: Any) -> None:
    arn = boot(1)[0]
    ecs.register_task_definition(
        family="big", containerDefinitions=[{**CONTAINER, "memoryReservation": 500_000}]
    )
    with pytest.raises(ClientError, match="must hold 1 to 10 values, got 11"):
        ecs.start_task(cluster="fleet", taskDefinition="big", containerInstances=[arn] * 11)
    first = ecs.start_task(cluster="fleet", taskDefinition="big", containerInstances=[arn])
    second = ecs.start_task(cluster="fleet", taskDefinition="big", containerInstances=[arn])
    assert second["failures"] == [{"arn": arn, "reason": "RESOURCE:MEMORY"}]
    ecs.stop_task(cluster="fleet", task=first["tasks"][0]["taskArn"], reason="test")
    again = ecs.start_task(cluster="fleet", taskDefinition="big", containerInstances=[arn])
    assert len(again["tasks"]) == 1


def test_terminated_host_leaves_its_cluster_and_its_tasks_stop(
    ec2: Any, ecs: Any, boot: Any
) -> None:
    arn = boot(1)[0]
    ecs.register_task_definition(family="f", containerDefinitions=[CONTAINER])
    task = ecs.start_task(
        cluster="fleet", taskDefinition="f", containerInstances=[arn], startedBy="unit-0"
    )["tasks"][0]
    instance = ecs.describe_container_instances(cluster="fleet", containerInstances=[arn])[
        "containerInstances"
    ][0]["ec2InstanceId"]
    ec2.terminate_instances(InstanceIds=[instance])
    assert ecs.list_container_instances(cluster="fleet")["containerInstanceArns"] == []
    stopped = ecs.describe_tasks(cluster="fleet", tasks=[task["taskArn"]])["tasks"][0]
    assert stopped["lastStatus"] == "STOPPED"
    assert instance in stopped["stoppedReason"]


def test_fails_to_delete_a_cluster_with_instances(ecs: Any, boot: Any) -> None:
    boot(1)
    with pytest.raises(ClientError) as error:
        ecs.delete_cluster(cluster="fleet")
    code = error.value.response["Error"]["Code"]
    assert code == "ClusterContainsContainerInstancesException"


def provider(aws: EmbeddedAws, subnet: str) -> str:
    template = aws.client("ec2").create_launch_template(
        LaunchTemplateName="t",
        LaunchTemplateData={"ImageId": "ami-12345678", "InstanceType": "m5.large"},
    )["LaunchTemplate"]["LaunchTemplateId"]
    scaling = aws.client("autoscaling")
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="g", MinSize=0, MaxSize=1, VPCZoneIdentifier=subnet,
        LaunchTemplate={"LaunchTemplateId": template, "Version": "$Latest"},
    )  # fmt: skip
    groups = scaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    return str(groups[0]["AutoScalingGroupARN"])


def test_provider_in_use_is_not_deleted(
    aws: EmbeddedAws, ecs: Any, cluster: str, subnet: Callable[[], str]
) -> None:
    group = {"autoScalingGroupArn": provider(aws, subnet()), "managedDraining": "ENABLED"}
    ecs.create_capacity_provider(name="p", autoScalingGroupProvider=group)
    put = {"cluster": cluster, "defaultCapacityProviderStrategy": []}
    ecs.put_cluster_capacity_providers(**put, capacityProviders=["p"])
    found = ecs.describe_capacity_providers()["capacityProviders"][0]
    assert found["autoScalingGroupProvider"]["managedDraining"] == "ENABLED"
    with pytest.raises(ClientError, match="in use and cannot be removed") as error:
        ecs.delete_capacity_provider(capacityProvider="p")
    assert error.value.response["Error"]["Code"] == "ResourceInUseException"
    ecs.put_cluster_capacity_providers(**put, capacityProviders=[])
    ecs.delete_capacity_provider(capacityProvider="p")
    assert ecs.describe_capacity_providers()["capacityProviders"] == []


def test_fails_for_a_provider_that_does_not_exist(ecs: Any, cluster: str) -> None:
    with pytest.raises(ClientError, match="The specified capacity provider does not exist"):
        ecs.put_cluster_capacity_providers(
            cluster=cluster, capacityProviders=["none"], defaultCapacityProviderStrategy=[]
        )


def test_fails_to_register_a_task_without_memory(ecs: Any) -> None:
    with pytest.raises(ClientError, match="At least one of 'memory' or 'memoryReservation'"):
        ecs.register_task_definition(family="f", containerDefinitions=[{"name": "c", "image": "x"}])


def test_registering_twice_keeps_the_arn(aws: EmbeddedAws, ecs: Any, boot: Any) -> None:
    arn = boot(1)[0]
    document = json.dumps({"instanceId": aws.hosts()[0].instance_id})
    again = ecs.register_container_instance(cluster="fleet", instanceIdentityDocument=document)
    assert again["containerInstance"]["containerInstanceArn"] == arn
