from __future__ import annotations

import pytest

from ultraserver_plan.errors import FaultsError
from ultraserver_plan.hardware import row
from ultraserver_plan.host_spec import MINIMUM_ROOT_VOLUME_GIB, HostSpec, host_spec


def test_documented_host_needs_nothing_more() -> None:
    host = host_spec(row("trn2-ultraserver"))
    assert (host.instance_type, host.efa_interfaces) == ("trn2u.48xlarge", 16)
    assert host.root_volume_gib == MINIMUM_ROOT_VOLUME_GIB


def test_devices_are_contiguous_from_zero() -> None:
    host = host_spec(row("trn3-gen2"), instance_type="x.y", efa_interfaces=2)
    assert host.devices == ("/dev/neuron0", "/dev/neuron1", "/dev/neuron2", "/dev/neuron3")
    assert host.efa_devices == ("/dev/infiniband/uverbs0", "/dev/infiniband/uverbs1")


def test_nvidia_chips_are_no_device_files_of_ours() -> None:
    assert host_spec(row("p6-b200")).devices == ()


def test_given_numbers_win_over_the_row() -> None:
    host = host_spec(row("trn2"), instance_type="trn2.3xlarge", efa_interfaces=1)
    assert (host.instance_type, host.efa_interfaces) == ("trn2.3xlarge", 1)


def test_fails_naming_both_facts_that_aws_has_not_published() -> None:
    with pytest.raises(FaultsError) as raised:
        host_spec(row("trn3-gen2"))
    assert [fault.what for fault in raised.value.faults] == [
        "AWS has published no EC2 instance type for this host",
        "AWS documents no EFA interface count for this host",
    ]


def test_fails_on_a_small_root_volume_and_negative_cards_at_once() -> None:
    with pytest.raises(FaultsError) as raised:
        HostSpec(type=row("trn2").host, instance_type="x.y", efa_interfaces=-1, root_volume_gib=8)
    assert len(raised.value.faults) == 2
