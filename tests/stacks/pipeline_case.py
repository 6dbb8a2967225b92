"""A pipeline of two stages, and what its template says, for the tests beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_s3_assets as assets
from aws_cdk.assertions import Template

from ultraserver_stacks.pipeline import Approval, PipelineStack, StageSpec, SynthSpec
from ultraserver_stacks.sources import from_connection

ENV = cdk.Environment(account="123456789012", region="us-east-2")
OTHER = cdk.Environment(account="210987654321", region="us-east-2")
CONNECTION = "arn:aws:codeconnections:us-east-2:123456789012:connection/0"
ROOT = Path(__file__).parents[2]


class Fleet(cdk.Stage):
    """A stage of one stack with a file asset, so that publishing is in the pipeline too."""

    def __init__(self, app: cdk.App, id: str, env: cdk.Environment | None) -> None:
        super().__init__(app, id, env=env)
        stack = cdk.Stack(self, "Fleet")
        assets.Asset(stack, "Readme", path=str(ROOT / "LICENSE"))
        cdk.CfnOutput(stack, "Name", value="fleet")


def build(
    app: cdk.App,
    *,
    env: cdk.Environment | None = ENV,
    approval: Approval | None = None,
    production: cdk.Environment | None = None,
) -> PipelineStack:
    return PipelineStack(
        app,
        "Pipeline",
        env=env,
        source=from_connection(repository="acme/fleet", branch="main", connection_arn=CONNECTION),
        synth=SynthSpec(fleet="fleets/it's.yaml"),
        stages=[
            StageSpec(stage=Fleet(app, "Staging", env)),
            StageSpec(
                stage=Fleet(app, "Production", production or env),
                approval=approval or Approval(comment="Read the plan first"),
            ),
        ],
        cross_account_keys=production is not None,
    )


@cache
def template() -> Template:
    return Template.from_stack(build(cdk.App()))


def stages(found: Template | None = None) -> dict[str, list[dict[str, Any]]]:
    (row,) = (found or template()).find_resources("AWS::CodePipeline::Pipeline").values()
    return {stage["Name"]: stage["Actions"] for stage in row["Properties"]["Stages"]}


def specs() -> dict[str, str]:
    """Build specifications by logical id, with Fn::Join's text parts joined."""
    rows = template().find_resources("AWS::CodeBuild::Project")
    texts = {name: row["Properties"]["Source"]["BuildSpec"] for name, row in rows.items()}
    return {
        name: text
        if isinstance(text, str)
        else "".join(part for part in text["Fn::Join"][1] if isinstance(part, str))
        for name, text in texts.items()
    }


def statements() -> list[dict[str, Any]]:
    policies = template().find_resources("AWS::IAM::Policy").values()
    return [row for each in policies for row in each["Properties"]["PolicyDocument"]["Statement"]]


def actions_of(statement: dict[str, Any]) -> list[str]:
    actions = statement["Action"]
    return actions if isinstance(actions, list) else [actions]
