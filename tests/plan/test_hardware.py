"""The catalogue's arithmetic against what the vendors print, and its honesty."""

from __future__ import annotations

import dataclasses
import re

import pytest

from ultraserver_plan import hardware
from ultraserver_plan.errors import UltraServerError
from ultraserver_plan.hardware import CHIPS, CORRECTIONS, HOSTS, ROWS, Correction, HardwareRow

ROW_NAMES = [row.name for row in ROWS]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "trn3-gen2",
            {
                "chips": 144,
                "fp8_tflops": 362_448,
                "hbm_gib": 20_736,
                "hbm_tb_s": 705.6,
                "efa_gbps": 28_800,
                "vcpus": 2304,
                "memory_gib": 27_648,
            },
        ),
        (
            "trn3-gen1",
            {
                "chips": 64,
                "fp8_tflops": 161_088,
                "hbm_gib": 9216,
                "hbm_tb_s": 313.6,
                "efa_gbps": 12_800,
                "vcpus": 768,
                "memory_gib": 8192,
            },
        ),
        (
            "trn2-ultraserver",
            {"chips": 64, "hbm_gib": 6144, "hbm_tb_s": 185.6, "efa_gbps": 12_800, "vcpus": 768},
        ),
        ("trn2", {"chips": 16, "hbm_gib": 1536, "hbm_tb_s": 46.4, "efa_gbps": 3200}),
        ("p6e-gb200", {"chips": 72, "hbm_gib": 13_320, "efa_gbps": 28_800, "fp8_pflops": 360}),
        ("p6-b200", {"chips": 8, "hbm_gib": 1432, "efa_gbps": 3200, "memory_gib": 2048}),
        ("p6-b300", {"chips": 8, "hbm_gib": 2144, "efa_gbps": 6400, "memory_gib": 4096}),
        ("trn1", {"chips": 16, "bf16_tflops": 3040, "fp32_tflops": 760, "hbm_gib": 512}),
    ],
)
def test_totals_are_the_published_ones(name: str, expected: dict[str, float]) -> None:
    found = hardware.totals(hardware.row(name))
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("row", ROWS, ids=ROW_NAMES)
def test_every_documented_total_follows_from_the_host(row: HardwareRow) -> None:
    found = hardware.totals(row)
    for name, printed in row.documented_totals:
        # PFLOPS are printed rounded per instance and then multiplied; everything else is exact.
        tolerance = 0.005 if name.endswith("_pflops") else 0
        assert found[name] == pytest.approx(printed, rel=tolerance, abs=0), name


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.is_ultraserver], ids=lambda row: row.name
)
def test_every_ultraserver_has_documented_totals(row: HardwareRow) -> None:
    assert {"chips", "hbm_gib"} <= {name for name, _ in row.documented_totals}


def test_half_a_gb200_ultraserver_has_the_published_memory() -> None:
    row = hardware.row("p6e-gb200")
    half = next(item for item in row.slices if item.name == "u-p6e-gb200x36")
    assert half.hosts * row.host.chips == 36
    assert half.hosts * row.host.hbm_gib == 6660


def test_shapes_are_the_documented_ones() -> None:
    shapes = {row.name: (row.hosts, row.host.chips) for row in ROWS if row.is_ultraserver}
    assert shapes == {
        "trn3-gen1": (4, 16),
        "trn3-gen2": (36, 4),
        "trn2-ultraserver": (4, 16),
        "p6e-gb200": (18, 4),
    }


def test_gen2_groups_are_the_documented_ones_and_never_the_whole() -> None:
    row = hardware.row("trn3-gen2")
    sizes = {item.name: item.hosts for item in row.slices if item.name.startswith("US")}
    assert sizes == {"US3": 2, "US4": 4, "US16": 4, "US18": 4}
    assert row.group_sizes == (1, 2, 4)


def test_no_group_is_larger_than_its_ultraserver() -> None:
    assert all(max(row.group_sizes) <= row.hosts for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=ROW_NAMES)
def test_every_number_has_a_source(row: HardwareRow) -> None:
    sources = [row.source, row.host.source, row.host.chip.source]
    sources += [item.source for item in row.slices] + [level.source for level in row.levels]
    if row.host.efa is not None:
        sources.append(row.host.efa.source)
    for source in sources:
        assert re.search(r"https://\S+\.\S+", source), source
        assert re.search(r"read \d{4}-\d{2}-\d{2}", source), source


def test_every_chip_and_correction_has_a_source() -> None:
    sources = [chip.source for chip in CHIPS] + [item.source for item in CORRECTIONS]
    assert all("https://" in source for source in sources)


def test_a_number_lives_in_one_row_only() -> None:
    # Rows hold hosts and hosts hold chips: the very objects, not copies that could drift.
    assert all(any(host.chip is chip for chip in CHIPS) for host in HOSTS)
    assert all(any(row.host is host for host in HOSTS) for row in ROWS)


def test_names_are_unique() -> None:
    for group in (CHIPS, HOSTS, ROWS):
        names = [item.name for item in group]
        assert len(names) == len(set(names))


def test_trn2_levels_add_up_to_the_chips_link() -> None:
    inside, between, _ = hardware.row("trn2-ultraserver").levels
    assert inside.gb_s_per_chip + between.gb_s_per_chip == hardware.chip("trainium2").link_gb_s


def test_gen2_levels_are_the_documented_ones() -> None:
    levels = {level.name: level.gb_s_per_chip for level in hardware.row("trn3-gen2").levels}
    assert levels == {"sled": 256, "rack": 320, "ultraserver": 128, "efa": 25}


