"""Capacity Blocks and reservations: what is sold, described, launched into."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ultraserver_local import EmbeddedAws, Offering

TRN3, ULTRASERVER = "trn3-test.48xlarge", "u-trn3-test"
Launch = Callable[..., list[dict[str, Any]]]


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def offer(aws: EmbeddedAws, *, count: int = 1, hours: int = 24) -> str:
    start = datetime(2027, 3, 1, 11, 30, tzinfo=UTC)
    return aws.market.offer(
        Offering(
            id="cbr-0123456789abcdef0",
            instance_type=TRN3,
            instance_count=36 * count,
            zone="us-east-2a",
            start=start,
            hours=hours,
            upfront_fee="1000.00",
            ultraserver_type=ULTRASERVER,
            ultraserver_count=count,
        )
    )


def test_nothing_is_on_offer_until_somebody_offers(ec2: Any) -> None:
    answer = ec2.describe_capacity_block_offerings(InstanceType=TRN3, CapacityDurationHours=24)
    assert answer["CapacityBlockOfferings"] == []


@pytest.mark.parametrize("hours", [23, 15 * 24, 183 * 24])
def test_fails_for_a_duration_that_is_not_sold(ec2: Any, hours: int) -> None:
    with pytest.raises(ClientError, match=f"CapacityDurationHours {hours} is invalid") as error:
        ec2.describe_capacity_block_offerings(InstanceType=TRN3, CapacityDurationHours=hours)
    assert code(error) == "InvalidParameterValue"


def test_offering_is_found_by_ultraserver_count_duration_and_dates(
    aws: EmbeddedAws, ec2: Any
) -> None:
    offering = offer(aws, count=2)

    def found(**more: Any) -> list[str]:
        wanted = {"UltraserverType": ULTRASERVER, "UltraserverCount": 2, **more}
        wanted.setdefault("CapacityDurationHours", 24)
        answer = ec2.describe_capacity_block_offerings(**wanted)["CapacityBlockOfferings"]
        return [item["CapacityBlockOfferingId"] for item in answer]

    assert found() == [offering]
    assert found(UltraserverCount=1) == []
    assert found(CapacityDurationHours=48) == []
    assert found(StartDateRange=datetime(2027, 3, 2, tzinfo=UTC)) == []
    assert found(EndDateRange=datetime(2027, 3, 2, tzinfo=UTC)) == []
    assert found(StartDateRange=datetime(2027, 2, 1, tzinfo=UTC)) == [offering]


def test_dry_run_of_a_purchase_says_so_and_buys_nothing(aws: EmbeddedAws, ec2: Any) -> None:
    offering = offer(aws)
    with pytest.raises(ClientError) as error:
        ec2.purchase_capacity_block(
            CapacityBlockOfferingId=offering, InstancePlatform="Linux/UNIX", DryRun=True
        )
    assert code(error) == "DryRunOperation"
    assert ec2.describe_capacity_blocks()["CapacityBlocks"] == []


def test_fails_to_buy_an_unknown_offering_even_dry(ec2: Any) -> None:
    with pytest.raises(ClientError, match="'cbr-none' does not exist") as error:
        ec2.purchase_capacity_block(
            CapacityBlockOfferingId="cbr-none", InstancePlatform="Linux/UNIX", DryRun=True
        )
    assert code(error) == "InvalidParameterValue"


def test_purchase_gives_one_block_for_each_ultraserver(aws: EmbeddedAws, ec2: Any) -> None:
    bought = ec2.purchase_capacity_block(
        CapacityBlockOfferingId=offer(aws, count=2),
        InstancePlatform="Linux/UNIX",
        TagSpecifications=[
            {"ResourceType": "capacity-block", "Tags": [{"Key": "fleet", "Value": "rufus"}]}
        ],
    )
    blocks = ec2.describe_capacity_blocks()["CapacityBlocks"]
    assert [block["State"] for block in blocks] == ["scheduled"] * 2
    assert [block["Tags"] for block in blocks] == [[{"Key": "fleet", "Value": "rufus"}]] * 2
    reservations = ec2.describe_capacity_reservations()["CapacityReservations"]
    assert [r["TotalInstanceCount"] for r in reservations] == [36, 36]
    assert {r["ReservationType"] for r in reservations} == {"capacity-block"}
    assert {r["LaunchStatus"] for r in reservations} == {"unlaunchable"}
    assert bought["CapacityReservation"]["CapacityBlockId"] == blocks[0]["CapacityBlockId"]
    assert (
        ec2.describe_capacity_block_offerings(
            UltraserverType=ULTRASERVER, CapacityDurationHours=24
        )["CapacityBlockOfferings"]
        == []
    )


def test_status_tells_interconnect_and_what_is_free(
    aws: EmbeddedAws, ec2: Any, launch: Launch
) -> None:
    block = aws.add_capacity_block(instance_type=TRN3, hosts=4, ultraserver_type=ULTRASERVER)
    launch(3, block=block)
    aws.set_interconnect_status(block, "impaired")
    status = ec2.describe_capacity_block_status()["CapacityBlockStatuses"][0]
    assert status["InterconnectStatus"] == "impaired"
    assert (status["TotalCapacity"], status["TotalAvailableCapacity"]) == (4, 1)
    filters = [{"Name": "interconnect-status", "Values": ["ok"]}]
    assert ec2.describe_capacity_block_status(Filters=filters)["CapacityBlockStatuses"] == []


def test_extension_moves_the_end_and_is_in_the_history(aws: EmbeddedAws, ec2: Any) -> None:
    block = aws.add_capacity_block(instance_type=TRN3, hosts=4)
    before = ec2.describe_capacity_blocks()["CapacityBlocks"][0]["EndDate"]
    aws.market.offer_extension(block, hours=24, upfront_fee="10.00")
    offered = ec2.describe_capacity_block_extension_offerings(
        CapacityReservationId=block, CapacityBlockExtensionDurationHours=24
    )["CapacityBlockExtensionOfferings"]
    ec2.purchase_capacity_block_extension(
        CapacityBlockExtensionOfferingId=offered[0]["CapacityBlockExtensionOfferingId"],
        CapacityReservationId=block,
    )
    after = ec2.describe_capacity_blocks()["CapacityBlocks"][0]["EndDate"]
    assert after - before == timedelta(hours=24)
    history = ec2.describe_capacity_block_extension_history(CapacityReservationIds=[block])
    assert history["CapacityBlockExtensions"][0]["UpfrontFee"] == "10.00"


def test_hosts_carry_block_and_reservation_and_free_them_when_terminated(
    aws: EmbeddedAws, ec2: Any, launch: Launch
) -> None:
    block = aws.add_capacity_block(instance_type=TRN3, hosts=2, ultraserver_type=ULTRASERVER)
    ids = [host["InstanceId"] for host in launch(2, block=block)]
    described = ec2.describe_instances(InstanceIds=ids)["Reservations"][0]["Instances"]
    assert {host["CapacityReservationId"] for host in described} == {block}
    assert {host["CapacityBlockId"][:3] for host in described} == {"cb-"}
    assert {host["InstanceLifecycle"] for host in described} == {"capacity-block"}
    with pytest.raises(ClientError, match="0 of 2 hosts are free") as error:
        launch(1, block=block)
    assert code(error) == "ReservationCapacityExceeded"
    ec2.terminate_instances(InstanceIds=ids[:1])
    assert len(launch(1, block=block)) == 1


def test_min_count_is_all_or_nothing_and_max_count_is_filled(
    aws: EmbeddedAws, ec2: Any, launch: Launch
) -> None:
    block = aws.add_capacity_block(instance_type=TRN3, hosts=3)
    with pytest.raises(ClientError, match="3 of 3 hosts are free, 4 wanted"):
        launch(4, block=block)
    assert len(launch(1, block=block, MaxCount=5)) == 3


def test_fails_to_launch_in_another_zone_than_the_block(
    aws: EmbeddedAws, launch: Launch, subnet: Callable[[str], str]
) -> None:
    block = aws.add_capacity_block(instance_type=TRN3, hosts=3)
    with pytest.raises(ClientError, match="it is in us-east-2a, the subnet in us-east-2b"):
        launch(1, block=block, SubnetId=subnet("us-east-2b"))


def test_fails_to_launch_another_type_or_without_the_market_type(
    aws: EmbeddedAws, launch: Launch
) -> None:
    block = aws.add_capacity_block(instance_type=TRN3, hosts=3)
    with pytest.raises(ClientError, match=f"it is for {TRN3}, not m5.large"):
        launch(1, block=block, InstanceType="m5.large")
    with pytest.raises(ClientError, match="MarketType must be capacity-block"):
        launch(1, block=block, InstanceMarketOptions={})


def test_fails_to_launch_before_the_block_starts(aws: EmbeddedAws, launch: Launch) -> None:
    start = datetime.now(UTC) + timedelta(days=1)
    block = aws.add_capacity_block(instance_type=TRN3, hosts=3, start=start)
    with pytest.raises(ClientError, match="it is scheduled"):
        launch(1, block=block)


def test_fails_in_a_placement_group_of_ones_own(aws: EmbeddedAws, ec2: Any, launch: Launch) -> None:
    ec2.create_placement_group(GroupName="mine", Strategy="cluster")
    block = aws.add_capacity_block(instance_type=TRN3, hosts=3)
    with pytest.raises(ClientError) as error:
        launch(1, block=block, Placement={"GroupName": "mine"})
    assert code(error) == "InsufficientInstanceCapacity"


def test_resource_group_finds_a_block_with_room(aws: EmbeddedAws, ec2: Any, launch: Launch) -> None:
    blocks = [aws.add_capacity_block(instance_type=TRN3, hosts=1) for _ in range(2)]
    groups = aws.client("resource-groups")
    group = groups.create_group(
        Name="pool",
        Configuration=[{"Type": "AWS::EC2::CapacityReservationPool"}],
    )["Group"]["GroupArn"]
    arns = [
        reservation["CapacityReservationArn"]
        for reservation in ec2.describe_capacity_reservations()["CapacityReservations"]
    ]
    groups.group_resources(Group=group, ResourceArns=arns)
    target = {"CapacityReservationTarget": {"CapacityReservationResourceGroupArn": group}}
    hosts = [
        launch(1, block=blocks[0], CapacityReservationSpecification=target)[0] for _ in range(2)
    ]
    assert {host["CapacityReservationId"] for host in hosts} == set(blocks)
    with pytest.raises(ClientError, match="0 of 1 hosts are free"):
        launch(1, block=blocks[0], CapacityReservationSpecification=target)
    listed = groups.list_group_resources(Group=group)["ResourceIdentifiers"]
    assert [item["ResourceArn"] for item in listed] == arns


def test_reservation_is_created_changed_and_cancelled(ec2: Any) -> None:
    made = ec2.create_capacity_reservation(
        InstanceType="m5.large",
        InstancePlatform="Linux/UNIX",
        AvailabilityZone="us-east-2b",
        InstanceCount=2,
    )["CapacityReservation"]
    ids = [made["CapacityReservationId"]]
    ec2.modify_capacity_reservation(CapacityReservationId=ids[0], InstanceCount=5)
    found = ec2.describe_capacity_reservations(CapacityReservationIds=ids)["CapacityReservations"]
    assert (found[0]["TotalInstanceCount"], found[0]["State"]) == (5, "active")
    ec2.cancel_capacity_reservation(CapacityReservationId=ids[0])
    found = ec2.describe_capacity_reservations(CapacityReservationIds=ids)["CapacityReservations"]
    assert found[0]["State"] == "cancelled"


def test_fails_to_cancel_a_capacity_block(aws: EmbeddedAws, ec2: Any) -> None:
    block = aws.add_capacity_block(instance_type=TRN3, hosts=1)
    with pytest.raises(ClientError, match="A Capacity Block cannot be cancelled"):
        ec2.cancel_capacity_reservation(CapacityReservationId=block)


@pytest.mark.parametrize(
    ("call", "params", "expected"),
    [
        ("describe_capacity_reservations", {"CapacityReservationIds": ["cr-0"]},
         "InvalidCapacityReservationId.NotFound"),
        ("describe_capacity_blocks", {"CapacityBlockIds": ["cb-0"]},
         "InvalidCapacityBlockId.NotFound"),
        ("describe_capacity_block_status", {"CapacityBlockIds": ["cb-0"]},
         "InvalidCapacityBlockId.NotFound"),
        ("describe_placement_groups", {"GroupNames": ["none"]}, "InvalidPlacementGroup.Unknown"),
        ("delete_placement_group", {"GroupName": "none"}, "InvalidPlacementGroup.Unknown"),
        ("describe_capacity_reservations", {"Filters": [{"Name": "x", "Values": ["y"]}]},
         "InvalidParameterValue"),
    ],
)  # fmt: skip
def test_fails_with_the_code_of_what_is_unknown(
    ec2: Any, call: str, params: dict[str, Any], expected: str
) -> None:
    with pytest.raises(ClientError) as error:
        getattr(ec2, call)(**params)
    assert code(error) == expected


def test_placement_group_in_use_cannot_be_deleted(ec2: Any, launch: Launch) -> None:
    ec2.create_placement_group(GroupName="spread", Strategy="spread")
    host = launch(1, Placement={"GroupName": "spread"})[0]
    with pytest.raises(ClientError) as error:
        ec2.delete_placement_group(GroupName="spread")
    assert code(error) == "InvalidPlacementGroup.InUse"
    ec2.terminate_instances(InstanceIds=[host["InstanceId"]])
    ec2.delete_placement_group(GroupName="spread")
    assert ec2.describe_placement_groups()["PlacementGroups"] == []
