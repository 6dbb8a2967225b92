"""A fleet file and what was made of it. Needs no CDK, so that a terminal has it at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ultraserver_plan.fleet import plan_fleet
from ultraserver_plan.models import ModelFacts, model, parse_config
from ultraserver_plan.spec import FleetSpec, read_fleet
from ultraserver_plan.units import FleetPlan
from ultraserver_stacks.files import read_json_object, read_text


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetInput:
    """A fleet file and what was made of it."""

    path: Path
    spec: FleetSpec
    plan: FleetPlan


def read_fleet_input(path: Path) -> FleetInput:
    """Read a fleet file and the model configuration it may name beside it.

    Raises FaultsError with every fault of the file; UltraServerError when a file cannot be read.
    """
    spec = read_fleet(read_text(path), file=str(path))
    return FleetInput(path=path, spec=spec, plan=plan_fleet(spec, _model(path, spec)))


def _model(path: Path, spec: FleetSpec) -> ModelFacts:
    if spec.model.config is None:
        return model(spec.model.id)
    config = path.parent / spec.model.config
    return parse_config(read_json_object(config), id=spec.model.id, where=str(config))
