"""Run the command in this process, as a terminal would."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ultraserver_cli.main import app

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Call the app with arguments; the result keeps stdout and stderr apart."""

    def call(*args: str) -> Result:
        return CliRunner().invoke(app, list(args))

    return call


@pytest.fixture
def run_json(run: Run) -> Callable[..., dict[str, Any]]:
    """Call the app with --json and return the one document on stdout."""

    def call(*args: str) -> dict[str, Any]:
        result = run(*args, "--json")
        assert result.exit_code == 0, result.stderr
        document = json.loads(result.stdout)
        assert isinstance(document, dict)
        return document

    return call
