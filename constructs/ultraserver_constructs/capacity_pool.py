"""A pool of accelerator hosts, from whatever capacity there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import jsii
from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from ultraserver_constructs._host_group import HostGroup
from ultraserver_constructs._image import host_image
from ultraserver_constructs.efa import EfaFabric
from ultraserver_plan.capacity import CapacitySource
from ultraserver_plan.capacity import HostGroup as GroupFacts
from ultraserver_plan.errors import UltraServerError
from ultraserver_plan.host_spec import HostSpec


@jsii.implements(ec2.IConnectable, iam.IGrantable)
class CapacityPool(Construct):
    """Hosts of one kind in one Availability Zone, one Auto Scaling group per host group.

    Each Capacity Block is a group of its own, since each begins and ends at its own time. Hosts
    have IMDSv2 only, an encrypted root volume, no public address and no placement group (a block
    is co-located; a cluster placement group makes launches into it fail).

    Absent ``fabric``: one is created. Absent ``machine_image``: what the host names, or the
    ECS-optimised image for its chips. Absent ``subnets``: the isolated subnets of the VPC's first
    zone. Absent ``encryption_key``: the account's EBS key encrypts the volumes.

    Raises UltraServerError when the subnets span several zones: neither EFA nor a Capacity Block
    crosses one.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        vpc: ec2.IVpc,
        host: HostSpec,
        capacity: CapacitySource,
        fabric: EfaFabric | None = None,
        machine_image: ec2.IMachineImage | None = None,
        subnets: ec2.SubnetSelection | None = None,
        encryption_key: kms.IKey | None = None,
        notifications: sns.ITopic | None = None,
    ) -> None:
        super().__init__(scope, id)
        self.host = host
        self.capacity = capacity
        self.vpc = vpc
        self.fabric = fabric or EfaFabric(self, "Fabric", vpc=vpc)
        self._check_names()
        chosen = _one_zone(vpc, subnets, where=self.node.path)
        self.availability_zone: str = chosen[0].availability_zone
        self.role = iam.Role(
            self,
            "HostRole",
            assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"),
            description="Hosts of an UltraServer capacity pool",
        )
        image = machine_image or host_image(host, where=self.node.path)
        self.groups = tuple(
            HostGroup(
                self,
                facts.name,
                facts=facts,
                host=host,
                vpc=vpc,
                subnets=ec2.SubnetSelection(subnets=chosen),
                fabric=self.fabric,
                machine_image=image,
                role=self.role,
                encryption_key=encryption_key,
                notifications=notifications,
            )
            for facts in self._reserved(capacity)
        )

    @property
    def connections(self) -> ec2.Connections:
        """The hosts' connections."""
        return self.fabric.connections

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The hosts' role."""
        return self.role

    @property
    def auto_scaling_groups(self) -> tuple[autoscaling.AutoScalingGroup, ...]:
        """The Auto Scaling groups, one per host group, in the order of the capacity source."""
        return tuple(group.auto_scaling_group for group in self.groups)

    def metric_hosts_in_service(self) -> tuple[cloudwatch.Metric, ...]:
        """Return the number of hosts in service of each group, minimum of each minute."""
        return tuple(
            cloudwatch.Metric(
                namespace="AWS/AutoScaling",
                metric_name="GroupInServiceInstances",
                statistic="Minimum",
                dimensions_map={"AutoScalingGroupName": group.auto_scaling_group_name},
            )
            for group in self.auto_scaling_groups
        )

    def _check_names(self) -> None:
        names = [group.name for group in self.capacity.groups]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise UltraServerError(
                f"host group {', '.join(twice)} is given twice",
                where=self.node.path,
                fix="name each Capacity Block or reservation once",
            )

    def _reserved(self, capacity: CapacitySource) -> Sequence[GroupFacts]:
        """Reserve on-demand capacity first, where the source asks for it."""
        if not capacity.reserve:
            return capacity.groups
        return [replace(group, reservation_id=self._reserve(group)) for group in capacity.groups]

    def _reserve(self, group: GroupFacts) -> str:
        reservation = ec2.CfnCapacityReservation(
            self,
            f"{group.name}Reservation",
            availability_zone=self.availability_zone,
            instance_count=group.hosts,
            instance_type=self.host.instance_type,
            instance_platform="Linux/UNIX",
            instance_match_criteria="targeted",
            ebs_optimized=True,
        )
        return reservation.ref


def _one_zone(
    vpc: ec2.IVpc, subnets: ec2.SubnetSelection | None, *, where: str
) -> list[ec2.ISubnet]:
    wanted = subnets or ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
    found = vpc.select_subnets(
        availability_zones=wanted.availability_zones,
        one_per_az=wanted.one_per_az,
        subnet_filters=wanted.subnet_filters,
        subnet_group_name=wanted.subnet_group_name,
        subnets=wanted.subnets,
        subnet_type=wanted.subnet_type,
    )
    zones = list(dict.fromkeys(found.availability_zones))
    if subnets is None:
        return [subnet for subnet in found.subnets if subnet.availability_zone == zones[0]]
    if len(zones) > 1:
        raise UltraServerError(
            f"the subnets lie in {len(zones)} zones ({', '.join(zones)})",
            where=where,
            fix="select the subnets of one zone: EFA and a Capacity Block never cross zones",
        )
    return list(found.subnets)
