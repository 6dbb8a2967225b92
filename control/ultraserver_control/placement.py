"""Ask EC2 where instances are, and keep what it cannot say yet apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from ultraserver_control.aws import UNSUPPORTED, Ec2Reader, batches, follow

TOPOLOGY_LIMIT = 100
"""Instance ids of one DescribeInstanceTopology. Source: Amazon EC2 API Reference."""

_NOT_RUNNING = "EC2 has no place for it yet"
_NOT_FOUND = "EC2 does not find it (new, or terminated)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Answers by instance id, and the reason for each id whose place no answer tells.

    An id can be in both: EC2 tells the type and zone of an instance before its place.
    """

    known: Mapping[str, Mapping[str, Any]]
    unknown: Mapping[str, str]


def places(ec2: Ec2Reader, instance_ids: Sequence[str]) -> Places:
    """Return the place of each instance, or why it is unknown."""
    known: dict[str, Mapping[str, Any]] = {}
    unknown = dict.fromkeys(instance_ids, _NOT_RUNNING)
    for batch in batches(instance_ids, TOPOLOGY_LIMIT):
        _ask(ec2, batch, known, unknown)
    told = {
        id_ for id_, row in known.items() if row.get("CapacityBlockId") or row.get("NetworkNodes")
    }
    return Places(known=known, unknown={i: why for i, why in unknown.items() if i not in told})


def _ask(
    ec2: Ec2Reader, ids: list[str], known: dict[str, Mapping[str, Any]], unknown: dict[str, str]
) -> None:
    """Ask for ``ids``; where one of them fails the call, halve until it is alone."""
    try:
        for page in follow(ec2.describe_instance_topology, "NextToken", InstanceIds=ids):
            known.update((row["InstanceId"], row) for row in page.get("Instances", []))
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in UNSUPPORTED:
            unknown.update(dict.fromkeys(ids, f"no DescribeInstanceTopology here ({code})"))
        elif not code.startswith("InvalidInstanceID"):
            raise
        elif len(ids) == 1:
            unknown[ids[0]] = _NOT_FOUND
        else:
            middle = len(ids) // 2
            _ask(ec2, ids[:middle], known, unknown)
            _ask(ec2, ids[middle:], known, unknown)
