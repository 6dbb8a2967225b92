"""Where the hardware facts were read. A row names the documents that state its numbers."""

from __future__ import annotations

READ = "read 2026-11-24"

_NEURON = (
    "https://awsdocs-neuron.readthedocs-hosted.com/en/latest/about-neuron/arch/neuron-hardware"
)
TRN3_ARCH = f"AWS Neuron 2.32.0, Amazon EC2 Trn3 Architecture, {_NEURON}/trn3-arch.html, {READ}"
TRAINIUM3 = f"AWS Neuron 2.32.0, Trainium3 Architecture, {_NEURON}/trainium3.html, {READ}"
TRN2_ARCH = f"AWS Neuron 2.32.0, Amazon EC2 Trn2 Architecture, {_NEURON}/trn2-arch.html, {READ}"
TRAINIUM2 = f"AWS Neuron 2.32.0, Trainium2 Architecture, {_NEURON}/trainium2.html, {READ}"
TRN1_ARCH = f"AWS Neuron 2.32.0, Amazon EC2 Trn1 Architecture, {_NEURON}/trn1-arch.html, {READ}"
TRAINIUM1 = f"AWS Neuron 2.32.0, Trainium Architecture, {_NEURON}/trainium.html, {READ}"
LNC = (
    "AWS Neuron 2.32.0, Logical NeuronCore configuration, https://awsdocs-neuron"
    ".readthedocs-hosted.com/en/latest/about-neuron/arch/neuron-features/"
    f"logical-neuroncore-config.html, {READ}"
)
RUNTIME_NOTES = (
    "AWS Neuron runtime release notes (driver 2.27), https://awsdocs-neuron.readthedocs-hosted.com"
    f"/en/latest/release-notes/components/runtime.html, {READ}"
)
ULTRASERVER_OPERATOR = (
    "AWS Neuron UltraServer operator, https://awsdocs-neuron.readthedocs-hosted.com"
    f"/en/latest/deploy/eks/ultraserver-operator.html, {READ}"
)
ULTRASERVER_INIT = (
    "aws-neuron-sdk, src/k8/k8s-ultraserver-init-script.sh, "
    f"https://github.com/aws-neuron/aws-neuron-sdk, {READ}"
)
EC2_INSTANCE_TYPES = (
    "EC2 DescribeInstanceTypes as recorded in moto 5.2.5, "
    f"https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html, {READ}"
)
EC2_TOPOLOGY = (
    "Amazon EC2 User Guide, instance topology prerequisites, https://docs.aws.amazon.com/AWSEC2"
    f"/latest/UserGuide/ec2-instance-topology-prerequisites.html, {READ}"
)
EFA_NETWORK_CARDS = (
    "Amazon EC2 User Guide, instances with multiple network cards, "
    f"https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa-acc-inst-types.html, {READ}"
)
_QUOTED = f"as public reports quote it, {READ}"
EC2_P6 = f"Amazon EC2 P6 instances, https://aws.amazon.com/ec2/instance-types/p6/, {_QUOTED}"
NVIDIA_HGX = f"NVIDIA HGX platform, https://www.nvidia.com/en-us/data-center/hgx/, {_QUOTED}"
NVIDIA_GB200 = (
    f"NVIDIA GB200 NVL72, https://www.nvidia.com/en-us/data-center/gb200-nvl72/, {_QUOTED}"
)
NVIDIA_GB300 = (
    f"NVIDIA GB300 NVL72, https://www.nvidia.com/en-us/data-center/gb300-nvl72/, {_QUOTED}"
)
GOOGLE_V6E = f"Google Cloud TPU v6e, https://docs.cloud.google.com/tpu/docs/v6e, {READ}"
TRAINIUM4_FACTORS = (
    "AWS re:Invent keynote of 2025-12-02; compute and bandwidth factors as in "
    f"https://nand-research.com/?p=5010, {READ}; the capacity factor is from secondary reports of "
    "the same keynote only"
)
