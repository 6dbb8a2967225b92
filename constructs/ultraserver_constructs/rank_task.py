"""The task definition of one kind of rank: what ECS runs on a host for a unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import aws_cdk as cdk
from aws_cdk import Duration
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from ultraserver_constructs.acknowledge import HIPAA, NIST, PCI, acknowledge
from ultraserver_plan.host_spec import HostSpec
from ultraserver_plan.serving import MODEL_ROOT, RankCommand

SHARED_MEMORY_GIB = 10
"""Source: AWS Neuron documentation, NxD Inference, "Disaggregated inference" tutorial
(``--shm-size=10g``), read 2026-08-21."""

OPEN_FILES = 65536
"""Source: AWS Neuron documentation, training troubleshooting guide, read 2026-08-21."""


class RankTask(Construct):
    """A task definition for one rank on one host.

    The container has the host's network (EFA devices are the host's), every chip as a contiguous
    device, every EFA device, unlimited locked memory, an init process as PID 1, and the staged
    model weights read-only. It has no privileges beyond IPC_LOCK.

    ECS does not account for Neuron devices: two ranks on one host would share them. The reserved
    memory, more than half of the host's, keeps a second rank away.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        family: str,
        image: ecs.ContainerImage,
        rank: RankCommand,
        host: HostSpec,
        task_role: iam.IRole,
        execution_role: iam.IRole,
        log_group: logs.ILogGroup,
        stream_prefix: str,
        secrets: Mapping[str, ecs.Secret],
        stop_timeout: Duration,
    ) -> None:
        super().__init__(scope, id)
        self.rank = rank
        self.task_definition = ecs.Ec2TaskDefinition(
            self,
            "TaskDefinition",
            family=family,
            network_mode=ecs.NetworkMode.HOST,
            task_role=task_role,
            execution_role=execution_role,
            volumes=[ecs.Volume(name="models", host=ecs.Host(source_path=MODEL_ROOT))],
        )
        self.container = self.task_definition.add_container(
            "engine",
            image=image,
            command=list(rank.command),
            entry_point=list(rank.entry_point),
            environment=dict(rank.environment),
            secrets=dict(secrets),
            essential=True,
            gpu_count=host.type.chips if host.type.device_prefix == "/dev/nvidia" else None,
            memory_reservation_mib=_reservation_mib(host),
            linux_parameters=_linux_parameters(self, host),
            health_check=_health_check(rank),
            logging=ecs.LogDrivers.aws_logs(stream_prefix=stream_prefix, log_group=log_group),
            stop_timeout=stop_timeout,
            ulimits=[
                ecs.Ulimit(name=ecs.UlimitName.MEMLOCK, soft_limit=-1, hard_limit=-1),
                ecs.Ulimit(
                    name=ecs.UlimitName.NOFILE, soft_limit=OPEN_FILES, hard_limit=OPEN_FILES
                ),
            ],
        )
        self.container.add_mount_points(
            ecs.MountPoint(source_volume="models", container_path=MODEL_ROOT, read_only=True)
        )
        if rank.port is not None:
            self.container.add_port_mappings(ecs.PortMapping(container_port=rank.port))

        self._acknowledge()

    def _acknowledge(self) -> None:
        cdk.Annotations.of(self.container).acknowledge_warning(
            "@aws-cdk/aws-ecs:ecrImageRequiresPolicy",
            "the execution role may pull from any repository",
        )
        acknowledge(
            self.task_definition,
            "AwsSolutions-ECS2",
            "the variables are engine settings; what is secret comes through `secrets`",
        )
        acknowledge(
            self.task_definition,
            "ECSTaskDefinitionUserForHostMode",
            "the chips' and EFA's device files belong to root; the container is not privileged and"
            " adds IPC_LOCK alone",
            (NIST, HIPAA, PCI),
        )

    @property
    def resource(self) -> ecs.CfnTaskDefinition:
        """The CloudFormation resource, for what the L2 has no option for."""
        return cast(ecs.CfnTaskDefinition, self.task_definition.node.default_child)


def _reservation_mib(host: HostSpec) -> int:
    """Reserve six tenths of the host, so that one rank fits and two do not."""
    if host.type.memory_gib is None:
        return 1024
    return int(host.type.memory_gib * 1024 * 0.6)


def _linux_parameters(scope: Construct, host: HostSpec) -> ecs.LinuxParameters:
    parameters = ecs.LinuxParameters(
        scope,
        "Linux",
        init_process_enabled=True,
        shared_memory_size=SHARED_MEMORY_GIB * 1024,
    )
    for path in (*host.devices, *host.efa_devices):
        parameters.add_devices(
            ecs.Device(
                host_path=path,
                container_path=path,
                permissions=[ecs.DevicePermission.READ, ecs.DevicePermission.WRITE],
            )
        )
    if host.efa_devices:
        parameters.add_capabilities(ecs.Capability.IPC_LOCK)
    return parameters


def _health_check(rank: RankCommand) -> ecs.HealthCheck | None:
    """Ask the real port. A rank that answers no requests has no check of its own.

    ECS waits 300 s at most before it counts failures, and a cold start may take an hour: the task
    shows UNHEALTHY until then. ECS stops no standalone task for that; the unit controller judges.
    """
    if rank.port is None:
        return None
    url = f"http://127.0.0.1:{rank.port}{rank.health_path}"
    return ecs.HealthCheck(
        command=["CMD-SHELL", f"curl --fail --silent --max-time 4 {url} || exit 1"],
        interval=Duration.seconds(10),
        timeout=Duration.seconds(5),
        retries=3,
        start_period=Duration.seconds(300),
    )
