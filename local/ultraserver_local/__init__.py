"""An AWS on one machine: moto in this process, and what moto lacks for UltraServers."""

from .cloudformation.types.base import Context, Made, ResourceType
from .ec2.capacity import Offering
from .embedded import EmbeddedAws
from .hosts import Host, Size

__all__ = ["Context", "EmbeddedAws", "Host", "Made", "Offering", "ResourceType", "Size"]
