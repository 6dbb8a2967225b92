"""Models that the project ships the shapes of, as package data read when first asked for."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from ultraserver_plan.models.parse import parse_config
from ultraserver_plan.models.types import ModelFacts
from ultraserver_plan.suggest import unknown_name


@cache
def _documents() -> dict[str, Traversable]:
    """Return the data files by model id; ``--`` in a file's name stands for the slash."""
    folder = files(__package__).joinpath("data")
    found = {
        entry.name.removesuffix(".json").replace("--", "/"): entry
        for entry in folder.iterdir()
        if entry.name.endswith(".json")
    }
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def shipped_ids() -> tuple[str, ...]:
    """Return the ids of the shipped models, in alphabetical order."""
    return tuple(_documents())


@cache
def model(id: str, *, where: str = "model.id") -> ModelFacts:
    """Return the facts of a shipped model.

    Raises UltraServerError, with the shipped ids and a close one, when it is not shipped.
    """
    documents = _documents()
    if id not in documents:
        raise unknown_name("shipped model", id, documents, where=where)
    document = json.loads(documents[id].read_text(encoding="utf-8"))
    return parse_config(
        document["config"], id=id, where=documents[id].name, source=document["source"]
    )
