"""Accelerators, one row each. Compute is dense: sparse rates are never written here."""

from __future__ import annotations

from ultraserver_plan.hardware import sources
from ultraserver_plan.hardware.types import Chip

TRAINIUM3 = Chip(
    name="trainium3",
    title="AWS Trainium3",
    vendor="aws",
    hbm_gib=144,
    hbm_tb_s=4.9,
    fp4_tflops=2517,
    fp8_tflops=2517,
    bf16_tflops=671,
    fp32_tflops=183,
    physical_cores=8,
    link="NeuronLink-v4",
    link_gb_s=2560,
    status="documented",
    source=f"{sources.TRAINIUM3}; {sources.LNC}",
    note="FP4 and FP8 are MXFP4 and MXFP8; the UltraServer table prints 2,048 GiB/s for the link",
)

TRAINIUM2 = Chip(
    name="trainium2",
    title="AWS Trainium2",
    vendor="aws",
    hbm_gib=96,
    hbm_tb_s=2.9,
    fp4_tflops=None,
    fp8_tflops=1299,
    bf16_tflops=667,
    fp32_tflops=181,
    physical_cores=8,
    link="NeuronLink-v3",
    link_gb_s=1280,
    status="documented",
    source=f"{sources.TRAINIUM2}; {sources.LNC}",
    note="no MXFP4 in hardware",
)

TRAINIUM1 = Chip(
    name="trainium1",
    title="AWS Trainium",
    vendor="aws",
    hbm_gib=32,
    hbm_tb_s=0.82,
    fp4_tflops=None,
    fp8_tflops=190,
    bf16_tflops=190,
    fp32_tflops=47.5,
    physical_cores=2,
    link="NeuronLink-v2",
    link_gb_s=384,
    status="documented",
    source=f"{sources.TRAINIUM1}; {sources.TRN1_ARCH}",
    note="FP8 is cFP8; trn1n doubles the link",
    has_lnc=False,
)

B200 = Chip(
    name="b200",
    title="NVIDIA B200",
    vendor="nvidia",
    hbm_gib=179,
    hbm_tb_s=8.0,
    fp4_tflops=9000,
    fp8_tflops=4500,
    bf16_tflops=2250,
    fp32_tflops=75,
    physical_cores=None,
    link="NVLink 5",
    link_gb_s=1800,
    status="documented",
    source=f"{sources.NVIDIA_HGX}; memory: {sources.EC2_P6}; {sources.EC2_INSTANCE_TYPES}",
    note="of HGX B200, an eighth; FP8 and BF16 halved because NVIDIA prints them sparse",
)

B300 = Chip(
    name="b300",
    title="NVIDIA B300 (Blackwell Ultra)",
    vendor="nvidia",
    hbm_gib=268,
    hbm_tb_s=8.0,
    fp4_tflops=13_500,
    fp8_tflops=4500,
    bf16_tflops=2250,
    fp32_tflops=75,
    physical_cores=None,
    link="NVLink 5",
    link_gb_s=1800,
    status="documented",
    source=f"{sources.NVIDIA_HGX}; memory: {sources.EC2_P6}; {sources.EC2_INSTANCE_TYPES}",
    note="of HGX B300, an eighth; FP8 and BF16 halved because NVIDIA prints them sparse",
)

GB200 = Chip(
    name="gb200",
    title="NVIDIA Blackwell GPU of GB200",
    vendor="nvidia",
    hbm_gib=185,
    hbm_tb_s=8.0,
    fp4_tflops=10_000,
    fp8_tflops=5000,
    bf16_tflops=2500,
    fp32_tflops=80,
    physical_cores=None,
    link="NVLink 5",
    link_gb_s=1800,
    status="documented",
    source=f"{sources.NVIDIA_GB200}; memory: {sources.EC2_P6}",
    note="of GB200 NVL72, one of 72; halved because NVIDIA prints sparse rates",
)

GB300 = Chip(
    name="gb300",
    title="NVIDIA Blackwell Ultra GPU of GB300",
    vendor="nvidia",
    hbm_gib=279,
    hbm_tb_s=8.0,
    fp4_tflops=15_000,
    fp8_tflops=5000,
    bf16_tflops=2500,
    fp32_tflops=80,
    physical_cores=None,
    link="NVLink 5",
    link_gb_s=1800,
    status="announced",
    source=f"{sources.NVIDIA_GB300}; memory: https://verda.com/blog/gb300-nvl72-architecture, "
    f"{sources.READ}",
    note="EC2 lists no instance type with this GPU, so no host and no row use it",
)

TPU_V6E = Chip(
    name="tpu-v6e",
    title="Google TPU v6e (Trillium)",
    vendor="google",
    hbm_gib=32,
    hbm_tb_s=1.638,
    fp4_tflops=None,
    fp8_tflops=None,
    bf16_tflops=918,
    fp32_tflops=None,
    physical_cores=None,
    link="ICI",
    link_gb_s=800,
    status="documented",
    source=sources.GOOGLE_V6E,
    note="Google lists bf16 and Int8 only; earlier editions of the page print 1,640 GB/s",
)

TRAINIUM4_OVER_TRAINIUM3 = {"fp8_tflops": 3, "fp4_tflops": 6, "hbm_tb_s": 4, "hbm_gib": 2}
"""Announced factors, lower bounds in AWS's words ("at least" for FP4)."""


def _project(attribute: str) -> float:
    """Return Trainium4's value as its announced factor times Trainium3's."""
    base: float = getattr(TRAINIUM3, attribute)
    return base * TRAINIUM4_OVER_TRAINIUM3[attribute]


TRAINIUM4 = Chip(
    name="trainium4",
    title="AWS Trainium4 (projection)",
    vendor="aws",
    hbm_gib=_project("hbm_gib"),
    hbm_tb_s=_project("hbm_tb_s"),
    fp4_tflops=_project("fp4_tflops"),
    fp8_tflops=_project("fp8_tflops"),
    bf16_tflops=None,
    fp32_tflops=None,
    physical_cores=None,
    link="NVLink Fusion",
    link_gb_s=None,
    status="projection",
    source=f"{sources.TRAINIUM4_FACTORS}; times {sources.TRAINIUM3}",
    note="announced factors times Trainium3; nothing else about it is public",
)

CHIPS: tuple[Chip, ...] = (
    TRAINIUM3,
    TRAINIUM2,
    TRAINIUM1,
    B200,
    B300,
    GB200,
    GB300,
    TPU_V6E,
    TRAINIUM4,
)
