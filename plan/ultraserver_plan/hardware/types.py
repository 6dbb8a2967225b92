"""The shapes of a hardware fact: frozen rows, units in the names, a source in each row.

A number that no source states is ``None``, never a guess. Derived numbers are properties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["documented", "announced", "projection"]
"""How far a row can be trusted: in AWS's technical documentation; announced by the vendor, with
gaps; or computed from announced factors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One accelerator. Compute rates are dense, per chip."""

    name: str
    title: str
    vendor: Literal["aws", "nvidia", "google", "cpu"]
    hbm_gib: float
    hbm_tb_s: float
    fp4_tflops: float | None
    fp8_tflops: float | None
    bf16_tflops: float | None
    fp32_tflops: float | None
    physical_cores: int | None
    """NeuronCores; None for chips whose cores are not a unit of scheduling."""
    link: str
    """The scale-up link by name: NeuronLink-v4, NVLink 5, ICI."""
    link_gb_s: float | None
    """Scale-up bandwidth of one chip, bidirectional."""
    status: Status
    source: str
    note: str = ""
    has_lnc: bool = True
    """Whether physical NeuronCores can be paired (from Trainium2 on)."""

    def logical_cores(self, lnc: Literal[1, 2] = 2) -> int:
        """Return the logical NeuronCores that one chip shows at this LNC, where it has LNC.

        Raises UltraServerError for chips without NeuronCores.
        """
        from ultraserver_plan.errors import UltraServerError

        if self.physical_cores is None:
            raise UltraServerError(
                f"{self.name} has no NeuronCores",
                where="Chip.logical_cores",
                fix="count its chips instead",
            )
        return self.physical_cores // lnc if self.has_lnc else self.physical_cores


@dataclass(frozen=True, slots=True, kw_only=True)
class EfaLayout:
    """EFA interfaces of one host.

    ``network_cards`` is None where AWS does not document the count: then it must come from the
    user or from DescribeInstanceTypes, and the plan says so.
    """

    network_cards: int | None
    gbps_per_host: float
    source: str
    note: str = ""
    card_indexes: tuple[int, ...] = ()
    """Network card indexes that carry EFA. Empty: 0 up to ``network_cards``."""

    @property
    def cards(self) -> tuple[int, ...]:
        """Network card indexes that carry EFA; empty where AWS documents no count."""
        return self.card_indexes or tuple(range(self.network_cards or 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class HostType:
    """One EC2 instance. ``instance_type`` is None where AWS has published no name."""

    name: str
    instance_type: str | None
    chip: Chip
    chips: int
    vcpus: int | None
    memory_gib: float | None
    efa: EfaLayout | None
    device_prefix: Literal["/dev/neuron", "/dev/nvidia"] | None
    network_node_depth: int | None
    """Length of DescribeInstanceTopology's NetworkNodes; None where undocumented."""
    source: str
    note: str = ""
    arm: bool = False
    """Whether the host's CPU is an Arm one (Grace): then x86 images do not boot."""

    @property
    def hbm_gib(self) -> float:
        """Device memory of one host, in GiB."""
        return self.chips * self.chip.hbm_gib

    def logical_cores(self, lnc: Literal[1, 2] = 2) -> int:
        """Return the logical NeuronCores of one host."""
        return self.chips * self.chip.logical_cores(lnc)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkLevel:
    """One level of the network, nearest first.

    ``gb_s_per_chip`` is what one chip can move at this level, bidirectional, in GB/s.
    """

    name: str
    scope: str
    """Which hosts or chips it joins, in words: "4 chips of one host"."""
    gb_s_per_chip: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A documented sub-configuration of an UltraServer: a group of hosts that one job may take."""

    name: str
    hosts: int
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HardwareRow:
    """What a fleet file's ``hardware.type`` names.

    ``hosts`` > 1 is an UltraServer: hosts that share the scale-up link, bought as one Capacity
    Block. ``hosts`` == 1 is a host that scales out over EFA only.
    """

    name: str
    title: str
    host: HostType
    hosts: int
    slices: tuple[Slice, ...]
    levels: tuple[NetworkLevel, ...]
    documented_totals: tuple[tuple[str, float], ...]
    """Totals as the vendor prints them, by name; a test recomputes each from the host's row."""
    deployable: bool
    """False for rows that exist for comparison only."""
    status: Status
    source: str
    note: str = ""

    @property
    def is_ultraserver(self) -> bool:
        """Whether the hosts share a scale-up link."""
        return self.hosts > 1

    @property
    def chips(self) -> int:
        """Chips of the whole UltraServer (of the host where there is one)."""
        return self.hosts * self.host.chips

    @property
    def hbm_gib(self) -> float:
        """Device memory of the whole UltraServer, in GiB."""
        return self.hosts * self.host.hbm_gib

    @property
    def hbm_tb_s(self) -> float:
        """Memory bandwidth of the whole UltraServer, in TB/s."""
        return self.chips * self.host.chip.hbm_tb_s

    @property
    def group_sizes(self) -> tuple[int, ...]:
        """Hosts that one unit may span, ascending; always contains 1."""
        return tuple(sorted({1, *(slice_.hosts for slice_ in self.slices)}))
