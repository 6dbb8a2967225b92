"""The constructs in an app of your own: your network, no fleet file, none of our stacks."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

from ultraserver_constructs import CapacityPool, InferenceFleet, UltraServerCluster
from ultraserver_plan.capacity import capacity_block, capacity_blocks
from ultraserver_plan.hardware import row
from ultraserver_plan.host_spec import host_spec
from ultraserver_plan.serving import Axes, EngineShape
from ultraserver_plan.units import plan_of

IMAGE = "123456789012.dkr.ecr.us-east-2.amazonaws.com/engine:1"
MODEL = "/opt/ultraserver/models/chat"
HOSTS = ec2.SubnetConfiguration(name="Hosts", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)

app = cdk.App()
stack = cdk.Stack(app, "Chat")
vpc = ec2.Vpc(stack, "Vpc", max_azs=1, nat_gateways=0, subnet_configuration=[HOSTS])

# One Trn2 UltraServer: four hosts of 16 chips, bought beforehand as one Capacity Block.
host = host_spec(row("trn2-ultraserver"))
blocks = capacity_blocks([capacity_block("cr-0123456789abcdef0", hosts=4)])
pool = CapacityPool(stack, "Hosts", vpc=vpc, host=host, capacity=blocks)
cluster = UltraServerCluster(stack, "Cluster", vpc=vpc)
cluster.add_capacity(pool)

# One unit over all four hosts: tensor parallel inside a host, data parallel across them.
shape = EngineShape(
    engine="vllm-neuron",
    role="serve",
    model=MODEL,
    axes=Axes(tp=64, dp=4),
    hosts=4,
    devices_per_host=64,
)
plan = plan_of(shape, name="chat", host=host, image=IMAGE, units=1)
fleet = InferenceFleet(stack, "Fleet", cluster=cluster.cluster, plan=plan)
fleet.grant_model_read("arn:aws:s3:::chat-models")

app.synth()
