"""The constructs in an app of your own: your network, no fleet file, none of our stacks."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

from ultraserver_constructs import CapacityPool, EfaFabric, InferenceFleet, UltraServerCluster
from ultraserver_plan.capacity import CapacitySource, capacity_block
from ultraserver_plan.hardware import row
from ultraserver_plan.host_spec import host_spec
from ultraserver_plan.serving import Axes, EngineShape, rank_commands
from ultraserver_plan.units import FleetPlan, RolePlan

app = cdk.App()
stack = cdk.Stack(app, "Chat")
vpc = ec2.Vpc(
    stack,
    "Vpc",
    max_azs=1,
    nat_gateways=0,
    subnet_configuration=[
        ec2.SubnetConfiguration(name="Hosts", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
    ],
)

# One Trn2 UltraServer: four hosts of 16 chips, bought beforehand as one Capacity Block.
host = host_spec(row("trn2-ultraserver"))
block = capacity_block("cr-0123456789abcdef0", hosts=4)
pool = CapacityPool(
    stack,
    "Hosts",
    vpc=vpc,
    host=host,
    capacity=CapacitySource(groups=(block,)),
    fabric=EfaFabric(stack, "Fabric", vpc=vpc),
)
cluster = UltraServerCluster(stack, "Cluster", vpc=vpc)
cluster.add_capacity(pool)

# One unit over all four hosts: tensor parallel inside, data parallel across.
axes = Axes(tp=64, dp=4)
shape = EngineShape(
    engine="vllm-neuron",
    role="serve",
    model="/opt/ultraserver/models/chat",
    axes=axes,
    hosts=4,
    devices_per_host=64,
)
unit = RolePlan(
    role="serve",
    units=1,
    hosts_per_unit=4,
    axes=axes,
    image="123456789012.dkr.ecr.us-east-2.amazonaws.com/engine:1",
    ranks=rank_commands(shape),
    reason="one unit takes the whole UltraServer",
)
plan = FleetPlan(name="chat", host=host, roles=(unit,), hosts=4, revision="2026-11-24")
fleet = InferenceFleet(stack, "Fleet", cluster=cluster.cluster, plan=plan)
fleet.grant_model_read("arn:aws:s3:::chat-models")

app.synth()
