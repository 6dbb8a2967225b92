"""``ultraserver hardware``: the catalogue of rows, or one row with its network and totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ultraserver_cli.console import Column, console, figure, number
from ultraserver_cli.options import Json, Sources

if TYPE_CHECKING:
    from ultraserver_plan.hardware import HardwareRow

SCHEMA = "ultraserver.hardware/v1"

_COLUMNS = (
    Column(name="row"),
    Column(name="title"),
    Column(name="hosts x chips", right=True),
    Column(name="HBM GiB", right=True),
    Column(name="HBM TB/s", right=True),
    Column(name="FP8 PFLOPS", right=True),
    Column(name="BF16 PFLOPS", right=True),
    Column(name="EFA Gbps", right=True),
    Column(name="instance type"),
    Column(name="status"),
)


def hardware(
    name: Annotated[str | None, typer.Argument(metavar="[ROW]", help="Show one row.")] = None,
    corrections: Annotated[
        bool, typer.Option("--corrections", help="Figures that are often repeated and wrong.")
    ] = False,
    sources: Sources = False,
    json: Json = False,
) -> None:
    """List hardware: chips, memory, network, groups."""
    from ultraserver_plan.hardware import ROWS, row

    chosen = ROWS if name is None else (row(name, where="hardware"),)
    if json:
        console.emit(SCHEMA, _payload(chosen))
        return
    if corrections:
        _print_corrections()
        return
    console.table("Hardware (rates are dense)", _COLUMNS, (_summary(item) for item in chosen))
    if name is not None:
        _print_detail(chosen[0])
    if sources:
        for item in chosen:
            console.out(f"{item.name}: {item.source}; chip: {item.host.chip.source}")


def _summary(row: HardwareRow) -> tuple[object, ...]:
    """Return the row's cells."""
    from ultraserver_plan.hardware import totals

    found = totals(row)
    return (
        row.name,
        row.title,
        f"{row.hosts} x {row.host.chips}",
        number(found["hbm_gib"]),
        number(found["hbm_tb_s"], 1),
        number(found.get("fp8_pflops"), 1),
        number(found.get("bf16_pflops"), 1),
        number(found.get("efa_gbps")),
        row.host.instance_type or ("not published" if row.deployable else None),
        row.status if row.deployable else f"{row.status}, comparison only",
    )


def _print_detail(row: HardwareRow) -> None:
    """Print what only one row has room for."""
    console.table(
        "Network, nearest first",
        (Column(name="level"), Column(name="joins"), Column(name="GB/s per chip", right=True)),
        ((level.name, level.scope, figure(level.gb_s_per_chip)) for level in row.levels),
    )
    if row.slices:
        console.table(
            "Groups of hosts",
            (Column(name="group"), Column(name="hosts", right=True), Column(name="note")),
            ((item.name, item.hosts, item.note or None) for item in row.slices),
        )
    efa = row.host.efa
    cards = None if efa is None or efa.network_cards is None else efa.network_cards
    console.out(f"host: {number(row.host.vcpus)} vCPU, {number(row.host.memory_gib)} GiB")
    console.out(f"EFA network cards: {'not documented' if cards is None else cards}")
    for note in (row.note, row.host.note, row.host.chip.note, "" if efa is None else efa.note):
        if note:
            console.out(f"note: {note}")


def _print_corrections() -> None:
    """Print wrong figures beside the catalogue's."""
    from ultraserver_plan.hardware import CORRECTIONS, correct_value

    console.table(
        "Often repeated, and wrong",
        (
            Column(name="claim"),
            Column(name="quantity"),
            Column(name="claimed", right=True),
            Column(name="right", right=True),
            Column(name="note"),
        ),
        (
            (
                item.claim,
                f"{item.subject} {item.quantity}",
                figure(item.wrong),
                figure(correct_value(item)),
                item.note or None,
            )
            for item in CORRECTIONS
        ),
    )


def _payload(rows: tuple[HardwareRow, ...]) -> dict[str, object]:
    """Return the JSON document's content: rows as they are, with their totals."""
    from dataclasses import asdict

    from ultraserver_plan.hardware import CORRECTIONS, correct_value, totals

    return {
        "rows": [
            {**asdict(row), "totals": totals(row), "group_sizes": row.group_sizes} for row in rows
        ],
        "corrections": [{**asdict(item), "right": correct_value(item)} for item in CORRECTIONS],
    }


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(hardware)
