"""Every example through every gate, and every gate seen to close."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_s3 as s3

from ultraserver_stacks.fleet import FleetStacks
from ultraserver_stacks.fleet_input import FleetInput, read_fleet_input
from ultraserver_stacks.gates import PACKS, add_gates

pytestmark = pytest.mark.synth

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.yaml"))
PACK_NAMES = ("AwsSolutions", "NIST.800.53.R5", "HIPAA.Security", "PCI.DSS.321")
CFN_LINT = str(Path(sys.executable).parent / "cfn-lint")
CONTEXT: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]


def gated_app(folder: Path) -> cdk.App:
    app = cdk.App(context=CONTEXT, outdir=str(folder))
    add_gates(app)
    return app


def report(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what each plugin reported, by its name; a pack that found nothing is not there."""
    path = folder / "validation-report.json"
    if not path.exists():
        return {}
    content = json.loads(path.read_text())
    return {plugin["pluginName"]: plugin for plugin in content["pluginReports"]}


def example(name: str) -> FleetInput:
    return read_fleet_input(ROOT / "examples" / f"{name}.yaml")


@pytest.fixture(scope="session")
def synthesised(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the assembly of an example that has passed the packs and CDK's own validator."""

    @cache
    def assembly(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        app = gated_app(folder)
        fleet = example(name)
        FleetStacks(app, spec=fleet.spec, plan=fleet.plan)
        app.synth()
        return folder

    return assembly


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_passes_every_pack(synthesised: Callable[[str], Path], name: str) -> None:
    assert len(PACKS) == 4
    findings = [
        violation["ruleName"]
        for plugin in report(synthesised(name)).values()
        for violation in plugin["violations"]
        # What a fleet's owner should mend and the packs cannot see: an unreachable image.
        if violation["ruleName"] != "Annotation::ultraserver:public-image"
    ]
    assert findings == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_passes_cfn_lint(synthesised: Callable[[str], Path], name: str) -> None:
    templates = sorted(str(path) for path in synthesised(name).glob("*.template.json"))
    assert len(templates) == 3
    region = example(name).spec.target.region
    lint = subprocess.run(
        [CFN_LINT, "-r", region, "-f", "parseable", "--", *templates],
        capture_output=True,
        text=True,
        check=False,
    )
    # A finding on an instance type lists every type there is: cut.
    findings = [line[:200] for line in lint.stdout.splitlines()]
    assert (findings, lint.returncode) == ([], 0)


def test_fails_on_a_bucket_that_no_pack_accepts(tmp_path: Path) -> None:
    app = gated_app(tmp_path)
    s3.Bucket(cdk.Stack(app, "Bad"), "Bucket")
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    closed = {name for name, plugin in report(tmp_path).items() if plugin["violations"]}
    assert set(PACK_NAMES) <= closed


def test_fails_on_a_type_that_cdk_does_not_know_in_the_region(tmp_path: Path) -> None:
    app = cdk.App(context=CONTEXT, outdir=str(tmp_path))
    stack = cdk.Stack(app, "Bad", env=cdk.Environment(region="us-east-2"))
    ec2.CfnInstance(stack, "Host", instance_type="trn3.replace-me")
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    assert "E3628" in (tmp_path / "validation-report.json").read_text()
