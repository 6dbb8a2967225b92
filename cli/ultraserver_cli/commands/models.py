"""``ultraserver models``: shipped models, or any config.json, with counted parameters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ultraserver_cli.console import Column, console, number
from ultraserver_cli.options import Json, Sources
from ultraserver_stacks.files import read_json_object

if TYPE_CHECKING:
    from ultraserver_plan.models import ModelFacts

SCHEMA = "ultraserver.models/v1"

_COLUMNS = (
    Column(name="model"),
    Column(name="architecture"),
    Column(name="parameters B", right=True),
    Column(name="active B", right=True),
    Column(name="layers", right=True),
    Column(name="hidden", right=True),
    Column(name="heads", right=True),
    Column(name="KV heads", right=True),
    Column(name="experts", right=True),
    Column(name="positions", right=True),
    Column(name="checkpoint"),
    Column(name="weights GiB", right=True),
)


def models(
    model: Annotated[
        str | None,
        typer.Argument(metavar="[ID | PATH/config.json]", help="Show one model."),
    ] = None,
    sources: Sources = False,
    json: Json = False,
) -> None:
    """List models, or read a config.json."""
    from ultraserver_plan.models import model as shipped
    from ultraserver_plan.models import shipped_ids

    if model is None:
        chosen = [shipped(id) for id in shipped_ids()]
    elif model.endswith(".json"):
        chosen = [_from_file(Path(model))]
    else:
        chosen = [shipped(model, where="models")]
    if json:
        console.emit(SCHEMA, {"models": [_payload(facts) for facts in chosen]})
        return
    console.table("Models", _COLUMNS, (_summary(facts) for facts in chosen))
    if sources:
        for facts in chosen:
            console.out(f"{facts.id}: {facts.source}")


def _from_file(path: Path) -> ModelFacts:
    """Return the facts of a config.json on disk; its folder's name is the model's."""
    from ultraserver_plan.models import parse_config

    return parse_config(read_json_object(path), id=path.resolve().parent.name, where=str(path))


def _summary(facts: ModelFacts) -> tuple[object, ...]:
    """Return the model's cells."""
    moe = facts.moe
    gib = _weights(facts).get("checkpoint")
    return (
        facts.id,
        facts.architecture,
        number(facts.parameters / 1e9, 2),
        number(facts.active_parameters / 1e9, 2),
        facts.layers,
        number(facts.hidden_size),
        facts.heads,
        facts.kv_heads,
        None if moe is None else f"{moe.experts_per_token} of {moe.experts}",
        number(facts.max_positions),
        "bfloat16" if facts.quantization is None else facts.quantization.method,
        number(None if gib is None else gib / 2**30, 1),
    )


def _weights(facts: ModelFacts) -> dict[str, int]:
    """Return bytes by data type; a checkpoint whose quantization is not modelled is absent."""
    from typing import get_args

    from ultraserver_plan.errors import UltraServerError
    from ultraserver_plan.models import WeightsDtype, weights_bytes

    found: dict[str, int] = {}
    for dtype in get_args(WeightsDtype):
        try:
            found[dtype] = weights_bytes(facts, dtype)
        except UltraServerError:
            continue
    return found


def _payload(facts: ModelFacts) -> dict[str, object]:
    """Return one model of the JSON document."""
    from dataclasses import asdict

    return {
        **asdict(facts),
        "parameters": facts.parameters,
        "active_parameters": facts.active_parameters,
        "weights_bytes": _weights(facts),
    }


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(models)
