"""A host as it will be launched: a catalogue row, made complete.

AWS has published no EC2 name and no EFA interface count for Trn3. Both are data that a user gives;
everything else comes from the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ultraserver_plan.errors import Fault, FaultsError
from ultraserver_plan.hardware.types import HardwareRow, HostType

MINIMUM_ROOT_VOLUME_GIB = 512
"""Smallest root volume of a Trainium host. Source: AWS Neuron 2.32 documentation,
frameworks/torch/torch-neuronx/setup/note-setup-general.rst, read 2026-08-21."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSpec:
    """One kind of host, complete enough to launch.

    ``efa_interfaces`` is the number of network cards with EFA; 0 means no EFA.
    ``machine_image`` is an AMI id or ``ssm:/parameter/name``; None leaves the choice to the caller.
    """

    type: HostType
    instance_type: str
    efa_interfaces: int
    lnc: Literal[1, 2] = 2
    root_volume_gib: int = MINIMUM_ROOT_VOLUME_GIB
    root_device: str = "/dev/xvda"
    """Root device of the machine image: ``/dev/xvda`` on Amazon Linux, ``/dev/sda1`` on Ubuntu."""
    machine_image: str | None = None

    def __post_init__(self) -> None:
        faults = []
        if self.efa_interfaces < 0:
            faults.append(
                Fault(
                    where="HostSpec.efa_interfaces",
                    what=f"{self.efa_interfaces} is not a number of network cards",
                    fix="give 0 for a host without EFA",
                )
            )
        if self.root_volume_gib < MINIMUM_ROOT_VOLUME_GIB:
            faults.append(
                Fault(
                    where="HostSpec.root_volume_gib",
                    what=f"{self.root_volume_gib} GiB is too small for an accelerator host",
                    fix=f"give at least {MINIMUM_ROOT_VOLUME_GIB}",
                )
            )
        if faults:
            raise FaultsError(faults)

    @property
    def devices(self) -> tuple[str, ...]:
        """Device files of the chips, contiguous from 0; empty where there are none to name."""
        if self.type.device_prefix != "/dev/neuron":
            return ()
        return tuple(f"/dev/neuron{index}" for index in range(self.type.chips))

    @property
    def efa_cards(self) -> tuple[int, ...]:
        """Indexes of the network cards with EFA: the row's, or the first ``efa_interfaces``."""
        layout = self.type.efa
        if layout is not None and len(layout.cards) == self.efa_interfaces:
            return layout.cards
        return tuple(range(self.efa_interfaces))

    @property
    def efa_devices(self) -> tuple[str, ...]:
        """Device files of the EFA interfaces."""
        return tuple(f"/dev/infiniband/uverbs{index}" for index in range(self.efa_interfaces))


def host_spec(
    row: HardwareRow,
    *,
    instance_type: str | None = None,
    efa_interfaces: int | None = None,
    lnc: Literal[1, 2] = 2,
    machine_image: str | None = None,
) -> HostSpec:
    """Complete ``row`` with what AWS leaves open.

    Raises FaultsError naming each number that neither the row nor the caller gives.
    """
    faults = []
    name = instance_type or row.host.instance_type
    if name is None:
        faults.append(
            Fault(
                where=f"hardware {row.name}",
                what="AWS has published no EC2 instance type for this host",
                fix="give instance_type, as your AWS account team names it",
            )
        )
    cards = _efa_cards(row.host, efa_interfaces)
    if cards is None:
        faults.append(
            Fault(
                where=f"hardware {row.name}",
                what="AWS documents no EFA interface count for this host",
                fix="give efa_interfaces, as EfaInfo of `aws ec2 describe-instance-types` has it",
            )
        )
    if faults or name is None or cards is None:
        raise FaultsError(faults)
    return HostSpec(
        type=row.host,
        instance_type=name,
        efa_interfaces=cards,
        lnc=lnc,
        machine_image=machine_image,
    )


def _efa_cards(host: HostType, given: int | None) -> int | None:
    if given is not None:
        return given
    return 0 if host.efa is None else host.efa.network_cards
