"""A Hugging Face ``config.json`` becomes ModelFacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from ultraserver_plan.errors import UltraServerError
from ultraserver_plan.models.reader import ConfigReader
from ultraserver_plan.models.types import (
    Architecture,
    Attention,
    Mla,
    ModelFacts,
    Moe,
    Quantization,
)

SUPPORTED: tuple[Architecture, ...] = get_args(Architecture)
"""Values of ``model_type`` that can be read."""


def parse_config(
    config: Mapping[str, object], *, id: str, where: str, source: str = ""
) -> ModelFacts:
    """Return the facts in ``config``. ``where`` names the file in faults.

    Raises UltraServerError for an architecture that is not supported, and FaultsError with every
    fault of a config that is.
    """
    architecture = _architecture(config, where)
    read = ConfigReader(config, where=where)
    layers, hidden, heads = (
        read.count("num_hidden_layers"),
        read.count("hidden_size"),
        read.count("num_attention_heads"),
    )
    kv_heads = read.count("num_key_value_heads", heads)
    window, sliding = _sliding(read, architecture, layers)
    facts = ModelFacts(
        id=id,
        architecture=architecture,
        layers=layers,
        hidden_size=hidden,
        heads=heads,
        kv_heads=kv_heads,
        head_dim=_head_dim(read, architecture, hidden, heads),
        vocab_size=read.count("vocab_size"),
        intermediate_size=read.count("intermediate_size"),
        max_positions=read.count("max_position_embeddings"),
        tie_embeddings=read.flag("tie_word_embeddings"),
        attention=_attention(read, architecture),
        mlp_bias=architecture == "llama" and read.flag("mlp_bias"),
        sliding_window=window,
        sliding_layers=sliding,
        moe=_moe(read, architecture, layers),
        mla=_mla(read) if architecture == "deepseek_v3" else None,
        mtp_layers=read.natural("num_nextn_predict_layers"),
        quantization=_quantization(read),
        source=source or where,
    )
    if heads % kv_heads and not read.faulty:
        read.fault(
            f"num_attention_heads ({heads}) is not a multiple of num_key_value_heads ({kv_heads})",
            "take the model's own config.json, unchanged",
        )
    read.raise_faults()
    return facts


def _architecture(config: Mapping[str, object], where: str) -> Architecture:
    """Return the config's architecture, or raise with the supported ones."""
    found = config.get("model_type")
    if found in SUPPORTED:
        return found
    what = "model_type is missing" if found is None else f"architecture {found!r} is not supported"
    raise UltraServerError(what, where=where, fix=f"supported: {', '.join(SUPPORTED)}")


def _head_dim(read: ConfigReader, architecture: Architecture, hidden: int, heads: int) -> int:
    """Return the config's head dim; hidden over heads where it gives none."""
    if read.has("head_dim"):
        return read.count("head_dim")
    if architecture == "deepseek_v3":
        return read.count("qk_nope_head_dim") + read.count("qk_rope_head_dim")
    if hidden % heads and not read.faulty:
        read.fault(
            f"hidden_size ({hidden}) is not a multiple of num_attention_heads ({heads}), "
            "and head_dim is missing",
            "add head_dim",
        )
    return hidden // heads


def _attention(read: ConfigReader, architecture: Architecture) -> Attention:
    """Return biases, norms and sinks; some are fixed by the architecture, not by the config."""
    bias = read.flag("attention_bias", default=architecture == "gpt_oss")
    fixed_bias = architecture == "qwen2"
    return Attention(
        qkv_bias=bias or fixed_bias,
        output_bias=bias and not fixed_bias,
        qk_norm=architecture in ("qwen3", "qwen3_moe"),
        sinks=architecture == "gpt_oss",
    )


