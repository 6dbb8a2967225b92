"""What a fleet file's ``hardware.type`` may name."""

from __future__ import annotations

from ultraserver_plan.hardware import hosts, sources
from ultraserver_plan.hardware.types import HardwareRow, HostType, NetworkLevel, Slice


def _efa(host: HostType, scope: str) -> NetworkLevel:
    """Return the EFA level: the host's bandwidth as printed, shared among its chips.

    AWS does not say whether the printed figure is one direction; it is taken as the whole.
    """
    efa = host.efa
    assert efa is not None
    return NetworkLevel(
        name="efa", scope=scope, gb_s_per_chip=efa.gbps_per_host / 8 / host.chips, source=efa.source
    )


def _link(name: str, scope: str, gb_s: float | None, source: str) -> NetworkLevel:
    """Return a level of the scale-up link."""
    assert gb_s is not None
    return NetworkLevel(name=name, scope=scope, gb_s_per_chip=gb_s, source=source)


def _node_groups(source: str) -> tuple[Slice, ...]:
    """Return the two- and four-node groups that Neuron forms from the hosts' own ids."""
    return tuple(Slice(name=f"{n}-node", hosts=n, source=source) for n in (2, 4))


_BETWEEN_ULTRASERVERS = "hosts of any UltraServer in one Availability Zone"
_BETWEEN_HOSTS = "hosts in one Availability Zone"

TRN3_GEN1 = HardwareRow(
    name="trn3-gen1",
    title="Trn3 Gen1 UltraServer",
    host=hosts.TRN3_GEN1,
    hosts=4,
    slices=_node_groups(sources.ULTRASERVER_INIT),
    levels=(
        # The GiB of the specification table is read as GB: the smaller of two unreconciled figures.
        _link("ultraserver", "64 chips, all to all", 2048, sources.TRN3_ARCH),
        _efa(hosts.TRN3_GEN1, _BETWEEN_ULTRASERVERS),
    ),
    documented_totals=(
        ("chips", 64),
        ("vcpus", 768),
        ("memory_gib", 8192),
        ("fp8_tflops", 161_088),
        ("fp4_tflops", 161_088),
        ("bf16_tflops", 42_944),
        ("fp32_tflops", 11_712),
        ("hbm_gib", 9216),
        ("hbm_tb_s", 313.6),
        ("efa_gbps", 12_800),
    ),
    deployable=True,
    status="documented",
    source=sources.TRN3_ARCH,
    note="give instanceType and efaInterfaces: AWS has published neither",
)

TRN3_GEN2 = HardwareRow(
    name="trn3-gen2",
    title="Trn3 Gen2 UltraServer",
    host=hosts.TRN3_GEN2,
    hosts=36,
    slices=(
        Slice(name="US3", hosts=2, source=sources.RUNTIME_NOTES),
        Slice(name="US4", hosts=4, source=sources.RUNTIME_NOTES),
        Slice(name="US16", hosts=4, source=sources.RUNTIME_NOTES),
        Slice(name="US18", hosts=4, source=sources.RUNTIME_NOTES),
        *(
            Slice(name=f"topologySize {n}", hosts=n, source=sources.ULTRASERVER_OPERATOR)
            for n in (1, 2, 4)
        ),
    ),
    levels=(
        _link("sled", "4 chips of one host", 256, sources.TRN3_ARCH),
        _link("rack", "hosts of one rack", 320, sources.TRN3_ARCH),
        _link("ultraserver", "racks of one UltraServer", 128, sources.TRN3_ARCH),
        _efa(hosts.TRN3_GEN2, _BETWEEN_ULTRASERVERS),
    ),
    documented_totals=(
        ("chips", 144),
        ("vcpus", 2304),
        ("memory_gib", 27_648),
        ("fp8_tflops", 362_448),
        ("fp4_tflops", 362_448),
        ("bf16_tflops", 96_624),
        ("fp32_tflops", 26_352),
        ("hbm_gib", 20_736),
        ("hbm_tb_s", 705.6),
        ("efa_gbps", 28_800),
    ),
    deployable=True,
    status="documented",
    source=sources.TRN3_ARCH,
    note="no group of 36 hosts is documented; give instanceType and efaInterfaces",
)

