"""A topology as a JSON document, so that a plan can be made and tested where there is no AWS.

``{"schema": "ultraserver.topology/v1", "hosts": [{"id": "i-1", "zone": "us-east-2a", ...}]}``
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from ultraserver_plan.errors import Fault, FaultsError
from ultraserver_plan.topology import Host

SCHEMA = "ultraserver.topology/v1"
_TEXTS = ("instance_type", "zone", "capacity_block")
_FIELDS = ("id", *_TEXTS, "network_nodes")


def render_snapshot(hosts: Iterable[Host]) -> str:
    """Return the document for these hosts, sorted by id, so that equal topologies compare equal."""
    rows = [asdict(host) for host in sorted(hosts, key=lambda host: host.id)]
    return json.dumps({"schema": SCHEMA, "hosts": rows}, indent=2) + "\n"


def read_snapshot(text: str, *, where: str = "topology") -> tuple[Host, ...]:
    """Return the hosts of a document.

    ``where`` names the document in errors. Raises FaultsError with every fault in it.
    """
    rows = _rows(text, where)
    faults = [fault for index, row in enumerate(rows) for fault in _faults(row, where, index)]
    if faults:
        raise FaultsError(faults)
    return tuple(_host(row) for row in rows if isinstance(row, dict))


def _rows(text: str, where: str) -> list[object]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"{where}:{error.lineno}:{error.colno}"
        raise FaultsError(
            [Fault(where=place, what=f"is not JSON ({error.msg})", fix="correct it there")]
        ) from error
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        raise FaultsError(
            [Fault(where=where, what=f"schema is {schema!r}", fix=f"give a {SCHEMA} document")]
        )
    rows = document.get("hosts")
    if not isinstance(rows, list):
        raise FaultsError([Fault(where=where, what="has no list of hosts", fix='add "hosts": []')])
    return rows


def _faults(row: object, where: str, index: int) -> Iterator[Fault]:
    place = f"{where}: hosts[{index}]"
    if not isinstance(row, dict):
        yield Fault(where=place, what=f"got {row!r}", fix="give an object with an id")
        return
    if not isinstance(row.get("id"), str) or not row["id"]:
        yield Fault(where=f"{place}.id", what=f"got {row.get('id')!r}", fix="give the instance id")
    for name in sorted(row.keys() - set(_FIELDS)):
        yield Fault(where=f"{place}.{name}", what="is unknown", fix=f"use {', '.join(_FIELDS)}")
    for name in _TEXTS:
        if not isinstance(row.get(name), str | None):
            yield Fault(where=f"{place}.{name}", what=f"got {row[name]!r}", fix="give text or null")
    nodes = row.get("network_nodes", [])
    if not isinstance(nodes, list) or not all(isinstance(node, str) for node in nodes):
        yield Fault(
            where=f"{place}.network_nodes", what=f"got {nodes!r}", fix="give a list of node ids"
        )


def _host(row: dict[str, object]) -> Host:
    nodes = row.get("network_nodes")
    return Host(
        id=str(row["id"]),
        instance_type=_text(row.get("instance_type")),
        zone=_text(row.get("zone")),
        capacity_block=_text(row.get("capacity_block")),
        network_nodes=tuple(str(node) for node in nodes) if isinstance(nodes, list) else (),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
