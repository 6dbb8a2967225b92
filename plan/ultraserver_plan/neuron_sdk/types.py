"""The shapes of an SDK release: a frozen lock of what runs on a host and in a container.

What AWS's documents do not state is None or absent, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NeuronEngine = Literal["vllm-neuron", "nxdi"]
AmiPurpose = Literal["multi-framework", "vllm", "base"]
OsName = Literal["ubuntu-24.04", "ubuntu-22.04", "amazon-linux-2023", "rocky-linux-9"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One package at one version. ``build`` is the suffix that AWS's own container pins."""

    name: str
    version: str
    build: str | None = None

    @property
    def pin(self) -> str:
        """The version to ask a package manager for: ``2.30.2.0*`` also matches the build."""
        return f"{self.name}={self.version}*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A container image on public.ecr.aws for one engine."""

    engine: NeuronEngine
    repository: str
    tag: str
    python: str
    chips: tuple[str, ...]
    """Names of the catalogue's chips that the image supports."""
    source: str

    @property
    def uri(self) -> str:
        """What ``docker pull`` takes."""
        return f"{self.repository}:{self.tag}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AmiParameter:
    """An SSM public parameter that holds the latest image id of one Neuron DLAMI.

    It follows AWS's newest release: pin the image id where a fleet must be reproducible.
    """

    purpose: AmiPurpose
    os: OsName
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OsSupport:
    """Whether a host may run an operating system, and what for."""

    os: OsName
    host: bool
    """Driver, tools and EFA."""
    framework: bool
    """Python packages outside a container."""
    reason: str
    """Why something is refused; empty when nothing is."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SdkRelease:
    """One Neuron SDK release. Driver and tools go on the host, the rest in the container."""

    version: str
    released: str | None
    driver: Package
    collectives: Package
    runtime: Package
    tools: Package
    oci_hook: Package | None
    compiler: Package
    nki: Package
    frameworks: tuple[Package, ...]
    vllm_plugin: Package
    python: tuple[str, ...]
    images: tuple[Image, ...]
    amis: tuple[AmiParameter, ...]
    """Empty for a past release: SSM tracks the newest only."""
    source: str
    note: str = ""

    @property
    def host_packages(self) -> tuple[Package, ...]:
        """Packages of a host, in the order of AWS's own instructions."""
        return (self.driver, self.collectives, self.runtime, self.tools)

    def image(self, engine: str) -> str | None:
        """Return the URI of the container image of ``engine``; None where there is none."""
        return next((item.uri for item in self.images if item.engine == engine), None)
