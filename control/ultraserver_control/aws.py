"""The AWS calls that observing needs, as types, and how to make many of them.

boto3 clients are given to this package, never made in it, so that the same code meets AWS, the
embedded AWS and a stub.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

Answer = dict[str, Any]
"""One answer of boto3, in the shape of botocore's model."""


class EcsReader(Protocol):
    """The part of boto3's ECS client that reads hosts."""

    def list_container_instances(self, **request: Any) -> Answer:
        """ListContainerInstances."""
        ...

    def describe_container_instances(self, **request: Any) -> Answer:
        """DescribeContainerInstances."""
        ...


class Ec2Reader(Protocol):
    """The part of boto3's EC2 client that reads places and blocks."""

    def describe_instance_topology(self, **request: Any) -> Answer:
        """DescribeInstanceTopology."""
        ...

    def describe_capacity_block_status(self, **request: Any) -> Answer:
        """DescribeCapacityBlockStatus."""
        ...


UNSUPPORTED = frozenset({"UnsupportedOperation", "InvalidAction"})
"""Error codes of an API that a Region, partition or zone does not have."""


def batches(items: Sequence[T], size: int) -> Iterator[list[T]]:
    """Yield the items in order, at most ``size`` at a time."""
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def follow(call: Callable[..., Answer], token: str, **request: Any) -> Iterator[Answer]:
    """Yield every page of one call; ``token`` is the name of its page token, in and out."""
    while True:
        page = call(**request)
        yield page
        if not page.get(token):
            return
        request = {**request, token: page[token]}
