"""Shapes from config.json, and parameters counted against what the authors publish."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ultraserver_plan import models
from ultraserver_plan.errors import FaultsError, UltraServerError
from ultraserver_plan.models import Mla, Moe, Quantization, WeightsDtype, parse_config

LLAMA: dict[str, object] = {
    "model_type": "llama",
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "vocab_size": 128256,
    "max_position_embeddings": 131072,
}
SHIPPED = pytest.mark.parametrize("id", models.shipped_ids())


def parse(config: dict[str, object]) -> models.ModelFacts:
    return parse_config(config, id="a/model", where="config.json")


@pytest.mark.parametrize(
    ("id", "parameters"),
    [
        # safetensors totals on the models' pages
        ("meta-llama/Llama-3.2-1B-Instruct", 1_235_814_400),
        ("meta-llama/Llama-3.1-8B-Instruct", 8_030_261_248),
        ("meta-llama/Llama-3.1-70B-Instruct", 70_553_706_496),
        ("meta-llama/Llama-3.3-70B-Instruct", 70_553_706_496),
        ("meta-llama/Llama-3.1-405B-Instruct", 405_853_388_800),
        ("Qwen/Qwen3-8B", 8_190_735_360),
        ("Qwen/Qwen3-30B-A3B", 30_532_122_624),
        ("Qwen/Qwen3-235B-A22B", 235_093_634_560),
    ],
)
def test_parameters_are_the_published_ones_exactly(id: str, parameters: int) -> None:
    assert models.model(id).parameters == parameters


@pytest.mark.parametrize(
    ("id", "total_b", "active_b"),
    [
        # gpt-oss model card, table 1 (https://arxiv.org/abs/2508.10925)
        ("openai/gpt-oss-20b", 20.91, 3.61),
        ("openai/gpt-oss-120b", 116.83, 5.13),
        # DeepSeek-V3 README_WEIGHTS.md: 671B, of which 36.6B active
        ("deepseek-ai/DeepSeek-V3", 671.03, 36.63),
        ("Qwen/Qwen3-235B-A22B", 235.09, 21.57),
    ],
)
def test_mixtures_match_their_published_sizes(id: str, total_b: float, active_b: float) -> None:
    facts = models.model(id)
    assert facts.parameters / 1e9 == pytest.approx(total_b, abs=0.005)
    assert facts.active_parameters / 1e9 == pytest.approx(active_b, abs=0.005)


@pytest.mark.parametrize(
    ("id", "attention_b", "experts_b"),
    [("openai/gpt-oss-20b", 0.64, 19.12), ("openai/gpt-oss-120b", 0.96, 114.71)],
)
def test_parts_match_the_model_card(id: str, attention_b: float, experts_b: float) -> None:
    parts = models.count(models.model(id))
    experts = parts.experts + parts.expert_biases + parts.router
    assert parts.attention / 1e9 == pytest.approx(attention_b, abs=0.005)
    assert experts / 1e9 == pytest.approx(experts_b, abs=0.01)


@pytest.mark.parametrize(
    ("id", "gib"), [("openai/gpt-oss-20b", 12.8), ("openai/gpt-oss-120b", 60.8)]
)
def test_mxfp4_checkpoint_has_the_published_size(id: str, gib: float) -> None:
    facts = models.model(id)
    assert models.weights_bytes(facts) / 2**30 == pytest.approx(gib, abs=0.05)
    assert models.weights_bytes(facts, "mxfp4") == models.weights_bytes(facts)


def test_multi_token_prediction_is_counted_apart() -> None:
    facts = models.model("deepseek-ai/DeepSeek-V3")
    # README_WEIGHTS.md: 11.5B unique parameters in one module
    assert models.count_mtp(facts) / 1e9 == pytest.approx(11.5, rel=0.02)
    assert models.count_mtp(models.model("openai/gpt-oss-20b")) == 0


@SHIPPED
def test_every_shipped_model_reads_and_names_its_source(id: str) -> None:
    facts = models.model(id)
    assert facts.id == id
    assert facts.source.startswith(f"https://huggingface.co/{id}/")
    assert 0 < facts.active_parameters <= facts.parameters


@SHIPPED
def test_no_weight_is_counted_in_two_kinds(id: str) -> None:
    facts = models.model(id)
    parts = models.count(facts)
    kinds = (
        parts.embedding,
        parts.head,
        parts.attention,
        parts.dense,
        parts.router,
        parts.experts,
        parts.shared_experts,
        parts.expert_biases,
        parts.vectors,
    )
    assert sum(kinds) == parts.total == facts.parameters


@SHIPPED
def test_narrower_types_take_fewer_bytes(id: str) -> None:
    facts = models.model(id)
    order: tuple[WeightsDtype, ...] = ("float32", "bfloat16", "mxfp8", "fp8")
    sizes = [models.weights_bytes(facts, dtype) for dtype in order]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == len(sizes)
    assert sizes[0] == 4 * facts.parameters


def test_a_plain_checkpoint_is_bf16() -> None:
    facts = models.model("meta-llama/Llama-3.1-8B-Instruct")
    assert models.weights_bytes(facts) == 2 * facts.parameters


def test_block_scales_are_part_of_an_fp8_checkpoint() -> None:
    facts = models.model("deepseek-ai/DeepSeek-V3")
    assert facts.quantization == Quantization(method="fp8", block=(128, 128))
    scales = models.weights_bytes(facts) - models.weights_bytes(facts, "fp8")
    assert scales == pytest.approx(facts.parameters / 128**2 * 4, rel=0.01)


def test_fails_on_bytes_of_an_unknown_quantization() -> None:
    facts = parse({**LLAMA, "quantization_config": {"quant_method": "awq"}})
    with pytest.raises(UltraServerError, match="quantization 'awq' is not modelled; give the data"):
        models.weights_bytes(facts)
    assert models.weights_bytes(facts, "bfloat16") == 2 * facts.parameters


def test_gpt_oss_slides_on_every_other_layer() -> None:
    facts = models.model("openai/gpt-oss-120b")
    assert facts.sliding_window == 128
    assert facts.sliding_layers == tuple(range(0, 36, 2))


def test_gpt_oss_slides_the_same_without_layer_types() -> None:
    config: dict[str, object] = {
        **LLAMA,
        "model_type": "gpt_oss",
        "num_local_experts": 8,
        "num_experts_per_tok": 2,
        "sliding_window": 128,
    }
    assert parse(config).sliding_layers == tuple(range(0, 32, 2))


def test_mistral_slides_on_every_layer_and_only_with_a_window() -> None:
    assert parse({**LLAMA, "model_type": "mistral"}).sliding_window is None
    facts = parse({**LLAMA, "model_type": "mistral", "sliding_window": 4096})
    assert (facts.sliding_window, facts.sliding_layers) == (4096, tuple(range(32)))


def test_qwen_slides_only_when_told_to() -> None:
    config: dict[str, object] = {**LLAMA, "model_type": "qwen2", "sliding_window": 4096}
    assert parse(config).sliding_window is None
    facts = parse({**config, "use_sliding_window": True, "max_window_layers": 28})
    assert (facts.sliding_window, facts.sliding_layers) == (4096, (28, 29, 30, 31))


def test_deepseek_has_latent_attention_and_three_dense_layers() -> None:
    facts = models.model("deepseek-ai/DeepSeek-V3")
    assert facts.mla == Mla(
        q_lora_rank=1536,
        kv_lora_rank=512,
        qk_nope_head_dim=128,
        qk_rope_head_dim=64,
        v_head_dim=128,
    )
    assert facts.moe is not None
    assert facts.moe.dense_layers == (0, 1, 2)
    assert facts.moe_layers == 58
    assert facts.kv_elements_per_token_layer == 576


def test_kv_cache_of_grouped_heads_counts_keys_and_values() -> None:
    assert models.model("meta-llama/Llama-3.1-8B-Instruct").kv_elements_per_token_layer == 2048


def test_qwen_sparse_step_and_named_layers_are_dense() -> None:
    config: dict[str, object] = {
        **LLAMA,
        "model_type": "qwen3_moe",
        "num_experts": 16,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 64,
        "decoder_sparse_step": 2,
        "mlp_only_layers": [1],
    }
    facts = parse(config)
    assert isinstance(facts.moe, Moe)
    assert facts.moe.dense_layers == tuple(sorted({1, *range(0, 32, 2)}))


def test_attention_bias_is_counted() -> None:
    plain, biased = parse(LLAMA), parse({**LLAMA, "attention_bias": True})
    assert biased.parameters - plain.parameters == 32 * (4096 + 2 * 1024 + 4096)


def test_qwen2_has_query_key_value_bias_whatever_the_config_says() -> None:
    facts = parse({**LLAMA, "model_type": "qwen2"})
    assert facts.parameters - parse(LLAMA).parameters == 32 * (4096 + 2 * 1024)


def test_tied_embeddings_are_counted_once() -> None:
    untied, tied = parse(LLAMA), parse({**LLAMA, "tie_word_embeddings": True})
    assert untied.parameters - tied.parameters == 128256 * 4096
    assert untied.active_parameters == tied.active_parameters


def test_key_value_heads_default_to_all_heads() -> None:
    config = {key: value for key, value in LLAMA.items() if key != "num_key_value_heads"}
    assert parse(config).kv_heads == 32


def test_fails_on_an_unsupported_architecture_and_names_the_supported() -> None:
    with pytest.raises(
        UltraServerError,
        match=r"^config.json: architecture 'mamba' is not supported; .*llama, mistral",
    ):
        parse({**LLAMA, "model_type": "mamba"})


def test_fails_without_model_type() -> None:
    with pytest.raises(UltraServerError, match="model_type is missing; supported: llama"):
        parse({})


def test_fails_with_every_fault_at_once() -> None:
    config = {**LLAMA, "hidden_size": "large", "tie_word_embeddings": 1, "num_hidden_layers": 0}
    del config["vocab_size"]
    with pytest.raises(FaultsError) as raised:
        parse(config)
    assert [fault.what for fault in raised.value.faults] == [
        "num_hidden_layers is 0",
        "hidden_size is 'large'",
        "vocab_size is missing",
        "tie_word_embeddings is 1",
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"num_key_value_heads": 5}, r"num_attention_heads \(32\) is not a multiple"),
        ({"hidden_size": 4097}, r"hidden_size \(4097\) is not a multiple .* head_dim is missing"),
        ({"num_hidden_layers": True}, "num_hidden_layers is True; give a whole number"),
        ({"quantization_config": "fp8"}, "quantization_config is 'fp8'; write an object"),
        ({"quantization_config": {"bits": 4}}, "quant_method is None"),
        (
            {"quantization_config": {"quant_method": "fp8", "weight_block_size": [128]}},
            r"weight_block_size is \[128\]; write two whole numbers",
        ),
        (
            {"model_type": "mistral", "sliding_window": 8, "layer_types": ["full_attention"]},
            "layer_types has 1 entries for 32 layers",
        ),
        (
            {
                "model_type": "qwen3_moe",
                "num_experts": 4,
                "num_experts_per_tok": 8,
                "moe_intermediate_size": 1,
            },
            "num_experts_per_tok is 8 of 4 experts",
        ),
    ],
)
def test_fails_on_a_config_that_cannot_be(change: dict[str, object], message: str) -> None:
    with pytest.raises(FaultsError, match=message):
        parse({**LLAMA, **change})


def test_fails_on_a_model_that_is_not_shipped_and_suggests_one() -> None:
    with pytest.raises(UltraServerError, match="did you mean 'openai/gpt-oss-120b'"):
        models.model("openai/gpt-oss-120")


def test_importing_models_reads_no_data() -> None:
    code = (
        "import builtins, io\n"
        "real = io.open\n"
        "def spy(file, *rest, **more):\n"
        "    assert 'models/data' not in str(file), file\n"
        "    return real(file, *rest, **more)\n"
        "io.open = builtins.open = spy\n"
        "import ultraserver_plan.models\n"
        "try:\n"
        "    ultraserver_plan.models.model('openai/gpt-oss-20b')\n"
        "except AssertionError:\n"
        "    print('lazy')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "lazy\n"
