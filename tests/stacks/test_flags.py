"""cdk.json turns on what the installed CDK recommends, where we do not know better."""

from __future__ import annotations

import json
import tarfile
from importlib import resources
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

BETTER = {"@aws-cdk/core:target-partitions": "the recommended two leave out sovereign partitions"}


def recommended() -> dict[str, Any]:
    """Return the flags as `cdk init` writes them, from the library's own archive."""
    folder = resources.files("aws_cdk._jsii")
    (archive,) = [item for item in folder.iterdir() if item.name.startswith("aws-cdk-lib")]
    with resources.as_file(archive) as path, tarfile.open(path) as tar:
        member = tar.extractfile("package/recommended-feature-flags.json")
        assert member is not None
        flags: dict[str, Any] = json.load(member)
        return flags


def test_every_recommended_flag_is_on() -> None:
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    ours = {name: context.get(name) for name in recommended() if name not in BETTER}
    assert ours == {name: value for name, value in recommended().items() if name not in BETTER}


def test_sovereign_partitions_are_targets() -> None:
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    assert {"aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso"} <= set(
        context["@aws-cdk/core:target-partitions"]
    )
