"""Hosts boot: what the ECS agent on a real instance does with its user data."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .calls import Api
from .ecs.instances import resources

_CLUSTER = re.compile(r"\bECS_CLUSTER=[\"']?([\w-]+)")
_ATTRIBUTES = re.compile(r"\bECS_INSTANCE_ATTRIBUTES=[\"']?(\{[^{}]*\})")
_RESERVED_MIB = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One running instance, as its own boot script sees it."""

    instance_id: str
    instance_type: str
    zone: str
    private_ip: str
    capacity_block: str | None
    user_data: str
    cluster: str | None
    """``ECS_CLUSTER`` of the user data; None where it joins none."""
    attributes: Mapping[str, str]
    """``ECS_INSTANCE_ATTRIBUTES`` of the user data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What an agent reports of a host. Defaults stand for types that EC2 does not describe."""

    vcpus: int = 64
    memory_mib: int = 786_432


def user_data_text(encoded: str) -> str:
    """Return user data as text: base64, gzipped or not."""
    raw = base64.b64decode(encoded) if encoded else b""
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    return raw.decode(errors="replace")


def read_user_data(text: str) -> tuple[str | None, dict[str, str]]:
    """Return the cluster and the attributes that a boot script writes to ecs.config.

    The last one of each counts, as in the file. Values that the script computes are not seen.
    """
    clusters = _CLUSTER.findall(text)
    attributes: dict[str, str] = {}
    for found in _ATTRIBUTES.findall(text):
        try:
            attributes = {key: str(value) for key, value in json.loads(found).items()}
        except ValueError:
            continue  # a shell expression, not a literal
    return (clusters[-1] if clusters else None), attributes


class Hosts:
    """The hosts of one Region of the embedded AWS."""

    def __init__(self, api: Api, region: str, account: str) -> None:
        self._api, self._region, self._account = api, region, account

    def running(self) -> list[Host]:
        """Return every running instance, in the order of launch."""
        ec2 = self._api.client("ec2", self._region)
        pages = ec2.get_paginator("describe_instances").paginate(
            Filters=[{"Name": "instance-state-name", "Values": ["running"]}]
        )
        return [
            self._host(instance)
            for page in pages
            for reservation in page["Reservations"]
            for instance in reservation["Instances"]
        ]

    def _host(self, instance: Mapping[str, Any]) -> Host:
        ec2 = self._api.client("ec2", self._region)
        given = ec2.describe_instance_attribute(
            InstanceId=instance["InstanceId"], Attribute="userData"
        )
        text = user_data_text(given.get("UserData", {}).get("Value", ""))
        cluster, attributes = read_user_data(text)
        return Host(
            instance_id=instance["InstanceId"],
            instance_type=instance["InstanceType"],
            zone=instance["Placement"]["AvailabilityZone"],
            private_ip=instance.get("PrivateIpAddress", ""),
            capacity_block=instance.get("CapacityBlockId"),
            user_data=text,
            cluster=cluster,
            attributes=attributes,
        )

    def boot(
        self,
        *,
        attributes: Callable[[Host], Mapping[str, str]] | None = None,
        size: Callable[[Host], Size] | None = None,
    ) -> list[str]:
        """Register every host that names a cluster and is in none; return the new ARNs."""
        known = self._registered()
        arns = []
        for host in self.running():
            if host.cluster is None or host.instance_id in known:
                continue
            more = attributes(host) if attributes else {}
            arns.append(
                self._register(
                    host, {**host.attributes, **more}, size(host) if size else self._size(host)
                )
            )
        return arns

    def _registered(self) -> set[str]:
        ecs = self._api.client("ecs", self._region)
        found = set()
        for cluster in ecs.list_clusters()["clusterArns"]:
            for page in ecs.get_paginator("list_container_instances").paginate(cluster=cluster):
                if arns := page["containerInstanceArns"]:
                    described = ecs.describe_container_instances(
                        cluster=cluster, containerInstances=arns
                    )
                    found |= {c["ec2InstanceId"] for c in described["containerInstances"]}
        return found

    def _register(self, host: Host, attributes: Mapping[str, str], size: Size) -> str:
        document = {
            "instanceId": host.instance_id,
            "instanceType": host.instance_type,
            "region": self._region,
            "accountId": self._account,
            "availabilityZone": host.zone,
            "privateIp": host.private_ip,
        }
        answer = self._api.client("ecs", self._region).register_container_instance(
            cluster=host.cluster,
            instanceIdentityDocument=json.dumps(document),
            totalResources=resources(size.vcpus * 1024, size.memory_mib - _RESERVED_MIB),
            attributes=[{"name": key, "value": value} for key, value in attributes.items()],
        )
        return str(answer["containerInstance"]["containerInstanceArn"])

    def _size(self, host: Host) -> Size:
        from moto.ec2.models.instance_types import INSTANCE_TYPES

        known = INSTANCE_TYPES.get(host.instance_type)
        if known is None:
            return Size()
        return Size(
            vcpus=int(known["VCpuInfo"]["DefaultVCpus"]),
            memory_mib=int(known["MemoryInfo"]["SizeInMiB"]),
        )
