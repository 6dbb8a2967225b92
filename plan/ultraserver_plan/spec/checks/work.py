"""Rules of what is served: model, engine, SDK, and the load."""

from __future__ import annotations

from collections.abc import Iterator

from ultraserver_plan import neuron_sdk
from ultraserver_plan.spec.checks.catalogue import row_of
from ultraserver_plan.spec.tree import Finding
from ultraserver_plan.spec.types import EngineName, FleetSpec
from ultraserver_plan.suggest import closest, one_of

_ENGINE = ("serving", "engine")
_SDK = ("serving", "sdk")
_NEURON: tuple[EngineName, ...] = ("vllm-neuron", "nxdi")


def model_known(spec: FleetSpec) -> Iterator[Finding]:
    """Check that the model's dimensions are known: from the catalogue or its config.json."""
    from ultraserver_plan.models import shipped_ids

    if spec.model.config is not None or spec.model.id in shipped_ids():
        return
    near = closest(spec.model.id, shipped_ids())
    fix = f"write {near}, or" if near else "run `ultraserver models`, or"
    what = f"the catalogue has no model {spec.model.id}"
    yield Finding(("model", "id"), what, f"{fix} give model.config, its config.json")


def sdk_given(spec: FleetSpec) -> Iterator[Finding]:
    """Check that the file pins one SDK release for host and container of a Neuron engine."""
    engine, sdk = spec.serving.engine, spec.serving.sdk
    if engine in _NEURON and sdk is None:
        releases = [item.version for item in neuron_sdk.RELEASES]
        what = f"sdk is missing: engine {engine} runs on a Neuron SDK release"
        yield Finding(_SDK, what, f"add sdk: {_sdk_for(engine) or releases[0]}")
    if engine not in _NEURON and sdk is not None:
        what = f"sdk is given, and engine {engine} does not use the Neuron SDK"
        yield Finding(_SDK, what, "leave it out")


def sdk_known(spec: FleetSpec) -> Iterator[Finding]:
    """Check that there is a lock for the SDK release."""
    releases = [item.version for item in neuron_sdk.RELEASES]
    if spec.serving.sdk is not None and spec.serving.sdk not in releases:
        what = f"no Neuron SDK release {spec.serving.sdk} is known"
        yield Finding(_SDK, what, one_of(spec.serving.sdk, releases))


def engine_in_sdk(spec: FleetSpec) -> Iterator[Finding]:
    """Check that the SDK release has a container of the engine."""
    engine, sdk = spec.serving.engine, spec.serving.sdk
    release = next((item for item in neuron_sdk.RELEASES if item.version == sdk), None)
    if release is None or engine not in _NEURON or spec.serving.image is not None:
        return
    if not any(image.engine == engine for image in release.images):
        what = f"Neuron SDK {sdk} has no container for engine {engine}"
        yield Finding(_SDK, what, f"write {_sdk_for(engine)}, or give serving.image")


def engine_fits_chip(spec: FleetSpec) -> Iterator[Finding]:
    """Check that the engine drives the vendor's chips; on one machine the CPU stands in."""
    row = row_of(spec.hardware.type)
    if row is None or spec.serving.engine == "reference":
        return
    vendor = row.host.chip.vendor
    if spec.serving.engine == "vllm-cpu" and spec.target.profile == "local":
        return
    fits = {"aws": _NEURON, "nvidia": ("vllm-cuda",), "cpu": ("vllm-cpu",)}.get(vendor, ())
    if spec.serving.engine not in fits and fits:
        what = f"engine {spec.serving.engine} does not run on {row.host.chip.title}"
        yield Finding(_ENGINE, what, f"use {' or '.join(fits)}")


def engine_knows_generation(spec: FleetSpec) -> Iterator[Finding]:
    """Check that a container of the engine is built for this generation of Trainium."""
    row, engine = row_of(spec.hardware.type), spec.serving.engine
    if row is None or row.host.chip.vendor != "aws" or engine not in _NEURON:
        return
    chip, images = row.host.chip, [i for item in neuron_sdk.RELEASES for i in item.images]
    if not any(image.engine == engine and chip.name in image.chips for image in images):
        others = sorted({image.engine for image in images if chip.name in image.chips})
        if not others:
            return  # a row for comparison: another rule says so
        what = f"engine {engine} does not run on {chip.title}"
        yield Finding(_ENGINE, what, f"use {' or '.join(others)}, with an SDK that has it")


def image_given(spec: FleetSpec) -> Iterator[Finding]:
    """Check for the image where no lock has one; on one machine an engine needs none."""
    serving = spec.serving
    if serving.engine in _NEURON or serving.image or spec.target.profile == "local":
        return
    what = f"image is missing: no container of engine {serving.engine} is locked"
    yield Finding(("serving", "image"), what, "add the image to run, by digest")


def request_fits(spec: FleetSpec) -> Iterator[Finding]:
    """Check that a typical request is one that the engine accepts."""
    traffic, most = spec.traffic, spec.serving.max_model_len
    if traffic is None or most is None:
        return
    tokens = traffic.prompt_tokens + traffic.output_tokens
    if tokens > most:
        what = f"a typical request has {tokens} tokens, and maxModelLen is {most}"
        yield Finding(("serving", "maxModelLen"), what, f"write at least {tokens}")


def _sdk_for(engine: str) -> str | None:
    versions = (
        item.version
        for item in neuron_sdk.RELEASES
        if any(image.engine == engine for image in item.images)
    )
    return next(versions, None)
