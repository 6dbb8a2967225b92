"""Model facts: shapes from a config.json, parameters counted from them, bytes per data type.

Reading a config from disk is the caller's job; the shipped ones are package data, read when first
asked for.
"""

from __future__ import annotations

from ultraserver_plan.models.catalogue import model, shipped_ids
from ultraserver_plan.models.count import ParameterCount, count, count_mtp
from ultraserver_plan.models.parse import SUPPORTED, parse_config
from ultraserver_plan.models.types import (
    Architecture,
    Attention,
    Mla,
    ModelFacts,
    Moe,
    Quantization,
)
from ultraserver_plan.models.weights import WeightsDtype, weights_bytes

__all__ = [
    "SUPPORTED",
    "Architecture",
    "Attention",
    "Mla",
    "ModelFacts",
    "Moe",
    "ParameterCount",
    "Quantization",
    "WeightsDtype",
    "count",
    "count_mtp",
    "model",
    "parse_config",
    "shipped_ids",
    "weights_bytes",
]
