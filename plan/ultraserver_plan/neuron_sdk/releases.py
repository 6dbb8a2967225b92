"""The releases the project knows, each as AWS's manifest and container recipes print it."""

from __future__ import annotations

from ultraserver_plan.neuron_sdk.types import AmiParameter, Image, OsSupport, Package, SdkRelease

_READ = "read 2026-11-24"
_DOCS = "https://awsdocs-neuron.readthedocs-hosted.com/en/latest"
MANIFEST = (
    "aws-neuron-sdk, src/helperscripts/n2-manifest.json, "
    f"https://github.com/aws-neuron/aws-neuron-sdk, {_READ}"
)
CONTAINERS = (
    "aws-neuron deep-learning-containers, README and vllm/inference/0.24.0.1.1.0, "
    f"https://github.com/aws-neuron/deep-learning-containers, {_READ}"
)
DLAMI = f"AWS Neuron DLAMI guide, {_DOCS}/deploy/environments/dlami.html, {_READ}"
SETUP = f"AWS Neuron manual setup, {_DOCS}/setup/pytorch/manual.html, {_READ}"

_VLLM_IMAGE = "public.ecr.aws/neuron/pytorch-inference-vllm-neuronx"
_PLUGIN_CHIPS = ("trainium2", "trainium3")

ECS_AMI_PARAMETER = "/aws/service/ecs/optimized-ami/amazon-linux-2023/neuron/recommended/image_id"
"""ECS-optimised Neuron AMI: no EFA, no runtime library, and a driver that floats.

Source: aws/amazon-ecs-ami, https://github.com/aws/amazon-ecs-ami, read 2026-11-24.
"""

SDK_2_32_0 = SdkRelease(
    version="2.32.0",
    released="2026-08-17",
    driver=Package(name="aws-neuronx-dkms", version="2.30.2.0"),
    collectives=Package(
        name="aws-neuronx-collectives", version="2.34.10.0", build="2.34.10.0-74eaafac6"
    ),
    runtime=Package(
        name="aws-neuronx-runtime-lib", version="2.34.10.0", build="2.34.10.0-ac18d186d"
    ),
    tools=Package(name="aws-neuronx-tools", version="2.32.28.0", build="2.32.28.0-526c2b7f6"),
    oci_hook=Package(name="aws-neuronx-oci-hook", version="2.18.25.0"),
    compiler=Package(name="neuronx-cc", version="2.27.5334.0", build="2.27.5334.0+f702b353"),
    nki=Package(name="nki", version="0.6.0", build="0.6.0+31049202112.g85070674"),
    frameworks=(
        Package(
            name="libtorch-neuronx-lite",
            version="2.11.0.1.0.1284",
            build="2.11.0.1.0.1284+f49d8626",
        ),
        Package(name="libtorch-neuronx-lite", version="2.12.0.1.0.1284"),
        Package(name="jax-neuronx", version="0.10.0.1.0.11459"),
    ),
    vllm_plugin=Package(name="vllm-neuron", version="0.24.0.1.1.0"),
    python=("3.11", "3.12", "3.13"),
    images=(
        Image(
            engine="vllm-neuron",
            repository=_VLLM_IMAGE,
            tag="0.24.0.1.1.0-neuronx-py313-sdk2.32.0-ubuntu24.04",
            python="3.13",
            chips=_PLUGIN_CHIPS,
            source=CONTAINERS,
        ),
    ),
    amis=(
        AmiParameter(
            purpose="multi-framework",
            os="ubuntu-24.04",
            name="/aws/service/neuron/dlami/multi-framework/ubuntu-24.04/latest/image_id",
        ),
        AmiParameter(
            purpose="vllm",
            os="ubuntu-24.04",
            name="/aws/service/neuron/dlami/pytorch-inference-vllm-0.24.0.1.1.0/ubuntu-24.04"
            "/latest/image_id",
        ),
        AmiParameter(
            purpose="base",
            os="ubuntu-24.04",
            name="/aws/service/neuron/dlami/base/ubuntu-24.04/latest/image_id",
        ),
        AmiParameter(
            purpose="base",
            os="amazon-linux-2023",
            name="/aws/service/neuron/dlami/base/amazon-linux-2023/latest/image_id",
        ),
    ),
    source=f"{MANIFEST}; {CONTAINERS}; {DLAMI}",
    note="torch-neuronx, neuronx-distributed and NxD Inference are not part of this release",
)

SDK_2_31_1 = SdkRelease(
    version="2.31.1",
    released=None,
    driver=Package(name="aws-neuronx-dkms", version="2.29.0.0"),
    collectives=Package(name="aws-neuronx-collectives", version="2.33.10.0"),
    runtime=Package(name="aws-neuronx-runtime-lib", version="2.33.10.0"),
    tools=Package(name="aws-neuronx-tools", version="2.31.15.0"),
    oci_hook=None,
    compiler=Package(name="neuronx-cc", version="2.26.6360.0"),
    nki=Package(name="nki", version="0.5.0"),
    frameworks=(
        Package(name="torch-neuronx", version="2.9.0.2.15.32035"),
        Package(name="neuronx-distributed", version="0.19.28492"),
        Package(name="neuronx-distributed-inference", version="0.10.18399"),
    ),
    vllm_plugin=Package(name="vllm-neuron", version="0.21.0.1.0.0"),
    python=("3.12", "3.13"),
    images=(
        Image(
            engine="vllm-neuron",
            repository=_VLLM_IMAGE,
            tag="0.21.0.1.0.0-neuronx-py313-sdk2.31.1-ubuntu24.04",
            python="3.13",
            chips=_PLUGIN_CHIPS,
            source=CONTAINERS,
        ),
        Image(
            engine="nxdi",
            repository=_VLLM_IMAGE,
            tag="0.16.0-neuronx-py312-sdk2.31.1-ubuntu24.04",
            python="3.12",
            chips=("trainium1", "trainium2", "trainium3"),
            source=CONTAINERS,
        ),
    ),
    amis=(),
    source=f"{MANIFEST}; {CONTAINERS}",
    note="last release with PyTorch/XLA and NxD Inference; Python versions are those of its images",
)

RELEASES: tuple[SdkRelease, ...] = (SDK_2_32_0, SDK_2_31_1)
"""Newest first."""

OPERATING_SYSTEMS: tuple[OsSupport, ...] = (
    OsSupport(os="ubuntu-24.04", host=True, framework=True, reason="", source=SETUP),
    OsSupport(
        os="amazon-linux-2023",
        host=True,
        framework=False,
        reason="its C library is too old for the framework packages (GLIBC_2.35 not found); "
        "run Ubuntu-based containers on it",
        source=f"{SETUP}; {DLAMI}",
    ),
    OsSupport(
        os="ubuntu-22.04",
        host=False,
        framework=False,
        reason="end of support: AWS builds no AMI and no container image for it any more",
        source=SETUP,
    ),
    OsSupport(
        os="rocky-linux-9",
        host=False,
        framework=False,
        reason="no longer a supported install target",
        source=f"AWS Neuron archive, {_DOCS}/archive/setup/setup-rocky-linux-9.html, {_READ}",
    ),
)