def _sliding(
    read: ConfigReader, architecture: Architecture, layers: int
) -> tuple[int | None, tuple[int, ...]]:
    """Return the window and the layers that have one."""
    if not read.has("sliding_window"):
        return None, ()
    if architecture.startswith("qwen") and not read.flag("use_sliding_window"):
        return None, ()
    window = read.count("sliding_window")
    sliding = _sliding_layers(read, architecture, layers)
    return (window if sliding else None), sliding


def _sliding_layers(read: ConfigReader, architecture: Architecture, layers: int) -> tuple[int, ...]:
    """Return the layers that slide: those of layer_types, or the architecture's rule."""
    kinds = read.items("layer_types")
    if kinds and len(kinds) != layers and not read.faulty:
        read.fault(
            f"layer_types has {len(kinds)} entries for {layers} layers", "give one entry per layer"
        )
    if kinds:
        return tuple(i for i, kind in enumerate(kinds) if kind == "sliding_attention")
    if architecture == "gpt_oss":
        return tuple(range(0, layers, 2))
    if architecture == "mistral":
        return tuple(range(layers))
    return tuple(range(read.natural("max_window_layers"), layers))


def _moe(read: ConfigReader, architecture: Architecture, layers: int) -> Moe | None:
    """Return the experts, or None for a dense architecture."""
    if architecture == "gpt_oss":
        key, intermediate = "num_local_experts", "intermediate_size"
    elif architecture == "qwen3_moe":
        key, intermediate = "num_experts", "moe_intermediate_size"
    elif architecture == "deepseek_v3":
        key, intermediate = "n_routed_experts", "moe_intermediate_size"
    else:
        return None
    experts, chosen = read.count(key), read.count("num_experts_per_tok")
    if chosen > experts and not read.faulty:
        read.fault(f"num_experts_per_tok is {chosen} of {experts} experts", f"lower it, or {key}")
    return Moe(
        experts=experts,
        experts_per_token=chosen,
        shared_experts=read.natural("n_shared_experts"),
        intermediate_size=read.count(intermediate),
        dense_layers=_dense_layers(read, layers),
        expert_bias=architecture == "gpt_oss",
        # DeepSeek's is the learned correction of expert scores.
        router_bias=architecture in ("gpt_oss", "deepseek_v3"),
    )


def _dense_layers(read: ConfigReader, layers: int) -> tuple[int, ...]:
    """Return the layers without experts, by the keys that Qwen and DeepSeek use."""
    first = read.natural("first_k_dense_replace")
    step = read.count("decoder_sparse_step", 1)
    frequency = read.count("moe_layer_freq", 1)
    named = {item for item in read.items("mlp_only_layers") if isinstance(item, int)}
    return tuple(
        i for i in range(layers) if i < first or i in named or (i + 1) % step or i % frequency
    )


def _mla(read: ConfigReader) -> Mla:
    """Return the dims of latent attention."""
    return Mla(
        q_lora_rank=read.count("q_lora_rank") if read.has("q_lora_rank") else None,
        kv_lora_rank=read.count("kv_lora_rank"),
        qk_nope_head_dim=read.count("qk_nope_head_dim"),
        qk_rope_head_dim=read.count("qk_rope_head_dim"),
        v_head_dim=read.count("v_head_dim"),
    )


def _quantization(read: ConfigReader) -> Quantization | None:
    """Return how the checkpoint is quantized, or None."""
    table = read.table("quantization_config")
    if not table:
        return None
    method, block = table.get("quant_method"), table.get("weight_block_size")
    if not isinstance(method, str):
        read.fault(f"quantization_config.quant_method is {method!r}", "write the method's name")
        return None
    return Quantization(method=method, block=_block(read, block))


def _block(read: ConfigReader, value: object) -> tuple[int, int] | None:
    """Return rows and columns of a scale's block."""
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 2 and all(type(n) is int and n > 0 for n in value):
        return value[0], value[1]
    read.fault(f"quantization_config.weight_block_size is {value!r}", "write two whole numbers")
    return None
