"""One host group as resources: a launch template, an Auto Scaling group, its schedule."""

from __future__ import annotations

from typing import cast

import aws_cdk as cdk
from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from ultraserver_constructs.acknowledge import acknowledge, acknowledge_lint
from ultraserver_constructs.efa import EfaFabric
from ultraserver_plan.capacity import HostGroup as GroupFacts
from ultraserver_plan.capacity import utc_text
from ultraserver_plan.host_spec import HostSpec


class HostGroup(Construct):
    """Hosts that are launched, scheduled and taken away together."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        facts: GroupFacts,
        host: HostSpec,
        vpc: ec2.IVpc,
        subnets: ec2.SubnetSelection,
        fabric: EfaFabric,
        machine_image: ec2.IMachineImage,
        role: iam.IRole,
        encryption_key: kms.IKey | None,
        notifications: sns.ITopic | None,
    ) -> None:
        super().__init__(scope, id)
        self.facts = facts
        self.user_data = ec2.UserData.for_linux()
        self.launch_template = ec2.LaunchTemplate(
            self,
            "LaunchTemplate",
            instance_type=ec2.InstanceType(host.instance_type),
            machine_image=machine_image,
            role=role,
            user_data=self.user_data,
            block_devices=[_root_volume(host, encryption_key)],
            detailed_monitoring=True,
            ebs_optimized=True,
            http_tokens=ec2.LaunchTemplateHttpTokens.REQUIRED,
            http_put_response_hop_limit=1,
        )
        if host.type.device_prefix is not None:
            acknowledge_lint(
                self.launch_template,
                "E3628",
                "the list of instance types follows public price lists, which lack UltraServers'"
                " hosts and every Trn3 host",
            )
        _set_network_interfaces(self.launch_template, fabric, host.efa_cards)
        _set_capacity(self.launch_template, facts)
        self.auto_scaling_group = self._auto_scaling_group(vpc, subnets, notifications)
        self._schedule()
        if notifications is None:
            acknowledge(
                self.auto_scaling_group,
                "AwsSolutions-AS3",
                "Auto Scaling sends every launch and termination to EventBridge by itself",
            )

    def _auto_scaling_group(
        self, vpc: ec2.IVpc, subnets: ec2.SubnetSelection, notifications: sns.ITopic | None
    ) -> autoscaling.AutoScalingGroup:
        scheduled = self.facts.starts is not None
        return autoscaling.AutoScalingGroup(
            self,
            "AutoScalingGroup",
            vpc=vpc,
            vpc_subnets=subnets,
            launch_template=self.launch_template,
            # No desired capacity: CloudFormation would put it back on each deployment, over what
            # the schedule or an operator has set since.
            min_capacity=0 if scheduled else self.facts.hosts,
            max_capacity=self.facts.hosts,
            cooldown=cdk.Duration.minutes(5),
            health_checks=autoscaling.HealthChecks.ec2(grace_period=cdk.Duration.minutes(15)),
            group_metrics=[autoscaling.GroupMetrics.all()],
            notifications=None
            if notifications is None
            else [autoscaling.NotificationConfiguration(topic=notifications)],
        )

    def _schedule(self) -> None:
        group = self.auto_scaling_group.auto_scaling_group_name
        if self.facts.starts is not None:
            autoscaling.CfnScheduledAction(
                self,
                "Start",
                auto_scaling_group_name=group,
                start_time=utc_text(self.facts.starts),
                min_size=self.facts.hosts,
                max_size=self.facts.hosts,
                desired_capacity=self.facts.hosts,
            )
        if self.facts.drains is not None:
            autoscaling.CfnScheduledAction(
                self,
                "Drain",
                auto_scaling_group_name=group,
                start_time=utc_text(self.facts.drains),
                min_size=0,
                desired_capacity=0,
            )


def _root_volume(host: HostSpec, key: kms.IKey | None) -> ec2.BlockDevice:
    return ec2.BlockDevice(
        device_name=host.root_device,
        volume=ec2.BlockDeviceVolume.ebs(
            host.root_volume_gib,
            volume_type=ec2.EbsDeviceVolumeType.GP3,
            encrypted=True,
            kms_key=key,
            delete_on_termination=True,
        ),
    )


def _set_network_interfaces(
    template: ec2.LaunchTemplate, fabric: EfaFabric, cards: tuple[int, ...]
) -> None:
    """Attach the host's interfaces. The L2 has no option for them (aws-cdk-lib 2.275).

    The whole list is overridden: an index in the path would build a map where EC2 wants an array.
    The template itself must name no security group: EC2 takes it from the interfaces.
    """
    resource = cast(ec2.CfnLaunchTemplate, template.node.default_child)
    resource.add_property_override(
        "LaunchTemplateData.NetworkInterfaces", fabric.network_interfaces(cards)
    )


def _set_capacity(template: ec2.LaunchTemplate, facts: GroupFacts) -> None:
    """Target the reservation. The L2 knows spot alone (aws-cdk-lib 2.275).

    No placement group: a Capacity Block is co-located already, and a launch into a cluster
    placement group that the block was not made in fails with InsufficientInstanceCapacity.
    """
    resource = cast(ec2.CfnLaunchTemplate, template.node.default_child)
    if facts.market_type != "on-demand":
        resource.add_property_override(
            "LaunchTemplateData.InstanceMarketOptions", {"MarketType": facts.market_type}
        )
    target = (
        {"CapacityReservationId": facts.reservation_id}
        if facts.reservation_id
        else {"CapacityReservationResourceGroupArn": facts.resource_group_arn}
        if facts.resource_group_arn
        else None
    )
    if target is not None:
        resource.add_property_override(
            "LaunchTemplateData.CapacityReservationSpecification",
            {"CapacityReservationTarget": target},
        )
