"""``ultraserver sdk``: Neuron SDK releases as version locks, or one release in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ultraserver_cli.console import Column, console
from ultraserver_cli.options import Json, Sources

if TYPE_CHECKING:
    from ultraserver_plan.neuron_sdk import SdkRelease

SCHEMA = "ultraserver.sdk/v1"

_COLUMNS = tuple(
    Column(name=name)
    for name in ("SDK", "released", "driver", "runtime", "compiler", "vllm-neuron", "Python")
)


def sdk(
    version: Annotated[
        str | None, typer.Argument(metavar="[VERSION]", help="Show one release.")
    ] = None,
    sources: Sources = False,
    json: Json = False,
) -> None:
    """List Neuron SDK releases."""
    from ultraserver_plan.neuron_sdk import RELEASES, release

    chosen = RELEASES if version is None else (release(version, where="sdk"),)
    if json:
        console.emit(SCHEMA, _payload(chosen))
        return
    console.table("Neuron SDK releases", _COLUMNS, (_summary(item) for item in chosen))
    if version is not None:
        _print_detail(chosen[0])
    if sources:
        for item in chosen:
            console.out(f"{item.version}: {item.source}")


def _summary(release: SdkRelease) -> tuple[object, ...]:
    """Return the release's cells."""
    return (
        release.version,
        release.released,
        release.driver.version,
        release.runtime.version,
        release.compiler.version,
        release.vllm_plugin.version,
        ", ".join(release.python),
    )


def _print_detail(release: SdkRelease) -> None:
    """Print packages, images and machine images of one release."""
    packages = (*release.host_packages, release.compiler, release.nki, *release.frameworks)
    console.table(
        "Packages",
        (Column(name="package"), Column(name="version"), Column(name="build in AWS's container")),
        ((item.name, item.version, item.build) for item in packages),
    )
    console.table(
        "Container images",
        (Column(name="engine"), Column(name="image"), Column(name="chips")),
        ((item.engine, item.uri, ", ".join(item.chips)) for item in release.images),
    )
    if release.amis:
        console.table(
            "Machine images (SSM parameters)",
            (Column(name="purpose"), Column(name="system"), Column(name="parameter")),
            ((item.purpose, item.os, item.name) for item in release.amis),
        )
    if release.note:
        console.out(f"note: {release.note}")


def _payload(releases: tuple[SdkRelease, ...]) -> dict[str, object]:
    """Return the JSON document's content."""
    from dataclasses import asdict

    from ultraserver_plan.neuron_sdk import (
        ECS_AMI_PARAMETER,
        KNOWN_BAD_PAIRS,
        OPERATING_SYSTEMS,
    )

    return {
        "releases": [
            {
                **asdict(item),
                "images": [{**asdict(image), "uri": image.uri} for image in item.images],
            }
            for item in releases
        ],
        "operating_systems": [asdict(item) for item in OPERATING_SYSTEMS],
        "known_bad_pairs": [
            {"name": item.name, "reason": item.reason, "fix": item.fix, "source": item.source}
            for item in KNOWN_BAD_PAIRS
        ],
        "ecs_ami_parameter": ECS_AMI_PARAMETER,
    }


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(sdk)
