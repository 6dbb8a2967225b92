"""Hosts without UltraServer and EFA: for an Outpost, and for a fleet on one machine."""

from __future__ import annotations

from ultraserver_plan.hardware import sources
from ultraserver_plan.hardware.types import Chip, HardwareRow, HostType

_OUTPOSTS = (
    "AWS Compute Blog, Insulating AWS Outposts workloads from EC2 instance dependencies (m5, c5, "
    f"r5, g4dn and i3en are on Outposts), {sources.READ}; Amazon EC2 User Guide, Elastic Fabric "
    f"Adapter (not supported on Outposts), "
    f"https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa.html, {sources.READ}"
)
_GPU_JOBS = (
    "AWS Batch User Guide, GPU jobs, "
    f"https://docs.aws.amazon.com/batch/latest/userguide/gpu-jobs.html, {sources.READ}"
)
_T4 = (
    f"NVIDIA T4 datasheet, https://www.nvidia.com/en-us/data-center/tesla-t4/, {sources.READ}, "
    "as reports of it quote the numbers"
)
_M5 = (
    "Amazon EC2 M5 instances (two sockets of Intel Xeon Platinum 8175M), "
    f"https://aws.amazon.com/ec2/instance-types/m5/, {sources.READ}"
)

T4 = Chip(
    name="t4",
    title="NVIDIA T4",
    vendor="nvidia",
    hbm_gib=16,
    hbm_tb_s=0.3,
    fp4_tflops=None,
    fp8_tflops=None,
    bf16_tflops=None,
    fp32_tflops=8.1,
    physical_cores=None,
    link="PCIe 3.0 x16",
    link_gb_s=32,
    status="documented",
    source=f"{_T4}; {_GPU_JOBS}",
    note="GDDR6, not HBM; its Tensor Cores know FP16 (65 TFLOPS) and no BF16: serve with float16",
)

CPU = Chip(
    name="cpu",
    title="CPU",
    vendor="cpu",
    hbm_gib=384,
    hbm_tb_s=0.256,
    fp4_tflops=None,
    fp8_tflops=None,
    bf16_tflops=None,
    fp32_tflops=None,
    physical_cores=None,
    link="none",
    link_gb_s=None,
    status="projection",
    source=f"{_M5}; {sources.EC2_INSTANCE_TYPES}",
    note="the host's memory stands for device memory, and 2 sockets x 6 channels of DDR4-2666 "
    "(21.3 GB/s each) for its bandwidth: the generation's design, not a figure of AWS's",
)

OUTPOSTS_G4DN_HOST = HostType(
    name="outposts-g4dn-host",
    instance_type="g4dn.12xlarge",
    chip=T4,
    chips=4,
    vcpus=48,
    memory_gib=192,
    efa=None,
    device_prefix="/dev/nvidia",
    network_node_depth=None,
    source=f"{_GPU_JOBS}; {sources.EC2_INSTANCE_TYPES}; {_OUTPOSTS}",
    note="in a Region this type has one EFA interface; on an Outpost it has none",
)

CPU_HOST = HostType(
    name="cpu-host",
    instance_type="m5.24xlarge",
    chip=CPU,
    chips=1,
    vcpus=96,
    memory_gib=384,
    efa=None,
    device_prefix=None,
    network_node_depth=None,
    source=f"{sources.EC2_INSTANCE_TYPES}; {_OUTPOSTS}",
)

OUTPOSTS_G4DN = HardwareRow(
    name="outposts-g4dn",
    title="G4dn instance on an Outpost",
    host=OUTPOSTS_G4DN_HOST,
    hosts=1,
    slices=(),
    levels=(),
    documented_totals=(("chips", 4), ("vcpus", 48), ("memory_gib", 192), ("hbm_gib", 64)),
    deployable=True,
    status="documented",
    source=_OUTPOSTS,
    note="an Outpost has what was ordered: see GetOutpostInstanceTypes",
)

CPU_ONLY = HardwareRow(
    name="cpu",
    title="Host without accelerator",
    host=CPU_HOST,
    hosts=1,
    slices=(),
    levels=(),
    documented_totals=(("vcpus", 96), ("memory_gib", 384)),
    deployable=True,
    status="documented",
    source=f"{sources.EC2_INSTANCE_TYPES}; {_OUTPOSTS}",
    note="for a fleet on one machine, and for small models on an Outpost",
)
