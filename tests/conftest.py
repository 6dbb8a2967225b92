"""What every test gets: an environment of its own, and goldens."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

# Before anything starts the jsii kernel: an old Node prints a banner for each process.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="write golden files instead of comparing"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave tests/e2e to those who ask for it by its path: it takes minutes and installs."""
    asked = any("e2e" in Path(argument).parts for argument in config.args)
    is_e2e = collection_path == Path(__file__).parent / "e2e"
    return True if is_e2e and not asked else None


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what a developer's shell says to AWS, CDK, terminals and our own code."""
    for name in tuple(os.environ):
        if name.startswith(("AWS_", "CDK_", "ECS_", "NEURON_", "ULTRASERVER_")):
            monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    # boto3 must find neither credentials nor a Region on the machine.
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with ``golden/<name>`` beside the test; --update-goldens writes it."""

    def compare(name: str, text: str) -> None:
        path = Path(request.path).parent / "golden" / name
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        assert path.is_file(), f"{path} is missing: run pytest --update-goldens, then read it"
        assert text == path.read_text(), f"differs from {path}: pytest --update-goldens"

    return compare
