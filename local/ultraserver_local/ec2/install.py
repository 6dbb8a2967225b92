"""Puts EC2's additions into moto."""

from __future__ import annotations

from moto.ec2 import urls
from moto.ec2.models import elastic_network_interfaces
from moto.ec2.models.instances import InstanceBackend
from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.models.security_groups import SecurityGroupBackend
from moto.ec2.models.subnets import SubnetBackend
from moto.ec2.models.vpcs import VPCBackend
from moto.ec2.responses import EC2Response
from moto.ec2.responses.instances import InstanceResponse

from ultraserver_local.patching import Patches

from . import dependencies, launch, templates
from .blocks_api import BlocksApi
from .capacity_api import CapacityApi
from .interfaces import CardAttachment
from .outposts_api import LocalGatewayApi
from .placement_api import PlacementApi
from .topology_api import TopologyApi


class EmbeddedEc2(BlocksApi, CapacityApi, LocalGatewayApi, PlacementApi, TopologyApi, EC2Response):
    """moto's EC2 with capacity, topology, placement groups and local gateways."""


def install(patches: Patches) -> None:
    """Add operations and wrap launches and deletions."""
    patches.item(urls.url_paths, "{0}/", EmbeddedEc2.dispatch)
    patches.wrap(InstanceResponse, "run_instances", launch.run_instances_api)
    patches.wrap(InstanceBackend, "run_instances", launch.run_instances_backend)
    patches.wrap(InstanceBackend, "terminate_instances", launch.terminate_instances)
    patches.wrap(LaunchTemplate, "create_version", templates.create_version)
    patches.set(elastic_network_interfaces, "Attachment", CardAttachment)
    patches.wrap(SubnetBackend, "delete_subnet", dependencies.delete_subnet)
    patches.wrap(SecurityGroupBackend, "delete_security_group", dependencies.delete_security_group)
    patches.wrap(VPCBackend, "delete_vpc", dependencies.delete_vpc)
    patches.wrap(VPCBackend, "delete_vpc_endpoints", dependencies.delete_vpc_endpoints)
    patches.wrap(VPCBackend, "create_vpc_endpoint", dependencies.create_vpc_endpoint)
