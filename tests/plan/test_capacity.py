from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ultraserver_plan import capacity
from ultraserver_plan.errors import UltraServerError

BLOCK = "cr-0123456789abcdef0"


@pytest.mark.parametrize(
    ("ultraserver", "drain_minutes", "expected"),
    [
        (True, 15, datetime(2027, 1, 18, 10, 15, tzinfo=UTC)),
        (True, 0, datetime(2027, 1, 18, 10, 30, tzinfo=UTC)),
        (False, 15, datetime(2027, 1, 18, 10, 45, tzinfo=UTC)),
        (False, 60, datetime(2027, 1, 18, 10, 0, tzinfo=UTC)),
    ],
)
def test_hosts_drain_before_ec2_begins_to_take_them(
    ultraserver: bool, drain_minutes: int, expected: datetime
) -> None:
    block = capacity.capacity_block(
        BLOCK,
        hosts=4,
        ultraserver=ultraserver,
        end="2027-01-18T11:30:00Z",
        drain=timedelta(minutes=drain_minutes),
    )
    assert block.drains == expected


def test_block_without_times_is_there_and_stays() -> None:
    block = capacity.capacity_block(BLOCK, hosts=4)
    assert (block.starts, block.drains) == (None, None)
    assert block.name == block.reservation_id == BLOCK


def test_source_counts_the_hosts_of_its_groups() -> None:
    blocks = [capacity.capacity_block(f"cr-0000000{n}", hosts=36) for n in range(3)]
    assert capacity.capacity_blocks(blocks).hosts == 108


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-01-04T11:30:00Z", "2027-01-04T11:30:00Z"),
        ("2027-01-04T11:30:00+00:00", "2027-01-04T11:30:00Z"),
        ("2027-01-04T11:30Z", "2027-01-04T11:30:00Z"),
    ],
)
def test_utc_time_is_written_as_aws_writes_it(text: str, expected: str) -> None:
    assert capacity.utc_text(capacity.utc(text, where="x")) == expected


@pytest.mark.parametrize("text", ["tomorrow", "2027-01-04T11:30:00", "2027-01-04T11:30:00+01:00"])
def test_fails_on_a_time_that_is_not_utc(text: str) -> None:
    with pytest.raises(UltraServerError, match="is not a time in UTC; write it as"):
        capacity.capacity_block(BLOCK, hosts=4, end=text)


@pytest.mark.parametrize("id", ["cb-0123456789abcdef0", "cr-xyz", "", "cr-0123"])
def test_fails_on_what_is_no_reservation_id(id: str) -> None:
    with pytest.raises(UltraServerError, match="give the reservation id, such as"):
        capacity.capacity_block(id, hosts=4)


def test_fails_on_a_group_without_hosts() -> None:
    with pytest.raises(UltraServerError, match="host group Spot: 0 hosts; give the number"):
        capacity.spot(hosts=0)


def test_fails_on_a_block_too_short_to_drain() -> None:
    with pytest.raises(UltraServerError, match="before it starts"):
        capacity.capacity_block(
            BLOCK, hosts=4, start="2027-01-04T11:30:00Z", end="2027-01-04T12:30:00Z"
        )


def test_fails_on_two_targets() -> None:
    with pytest.raises(UltraServerError, match="a launch targets one of them"):
        capacity.HostGroup(
            name="G", hosts=1, reservation_id=BLOCK, resource_group_arn="arn:aws:resource-groups"
        )
