"""Figures that are often repeated and wrong, each beside the row that has the right one.

The right value is not written here: it is read from the catalogue, so that the two cannot drift.
"""

from __future__ import annotations

from dataclasses import dataclass

from ultraserver_plan.hardware import sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One wrong figure: what is claimed, and which value of the catalogue contradicts it."""

    claim: str
    subject: str
    """Name of a row or of a chip."""
    quantity: str
    """A total's name for a row, an attribute's name for a chip."""
    wrong: float | None
    """In the quantity's unit. None: the claim is that there is no such figure."""
    source: str
    note: str = ""


_SLIDES = "often repeated in comparisons"

CORRECTIONS: tuple[Correction, ...] = (
    Correction(
        claim=f"a Trn2 UltraServer has 20.7 TB of memory ({_SLIDES})",
        subject="trn2-ultraserver",
        quantity="hbm_gib",
        wrong=20_736,
        source=sources.TRN2_ARCH,
        note="that is the Trn3 Gen2 UltraServer",
    ),
    Correction(
        claim=f"a Trn2 UltraServer has 706 TB/s of memory bandwidth ({_SLIDES})",
        subject="trn2-ultraserver",
        quantity="hbm_tb_s",
        wrong=706,
        source=sources.TRN2_ARCH,
        note="that is the Trn3 Gen2 UltraServer",
    ),
    Correction(
        claim="a Trn2 UltraServer has 3,200 Gbps of EFA (Trn2 architecture page)",
        subject="trn2-ultraserver",
        quantity="efa_gbps",
        wrong=3200,
        source=f"{sources.TRN2_ARCH}; {sources.EC2_INSTANCE_TYPES}",
        note="3,200 Gbps is one of its four hosts",
    ),
    Correction(
        claim=f"Trainium3 has no FP4 ({_SLIDES})",
        subject="trainium3",
        quantity="fp4_tflops",
        wrong=None,
        source=sources.TRAINIUM3,
        note="MXFP4 runs at the rate of MXFP8",
    ),
    Correction(
        claim=f"Trainium3 computes FP8 at 10 PFLOPS with 16:4 sparsity ({_SLIDES})",
        subject="trainium3",
        quantity="fp8_tflops",
        wrong=10_000,
        source=sources.TRAINIUM3,
        note="the documented MXFP8 rate is dense; sparse rates exist for 16-bit types only",
    ),
    Correction(
        claim="a Trainium2 chip has 512 GiB of memory (EC2 DescribeInstanceTypes)",
        subject="trainium2",
        quantity="hbm_gib",
        wrong=512,
        source=f"{sources.TRAINIUM2}; {sources.EC2_INSTANCE_TYPES}",
        note="never size memory from that API",
    ),
    Correction(
        claim=f"TPU v6e has 192 GB of memory ({_SLIDES})",
        subject="tpu-v6e",
        quantity="hbm_gib",
        wrong=192,
        source=sources.GOOGLE_V6E,
    ),
    Correction(
        claim=f"TPU v6e has 4.9 TB/s of memory bandwidth ({_SLIDES})",
        subject="tpu-v6e",
        quantity="hbm_tb_s",
        wrong=4.9,
        source=sources.GOOGLE_V6E,
        note="4.9 TB/s is Trainium3",
    ),
    Correction(
        claim=f"B200 computes FP8 at 10 PFLOPS, beside Trainium3's dense rate ({_SLIDES})",
        subject="b200",
        quantity="fp8_tflops",
        wrong=10_000,
        source=sources.NVIDIA_HGX,
        note="a sparse rate of the faster GB200 part",
    ),
    Correction(
        claim=f"B200 computes FP4 at 20 PFLOPS, beside dense rates ({_SLIDES})",
        subject="b200",
        quantity="fp4_tflops",
        wrong=20_000,
        source=sources.NVIDIA_HGX,
        note="a sparse rate of the faster GB200 part",
    ),
)
