"""What the demo waits for, and what it says of a fleet: decided without an AWS."""

from __future__ import annotations

import pytest

from ultraserver_cli.demo.hosts import place_missing
from ultraserver_control.observe import HostObservation
from ultraserver_plan.hardware import row
from ultraserver_plan.topology import Host


def seen(*, block: str | None, unknown: str | None) -> HostObservation:
    return HostObservation(
        container_instance_arn="arn:aws:ecs:us-east-2:123456789012:container-instance/c/1",
        status="ACTIVE",
        agent_connected=True,
        running_tasks=0,
        pending_tasks=0,
        host=Host(id="i-1", capacity_block=block, network_nodes=("nn-1",)),
        ultraserver=None,
        hardware=None,
        place_unknown=unknown,
    )


@pytest.mark.parametrize(
    ("hardware", "block", "unknown", "expected"),
    [
        ("trn3-gen2", "cb-1", None, None),
        ("trn3-gen2", None, None, "EC2 has not told the Capacity Block yet"),
        ("trn3-gen2", None, "EC2 has no place for it yet", "EC2 has no place for it yet"),
        ("trn2", None, None, None),
        ("trn2", None, "EC2 has no place for it yet", "EC2 has no place for it yet"),
        ("cpu", None, "EC2 has no place for it yet", None),
    ],
)
def test_demo_waits_for_what_ec2_will_tell(
    hardware: str, block: str | None, unknown: str | None, expected: str | None
) -> None:
    assert place_missing(seen(block=block, unknown=unknown), row(hardware)) == expected
