"""The reusable CDK library: accelerator hosts, EFA, clusters and inference fleets.

Each construct takes its surroundings by interface (``ec2.IVpc``, ``ecs.ICluster``) and stands in
any CDK app, with or without our stacks or a fleet file.
"""

from ultraserver_constructs.acknowledge import acknowledge
from ultraserver_constructs.capacity_pool import CapacityPool
from ultraserver_constructs.cluster import UltraServerCluster, join_cluster
from ultraserver_constructs.efa import EfaFabric
from ultraserver_constructs.inference_fleet import InferenceFleet
from ultraserver_constructs.rank_task import RankTask

__all__ = [
    "CapacityPool",
    "EfaFabric",
    "InferenceFleet",
    "RankTask",
    "UltraServerCluster",
    "acknowledge",
    "join_cluster",
]
