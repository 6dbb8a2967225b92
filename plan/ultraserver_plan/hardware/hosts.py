"""EC2 instances (and the comparison's hosts), one row each."""

from __future__ import annotations

from ultraserver_plan.hardware import chips, sources
from ultraserver_plan.hardware.types import EfaLayout, HostType

_EFA_TRN3 = "per-host share of the UltraServer's total; AWS documents no interface count"

TRN3_GEN1 = HostType(
    name="trn3-gen1-host",
    instance_type=None,
    chip=chips.TRAINIUM3,
    chips=16,
    vcpus=192,
    memory_gib=2048,
    efa=EfaLayout(network_cards=None, gbps_per_host=3200, source=sources.TRN3_ARCH, note=_EFA_TRN3),
    device_prefix="/dev/neuron",
    network_node_depth=None,
    source=sources.TRN3_ARCH,
    note="a quarter of the UltraServer; AWS has published no instance type name",
)

TRN3_GEN2 = HostType(
    name="trn3-gen2-host",
    instance_type=None,
    chip=chips.TRAINIUM3,
    chips=4,
    vcpus=64,
    memory_gib=768,
    efa=EfaLayout(network_cards=None, gbps_per_host=800, source=sources.TRN3_ARCH, note=_EFA_TRN3),
    device_prefix="/dev/neuron",
    network_node_depth=None,
    source=sources.TRN3_ARCH,
    note="a thirty-sixth of the UltraServer; AWS has published no instance type name",
)


def _trn2(name: str, note: str = "") -> HostType:
    """Return one of the two 16-chip Trn2 instances; they differ in the links between hosts."""
    return HostType(
        name=name,
        instance_type=name,
        chip=chips.TRAINIUM2,
        chips=16,
        vcpus=192,
        memory_gib=2048,
        efa=EfaLayout(
            network_cards=16,
            gbps_per_host=3200,
            source=f"{sources.TRN2_ARCH}; {sources.EC2_INSTANCE_TYPES}",
        ),
        device_prefix="/dev/neuron",
        network_node_depth=3,
        source=f"{sources.TRN2_ARCH}; {sources.EC2_TOPOLOGY}",
        note=note,
    )


TRN2_48XLARGE = _trn2("trn2.48xlarge")
TRN2U_48XLARGE = _trn2(
    "trn2u.48xlarge", "EC2 reports no NeuronInfo for this type: never size from that API"
)

TRN2_3XLARGE = HostType(
    name="trn2.3xlarge",
    instance_type="trn2.3xlarge",
    chip=chips.TRAINIUM2,
    chips=1,
    vcpus=12,
    memory_gib=128,
    efa=EfaLayout(
        network_cards=1,
        gbps_per_host=200,
        source=sources.EC2_INSTANCE_TYPES,
        note="NetworkPerformance says 200 Gigabit, its only network card says 50 Gigabit",
    ),
    device_prefix="/dev/neuron",
    network_node_depth=None,
    source=sources.EC2_INSTANCE_TYPES,
)


def _trn1(name: str, *, cards: int) -> HostType:
    """Return one of the two 16-chip Trn1 instances; each network card carries 100 Gbps."""
    return HostType(
        name=name,
        instance_type=name,
        chip=chips.TRAINIUM1,
        chips=16,
        vcpus=128,
        memory_gib=512,
        efa=EfaLayout(
            network_cards=cards,
            gbps_per_host=cards * 100,
            source=f"{sources.TRN1_ARCH}; {sources.EC2_INSTANCE_TYPES}",
        ),
        device_prefix="/dev/neuron",
        network_node_depth=3,
        source=f"{sources.TRN1_ARCH}; {sources.EC2_TOPOLOGY}",
    )


TRN1_32XLARGE = _trn1("trn1.32xlarge", cards=8)
TRN1N_32XLARGE = _trn1("trn1n.32xlarge", cards=16)

P6_B200_48XLARGE = HostType(
    name="p6-b200.48xlarge",
    instance_type="p6-b200.48xlarge",
    chip=chips.B200,
    chips=8,
    vcpus=192,
    memory_gib=2048,
    efa=EfaLayout(
        network_cards=8,
        gbps_per_host=3200,
        source=f"{sources.EFA_NETWORK_CARDS}; {sources.EC2_INSTANCE_TYPES}",
    ),
    device_prefix="/dev/nvidia",
    network_node_depth=4,
    source=f"{sources.EC2_P6}; {sources.EC2_INSTANCE_TYPES}; {sources.EC2_TOPOLOGY}",
)

P6_B300_48XLARGE = HostType(
    name="p6-b300.48xlarge",
    instance_type="p6-b300.48xlarge",
    chip=chips.B300,
    chips=8,
    vcpus=192,
    memory_gib=4096,
    efa=EfaLayout(
        network_cards=16,
        gbps_per_host=6400,
        source=sources.EC2_INSTANCE_TYPES,
        note="17 network cards; card 0 carries ENA only",
        card_indexes=tuple(range(1, 17)),
    ),
    device_prefix="/dev/nvidia",
    network_node_depth=4,
    source=f"{sources.EC2_P6}; {sources.EC2_INSTANCE_TYPES}; {sources.EC2_TOPOLOGY}",
)

P6E_GB200_36XLARGE = HostType(
    name="p6e-gb200.36xlarge",
    instance_type="p6e-gb200.36xlarge",
    chip=chips.GB200,
    chips=4,
    vcpus=144,
    memory_gib=960,
    efa=EfaLayout(
        network_cards=8,
        gbps_per_host=1600,
        source=f"{sources.EC2_P6}; {sources.EFA_NETWORK_CARDS}",
        note="share of the UltraServer's 28,800 Gbps; the cards alone could carry 8 x 400 Gbps, "
        "and card 0 carries ENA only",
        card_indexes=tuple(range(1, 17, 2)),
    ),
    device_prefix="/dev/nvidia",
    network_node_depth=3,
    source=f"{sources.EC2_P6}; {sources.EC2_TOPOLOGY}",
    note="Arm host; the GPUs of several hosts form one domain only with IMEX",
    arm=True,
)

TPU_V6E_HOST = HostType(
    name="tpu-v6e-host",
    instance_type=None,
    chip=chips.TPU_V6E,
    chips=8,
    vcpus=None,
    memory_gib=1536,
    efa=None,
    device_prefix=None,
    network_node_depth=None,
    source=sources.GOOGLE_V6E,
    note="for comparison; not an EC2 instance",
)

TRN4_HOST = HostType(
    name="trn4-host",
    instance_type=None,
    chip=chips.TRAINIUM4,
    chips=1,
    vcpus=None,
    memory_gib=None,
    efa=None,
    device_prefix=None,
    network_node_depth=None,
    source=sources.TRAINIUM4_FACTORS,
    note="one chip: AWS has announced no server",
)

HOSTS: tuple[HostType, ...] = (
    TRN3_GEN1,
    TRN3_GEN2,
    TRN2_48XLARGE,
    TRN2U_48XLARGE,
    TRN2_3XLARGE,
    TRN1_32XLARGE,
    TRN1N_32XLARGE,
    P6_B200_48XLARGE,
    P6_B300_48XLARGE,
    P6E_GB200_36XLARGE,
    TPU_V6E_HOST,
    TRN4_HOST,
)
