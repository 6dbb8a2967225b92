"""Ask EC2 whether the link inside each UltraServer is whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from botocore.exceptions import ClientError

from ultraserver_control.aws import UNSUPPORTED, Ec2Reader, batches, follow

Interconnect = Literal["ok", "impaired", "insufficient-data", "unknown"]
STATUS_BATCH = 100
"""Blocks asked for at once. The API documents no limit; a page holds at most 1000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockStatus:
    """One Capacity Block. ``available`` and ``total`` count instances; None where not told."""

    capacity_block: str
    interconnect: Interconnect
    total: int | None = None
    available: int | None = None
    reason: str | None = None
    """Why the status is unknown; None where AWS told it."""


def block_statuses(ec2: Ec2Reader, blocks: Sequence[str]) -> tuple[BlockStatus, ...]:
    """Return the status of each block, in the order asked."""
    told: dict[str, BlockStatus] = {}
    for batch in batches(blocks, STATUS_BATCH):
        told.update(_ask(ec2, batch))
    return tuple(told.get(block) or _unknown(block, "not in the answer") for block in blocks)


def _unknown(block: str, reason: str) -> BlockStatus:
    return BlockStatus(capacity_block=block, interconnect="unknown", reason=reason)


def _ask(ec2: Ec2Reader, batch: list[str]) -> dict[str, BlockStatus]:
    try:
        pages = follow(ec2.describe_capacity_block_status, "NextToken", CapacityBlockIds=batch)
        rows = [row for page in pages for row in page.get("CapacityBlockStatuses", [])]
    except ClientError as error:
        code = error.response["Error"]["Code"]
        # A block of another account, or one just bought, fails the whole call with its own code.
        if code not in UNSUPPORTED and not code.startswith("InvalidCapacityBlock"):
            raise
        return {block: _unknown(block, f"DescribeCapacityBlockStatus: {code}") for block in batch}
    return {row["CapacityBlockId"]: _status(row) for row in rows}


def _status(row: Mapping[str, Any]) -> BlockStatus:
    link = row.get("InterconnectStatus")
    known = link in ("ok", "impaired", "insufficient-data")
    return BlockStatus(
        capacity_block=row["CapacityBlockId"],
        interconnect=cast(Interconnect, link) if known else "unknown",
        total=row.get("TotalCapacity"),
        available=row.get("TotalAvailableCapacity"),
        reason=None if known else f"interconnect status is {link!r}",
    )
