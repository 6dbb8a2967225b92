"""Parameters counted exactly from the shapes, apart by what quantization and routing do to them."""

from __future__ import annotations

from dataclasses import dataclass

from ultraserver_plan.models.types import Mla, ModelFacts, Moe


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterCount:
    """Parameters by kind, over all layers."""

    embedding: int
    head: int
    """Output matrix; 0 where it is the embedding."""
    attention: int
    """Matrices of attention."""
    dense: int
    """Matrices of dense MLPs."""
    router: int
    experts: int
    """Matrices of routed experts."""
    shared_experts: int
    expert_biases: int
    vectors: int
    """Norms, biases and sinks outside the experts."""
    expert_share: float
    """Part of the routed experts that one token meets."""

    @property
    def total(self) -> int:
        """All parameters."""
        return self.embedding + self.head + self._layers + self.experts + self.expert_biases

    @property
    def active(self) -> int:
        """Parameters that one token multiplies with; a tied embedding counts as the head."""
        routed = round((self.experts + self.expert_biases) * self.expert_share)
        return (self.head or self.embedding) + self._layers + routed

    @property
    def _layers(self) -> int:
        """Parameters of the layers that every token meets."""
        return self.attention + self.dense + self.router + self.shared_experts + self.vectors


def count(facts: ModelFacts) -> ParameterCount:
    """Return the parameters of the model, without multi-token prediction."""
    h, moe = facts.hidden_size, facts.moe
    table = facts.vocab_size * h
    dense_layers = facts.layers - facts.moe_layers
    matrices, vectors = _attention(facts)
    biases = (2 * facts.intermediate_size + h) * dense_layers if facts.mlp_bias else 0
    router_biases = moe.experts * facts.moe_layers if moe is not None and moe.router_bias else 0
    return ParameterCount(
        embedding=table,
        head=0 if facts.tie_embeddings else table,
        attention=matrices * facts.layers,
        dense=3 * h * facts.intermediate_size * dense_layers,
        router=0 if moe is None else h * moe.experts * facts.moe_layers,
        experts=0 if moe is None else moe.experts * _expert(h, moe) * facts.moe_layers,
        shared_experts=0
        if moe is None
        else moe.shared_experts * _expert(h, moe) * facts.moe_layers,
        expert_biases=0 if moe is None else _expert_biases(h, moe) * facts.moe_layers,
        vectors=(vectors + 2 * h) * facts.layers + h + biases + router_biases,
        expert_share=0.0 if moe is None else moe.experts_per_token / moe.experts,
    )


def count_mtp(facts: ModelFacts) -> int:
    """Return the parameters that multi-token prediction adds, its shared tables not counted.

    Each module has two norms, a projection of two hidden states to one, one more layer and a norm.
    """
    if facts.mtp_layers == 0 or facts.moe is None:
        return 0
    h, moe = facts.hidden_size, facts.moe
    matrices, vectors = _attention(facts)
    router = h * moe.experts + (moe.experts if moe.router_bias else 0)
    experts = (moe.experts + moe.shared_experts) * _expert(h, moe) + _expert_biases(h, moe)
    layer = matrices + vectors + 2 * h + router + experts
    return facts.mtp_layers * (layer + 2 * h * h + 3 * h)


def _expert(h: int, moe: Moe) -> int:
    """Return the matrices of one expert: gate, up and down."""
    return 3 * h * moe.intermediate_size


def _expert_biases(h: int, moe: Moe) -> int:
    """Return the biases of all experts of one layer."""
    return moe.experts * (2 * moe.intermediate_size + h) if moe.expert_bias else 0


def _attention(facts: ModelFacts) -> tuple[int, int]:
    """Return matrices and vectors of one layer's attention."""
    if facts.mla is not None:
        return _latent_attention(facts, facts.mla)
    h, query = facts.hidden_size, facts.heads * facts.head_dim
    key_value = 2 * facts.kv_heads * facts.head_dim
    extra = facts.attention
    vectors = (
        extra.qkv_bias * (query + key_value)
        + extra.output_bias * h
        + extra.qk_norm * 2 * facts.head_dim
        + extra.sinks * facts.heads
    )
    return h * (2 * query + key_value), vectors


def _latent_attention(facts: ModelFacts, mla: Mla) -> tuple[int, int]:
    """Return matrices and vectors of one layer's latent attention."""
    h, heads = facts.hidden_size, facts.heads
    query = heads * (mla.qk_nope_head_dim + mla.qk_rope_head_dim)
    rank = mla.q_lora_rank
    queries = h * query if rank is None else rank * (h + query)
    compress = h * (mla.kv_lora_rank + mla.qk_rope_head_dim)
    expand = mla.kv_lora_rank * heads * (mla.qk_nope_head_dim + mla.v_head_dim)
    output = heads * mla.v_head_dim * h
    biases = (
        facts.attention.qkv_bias * ((rank or 0) + mla.kv_lora_rank + mla.qk_rope_head_dim)
        + facts.attention.output_bias * h
    )
    return queries + compress + expand + output, (rank or 0) + mla.kv_lora_rank + biases
