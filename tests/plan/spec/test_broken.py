"""Each broken file gives exactly its faults, as ``broken/NAME.expected`` has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ultraserver_plan.errors import FaultsError
from ultraserver_plan.spec import read_fleet
from ultraserver_plan.spec.reader import examine
from ultraserver_plan.spec.rules import RULES

PROPER = ("SDK", "Neuron")
BROKEN = sorted(Path(__file__).parent.glob("broken/*.yaml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken_file_gives_exactly_its_faults(path: Path, request: pytest.FixtureRequest) -> None:
    with pytest.raises(FaultsError) as caught:
        read_fleet(path.read_bytes().decode(), file=path.name)
    expected = path.with_suffix(".expected")
    if request.config.getoption("--update-goldens"):
        expected.write_text(f"{caught.value}\n")
    assert str(caught.value).splitlines() == expected.read_text().splitlines()


def test_every_rule_is_broken_by_some_file() -> None:
    broken = {problem.rule for path in BROKEN for problem in examine(path.read_text())[1]}
    assert {rule.name for rule in RULES} - broken == set()


def test_faults_come_in_the_order_of_the_file() -> None:
    for path in BROKEN:
        marks = [problem.mark for problem in examine(path.read_text())[1]]
        assert marks == sorted(marks)


def test_faults_are_short_lower_case_and_without_a_full_stop() -> None:
    for path in BROKEN:
        for problem in examine(path.read_text())[1]:
            assert problem.what[0].islower() or problem.what.split()[0] in PROPER, problem
            assert problem.fix[0].islower(), problem
            assert not problem.what.endswith(".") and not problem.fix.endswith("."), problem
            assert "\n" not in problem.what + problem.fix
