"""The real CDK CLI: bootstrap, deploy, destroy, with an app of one synthesized template."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ultraserver_local import EmbeddedAws

ROOT = Path(__file__).parents[2]
CDK = ROOT / "node_modules" / "aws-cdk" / "bin" / "cdk"
MANIFEST = {
    "version": "36.0.0",
    "artifacts": {
        "Fleet": {
            "type": "aws:cloudformation:stack",
            "environment": "aws://123456789012/us-east-2",
            "properties": {"templateFile": "Fleet.template.json"},
        }
    },
}
TEMPLATE = {
    "Resources": {
        "Topic": {"Type": "AWS::SNS::Topic"},
        "Desired": {
            "Type": "AWS::SSM::Parameter",
            "Properties": {"Type": "String", "Value": {"Ref": "Topic"}},
        },
    }
}


@pytest.mark.skipif(not CDK.exists(), reason="the CDK CLI is not installed: make setup")
def test_cli_bootstraps_deploys_and_destroys(aws: EmbeddedAws, tmp_path: Path) -> None:
    assembly = tmp_path / "assembly"
    assembly.mkdir()
    (assembly / "manifest.json").write_text(json.dumps(MANIFEST))
    (assembly / "Fleet.template.json").write_text(json.dumps(TEMPLATE))
    node = Path(sys.executable).with_name("node")

    def cdk(*arguments: str) -> None:
        command: list[Any] = [node, CDK, *arguments, "--no-notices", "--app", assembly]
        result = subprocess.run(
            command,
            cwd=tmp_path,
            env=aws.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr

    cdk("bootstrap", "aws://123456789012/us-east-2")
    empty = aws.inventory()
    cdk("deploy", "--all", "--require-approval", "never")
    assert len(aws.inventory()["AWS::SNS::Topic"]) == 1
    cdk("destroy", "--all", "--force")
    assert aws.inventory() == empty
