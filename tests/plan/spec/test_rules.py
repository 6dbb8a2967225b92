"""The table of rules: each reads what it says, and a broken field silences only its readers."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader

from ultraserver_plan.errors import FaultsError
from ultraserver_plan.hardware import ROWS
from ultraserver_plan.spec import FleetSpec, read_fleet
from ultraserver_plan.spec.decode import Decoder
from ultraserver_plan.spec.partitions import PARTITIONS, partition_of
from ultraserver_plan.spec.reader import _tree
from ultraserver_plan.spec.rules import RULES, Rule
from ultraserver_plan.spec.settle import settle
from ultraserver_plan.spec.shapes import Record, camel, fleet_shape

ROOT = Path(__file__).parents[3]
SMALL = (Path(__file__).parent / "small.yaml").read_text()
FILES = [*ROOT.glob("examples/*.yaml"), *Path(__file__).parent.glob("broken/*.yaml")]
_CAPACITY = {"blocks": "capacityBlocks", "resource_group_arn": "resourceGroup"}


@dataclasses.dataclass
class Spy:
    """A fleet, or one of its sections, that remembers which fields were read."""

    _value: Any
    _path: tuple[str, ...]
    _seen: set[tuple[str, ...]]

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._value, name)
        path = (*self._path, _CAPACITY.get(name, camel(name)))
        if len(path) == 1 and not isinstance(value, str):
            return None if value is None else Spy(value, path, self._seen)
        self._seen.add(path)
        return value


def draft(path: Path) -> tuple[Any, Decoder]:
    decoder = Decoder()
    node = _tree(path.read_text(), [])
    if node is None:
        return None, decoder
    spec: Any = decoder.decode(node, fleet_shape(), ())
    return settle(spec, decoder), decoder


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_reads_no_field_that_it_does_not_declare(rule: Rule) -> None:
    seen: set[tuple[str, ...]] = set()
    for spec, decoder in map(draft, FILES):
        if spec is not None and not any(map(decoder.reads_broken, rule.paths)):
            spy: Any = Spy(spec, (), seen)
            list(rule.check(spy))
    assert seen == set(rule.paths), "the table and the function disagree"


def test_every_declared_field_is_in_the_file() -> None:
    members = {member.key: member.shape for member in fleet_shape().members}
    for rule in RULES:
        for section, *keys in rule.paths:
            shape = members[str(section)]
            assert bool(keys) == isinstance(shape, Record)
            if isinstance(shape, Record):
                assert keys[0] in (*shape.keys, "kind")


def test_rules_are_named_once() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)


def test_broken_field_silences_only_the_rules_that_read_it() -> None:
    text = SMALL.replace("units: 2, hostsPerUnit: 2", "units: two").replace(
        "type: cpu", "type: trn1"
    )
    with pytest.raises(FaultsError) as caught:
        read_fleet(text, file="f")
    assert [fault.what.split(" is ")[0] for fault in caught.value.faults] == [
        "serving.roles.serve.units"
    ]
    text = text.replace("engine: reference", "engine: vllm-cuda")
    with pytest.raises(FaultsError, match="engine vllm-cuda does not run on AWS Trainium"):
        read_fleet(text, file="f")


def test_partitions_are_those_of_botocore() -> None:
    data = Loader().load_data("partitions")
    ours = {item.name: (item.dns_suffix, f"^{item.regions}$") for item in PARTITIONS}
    theirs = {
        item["id"]: (item["outputs"]["dnsSuffix"], item["regionRegex"].replace("\\-", "-"))
        for item in data["partitions"]
    }
    assert ours == theirs


def test_partition_of_an_example_is_the_partition() -> None:
    assert [partition_of(item.example) for item in PARTITIONS] == list(PARTITIONS)
    assert partition_of("moon-base-1") is None


def test_group_sizes_divide_each_other_and_the_ultraserver() -> None:
    """Else units that fit in number might not fit whole, and ``units_fit`` would miss it."""
    for item in ROWS:
        chain = [*(size for size in item.group_sizes if size <= item.hosts), item.hosts]
        assert all(large % small == 0 for small, large in pairwise(chain))


def fleet(replacing: dict[str, str]) -> FleetSpec:
    text = SMALL
    for old, new in replacing.items():
        assert old in text
        text = text.replace(old, new)
    return read_fleet(text, file="f")


def test_ai_factory_must_give_partition_and_suffix() -> None:
    where = "profile: local\n  region: us-east-2"
    with pytest.raises(FaultsError, match="partition is missing, and profile ai-factory"):
        fleet(
            {
                where: "profile: ai-factory\n  region: us-east-2",
                "maxModelLen": "image: x\n  maxModelLen",
            }
        )
    spec = fleet(
        {
            where: "profile: ai-factory\n  region: x-1\n  partition: aws-x\n  dnsSuffix: a.example",
            "maxModelLen": "image: x\n  maxModelLen",
            "hostsPerUnit: 2": "hostsPerUnit: 1",
        }
    )
    assert spec.target.partition == "aws-x"


def test_model_with_a_config_need_not_be_in_the_catalogue() -> None:
    spec = fleet({"meta-llama/Llama-3.2-1B-Instruct": "mine/own\n  config: config.json"})
    assert spec.model.config == "config.json"


def test_axes_may_be_left_open_where_the_rest_divides_the_unit() -> None:
    text = (ROOT / "examples/llama-405b-trn2.yaml").read_text()
    for axes in ("tp: 64", "tp: 16", "cp: 1, dp: 4", "tp: 32, dp: 2"):
        read_fleet(text.replace("tp: 64, cp: 1, dp: 1", axes), file="f")
    with pytest.raises(FaultsError, match=r"tp\(48\) = 48 does not divide the unit's 64"):
        read_fleet(text.replace("tp: 64, cp: 1, dp: 1", "tp: 48"), file="f")
