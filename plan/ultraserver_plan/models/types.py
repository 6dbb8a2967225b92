"""What the planner needs to know of a model: shapes, from its config.json and nothing else.

Tensors are named by their dims: h hidden, H query heads, K key and value heads, d head dim,
i intermediate, E experts, V vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Architecture = Literal["llama", "mistral", "qwen2", "qwen3", "qwen3_moe", "gpt_oss", "deepseek_v3"]
"""``model_type`` of the config."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """What grouped-query attention has beside its four matrices."""

    qkv_bias: bool = False
    output_bias: bool = False
    qk_norm: bool = False
    """One norm over a query head and one over a key head, shared by all heads of a layer."""
    sinks: bool = False
    """One learned number per query head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mla:
    """Dims of multi-head latent attention. ``q_lora_rank`` None: queries are not compressed."""

    q_lora_rank: int | None
    kv_lora_rank: int
    qk_nope_head_dim: int
    qk_rope_head_dim: int
    v_head_dim: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moe:
    """A mixture of experts."""

    experts: int
    experts_per_token: int
    shared_experts: int
    """Experts that every token meets, each as large as a routed one."""
    intermediate_size: int
    dense_layers: tuple[int, ...]
    """Layers with one dense MLP instead of experts."""
    expert_bias: bool = False
    router_bias: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantization:
    """How the published checkpoint stores its matrices."""

    method: str
    block: tuple[int, int] | None = None
    """Rows and columns that share one FP32 scale; None where the method has its own blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """One model. ``intermediate_size`` is the dense MLP's, whether or not a layer has one."""

    id: str
    architecture: Architecture
    layers: int
    hidden_size: int
    heads: int
    kv_heads: int
    head_dim: int
    vocab_size: int
    intermediate_size: int
    max_positions: int
    tie_embeddings: bool
    attention: Attention
    mlp_bias: bool
    sliding_window: int | None
    """Tokens that a sliding layer sees; None where no layer slides."""
    sliding_layers: tuple[int, ...]
    moe: Moe | None
    mla: Mla | None
    mtp_layers: int
    """Extra layers for multi-token prediction, in the checkpoint but outside ``layers``."""
    quantization: Quantization | None
    """None: the checkpoint is in BF16."""
    source: str

    @property
    def moe_layers(self) -> int:
        """Layers that have experts."""
        return 0 if self.moe is None else self.layers - len(self.moe.dense_layers)

    @property
    def parameters(self) -> int:
        """Parameters of the model, without multi-token prediction."""
        from ultraserver_plan.models.count import count

        return count(self).total

    @property
    def active_parameters(self) -> int:
        """Parameters that one token multiplies with: no embedding table, chosen experts only."""
        from ultraserver_plan.models.count import count

        return count(self).active

    @property
    def kv_elements_per_token_layer(self) -> int:
        """Numbers that one token leaves in the KV cache of one layer, over all heads.

        Latent attention keeps the compressed vector and the rotary key, once for all heads.
        """
        if self.mla is not None:
            return self.mla.kv_lora_rank + self.mla.qk_rope_head_dim
        return 2 * self.kv_heads * self.head_dim
