r"""Names of the ECS attributes by which a host tells its place; bootstrap writes, control reads.

ECS takes 1 to 128 letters, digits, ``-_./\`` in a name, and ``@:`` and inner spaces in a value.
Source: Amazon ECS API Reference, Attribute (botocore 1.44.5).
"""

from __future__ import annotations

import re

CAPACITY_BLOCK = "ultraserver.capacity-block"
"""Id of the Capacity Block the host was launched into; for an UltraServer block, its domain."""
ULTRASERVER = "ultraserver.name"
"""The UltraServer by the name the fleet gives it."""
HARDWARE = "ultraserver.hardware"
"""Row of the hardware catalogue."""

_VALUE = re.compile(r"[0-9A-Za-z_.@:/\\-](?:[0-9A-Za-z_.@:/\\ -]{0,126}[0-9A-Za-z_.@:/\\-])?")


def is_attribute_value(value: str) -> bool:
    """Whether ECS takes ``value`` for an attribute."""
    return _VALUE.fullmatch(value) is not None
