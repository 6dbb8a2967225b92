"""A fleet file as values: what the reader returns and everything else takes.

Field names here are snake_case; in the file they are camelCase (``maxModelLen``). Durations are
whole seconds. A field that the file may leave out has its default here, and only here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Profile = Literal["region", "eusc", "govcloud", "iso", "china", "ai-factory", "outposts", "local"]
EngineName = Literal["vllm-neuron", "nxdi", "vllm-cuda", "vllm-cpu", "reference"]
RoleName = Literal["serve", "prefill", "decode"]
CapacityKind = Literal["capacity-blocks", "resource-group", "reservations", "on-demand", "spot"]
Domain = Literal["ultraserver", "network-node", "zone", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the fleet is deployed."""

    profile: Profile = "region"
    region: str
    zone: str | None = None
    """Availability Zone; EFA and a Capacity Block live in exactly one. None: the Region's first."""
    account: str | None = None
    """Twelve digits. None: the account of the credentials at deploy time."""
    partition: str | None = None
    dns_suffix: str | None = None
    outpost_arn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardware:
    """Which catalogue row the units run on."""

    type: str
    instance_type: str | None = None
    """EC2 name. None: the row's; required where AWS has published none."""
    efa_interfaces: int | None = None
    """Network cards with EFA. None: the row's; required where AWS documents none."""
    lnc: Literal[1, 2] = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityBlock:
    """One Capacity Block: one UltraServer (or a few single hosts), for a time."""

    id: str
    start: str | None = None
    end: str | None = None
    """ISO 8601 in UTC. None: hosts are not drained by schedule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How hosts are obtained. One kind for the whole fleet."""

    kind: CapacityKind
    ultra_servers: int | None = None
    hosts: int | None = None
    """Hosts in all where the row is not an UltraServer."""
    blocks: tuple[CapacityBlock, ...] = ()
    resource_group_arn: str | None = None
    reservations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What is served."""

    id: str
    revision: str | None = None
    weights: str | None = None
    """``s3://`` URI or absolute path of the checkpoint."""
    config: str | None = None
    """Path of a Hugging Face config.json for a model the catalogue lacks, beside the fleet file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSpec:
    """Units of one role, as given in the file. Absent numbers are for the plan to choose."""

    units: int | None = None
    hosts_per_unit: int | None = None
    tp: int | None = None
    cp: int | None = None
    dp: int | None = None
    ep: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """Engine and shape of serving."""

    engine: EngineName
    sdk: str | None = None
    image: str | None = None
    """Container image. None: the SDK lock's."""
    max_model_len: int | None = None
    port: int = 8000
    experimental: bool = False
    roles: tuple[tuple[RoleName, RoleSpec], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What must be served, and how fast."""

    requests_per_second: float
    prompt_tokens: int
    output_tokens: int
    ttft_ms: float | None = None
    tpot_ms: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where the ranks of a unit may be, and how units are spread."""

    require: Domain = "ultraserver"
    spread: Domain = "ultraserver"
    spare_hosts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """How a new revision replaces the old."""

    max_unavailable: int = 1
    max_surge: int = 0
    canary: int = 1
    bake_s: int = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """How often a unit may restart before it is Failed."""

    restarts: int = 3
    within_s: int = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The network the fleet lives in."""

    vpc_cidr: str = "10.64.0.0/16"
    nat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetSpec:
    """One fleet file, valid in itself."""

    name: str
    target: Target
    hardware: Hardware
    capacity: Capacity
    model: Model
    serving: Serving
    traffic: Traffic | None = None
    placement: Placement = field(default_factory=Placement)
    rollout: Rollout = field(default_factory=Rollout)
    recovery: Recovery = field(default_factory=Recovery)
    network: Network = field(default_factory=Network)
