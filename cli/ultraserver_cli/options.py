"""Options that every command shares."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Write one JSON document to stdout.")]
Sources = Annotated[bool, typer.Option("--sources", help="Print where each row was read.")]
