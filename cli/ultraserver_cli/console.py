"""Where the tool speaks: data on stdout, talk on stderr, nothing else anywhere."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ultraserver_plan.errors import Fault, FaultsError, UltraServerError

PIPE_WIDTH = 240
"""Columns of a table that no terminal bounds: wide, so that nothing is cut on its way to grep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table; numbers stand right."""

    name: str
    right: bool = False


class Console:
    """The process's two streams. ``configure`` is called once, before any command runs."""

    def __init__(self) -> None:
        self.quiet = False
        self.no_color = False

    def configure(self, *, quiet: bool, no_color: bool) -> None:
        """Set what the global options say; NO_COLOR counts when it is not empty."""
        self.quiet = quiet
        self.no_color = no_color or bool(os.environ.get("NO_COLOR"))

    def out(self, text: str) -> None:
        """Write a line of data to stdout."""
        sys.stdout.write(f"{text}\n")

    def say(self, text: str) -> None:
        """Write a line of talk to stderr, unless --quiet."""
        if not self.quiet:
            sys.stderr.write(f"{text}\n")

    def complain(self, text: str) -> None:
        """Write what went wrong to stderr, --quiet or not."""
        sys.stderr.write(f"{text}\n")

    def report(self, error: UltraServerError) -> None:
        """Write an error to stderr, every fault of it, --quiet or not."""
        if isinstance(error, FaultsError):
            faults = error.faults
        else:
            faults = (Fault(where=error.where, what=error.what, fix=error.fix),)
        for fault in faults:
            sys.stderr.write(f"{fault_text(fault)}\n")

    def emit(self, schema: str, payload: Mapping[str, object]) -> None:
        """Write one JSON document to stdout; ``schema`` names its shape and version."""
        self.out(json.dumps({"schema": schema, **payload}, indent=2))

    def table(
        self, title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]
    ) -> None:
        """Write a table to stdout. A cell of None is a dash: not known."""
        from rich.box import SIMPLE_HEAD
        from rich.table import Table

        table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, highlight=False)
        for column in columns:
            table.add_column(column.name, justify="right" if column.right else "left")
        for row in rows:
            table.add_row(*(_cell(value) for value in row))
        self._print(table)

    def _print(self, renderable: object) -> None:
        """Hand a rich renderable to stdout, with colour where it is wanted and understood."""
        from rich.console import Console as RichConsole

        bounded = sys.stdout.isatty() or bool(os.environ.get("COLUMNS"))
        RichConsole(
            file=sys.stdout,
            width=None if bounded else PIPE_WIDTH,
            color_system=None if self.no_color else "auto",
            highlight=False,
            markup=False,
            emoji=False,
        ).print(renderable)


def fault_text(fault: Fault) -> str:
    """Return a fault as two lines: where and what, then what to change."""
    return f"{fault.where}: {fault.what}\n  fix: {fault.fix}"


def number(value: float | None, digits: int = 0) -> str | None:
    """Return a number with thousands separators and ``digits`` decimals."""
    return None if value is None else f"{value:,.{digits}f}"


def figure(value: float | None) -> str | None:
    """Return a number with thousands separators and the decimals it needs."""
    return None if value is None else f"{value:,.9g}"


def _cell(value: object) -> str:
    return "-" if value is None else str(value)


console = Console()
