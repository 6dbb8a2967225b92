"""DescribeInstanceTopology and DescribeCapacityReservationTopology."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ultraserver_local import EmbeddedAws

TRN3 = "trn3-test.48xlarge"
Launch = Callable[..., list[dict[str, Any]]]


def all_hosts(ec2: Any, **params: Any) -> list[dict[str, Any]]:
    pages = ec2.get_paginator("describe_instance_topology").paginate(**params)
    return [host for page in pages for host in page["Instances"]]


def test_hosts_of_one_block_share_every_node(aws: EmbeddedAws, ec2: Any, launch: Launch) -> None:
    blocks = [aws.add_capacity_block(instance_type=TRN3, hosts=4) for _ in range(3)]
    for block in blocks:
        launch(4, block=block)
    by_block: dict[str, set[tuple[str, ...]]] = {}
    for host in all_hosts(ec2):
        by_block.setdefault(host["CapacityBlockId"], set()).add(tuple(host["NetworkNodes"]))
    paths = [next(iter(paths)) for paths in by_block.values()]
    assert [len(paths) for paths in by_block.values()] == [1, 1, 1]
    assert {len(path) for path in paths} == {3}
    assert paths[0][:2] == paths[1][:2] and paths[0][2] != paths[1][2], "blocks 0 and 1 are near"
    assert paths[2][0] == paths[0][0] and paths[2][1] != paths[0][1], "block 2 is further away"


def test_hosts_outside_of_blocks_fill_the_last_node_first(ec2: Any, launch: Launch) -> None:
    launch(17, InstanceType="trn2.48xlarge")
    leaves = [host["NetworkNodes"][-1] for host in all_hosts(ec2)]
    assert (leaves.count(leaves[0]), len(set(leaves))) == (16, 2)
    assert all("CapacityBlockId" not in host for host in all_hosts(ec2))


def test_p6_hosts_have_four_nodes(ec2: Any, launch: Launch) -> None:
    launch(1, InstanceType="p6-b200.48xlarge")
    assert len(all_hosts(ec2)[0]["NetworkNodes"]) == 4


def test_only_running_hosts_of_supported_types_are_told(ec2: Any, launch: Launch) -> None:
    launch(1, InstanceType="m5.large")
    stopped, kept = launch(2)
    ec2.stop_instances(InstanceIds=[stopped["InstanceId"]])
    assert [host["InstanceId"] for host in all_hosts(ec2)] == [kept["InstanceId"]]


def test_pages_of_the_default_and_the_largest_size(ec2: Any, launch: Launch) -> None:
    launch(101)
    first = ec2.describe_instance_topology()
    assert len(first["Instances"]) == 20
    largest = ec2.describe_instance_topology(MaxResults=100)
    assert len(largest["Instances"]) == 100
    last = ec2.describe_instance_topology(MaxResults=100, NextToken=largest["NextToken"])
    assert len(last["Instances"]) == 1
    assert "NextToken" not in last
    assert len({host["InstanceId"] for host in all_hosts(ec2)}) == 101


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"MaxResults": 101}, "InvalidParameterValue"),
        ({"MaxResults": 20, "InstanceIds": ["i-0123456789abcdef0"]}, "InvalidParameterCombination"),
        ({"InstanceIds": ["i-0123456789abcdef0"]}, "InvalidInstanceID.NotFound"),
        ({"InstanceIds": [f"i-{n}" for n in range(101)]}, "InvalidParameterValue"),
        ({"NextToken": "nonsense"}, "InvalidNextToken"),
        ({"Filters": [{"Name": "vpc-id", "Values": ["x"]}]}, "InvalidParameterValue"),
        ({"DryRun": True}, "DryRunOperation"),
    ],
)
def test_fails_as_ec2_does(ec2: Any, params: dict[str, Any], expected: str) -> None:
    with pytest.raises(ClientError) as error:
        ec2.describe_instance_topology(**params)
    assert error.value.response["Error"]["Code"] == expected


def test_filters_and_group_names_select(ec2: Any, launch: Launch) -> None:
    ec2.create_placement_group(GroupName="g", Strategy="cluster")
    inside = launch(1, Placement={"GroupName": "g"}, InstanceType="trn1.32xlarge")[0]
    launch(1)
    assert [h["InstanceId"] for h in all_hosts(ec2, GroupNames=["g"])] == [inside["InstanceId"]]
    assert all_hosts(ec2, GroupNames=["g"])[0]["GroupName"] == "g"
    for name, value in (("instance-type", "trn1*"), ("instance-type", "trn1.32xlarge")):
        filters = [{"Name": name, "Values": [value]}]
        assert len(all_hosts(ec2, Filters=filters)) == 1
    filters = [{"Name": "zone-id", "Values": [all_hosts(ec2)[0]["ZoneId"]]}]
    assert len(all_hosts(ec2, Filters=filters)) == 2


def test_block_id_is_missing_in_the_first_polls_after_launch(
    aws: EmbeddedAws, ec2: Any, launch: Launch
) -> None:
    aws.set_topology_delay(2)
    launch(1, block=aws.add_capacity_block(instance_type=TRN3, hosts=1))
    seen = ["CapacityBlockId" in all_hosts(ec2)[0] for _ in range(4)]
    assert seen == [False, False, True, True]


def test_reservations_tell_their_block_and_nodes(
    aws: EmbeddedAws, ec2: Any, launch: Launch
) -> None:
    block = aws.add_capacity_block(instance_type=TRN3, hosts=1)
    launch(1, block=block)
    told = ec2.describe_capacity_reservation_topology()["CapacityReservations"][0]
    assert told["CapacityReservationId"] == block
    assert told["NetworkNodes"] == all_hosts(ec2)[0]["NetworkNodes"]


def test_fails_for_more_than_ten_reservations(ec2: Any) -> None:
    ids = [f"cr-{n}" for n in range(11)]
    with pytest.raises(ClientError, match="at most 10 values, got 11"):
        ec2.describe_capacity_reservation_topology(CapacityReservationIds=ids)
