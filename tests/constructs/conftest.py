"""A stack, a network and a host that every construct test starts from."""

from __future__ import annotations

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

from ultraserver_plan.hardware import row
from ultraserver_plan.host_spec import HostSpec, host_spec
from ultraserver_plan.serving import Axes, EngineShape
from ultraserver_plan.units import FleetPlan, plan_of


@pytest.fixture
def stack() -> cdk.Stack:
    return cdk.Stack(cdk.App(), "T")


@pytest.fixture
def vpc(stack: cdk.Stack) -> ec2.IVpc:
    return isolated_vpc(stack, zones=1)


@pytest.fixture
def two_zone_vpc(stack: cdk.Stack) -> ec2.IVpc:
    return isolated_vpc(stack, zones=2)


def isolated_vpc(stack: cdk.Stack, *, zones: int) -> ec2.IVpc:
    return ec2.Vpc(
        stack,
        "Vpc",
        max_azs=zones,
        nat_gateways=0,
        restrict_default_security_group=False,
        subnet_configuration=[
            ec2.SubnetConfiguration(name="Hosts", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
        ],
    )


@pytest.fixture
def host() -> HostSpec:
    return host_spec(row("trn2-ultraserver"))


@pytest.fixture
def plan(host: HostSpec) -> FleetPlan:
    shape = EngineShape(
        engine="vllm-neuron",
        role="serve",
        model="/opt/ultraserver/models/m",
        axes=Axes(tp=64, dp=4),
        hosts=4,
        devices_per_host=64,
    )
    return plan_of(shape, name="shop", host=host, image="registry.example/engine:1", units=2)
