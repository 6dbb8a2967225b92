"""Scalars: what each kind takes, and what it says about what it does not take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultraserver_plan.errors import FaultsError
from ultraserver_plan.spec import FleetSpec, read_fleet
from ultraserver_plan.spec.schema import duration_text
from ultraserver_plan.spec.values import seconds
from ultraserver_plan.suggest import closest, one_of

FILE = """\
apiVersion: ultraserver/v1
kind: Fleet
name: small
target: {profile: local, region: us-east-2}
hardware: {type: cpu}
capacity: {hosts: 4, onDemand: true}
model: {id: meta-llama/Llama-3.2-1B-Instruct}
serving: {engine: reference}
"""


def read(more: str) -> FleetSpec:
    return read_fleet(f"{FILE}{more}\n", file="f.yaml")


def fault(more: str) -> str:
    with pytest.raises(FaultsError) as caught:
        read(more)
    (one,) = caught.value.faults
    return f"{one.what}; {one.fix}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10m", 600),
        ("1h", 3600),
        ("90s", 90),
        ("1h30m", 5400),
        ("2h5s", 7205),
        ("0s", 0),
        ("", None),
        ("10", None),
        ("1 h", None),
        ("1m1h", None),
        ("-1s", None),
        ("1.5h", None),
        ("1H", None),
    ],
)
def test_duration_is_hours_minutes_seconds(text: str, expected: int | None) -> None:
    assert seconds(text) == expected


@given(st.integers(0, 10**7))
def test_duration_text_reads_back(value: int) -> None:
    assert seconds(duration_text(value)) == value


def test_durations_and_numbers_become_values() -> None:
    spec = read("rollout: {bake: 1h30m}\nrecovery: {within: 90s, restarts: 5}")
    assert (spec.rollout.bake_s, spec.recovery.within_s, spec.recovery.restarts) == (5400, 90, 5)


def test_timestamps_stay_text_quoted_or_not() -> None:
    text = FILE.replace(
        "{hosts: 4, onDemand: true}",
        "\n  hosts: 4\n  capacityBlocks:\n"
        "    - {id: cr-01234567, start: 2026-12-01T11:30:00Z, end: '2026-12-15T11:30:00Z'}",
    ).replace("us-east-2}", "us-east-2, zone: us-east-2a}")
    (block,) = read_fleet(text, file="f.yaml").capacity.blocks
    assert (block.start, block.end) == ("2026-12-01T11:30:00Z", "2026-12-15T11:30:00Z")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            "network: {nat: no}",
            "network.nat is no, which YAML 1.1 takes for a boolean and YAML 1.2 for text;"
            " write false",
        ),
        (
            "network: {nat: 'true'}",
            "network.nat is 'true', where a boolean is wanted; write true or false",
        ),
        (
            "recovery: {restarts: 0b11}",
            "recovery.restarts is 0b11, which YAML reads as the number 3, where a whole number is"
            " wanted; write a whole number like 3",
        ),
        (
            "recovery: {restarts: 010}",
            "recovery.restarts is 010, which YAML reads as the number 8, where a whole number is"
            " wanted; write a whole number like 3",
        ),
        (
            "recovery: {restarts: 0x_}",
            "recovery.restarts is 0x_, which YAML reads as the number that its digits give, where"
            " a whole number is wanted; write a whole number like 3",
        ),
        (
            f"recovery: {{restarts: {'9' * 5000}}}",
            f"recovery.restarts is {'9' * 59}…; write at most 100",
        ),
        (
            "traffic: {requestsPerSecond: 010, promptTokens: 1, outputTokens: 1}",
            "traffic.requestsPerSecond is 010, which YAML reads as the number 8, where a number is"
            " wanted; write a number like 40",
        ),
        (
            "traffic: {requestsPerSecond: .nan, promptTokens: 1, outputTokens: 1}",
            "traffic.requestsPerSecond is the number .nan, where a number is wanted; write a"
            " number like 40",
        ),
        (
            "traffic: {requestsPerSecond: '2.5', promptTokens: 1, outputTokens: 1}",
            "traffic.requestsPerSecond is the text '2.5', where a number is wanted; remove the"
            " quotes",
        ),
        (
            "rollout: {bake: 2026-12-01}",
            "rollout.bake is 2026-12-01, which is no duration; write it like 10m, 90s or 1h30m",
        ),
        (
            "recovery: {restarts: [3]}",
            "recovery.restarts is a list, where a whole number is wanted; give it a value like 3",
        ),
        ("recovery:", "recovery has no value; give it keys like {restarts: 3, within: 1h}"),
        (
            "placement: {require: yes}",
            "placement.require is yes; use one of ultraserver, network-node, zone, none",
        ),
        (
            "recovery: {restart: 3, =: 4}",
            "unknown key restart in recovery; write restarts",
        ),
    ],
)
def test_fails_and_says_how_to_write_it(more: str, expected: str) -> None:
    with pytest.raises(FaultsError) as caught:
        read(more)
    first = caught.value.faults[0]
    assert f"{first.what}; {first.fix}" == expected


def test_numbers_may_have_fractions_where_the_field_does() -> None:
    spec = read(
        "traffic: {requestsPerSecond: 2.5, promptTokens: 1, outputTokens: 1, ttftMs: 1.5e+2}"
    )
    assert spec.traffic is not None
    assert (spec.traffic.requests_per_second, spec.traffic.ttft_ms) == (2.5, 150.0)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("max_model_len", "maxModelLen"),
        ("MaxModelLength", "maxModelLen"),
        ("maxmodellen", "maxModelLen"),
        ("engin", "engine"),
        ("nonsense", None),
        ("", None),
        ("e" * 10_000, None),
    ],
)
def test_closest_forgives_case_hyphens_and_slips(word: str, expected: str | None) -> None:
    assert closest(word, ["engine", "maxModelLen", "sdk"]) == expected


def test_one_of_lists_the_words_where_none_is_near() -> None:
    assert one_of("nonsense", ["engine", "sdk"]) == "use one of engine, sdk"


def test_misspelled_section_is_still_read() -> None:
    assert fault("recovry: {restarts: 3}") == "unknown key recovry; write recovery"
    with pytest.raises(FaultsError) as caught:
        read("recovry: {restarts: many}")
    assert [item.where for item in caught.value.faults] == ["f.yaml:9:1", "f.yaml:9:21"]
