"""The part of a fleet file that says how hosts are obtained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from ultraserver_plan.spec.about import About

CapacityKind = Literal["capacity-blocks", "resource-group", "reservations", "on-demand", "spot"]

RESERVATION_ID = "^cr-[0-9a-f]{8,17}$"
RESERVATION_WORDS = "cr- and 8 to 17 hexadecimal digits"
UTC_TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+]00:00)$"
UTC_WORDS = "a date and time in UTC like 2026-12-01T11:30:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityBlock:
    """One Capacity Block: one UltraServer (or a few single hosts), for a time."""

    id: Annotated[
        str,
        About(
            "Id of the block's capacity reservation.",
            example="cr-0123456789abcdef0",
            pattern=RESERVATION_ID,
            wanted=RESERVATION_WORDS,
            shorthand=True,
        ),
    ]
    start: Annotated[
        str | None,
        About(
            "When the hosts come, in UTC.",
            example="2026-12-01T11:30:00Z",
            pattern=UTC_TIME,
            wanted=UTC_WORDS,
            form="timestamp",
            absent="the block is there when the fleet is deployed",
        ),
    ] = None
    end: Annotated[
        str | None,
        About(
            "When the hosts go, in UTC.",
            example="2026-12-15T11:30:00Z",
            pattern=UTC_TIME,
            wanted=UTC_WORDS,
            form="timestamp",
            absent="hosts are not drained by schedule",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How hosts are obtained. One kind for the whole fleet.

    How the file writes it: ``CapacityForm``.
    """

    kind: CapacityKind
    ultra_servers: int | None = None
    """None where the row is not an UltraServer, or where ``blocks`` are one each."""
    hosts: int | None = None
    """Hosts in all where the row is not an UltraServer."""
    blocks: tuple[CapacityBlock, ...] = ()
    resource_group_arn: str | None = None
    reservations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityForm:
    """Capacity as the file writes it: the key that is there tells the kind."""

    ONE_OF: ClassVar[tuple[str, ...]] = (
        "capacityBlocks",
        "resourceGroup",
        "reservations",
        "onDemand",
        "spot",
    )
    """Exactly one of these keys is in the file."""

    ultra_servers: Annotated[
        int | None,
        About(
            "UltraServers in all; UltraServer rows only.",
            example=2,
            minimum=1,
            maximum=256,
            absent="one for each Capacity Block",
        ),
    ] = None
    hosts: Annotated[
        int | None,
        About(
            "Hosts in all; required where the row is not an UltraServer.",
            example=8,
            minimum=1,
            maximum=4096,
        ),
    ] = None
    capacity_blocks: Annotated[
        tuple[CapacityBlock, ...],
        About("Capacity Blocks for ML: each an id, or id, start and end.", min_items=1),
    ] = ()
    resource_group: Annotated[
        str | None,
        About(
            "ARN of a resource group of capacity reservations.",
            example="arn:aws:resource-groups:us-east-2:123456789012:group/rufus-blocks",
            pattern="^arn:aws[a-z-]*:resource-groups:[a-z0-9-]+:[0-9]{12}:group/\\S+$",
            wanted="the ARN of a resource group",
        ),
    ] = None
    reservations: Annotated[
        tuple[
            Annotated[
                str,
                About(
                    "Id of a reservation.",
                    example="cr-0123456789abcdef0",
                    pattern=RESERVATION_ID,
                    wanted=RESERVATION_WORDS,
                ),
            ],
            ...,
        ],
        About("On-Demand Capacity Reservations.", min_items=1),
    ] = ()
    on_demand: Annotated[
        Literal[True] | None, About("On-Demand hosts, without a reservation.", example=True)
    ] = None
    spot: Annotated[
        Literal[True] | None,
        About("Spot hosts: cheaper, and taken away at two minutes' notice.", example=True),
    ] = None

    def value(self) -> Capacity:
        """Return the capacity with its kind."""
        return Capacity(
            kind=self._kind(),
            ultra_servers=self.ultra_servers,
            hosts=self.hosts,
            blocks=self.capacity_blocks,
            resource_group_arn=self.resource_group,
            reservations=self.reservations,
        )

    def _kind(self) -> CapacityKind:
        if self.capacity_blocks:
            return "capacity-blocks"
        if self.resource_group:
            return "resource-group"
        if self.reservations:
            return "reservations"
        return "spot" if self.spot else "on-demand"