@pytest.mark.parametrize("row", [row for row in ROWS if row.host.efa], ids=lambda row: row.name)
def test_efa_level_is_the_hosts_share(row: HardwareRow) -> None:
    level, efa = row.levels[-1], row.host.efa
    assert efa is not None
    assert level.name == "efa"
    assert level.gb_s_per_chip * 8 * row.host.chips == efa.gbps_per_host


@pytest.mark.parametrize(
    ("host", "cards"),
    [
        ("trn1.32xlarge", 8),
        ("trn1n.32xlarge", 16),
        ("trn2.48xlarge", 16),
        ("trn2u.48xlarge", 16),
        ("trn2.3xlarge", 1),
        ("p6-b200.48xlarge", 8),
        ("p6-b300.48xlarge", 16),
        ("p6e-gb200.36xlarge", 8),
        ("trn3-gen1-host", None),
        ("trn3-gen2-host", None),
    ],
)
def test_efa_cards_are_given_only_where_documented(host: str, cards: int | None) -> None:
    efa = next(item.efa for item in HOSTS if item.name == host)
    assert efa is not None
    assert efa.network_cards == cards
    assert len(efa.cards) == (cards or 0)


def test_efa_skips_the_first_card_where_it_carries_ena_only() -> None:
    efa = {host.name: host.efa for host in HOSTS}
    b300, gb200, trn2 = (
        efa[name] for name in ("p6-b300.48xlarge", "p6e-gb200.36xlarge", "trn2.48xlarge")
    )
    assert b300 is not None and b300.cards == tuple(range(1, 17))
    assert gb200 is not None and gb200.cards == (1, 3, 5, 7, 9, 11, 13, 15)
    assert trn2 is not None and trn2.cards == tuple(range(16))


def test_logical_cores_follow_lnc() -> None:
    trn3, trn1 = hardware.row("trn3-gen2").host, hardware.row("trn1").host
    assert (trn3.logical_cores(1), trn3.logical_cores(2)) == (32, 16)
    assert (trn1.logical_cores(1), trn1.logical_cores(2)) == (32, 32)


def test_fails_to_count_neuroncores_of_a_gpu() -> None:
    with pytest.raises(UltraServerError, match="b200 has no NeuronCores"):
        hardware.row("p6-b200").host.logical_cores()


def test_no_instance_type_is_invented_for_trn3() -> None:
    assert {host.instance_type for host in HOSTS if host.chip.name == "trainium3"} == {None}


def test_instance_types_are_known_to_ec2() -> None:
    import botocore.loaders

    model = botocore.loaders.Loader().load_service_model("ec2", "service-2")
    known = set(model["shapes"]["InstanceType"]["enum"])
    used = {host.instance_type for host in HOSTS if host.instance_type is not None}
    assert used - known == set()


@pytest.mark.parametrize("attribute", list(hardware.TRAINIUM4_OVER_TRAINIUM3))
def test_trainium4_is_its_announced_factor_times_trainium3(attribute: str) -> None:
    factor = {"fp8_tflops": 3, "fp4_tflops": 6, "hbm_tb_s": 4, "hbm_gib": 2}[attribute]
    now, then = hardware.chip("trainium3"), hardware.chip("trainium4")
    assert getattr(then, attribute) == factor * getattr(now, attribute)


def test_trainium4_claims_nothing_else() -> None:
    chip, row = hardware.chip("trainium4"), hardware.row("trn4")
    assert chip.bf16_tflops is chip.fp32_tflops is chip.link_gb_s is chip.physical_cores is None
    assert (chip.status, row.status, row.deployable) == ("projection", "projection", False)


def test_deployable_rows_leave_comparisons_out() -> None:
    left_out = set(ROWS) - set(hardware.deployable_rows())
    assert {row.name for row in left_out} == {"tpu-v6e", "trn4"}


@pytest.mark.parametrize("correction", CORRECTIONS, ids=lambda item: item.claim)
def test_a_recorded_wrong_figure_differs_from_the_catalogue(correction: Correction) -> None:
    right = hardware.correct_value(correction)
    assert right > 0
    assert correction.wrong is None or abs(correction.wrong - right) > 0.1 * right


def test_the_figures_of_gen2_are_what_the_trn2_claims_repeat() -> None:
    gen2 = hardware.totals(hardware.row("trn3-gen2"))
    claims = {item.quantity: item.wrong for item in CORRECTIONS if item.subject.startswith("trn2")}
    assert claims["hbm_gib"] == gen2["hbm_gib"]
    assert claims["hbm_tb_s"] == pytest.approx(gen2["hbm_tb_s"], abs=0.5)


def test_rows_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        hardware.row("trn2").hosts = 2  # type: ignore[misc]


def test_fails_on_an_unknown_row_and_suggests_a_close_one() -> None:
    with pytest.raises(
        UltraServerError, match=r"'trn3gen2'; did you mean 'trn3-gen2'\? valid: trn3"
    ):
        hardware.row("trn3gen2")


def test_fails_on_an_unrelated_row_and_lists_the_valid_ones() -> None:
    with pytest.raises(UltraServerError, match=r"^x: no hardware row is called 'abacus'; valid: "):
        hardware.row("abacus", where="x")


def test_fails_on_an_unknown_chip() -> None:
    with pytest.raises(UltraServerError, match="did you mean 'trainium3'"):
        hardware.chip("Trainium-3")
