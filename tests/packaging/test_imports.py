"""The layers that pyproject.toml declares: they hold, and each is seen to break."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract

from .conftest import Tree

TYPES = {"layers": LayersContract, "forbidden": ForbiddenContract}
VIOLATIONS = {
    "imports only go down": ("ultraserver_plan.errors", "ultraserver_cli"),
    "plan is pure": ("ultraserver_plan.errors", "socket"),
    "yaml is read by the fleet file's reader alone": ("ultraserver_plan.errors", "yaml"),
    "aws stays out of host and container code": ("ultraserver_workloads.identity", "boto3"),
    "infrastructure meets the container only through plan": (
        "ultraserver_constructs",
        "ultraserver_workloads.identity",
    ),
    "the controller needs plan and boto3 only, so its Lambda needs no bundling": (
        "ultraserver_control.observe",
        "jinja2",
    ),
}


@pytest.fixture(scope="module")
def options(tree: Tree) -> dict[str, Any]:
    return read_configuration(str(tree.root / "pyproject.toml"))


@pytest.fixture(scope="module")
def graph(options: dict[str, Any]) -> grimp.ImportGraph:
    names = options["session_options"]["root_packages"]
    return grimp.build_graph(*names, include_external_packages=True, cache_dir=None)


def kept(options: dict[str, Any], graph: grimp.ImportGraph, name: str) -> bool:
    (given,) = (row for row in options["contracts_options"] if row["name"] == name)
    contract = TYPES[given["type"]](
        name=name, session_options=options["session_options"], contract_options=given
    )
    return contract.check(deepcopy(graph), verbose=False).kept


def test_every_contract_is_tried_here(options: dict[str, Any]) -> None:
    assert {row["name"] for row in options["contracts_options"]} == set(VIOLATIONS)


@pytest.mark.parametrize("name", VIOLATIONS)
def test_contract_holds(options: dict[str, Any], graph: grimp.ImportGraph, name: str) -> None:
    assert kept(options, graph, name)


@pytest.mark.parametrize("name", VIOLATIONS)
def test_contract_breaks_on_the_import_it_forbids(
    options: dict[str, Any], graph: grimp.ImportGraph, name: str
) -> None:
    importer, imported = VIOLATIONS[name]
    planted = deepcopy(graph)
    if imported not in planted.modules:
        planted.add_module(imported, is_squashed=True)
    planted.add_import(importer=importer, imported=imported, line_number=1, line_contents="planted")
    assert not kept(options, planted, name)
