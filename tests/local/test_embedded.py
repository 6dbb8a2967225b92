"""EmbeddedAws itself: start, stop, isolation, the environment, missing operations."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from ultraserver_local import EmbeddedAws
from ultraserver_plan.errors import UltraServerError


def test_second_start_is_a_new_account_and_no_thread_is_left() -> None:
    before = set(threading.enumerate())
    ports = []
    for _ in range(2):
        with EmbeddedAws() as aws:
            ports.append(int(aws.endpoint_url.rsplit(":", 1)[1]))
            sqs = aws.client("sqs")
            assert "QueueUrls" not in sqs.list_queues()
            sqs.create_queue(QueueName="q")
            aws.client("cloudformation").describe_stacks()
    assert set(threading.enumerate()) == before
    for port in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_patches_and_environment_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from moto.cloudformation import urls
    from moto.ec2.models.instances import InstanceBackend

    monkeypatch.setenv("AWS_PROFILE", "of-the-user")
    before = (dict(os.environ), InstanceBackend.run_instances, dict(urls.url_paths))
    with EmbeddedAws():
        assert "AWS_PROFILE" not in os.environ
        assert before[1] is not InstanceBackend.run_instances
    assert (dict(os.environ), InstanceBackend.run_instances, dict(urls.url_paths)) == before


def test_client_of_the_code_under_test_reaches_it() -> None:
    with EmbeddedAws(region="eu-west-1", account="210987654321") as aws:
        aws.client("sqs").create_queue(QueueName="q")
        urls = boto3.client("sqs").list_queues()["QueueUrls"]
        identity = boto3.client("sts").get_caller_identity()
    assert urls[0].endswith("/210987654321/q")
    assert identity["Account"] == "210987654321"


def test_environment_of_a_subprocess_has_nothing_of_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    config.write_text("[default]\nregion = ap-south-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of-the-user")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:1")
    code = (
        "import boto3; c = boto3.client('sts'); "
        "print(c.meta.region_name, c.get_caller_identity()['Account'])"
    )
    with EmbeddedAws(region="us-east-2") as aws:
        environment = aws.environment()
        result = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    assert result.stdout.split() == ["us-east-2", "123456789012"]
    assert "AWS_SESSION_TOKEN" not in environment
    assert environment["AWS_ENDPOINT_URL"].startswith("http://localhost:")
    assert environment["CDK_DEFAULT_ACCOUNT"] == "123456789012"


def test_process_that_forgets_to_stop_can_end() -> None:
    code = (
        "from ultraserver_local import EmbeddedAws; "
        "aws = EmbeddedAws().start(); print(aws.client('sqs').list_queues()['ResponseMetadata']"
        "['HTTPStatusCode'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert result.stdout.strip() == "200"


def test_fails_to_start_twice_at_once() -> None:
    with EmbeddedAws(), pytest.raises(UltraServerError, match="runs already in this process"):
        EmbeddedAws().start()


def test_fails_when_used_before_it_runs() -> None:
    with pytest.raises(UltraServerError, match="does not run; use it in a with statement"):
        _ = EmbeddedAws().endpoint_url


def test_fails_for_an_account_that_is_none() -> None:
    with pytest.raises(UltraServerError, match="account must be twelve digits, got 'x'"):
        EmbeddedAws(account="x")


def test_port_taken_leaves_nothing_half_started() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UltraServerError, match=f"port {port} cannot be opened"):
            EmbeddedAws(port=port).start()
    with EmbeddedAws() as aws:
        assert aws.client("sts").get_caller_identity()["Account"] == "123456789012"


def test_fails_in_words_for_an_operation_nobody_wrote(ec2: Any) -> None:
    with pytest.raises(ClientError, match="ec2 DescribeByoipCidrs is not written") as error:
        ec2.describe_byoip_cidrs(MaxResults=5)
    assert error.value.response["Error"]["Code"] == "InvalidAction"


def test_region_that_nobody_knows_has_zones() -> None:
    with EmbeddedAws(region="ai-factory-1") as aws:
        zones = aws.client("ec2").describe_availability_zones()["AvailabilityZones"]
    assert [zone["ZoneName"] for zone in zones] == [f"ai-factory-1{letter}" for letter in "abc"]


@pytest.mark.parametrize(
    "name",
    [
        "/aws/service/ecs/optimized-ami/amazon-linux-2023/neuron/recommended/image_id",
        "/aws/service/neuron/dlami/base/ubuntu-24.04/latest/image_id",
    ],
)
def test_public_image_parameters_name_an_image_that_exists(
    aws: EmbeddedAws, ec2: Any, name: str
) -> None:
    image = aws.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
    assert ec2.describe_images(ImageIds=[image])["Images"][0]["ImageId"] == image
    launched = ec2.run_instances(
        ImageId=f"resolve:ssm:{name}", InstanceType="trn3.any", MinCount=1, MaxCount=1
    )
    assert launched["Instances"][0]["ImageId"] == image


def test_efa_interfaces_of_a_launch_template_are_attached_and_go_with_the_host(
    aws: EmbeddedAws, ec2: Any
) -> None:
    interfaces = [{"NetworkCardIndex": 0, "DeviceIndex": 0, "InterfaceType": "interface"}] + [
        {"NetworkCardIndex": card, "DeviceIndex": 0 if card else 1, "InterfaceType": "efa-only"}
        for card in range(4)
    ]
    ec2.create_launch_template(
        LaunchTemplateName="t",
        LaunchTemplateData={
            "ImageId": "ami-12345678", "InstanceType": "trn3.any", "NetworkInterfaces": interfaces,
            "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 100}}],
        },
    )  # fmt: skip
    host = ec2.run_instances(LaunchTemplate={"LaunchTemplateName": "t"}, MinCount=1, MaxCount=1)[
        "Instances"
    ][0]
    found = sorted(
        (i["Attachment"]["NetworkCardIndex"], i["Attachment"]["DeviceIndex"], i["InterfaceType"])
        for i in host["NetworkInterfaces"]
    )
    assert found == [
        (0, 0, "interface"), (0, 1, "efa-only"),
        (1, 0, "efa-only"), (2, 0, "efa-only"), (3, 0, "efa-only"),
    ]  # fmt: skip
    ec2.terminate_instances(InstanceIds=[host["InstanceId"]])
    left = aws.inventory()
    assert not {"AWS::EC2::NetworkInterface", "AWS::EC2::Volume", "AWS::EC2::Instance"} & set(left)


def test_scheduled_actions_run_when_their_time_comes(aws: EmbeddedAws, ec2: Any) -> None:
    start = datetime.now(UTC) + timedelta(days=3)
    block = aws.add_capacity_block(instance_type="trn3.any", hosts=2, start=start)
    target = {"CapacityReservationTarget": {"CapacityReservationId": block}}
    template = ec2.create_launch_template(
        LaunchTemplateName="t",
        LaunchTemplateData={
            "ImageId": "ami-12345678", "InstanceType": "trn3.any",
            "InstanceMarketOptions": {"MarketType": "capacity-block"},
            "CapacityReservationSpecification": target,
        },
    )["LaunchTemplate"]["LaunchTemplateId"]  # fmt: skip
    scaling = aws.client("autoscaling")
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="g", MinSize=0, MaxSize=2, AvailabilityZones=["us-east-2a"],
        LaunchTemplate={"LaunchTemplateId": template, "Version": "1"},
    )  # fmt: skip
    scaling.put_scheduled_update_group_action(
        AutoScalingGroupName="g", ScheduledActionName="start", StartTime=start, DesiredCapacity=2
    )
    assert aws.set_time(start - timedelta(hours=1)) == []
    assert aws.hosts() == []
    assert aws.set_time(start + timedelta(seconds=1)) == ["start"]
    assert len(aws.hosts()) == 2


def test_failed_launch_of_a_group_is_an_activity(aws: EmbeddedAws, ec2: Any) -> None:
    target = {"CapacityReservationTarget": {"CapacityReservationId": "cr-none"}}
    template = ec2.create_launch_template(
        LaunchTemplateName="t",
        LaunchTemplateData={
            "ImageId": "ami-12345678", "InstanceType": "trn3.any",
            "InstanceMarketOptions": {"MarketType": "capacity-block"},
            "CapacityReservationSpecification": target,
        },
    )["LaunchTemplate"]["LaunchTemplateId"]  # fmt: skip
    scaling = aws.client("autoscaling")
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="g", MinSize=2, MaxSize=2, AvailabilityZones=["us-east-2a"],
        LaunchTemplate={"LaunchTemplateId": template, "Version": "1"},
    )  # fmt: skip
    activity = scaling.describe_scaling_activities(AutoScalingGroupName="g")["Activities"][0]
    assert activity["StatusCode"] == "Failed"
    assert "'cr-none' does not exist" in activity["StatusMessage"]
    group = scaling.describe_auto_scaling_groups()["AutoScalingGroups"][0]
    assert (group["MinSize"], group["DesiredCapacity"], group["Instances"]) == (2, 2, [])


def test_wait_address_refuses_what_is_no_signal(aws: EmbeddedAws) -> None:
    request = urllib.request.Request(
        f"{aws.endpoint_url}/_ultraserver/wait/1/2/3", data=b"{}", method="PUT"
    )
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request)
