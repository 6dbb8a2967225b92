"""Against botocore's Stubber, which holds requests and answers to the shapes of the AWS models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from ultraserver_control.block_status import BlockStatus
from ultraserver_control.observe import Observation, Unknown, observe
from ultraserver_plan.topology import Host

ARN = "arn:aws:ecs:us-east-2:123456789012:container-instance/c/"


class Aws:
    """Two stubbed clients, and the answers they give in order."""

    def __init__(self) -> None:
        keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": "us-east-2"}
        self.ecs, self.ec2 = boto3.client("ecs", **keys), boto3.client("ec2", **keys)
        self.on_ecs, self.on_ec2 = Stubber(self.ecs), Stubber(self.ec2)

    def cluster(self, *rows: dict[str, Any], failures: tuple[dict[str, str], ...] = ()) -> None:
        arns = [row["containerInstanceArn"] for row in rows] + [f["arn"] for f in failures]
        listed = {"containerInstanceArns": arns}
        self.on_ecs.add_response("list_container_instances", listed, {"cluster": "c"})
        self.on_ecs.add_response(
            "describe_container_instances",
            {"containerInstances": list(rows), "failures": list(failures)},
            {"cluster": "c", "containerInstances": arns},
        )

    def topology(self, ids: list[str], *rows: dict[str, Any]) -> None:
        answer = {"Instances": list(rows)}
        self.on_ec2.add_response("describe_instance_topology", answer, {"InstanceIds": ids})

    def blocks(self, ids: list[str], *rows: dict[str, Any]) -> None:
        answer = {"CapacityBlockStatuses": list(rows)}
        self.on_ec2.add_response(
            "describe_capacity_block_status", answer, {"CapacityBlockIds": ids}
        )

    def observe(self) -> Observation:
        with self.on_ecs, self.on_ec2:
            seen = observe(ecs=self.ecs, ec2=self.ec2, cluster="c")
            self.on_ecs.assert_no_pending_responses()
            self.on_ec2.assert_no_pending_responses()
        return seen


@pytest.fixture
def aws() -> Iterator[Aws]:
    aws = Aws()
    yield aws
    aws.ecs.close()
    aws.ec2.close()


def instance(name: str, **more: Any) -> dict[str, Any]:
    attributes = {"ecs.instance-type": "trn2u.48xlarge", "ecs.availability-zone": "us-east-2a"}
    attributes |= more.pop("attributes", {})
    return {
        "containerInstanceArn": ARN + name,
        "ec2InstanceId": f"i-{name}",
        "status": "ACTIVE",
        "agentConnected": True,
        "runningTasksCount": 1,
        "pendingTasksCount": 0,
        "attributes": [{"name": name, "value": value} for name, value in attributes.items()],
        **more,
    }


def test_host_carries_what_ecs_and_ec2_say(aws: Aws) -> None:
    aws.cluster(
        instance(
            "1",
            attributes={"ultraserver.name": "us-1", "ultraserver.hardware": "trn2-ultraserver"},
        )
    )
    aws.topology(
        ["i-1"],
        {
            "InstanceId": "i-1",
            "InstanceType": "trn2u.48xlarge",
            "AvailabilityZone": "us-east-2b",
            "NetworkNodes": ["nn-1", "nn-2", "nn-3"],
            "CapacityBlockId": "cb-1",
        },
    )
    aws.blocks(
        ["cb-1"],
        {
            "CapacityBlockId": "cb-1",
            "InterconnectStatus": "impaired",
            "TotalCapacity": 4,
            "TotalAvailableCapacity": 3,
        },
    )
    seen = aws.observe()
    (host,) = seen.hosts
    assert host.host == Host(
        id="i-1",
        instance_type="trn2u.48xlarge",
        zone="us-east-2b",
        capacity_block="cb-1",
        network_nodes=("nn-1", "nn-2", "nn-3"),
    )
    assert (host.ultraserver, host.hardware) == ("us-1", "trn2-ultraserver")
    assert (host.running_tasks, host.pending_tasks, host.takes_tasks) == (1, 0, True)
    assert host.place_unknown is None
    assert seen.blocks == (
        BlockStatus(capacity_block="cb-1", interconnect="impaired", total=4, available=3),
    )


def test_host_without_a_place_yet_is_unknown_not_gone(aws: Aws) -> None:
    aws.cluster(instance("1"), instance("2"))
    aws.topology(["i-1", "i-2"], {"InstanceId": "i-2", "InstanceType": "trn2u.48xlarge"})
    seen = aws.observe()
    assert [host.host.id for host in seen.hosts] == ["i-1", "i-2"]
    assert {host.place_unknown for host in seen.hosts} == {"EC2 has no place for it yet"}
    assert seen.hosts[0].host.zone == "us-east-2a"
    assert seen.blocks == ()


def test_block_that_the_host_told_stands_in_until_ec2_tells(aws: Aws) -> None:
    aws.cluster(instance("1", attributes={"ultraserver.capacity-block": "cb-1"}))
    aws.topology(["i-1"])
    aws.blocks(["cb-1"])
    seen = aws.observe()
    assert seen.hosts[0].host.capacity_block == "cb-1"
    assert seen.hosts[0].place_unknown is not None
    assert seen.blocks[0].interconnect == "unknown"
    assert seen.blocks[0].reason == "not in the answer"


def test_instance_that_ecs_cannot_describe_is_unknown_not_gone(aws: Aws) -> None:
    aws.cluster(failures=({"arn": ARN + "9", "reason": "MISSING"},))
    assert aws.observe() == Observation(
        hosts=(), unknown=(Unknown(container_instance_arn=ARN + "9", reason="MISSING"),), blocks=()
    )


def test_instance_missing_from_the_answer_is_unknown_not_gone(aws: Aws) -> None:
    arns = [ARN + "9"]
    aws.on_ecs.add_response("list_container_instances", {"containerInstanceArns": arns})
    aws.on_ecs.add_response("describe_container_instances", {"containerInstances": []})
    (unknown,) = aws.observe().unknown
    assert (unknown.container_instance_arn, unknown.reason) == (ARN + "9", "not in the answer")


def test_every_page_is_read_and_described_a_hundred_at_a_time(aws: Aws) -> None:
    rows = [instance(f"{number:03d}") for number in range(201)]
    arns = [row["containerInstanceArn"] for row in rows]
    ids = [row["ec2InstanceId"] for row in rows]
    for start, token, more in ((0, None, "t1"), (100, "t1", "t2"), (200, "t2", None)):
        aws.on_ecs.add_response(
            "list_container_instances",
            {"containerInstanceArns": arns[start : start + 100]}
            | ({"nextToken": more} if more else {}),
            {"cluster": "c"} | ({"nextToken": token} if token else {}),
        )
    for start in (0, 100, 200):
        aws.on_ecs.add_response(
            "describe_container_instances",
            {"containerInstances": rows[start : start + 100]},
            {"cluster": "c", "containerInstances": arns[start : start + 100]},
        )
        batch = ids[start : start + 100]
        places = [{"InstanceId": id_, "NetworkNodes": ["nn-1"]} for id_ in batch]
        aws.topology(batch, *places)
    seen = aws.observe()
    assert [host.host.id for host in seen.hosts] == ids
    assert all(host.place_unknown is None for host in seen.hosts)


def test_topology_of_one_batch_may_come_in_pages(aws: Aws) -> None:
    aws.cluster(instance("1"), instance("2"))
    ids = ["i-1", "i-2"]
    for id_, token, more in (("i-1", {}, {"NextToken": "t"}), ("i-2", {"NextToken": "t"}, {})):
        place = {"InstanceId": id_, "NetworkNodes": [f"nn-{id_}"]}
        aws.on_ec2.add_response(
            "describe_instance_topology",
            {"Instances": [place], **more},
            {"InstanceIds": ids, **token},
        )
    nodes = [host.host.network_nodes for host in aws.observe().hosts]
    assert nodes == [("nn-i-1",), ("nn-i-2",)]


def test_one_terminated_host_does_not_hide_the_places_of_others(aws: Aws) -> None:
    aws.cluster(*(instance(str(number)) for number in range(4)))
    lost = "InvalidInstanceID.NotFound"
    for ids in (["i-0", "i-1", "i-2", "i-3"], ["i-0", "i-1"]):
        expected = {"InstanceIds": ids}
        aws.on_ec2.add_client_error("describe_instance_topology", lost, expected_params=expected)
    aws.topology(["i-0"], {"InstanceId": "i-0", "NetworkNodes": ["nn"]})
    aws.on_ec2.add_client_error("describe_instance_topology", lost)
    aws.topology(
        ["i-2", "i-3"], *({"InstanceId": id_, "NetworkNodes": ["nn"]} for id_ in ("i-2", "i-3"))
    )
    reasons = [host.place_unknown for host in aws.observe().hosts]
    assert reasons == [None, "EC2 does not find it (new, or terminated)", None, None]


def test_region_without_the_apis_gives_reasons(aws: Aws) -> None:
    aws.cluster(instance("1", attributes={"ultraserver.capacity-block": "cb-1"}))
    aws.on_ec2.add_client_error("describe_instance_topology", "InvalidAction")
    aws.on_ec2.add_client_error("describe_capacity_block_status", "UnsupportedOperation")
    seen = aws.observe()
    assert seen.hosts[0].place_unknown == "no DescribeInstanceTopology here (InvalidAction)"
    assert seen.blocks[0].reason == "DescribeCapacityBlockStatus: UnsupportedOperation"


def test_host_of_ecs_anywhere_is_never_asked_of_ec2(aws: Aws) -> None:
    aws.cluster(instance("1", ec2InstanceId="mi-1"))
    (host,) = aws.observe().hosts
    assert (host.host.id, host.place_unknown) == ("mi-1", "not an EC2 instance")


@pytest.mark.parametrize(
    ("status", "connected"), [("DRAINING", True), ("ACTIVE", False), ("REGISTERING", True)]
)
def test_host_that_takes_no_tasks_says_so(aws: Aws, status: str, connected: bool) -> None:
    aws.cluster(instance("1", status=status, agentConnected=connected))
    aws.topology(["i-1"])
    assert not aws.observe().hosts[0].takes_tasks


def test_interconnect_word_that_is_new_is_unknown_with_the_word(aws: Aws) -> None:
    aws.cluster(instance("1", attributes={"ultraserver.capacity-block": "cb-1"}))
    aws.topology(["i-1"])
    aws.blocks(["cb-1"], {"CapacityBlockId": "cb-1", "InterconnectStatus": "melting"})
    (block,) = aws.observe().blocks
    assert (block.interconnect, block.reason) == ("unknown", "interconnect status is 'melting'")


@pytest.mark.parametrize("call", ["describe_instance_topology", "describe_capacity_block_status"])
def test_fails_when_the_call_is_refused(aws: Aws, call: str) -> None:
    aws.cluster(instance("1", attributes={"ultraserver.capacity-block": "cb-1"}))
    if call == "describe_capacity_block_status":
        aws.topology(["i-1"])
    aws.on_ec2.add_client_error(call, "UnauthorizedOperation")
    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        aws.observe()
