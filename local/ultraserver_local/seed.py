"""What AWS has from the start: AMIs behind public parameters, zones of new Regions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ec2.models.amis import Ami
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend, Zone
from moto.ssm.models import Parameter, ParameterDict

from .patching import Patches

PUBLIC = (
    "/aws/service/neuron/dlami/",
    "/aws/service/ecs/optimized-ami/",
    "/aws/service/ami-amazon-linux-latest/",
    "/aws/service/canonical/ubuntu/",
)
"""Namespaces in which every name that ends in an image id resolves to an AMI that exists."""

_SUFFIXES = ("/image_id", "/ami-id", "x86_64", "arm64")


def ami_for(account: str, region: str, name: str) -> str:
    """Return the AMI of a public parameter, registered the first time it is asked for."""
    image_id = f"ami-{hashlib.sha256(f'{region}{name}'.encode()).hexdigest()[:17]}"
    backend = ec2_backends[account][region]
    if image_id not in backend.amis:
        backend.amis[image_id] = Ami(
            backend,
            image_id,
            name=name.strip("/").replace("/", "-")[:128],
            description=f"stands for {name}",
            owner_id="137112412989",
            owner_alias="amazon",
            public=True,
            virtualization_type="hvm",
            architecture="arm64" if "arm64" in name else "x86_64",
            root_device_name="/dev/xvda",
            root_device_type="ebs",
        )
    return image_id


def _load(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap moto's lazy loading of public parameters: AMI names always have a value."""

    def load(self: Any, key: str) -> None:
        original(self, key)
        key = str(key or "")
        if not key.startswith(PUBLIC):
            return
        if not dict.__contains__(self, key) and key.endswith(_SUFFIXES):
            dict.__setitem__(self, key, [_parameter(self, key)])
        _register(self, key, dict.get(self, key))

    return load


def _parameter(store: Any, name: str) -> Parameter:
    return Parameter(  # type: ignore[abstract]
        account_id=store.account_id,
        name=name,
        value=ami_for(store.account_id, store.region_name, name),
        parameter_type="String",
        description="",
        allowed_pattern=None,
        keyid=None,
        last_modified_date=datetime.now(UTC),
        version=1,
        data_type="aws:ec2:image",
    )


def _register(store: Any, key: str, versions: Any) -> None:
    """See that the AMI which moto's own copy of a parameter names exists."""
    if not versions or not key.startswith(PUBLIC):
        return
    value = str(versions[-1].value)
    backend = ec2_backends[store.account_id][store.region_name]
    if value.startswith("ami-") and value not in backend.amis:
        backend.amis[value] = Ami(
            backend, value, name=key, owner_alias="amazon", virtualization_type="hvm",
            architecture="arm64" if "arm64" in key else "x86_64", root_device_name="/dev/xvda",
        )  # fmt: skip


def add_zones(patches: Patches, region: str, *more: str) -> None:
    """Give a Region that moto does not know three zones; and any Region ``more``, Local Zones."""
    known = RegionsAndZonesBackend.zones.get(region)
    short = "".join(part if part.isdigit() else part[:2] for part in region.split("-"))
    zones = (
        list(known)
        if known
        else [
            Zone(region_name=region, name=f"{region}{letter}", zone_id=f"{short}-az{number}")
            for number, letter in enumerate("abc", start=1)
        ]
    )
    names = {zone.name for zone in zones}
    zones += [
        Zone(
            region_name=region,
            name=name,
            zone_id=f"{short}-{name.removeprefix(region).strip('-')}",
            zone_type="local-zone",
        )
        for name in more
        if name not in names
    ]
    patches.item(RegionsAndZonesBackend.zones, region, zones)


def install(patches: Patches) -> None:
    """Make public parameters resolve."""
    patches.wrap(ParameterDict, "_check_loading_status", _load)
