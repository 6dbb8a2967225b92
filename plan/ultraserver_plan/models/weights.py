"""Bytes of a model's weights per data type."""

from __future__ import annotations

from typing import Literal

from ultraserver_plan.errors import UltraServerError
from ultraserver_plan.models.count import count
from ultraserver_plan.models.types import ModelFacts, Quantization

WeightsDtype = Literal["checkpoint", "float32", "bfloat16", "float16", "fp8", "mxfp8", "mxfp4"]

_MX_BLOCK = 32
"""Numbers that share one 8-bit scale. Source: OCP Microscaling Formats (MX) v1.0, section 5,
https://www.opencompute.org/documents/ocp-microscaling-formats-mx-v1-0-spec-final-pdf."""

_WIDTH = {
    "float32": 4.0,
    "bfloat16": 2.0,
    "float16": 2.0,
    "fp8": 1.0,
    "mxfp8": 1.0 + 1 / _MX_BLOCK,
    "mxfp4": 0.5 + 1 / _MX_BLOCK,
}
_QUANTIZED = ("fp8", "mxfp8", "mxfp4")


def weights_bytes(facts: ModelFacts, dtype: WeightsDtype = "checkpoint") -> int:
    """Return the bytes of all weights, without multi-token prediction.

    A quantized type applies to the matrices of the layers; tables, router, norms and biases stay
    in BF16. Of a mixture of experts ``mxfp4`` applies to the experts only, as gpt-oss ships.
    ``checkpoint`` is the published checkpoint's own type, with its scales.

    Raises UltraServerError for a checkpoint whose quantization is not modelled.
    """
    if dtype == "checkpoint":
        if facts.quantization is None:
            return _bytes(facts, "bfloat16")
        return _bytes(facts, _modelled(facts, facts.quantization)) + _scale_bytes(facts)
    return _bytes(facts, dtype)


def _bytes(facts: ModelFacts, dtype: str) -> int:
    """Return the bytes with the quantized matrices in ``dtype`` and the rest in BF16."""
    if dtype not in _QUANTIZED:
        return round(facts.parameters * _WIDTH[dtype])
    quantized = _quantized_parameters(facts, dtype)
    rest = facts.parameters - quantized
    return round(quantized * _WIDTH[dtype] + rest * _WIDTH["bfloat16"])


def _quantized_parameters(facts: ModelFacts, dtype: str) -> int:
    """Return how many parameters ``dtype`` applies to."""
    parts = count(facts)
    experts = parts.experts + parts.shared_experts
    if dtype == "mxfp4" and facts.moe is not None:
        return experts
    return experts + parts.attention + parts.dense


def _modelled(facts: ModelFacts, quantization: Quantization) -> str:
    """Return the data type of a checkpoint's quantization method."""
    if quantization.method in _QUANTIZED:
        return quantization.method
    raise UltraServerError(
        f"{facts.id}: checkpoint quantization {quantization.method!r} is not modelled",
        where="model",
        fix=f"give the data type of the weights: {', '.join(_WIDTH)}",
    )


def _scale_bytes(facts: ModelFacts) -> int:
    """Return the FP32 scales of a block-wise FP8 checkpoint, partial blocks not rounded up."""
    quantization = facts.quantization
    if quantization is None or quantization.block is None:
        return 0
    rows, columns = quantization.block
    return round(_quantized_parameters(facts, quantization.method) / (rows * columns) * 4)