TRN2_ULTRASERVER = HardwareRow(
    name="trn2-ultraserver",
    title="Trn2 UltraServer",
    host=hosts.TRN2U_48XLARGE,
    hosts=4,
    slices=_node_groups(sources.ULTRASERVER_INIT),
    levels=(
        _link("instance", "16 chips of one host, 4x4 torus", 1024, sources.TRN2_ARCH),
        _link("ultraserver", "the same chip of four hosts, ring", 256, sources.TRN2_ARCH),
        _efa(hosts.TRN2U_48XLARGE, _BETWEEN_ULTRASERVERS),
    ),
    documented_totals=(
        ("chips", 64),
        ("vcpus", 768),
        ("memory_gib", 8192),
        ("hbm_gib", 6144),
        ("hbm_tb_s", 185.6),
        ("fp8_pflops", 83.2),
        ("bf16_pflops", 42.8),
    ),
    deployable=True,
    status="documented",
    source=sources.TRN2_ARCH,
    note="the page prints 3,200 Gbps of EFA, which is one host's",
)

P6E_GB200 = HardwareRow(
    name="p6e-gb200",
    title="P6e-GB200 UltraServer",
    host=hosts.P6E_GB200_36XLARGE,
    hosts=18,
    slices=(
        Slice(
            name="u-p6e-gb200x36",
            hosts=9,
            source=sources.EC2_P6,
            note="an UltraServer of its own, with 36 GPUs",
        ),
        Slice(name="u-p6e-gb200x72", hosts=18, source=sources.EC2_P6),
    ),
    levels=(
        _link(
            "ultraserver",
            "72 GPUs, all to all",
            hosts.P6E_GB200_36XLARGE.chip.link_gb_s,
            sources.NVIDIA_GB200,
        ),
        _efa(hosts.P6E_GB200_36XLARGE, _BETWEEN_ULTRASERVERS),
    ),
    documented_totals=(
        ("chips", 72),
        ("vcpus", 2592),
        ("memory_gib", 17_280),
        ("hbm_gib", 13_320),
        ("fp8_pflops", 360),
        ("efa_gbps", 28_800),
    ),
    deployable=True,
    status="documented",
    source=sources.EC2_P6,
)


def _single(
    name: str,
    host: HostType,
    *,
    title: str,
    link: tuple[str, float | None] | None,
    totals: tuple[tuple[str, float], ...] = (),
) -> HardwareRow:
    """Return the row of a host that scales out over EFA; ``link`` joins its own chips."""
    inside = () if link is None else (_link("instance", link[0], link[1], host.source),)
    return HardwareRow(
        name=name,
        title=title,
        host=host,
        hosts=1,
        slices=(),
        levels=(*inside, _efa(host, _BETWEEN_HOSTS)),
        documented_totals=totals,
        deployable=True,
        status="documented",
        source=host.source,
    )


TRN2 = _single(
    "trn2",
    hosts.TRN2_48XLARGE,
    title="Trn2 instance",
    link=("16 chips of one host, 4x4 torus", TRN2_ULTRASERVER.levels[0].gb_s_per_chip),
    totals=(("hbm_gib", 1536), ("hbm_tb_s", 46.4), ("fp8_pflops", 20.8), ("bf16_pflops", 10.7)),
)
TRN2_3XLARGE = _single("trn2-3xlarge", hosts.TRN2_3XLARGE, title="Trn2, one chip", link=None)
TRN1 = _single(
    "trn1",
    hosts.TRN1_32XLARGE,
    title="Trn1 instance",
    link=("16 chips of one host, 2D torus", hosts.TRN1_32XLARGE.chip.link_gb_s),
    totals=(("bf16_tflops", 3040), ("fp32_tflops", 760), ("hbm_gib", 512), ("efa_gbps", 800)),
)
TRN1N = _single(
    "trn1n",
    hosts.TRN1N_32XLARGE,
    title="Trn1n instance",
    link=("16 chips of one host, 2D torus", 768),
    totals=(("bf16_tflops", 3040), ("fp32_tflops", 760), ("hbm_gib", 512), ("efa_gbps", 1600)),
)
P6_B200 = _single(
    "p6-b200",
    hosts.P6_B200_48XLARGE,
    title="P6-B200 instance",
    link=("8 GPUs of one host, NVSwitch", hosts.P6_B200_48XLARGE.chip.link_gb_s),
    totals=(("hbm_gib", 1432), ("efa_gbps", 3200)),
)
P6_B300 = _single(
    "p6-b300",
    hosts.P6_B300_48XLARGE,
    title="P6-B300 instance",
    link=("8 GPUs of one host, NVSwitch", hosts.P6_B300_48XLARGE.chip.link_gb_s),
    totals=(("hbm_gib", 2144), ("efa_gbps", 6400)),
)
