"""An account as the fleet's owner has it: capacity bought, image built, the clock at its time."""

from __future__ import annotations

from datetime import datetime, timedelta

from ultraserver_cli.phases import Phases
from ultraserver_local import EmbeddedAws
from ultraserver_plan.capacity import HostGroup, utc_text
from ultraserver_plan.hardware import row
from ultraserver_stacks.fleet_input import FleetInput

_SSM = "ssm:"


def prepare_account(aws: EmbeddedAws, fleet: FleetInput, groups: tuple[HostGroup, ...]) -> None:
    """Put what the fleet file names into the account, and the clock before the first block."""
    spec, plan = fleet.spec, fleet.plan
    # As after a real launch: the first answers about a host lack its block.
    aws.set_topology_delay(2)
    if first := first_start(groups):
        aws.set_time(first - timedelta(days=1))
    ends = {block.id: block.end for block in spec.capacity.blocks}
    for group in groups:
        if group.reservation_id is None:
            continue
        if group.market_type == "capacity-block":
            end = ends[group.reservation_id]
            aws.add_capacity_block(
                group.reservation_id,
                instance_type=plan.host.instance_type,
                hosts=group.hosts,
                zone=spec.target.zone,
                ultraserver_type=_ultraserver_type(fleet),
                start=group.starts,
                end=None if end is None else datetime.fromisoformat(end),
            )
        else:
            aws.add_capacity_reservation(
                group.reservation_id,
                instance_type=plan.host.instance_type,
                hosts=group.hosts,
                zone=spec.target.zone,
            )
    _put_image(aws, plan.host.machine_image)


def begin_blocks(aws: EmbeddedAws, groups: tuple[HostGroup, ...], phases: Phases) -> None:
    """Let the time come at which scheduled blocks begin."""
    starts = [group.starts for group in groups if group.starts is not None]
    if starts:
        ran = aws.set_time(max(starts))
        phases.note(f"it is {utc_text(max(starts))} now: {len(ran)} scheduled actions ran")


def first_start(groups: tuple[HostGroup, ...]) -> datetime | None:
    """Return when the first scheduled block begins."""
    return min((group.starts for group in groups if group.starts is not None), default=None)


def _ultraserver_type(fleet: FleetInput) -> str | None:
    hardware = row(fleet.spec.hardware.type)
    return hardware.name if hardware.is_ultraserver else None


def _put_image(aws: EmbeddedAws, name: str | None) -> None:
    """Keep some image under the parameter that the fleet file names, as its owner would."""
    if name is None or not name.startswith(_SSM):
        return
    image = aws.client("ec2").describe_images(Owners=["amazon"], MaxResults=5)["Images"][0]
    aws.client("ssm").put_parameter(
        Name=name.removeprefix(_SSM), Value=image["ImageId"], Type="String"
    )
