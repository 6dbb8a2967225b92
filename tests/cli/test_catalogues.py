"""hardware, sdk and models: what is printed, and the shape of --json."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from ultraserver_plan import hardware, models, neuron_sdk

Run = Callable[..., Result]
RunJson = Callable[..., dict[str, Any]]


def test_hardware_lists_every_row(run: Run) -> None:
    result = run("hardware")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    for row in hardware.ROWS:
        assert any(line.split()[:1] == [row.name] for line in lines), row.name


def test_hardware_prints_the_documented_numbers(run: Run) -> None:
    line = next(line for line in run("hardware").stdout.splitlines() if "trn3-gen2" in line)
    for text in ("36 x 4", "20,736", "705.6", "362.4", "28,800", "not published"):
        assert text in line


def test_hardware_row_shows_levels_and_groups(run: Run) -> None:
    text = run("hardware", "trn3-gen2").stdout
    assert "racks of one UltraServer" in text
    assert "US18" in text
    assert "EFA network cards: not documented" in text


def test_hardware_sources_are_urls(run: Run) -> None:
    assert "https://" not in run("hardware").stdout
    text = run("hardware", "--sources").stdout
    assert all(f"{row.name}: {row.source}" in text for row in hardware.ROWS)


def test_hardware_corrections_stand_beside_the_right_figure(run: Run) -> None:
    line = next(
        line
        for line in run("hardware", "--corrections").stdout.splitlines()
        if "trn2-ultraserver hbm_gib" in line
    )
    assert "20,736" in line and "6,144" in line


def test_hardware_json_has_rows_totals_and_corrections(run_json: RunJson) -> None:
    document = run_json("hardware")
    assert document["schema"] == "ultraserver.hardware/v1"
    assert set(document) == {"schema", "rows", "corrections"}
    rows = {row["name"]: row for row in document["rows"]}
    assert list(rows) == [row.name for row in hardware.ROWS]
    assert rows["trn3-gen2"]["totals"]["fp8_tflops"] == 362_448
    assert rows["trn3-gen2"]["host"]["chip"]["name"] == "trainium3"
    assert rows["trn3-gen2"]["group_sizes"] == [1, 2, 4]
    assert all("right" in item for item in document["corrections"])


def test_hardware_json_of_one_row_has_that_row(run_json: RunJson) -> None:
    assert [row["name"] for row in run_json("hardware", "trn4")["rows"]] == ["trn4"]


def test_fails_on_an_unknown_row(run: Run) -> None:
    result = run("hardware", "trn3gen2")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(
        "hardware: no hardware row is called 'trn3gen2'\n  fix: did you"
    )


def test_sdk_lists_every_release(run: Run) -> None:
    text = run("sdk").stdout
    assert all(item.version in text and item.driver.version in text for item in neuron_sdk.RELEASES)


def test_sdk_release_shows_image_and_parameter(run: Run) -> None:
    text = run("sdk", "2.32", "--sources").stdout
    assert "0.24.0.1.1.0-neuronx-py313-sdk2.32.0-ubuntu24.04" in text
    assert "/aws/service/neuron/dlami/base/amazon-linux-2023/latest/image_id" in text
    assert "https://github.com/aws-neuron/deep-learning-containers" in text


def test_sdk_json_has_releases_systems_and_pairs(run_json: RunJson) -> None:
    document = run_json("sdk")
    assert document["schema"] == "ultraserver.sdk/v1"
    assert {"releases", "operating_systems", "known_bad_pairs", "ecs_ami_parameter"} < set(document)
    newest = document["releases"][0]
    assert newest["driver"] == {"name": "aws-neuronx-dkms", "version": "2.30.2.0", "build": None}
    assert newest["images"][0]["uri"].startswith("public.ecr.aws/neuron/")


def test_fails_on_an_unknown_release(run: Run) -> None:
    result = run("sdk", "1.0")
    assert result.exit_code == 2
    assert "valid: 2.32.0, 2.31.1" in result.stderr


def test_models_lists_every_shipped_model(run: Run) -> None:
    text = run("models").stdout
    assert all(id in text for id in models.shipped_ids())
    assert "116.83" in text and "5.13" in text


def test_models_json_counts_parameters_and_bytes(run_json: RunJson) -> None:
    document = run_json("models", "openai/gpt-oss-120b")
    assert document["schema"] == "ultraserver.models/v1"
    (facts,) = document["models"]
    assert facts["parameters"] == 116_829_156_672
    assert facts["moe"]["experts"] == 128
    assert facts["weights_bytes"]["checkpoint"] < facts["weights_bytes"]["bfloat16"]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "my-model" / "config.json"
    path.parent.mkdir()
    path.write_text(
        json.dumps(
            {
                "model_type": "llama",
                "hidden_size": 64,
                "intermediate_size": 128,
                "num_hidden_layers": 2,
                "num_attention_heads": 4,
                "vocab_size": 100,
                "max_position_embeddings": 512,
                "quantization_config": {"quant_method": "awq"},
            }
        )
    )
    return path


def test_models_reads_a_config_from_disk(run_json: RunJson, config: Path) -> None:
    (facts,) = run_json("models", str(config))["models"]
    assert (facts["id"], facts["layers"], facts["source"]) == ("my-model", 2, str(config))
    assert "checkpoint" not in facts["weights_bytes"]


def test_models_dashes_a_size_that_is_not_modelled(run: Run, config: Path) -> None:
    line = next(x for x in run("models", str(config)).stdout.splitlines() if "my-model" in x)
    assert line.split()[-2:] == ["awq", "-"]


def test_fails_on_a_config_with_every_fault(run: Run, config: Path) -> None:
    config.write_text('{"model_type": "llama", "hidden_size": "wide"}')
    result = run("models", str(config))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{config}: hidden_size is 'wide'\n  fix: give a whole number" in result.stderr
    assert f"{config}: vocab_size is missing\n" in result.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", ":1:2: is not JSON: expecting property name"),
        (b"[]", ": holds a JSON list, not an object"),
        (b"\xff\xfe", ": is not UTF-8 text (byte 0)"),
    ],
)
def test_fails_on_a_config_that_is_no_json_object(
    run: Run, config: Path, content: bytes, message: str
) -> None:
    config.write_bytes(content)
    result = run("models", str(config))
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{config}{message}")


def test_fails_on_a_missing_config(run: Run, tmp_path: Path) -> None:
    result = run("models", str(tmp_path / "config.json"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "config.json: cannot be read: no such file or directory\n  fix: " in result.stderr
