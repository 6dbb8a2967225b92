"""Synthesised examples, each once a session: synth takes seconds."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from ultraserver_stacks.fleet import FleetStacks
from ultraserver_stacks.fleet_input import read_fleet_input

Synthesise = Callable[[Path], dict[str, Any]]

ROOT = Path(__file__).parents[2]
CONTEXT: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]


def _synthesise(path: Path) -> dict[str, Any]:
    """Return the templates of a fleet file, by stack."""
    app = cdk.App(context=CONTEXT)
    fleet = read_fleet_input(path)
    FleetStacks(app, spec=fleet.spec, plan=fleet.plan)
    return {stack.stack_name: stack.template for stack in app.synth().stacks}


@pytest.fixture(scope="session")
def synthesise() -> Synthesise:
    """Return the function that makes templates of a fleet file."""
    return _synthesise


@pytest.fixture(scope="session")
def templates() -> Callable[[str], dict[str, Any]]:
    """Return the templates of an example by its name."""
    return cache(lambda name: _synthesise(ROOT / "examples" / f"{name}.yaml"))
