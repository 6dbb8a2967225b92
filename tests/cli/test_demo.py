"""What the demo waits for, and what it says of a fleet: decided without an AWS."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from ultraserver_cli.demo.hosts import place_missing
from ultraserver_cli.demo.report import Report, print_report, report_payload
from ultraserver_control.block_status import BlockStatus
from ultraserver_control.observe import HostObservation, Observation
from ultraserver_plan.hardware import row
from ultraserver_plan.topology import Host
from ultraserver_stacks.fleet_input import read_fleet_input

EXAMPLES = Path(__file__).parents[2] / "examples"


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


def test_report_counts_hosts_by_ultraserver(capsys: pytest.CaptureFixture[str]) -> None:
    fleet = read_fleet_input(EXAMPLES / "rufus-gpt-oss-120b-trn3.yaml")
    hosts = tuple(
        replace(
            seen(block=f"cb-{n % 2}", unknown=None),
            host=Host(
                id=f"i-{n}",
                zone="us-east-2a",
                capacity_block=f"cb-{n % 2}",
                network_nodes=("nn-1",),
            ),
        )
        for n in range(6)
    )
    report = Report(
        fleet=fleet,
        stacks={"rufus-network": Counter({"AWS::EC2::VPCEndpoint": 18, "AWS::EC2::VPC": 1})},
        observation=Observation(
            hosts=hosts,
            unknown=(),
            blocks=(BlockStatus(capacity_block="cb-0", interconnect="impaired"),),
        ),
        took={"plan": 0.25},
    )
    payload = report_payload(report)
    assert payload["domains"] == [
        {"kind": "ultraserver", "id": f"cb-{n}", "hosts": ids, "takeTasks": 3}
        for n, ids in enumerate((["i-0", "i-2", "i-4"], ["i-1", "i-3", "i-5"]))
    ]
    print_report(report)
    printed = capsys.readouterr().out
    assert "18 EC2::VPCEndpoint, 1 EC2::VPC" in printed
    assert "impaired" in printed
    assert "6 hosts joined: 68 for 44 units, 4 spare" in printed
