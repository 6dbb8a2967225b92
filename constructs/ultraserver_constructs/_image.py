"""Which machine image a host boots when its owner names none."""

from __future__ import annotations

import jsii
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from ultraserver_plan.errors import UltraServerError
from ultraserver_plan.host_spec import HostSpec

_SSM = "ssm:"


def host_image(host: HostSpec, *, where: str) -> ec2.IMachineImage:
    """Return the image of ``host``: the AMI or parameter it names, or the ECS-optimised one.

    The ECS-optimised Neuron image carries the driver and the ECS agent, and floats with AWS's
    releases; name an AMI id for a reproducible fleet.
    """
    if host.machine_image is not None:
        return named_image(host.machine_image)
    if host.type.arm:
        raise UltraServerError(
            f"no ECS-optimised accelerator image is known for the Arm host {host.type.name}",
            where=where,
            fix="name one: machine_image='ami-…' or 'ssm:/parameter/name'",
        )
    hardware = {
        "/dev/neuron": ecs.AmiHardwareType.NEURON,
        "/dev/nvidia": ecs.AmiHardwareType.GPU,
        None: ecs.AmiHardwareType.STANDARD,
    }[host.type.device_prefix]
    return ecs.EcsOptimizedImage.amazon_linux2023(hardware)


def named_image(name: str) -> ec2.IMachineImage:
    """Return the image that an AMI id or ``ssm:/parameter/name`` names."""
    if name.startswith(_SSM):
        return ec2.MachineImage.from_ssm_parameter(name.removeprefix(_SSM))
    return _PinnedAmi(name)


@jsii.implements(ec2.IMachineImage)
class _PinnedAmi:
    """One AMI id, in whatever Region the stack is in.

    CDK's generic image maps Regions to ids and so wants the Region at synth; an id belongs to one
    Region anyway, and EC2 refuses it elsewhere.
    """

    def __init__(self, ami: str) -> None:
        self._ami = ami

    def get_image(self, scope: Construct) -> ec2.MachineImageConfig:
        return ec2.MachineImageConfig(
            image_id=self._ami,
            os_type=ec2.OperatingSystemType.LINUX,
            user_data=ec2.UserData.for_linux(),
        )
