"""Rules of the hardware: the catalogue's row, and what AWS leaves for the file to say."""

from __future__ import annotations

from collections.abc import Iterator

from ultraserver_plan.hardware import ROWS, deployable_rows
from ultraserver_plan.spec.checks.catalogue import row_of
from ultraserver_plan.spec.tree import Finding
from ultraserver_plan.spec.types import FleetSpec
from ultraserver_plan.suggest import one_of

_TYPE = ("hardware", "type")
_INSTANCE_TYPE = ("hardware", "instanceType")
_EFA = ("hardware", "efaInterfaces")


def row_known(spec: FleetSpec) -> Iterator[Finding]:
    """Check that the type is a row of the catalogue on which a fleet can be deployed."""
    row = row_of(spec.hardware.type)
    names = [item.name for item in deployable_rows()]
    if row is None:
        what = f"no hardware is called {spec.hardware.type}"
        yield Finding(_TYPE, what, one_of(spec.hardware.type, [item.name for item in ROWS]))
    elif not row.deployable:
        what = f"{row.name} is in the catalogue for comparison only"
        yield Finding(_TYPE, what, f"use one of {', '.join(names)}")


def instance_type_given(spec: FleetSpec) -> Iterator[Finding]:
    """Check for the EC2 name where AWS has published none."""
    row = row_of(spec.hardware.type)
    if row is None or not row.deployable or spec.hardware.instance_type is not None:
        return
    if row.host.instance_type is None:
        what = f"instanceType is missing: AWS has published no EC2 name for {row.name}"
        yield Finding(_INSTANCE_TYPE, what, "add instanceType as your AWS account team names it")


def instance_type_agrees(spec: FleetSpec) -> Iterator[Finding]:
    """Check the EC2 name where AWS has published one: another name means another row.

    A private Region may have names of its own.
    """
    row = row_of(spec.hardware.type)
    given = spec.hardware.instance_type
    if row is None or given is None or row.host.instance_type is None:
        return
    if given != row.host.instance_type and spec.target.profile not in ("ai-factory", "iso"):
        what = f"instanceType {given} is not that of {row.name}"
        fix = f"write {row.host.instance_type}, leave it out, or choose another hardware.type"
        yield Finding(_INSTANCE_TYPE, what, fix)


def image_given_for_arm(spec: FleetSpec) -> Iterator[Finding]:
    """Check for the image where the host's CPU is an Arm one: no default image boots there."""
    row = row_of(spec.hardware.type)
    if row is not None and row.host.arm and spec.hardware.machine_image is None:
        what = f"machineImage is missing: no ECS-optimised accelerator image boots on {row.name}"
        fix = "add machineImage: an AMI id or ssm:/parameter/name of an arm64 image"
        yield Finding(("hardware", "machineImage"), what, fix)


def efa_given(spec: FleetSpec) -> Iterator[Finding]:
    """Check for the count of EFA interfaces where AWS documents none."""
    row = row_of(spec.hardware.type)
    if row is None or row.host.efa is None or spec.hardware.efa_interfaces is not None:
        return
    if row.host.efa.network_cards is None:
        what = f"efaInterfaces is missing: AWS documents no count for {row.name}"
        fix = "add EfaInfo.MaximumEfaInterfaces of `aws ec2 describe-instance-types`"
        yield Finding(_EFA, what, fix)


def efa_fits(spec: FleetSpec) -> Iterator[Finding]:
    """Check that a host has no more EFA interfaces than its network cards carry."""
    row, given = row_of(spec.hardware.type), spec.hardware.efa_interfaces
    if row is None or given is None:
        return
    most = 0 if row.host.efa is None else row.host.efa.network_cards
    if most is not None and given > most:
        what = f"efaInterfaces is {given}, and a host of {row.name} has {most}"
        yield Finding(_EFA, what, f"write {most}, or leave it out")


def lnc_fits(spec: FleetSpec) -> Iterator[Finding]:
    """Check that the chips join physical cores to logical ones: only Trainium2 and later do."""
    row = row_of(spec.hardware.type)
    if row is None or spec.hardware.lnc == 2:
        return
    if row.host.chip.physical_cores is not None and row.host.chip.has_lnc:
        return
    what = f"lnc is {spec.hardware.lnc}, and {row.host.chip.title} has no logical cores"
    yield Finding(("hardware", "lnc"), what, "leave it out")


def row_on_outposts(spec: FleetSpec) -> Iterator[Finding]:
    """Check that an Outpost can have the hosts: neither Trainium nor EFA is there.

    Source: EC2 User Guide, "Elastic Fabric Adapter", considerations, read 2026-08-01.
    """
    row = row_of(spec.hardware.type)
    if row is None or spec.target.profile != "outposts":
        return
    fits = [item.name for item in deployable_rows() if item.host.efa is None]
    if row.host.efa is not None:
        what = f"{row.name} needs EFA, which AWS Outposts do not support"
        yield Finding(_TYPE, what, f"use one of {', '.join(fits)}")
