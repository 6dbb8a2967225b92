from __future__ import annotations

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_codecommit as codecommit
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import pipelines
from aws_cdk.assertions import Template

from ultraserver_plan.errors import UltraServerError
from ultraserver_stacks.pipeline import Approval, PipelineStack, StageSpec, SynthSpec
from ultraserver_stacks.sources import from_bucket, from_code_commit, from_connection

from .pipeline_case import (
    CONNECTION,
    ENV,
    OTHER,
    ROOT,
    Fleet,
    build,
    specs,
    stages,
    template,
)

pytestmark = pytest.mark.synth


def test_stages_run_in_the_given_order_after_checks_and_self_mutation() -> None:
    assert list(stages()) == [
        "Source",
        "Build",
        "UpdatePipeline",
        "Assets",
        "Staging",
        "Production",
    ]


def test_person_is_asked_before_production_and_never_before_staging() -> None:
    first = min(stages()["Production"], key=lambda action: action["RunOrder"])
    assert first["ActionTypeId"]["Category"] == "Approval"
    assert first["Configuration"]["CustomData"] == "Read the plan first"
    deploys = [a for a in stages()["Production"] if a["ActionTypeId"]["Category"] == "Deploy"]
    assert deploys
    assert all(action["RunOrder"] > first["RunOrder"] for action in deploys)
    assert {a["ActionTypeId"]["Category"] for a in stages()["Staging"]} == {"Deploy"}


def test_rights_are_checked_after_the_person_and_before_the_deploy() -> None:
    orders = {action["Name"]: action["RunOrder"] for action in stages()["Production"]}
    names = ["ApproveProduction", "RightsProduction.Check", "RightsProduction.Confirm"]
    prepare = next(name for name in orders if name.endswith("Prepare"))
    ordered = [orders[name] for name in (*names, prepare)]
    assert ordered == sorted(set(ordered))


def test_rights_check_can_be_left_out() -> None:
    stack = build(cdk.App(), approval=Approval(comment="ok", confirm_broadening=False))
    names = [action["Name"] for action in stages(Template.from_stack(stack))["Production"]]
    assert not [name for name in names if name.startswith("Rights")]


def test_approval_tells_its_topic() -> None:
    app = cdk.App()
    topics = cdk.Stack(app, "Topics", env=ENV)
    topic = sns.Topic.from_topic_arn(topics, "T", "arn:aws:sns:us-east-2:123456789012:people")
    stack = build(app, approval=Approval(comment="ok", topic=topic))
    first = stages(Template.from_stack(stack))["Production"][0]
    assert first["Configuration"]["NotificationArn"] == topic.topic_arn


def test_synth_checks_then_plans_then_synthesises() -> None:
    (text,) = (text for name, text in specs().items() if "Synth" in name)
    spec = json.loads(text)
    assert spec["phases"]["install"]["commands"] == ["make setup"]
    assert spec["phases"]["install"]["runtime-versions"] == {"python": "3.12"}
    assert spec["phases"]["build"]["commands"] == [
        'export PATH="$PWD/.venv/bin":"$PWD/node_modules/.bin":"$PATH"',
        "make lint",
        "make test",
        """ultraserver validate 'fleets/it'"'"'s.yaml'""",
        "mkdir -p plan",
        """ultraserver plan 'fleets/it'"'"'s.yaml' --json > plan/plan.json""",
        """cdk synth --quiet --no-notices --output cdk.out -c fleet='fleets/it'"'"'s.yaml'""",
    ]


def test_plan_is_an_artefact_of_the_pipeline() -> None:
    (build_action,) = stages()["Build"]
    published = {artifact["Name"] for artifact in build_action["OutputArtifacts"]}
    assert published == {"Synth_plan", "Synth_Output"}
    (text,) = (text for name, text in specs().items() if "Synth" in name)
    assert json.loads(text)["artifacts"]["secondary-artifacts"]["Synth_plan"] == {
        "base-directory": "plan",
        "files": ["**/*"],
    }


def test_stage_in_another_account_is_deployed_by_that_accounts_roles() -> None:
    found = stages(Template.from_stack(build(cdk.App(), production=OTHER)))
    deploys = [a for a in found["Production"] if a["ActionTypeId"]["Category"] == "Deploy"]
    assert all("210987654321:role/cdk-" in json.dumps(a["RoleArn"]) for a in deploys)


def test_same_input_gives_the_same_template() -> None:
    assert Template.from_stack(build(cdk.App())).to_json() == template().to_json()


def test_fails_without_a_stage() -> None:
    with pytest.raises(UltraServerError, match=r"^Pipeline: stages is empty; give at least one"):
        PipelineStack(
            cdk.App(),
            "Pipeline",
            source=from_connection(repository="a/b", branch="m", connection_arn=CONNECTION),
            synth=SynthSpec(fleet="f.yaml"),
            stages=[],
        )


def test_fails_on_a_stage_that_is_given_twice() -> None:
    app = cdk.App()
    stage = StageSpec(stage=Fleet(app, "Staging", ENV))
    with pytest.raises(UltraServerError, match=r"^Pipeline: stages names Staging more than once"):
        PipelineStack(
            app,
            "Pipeline",
            source=from_connection(repository="a/b", branch="m", connection_arn=CONNECTION),
            synth=SynthSpec(fleet="f.yaml"),
            stages=[stage, stage],
        )


@pytest.mark.parametrize("repository", ["fleet", "https://github.com/acme/fleet", "a/b c"])
def test_fails_on_a_repository_that_is_no_owner_and_name(repository: str) -> None:
    with pytest.raises(UltraServerError, match=r"^from_connection: repository is .*; give it as"):
        from_connection(repository=repository, branch="main", connection_arn=CONNECTION)


@pytest.mark.parametrize(
    ("kind", "provider"), [("code-commit", "CodeCommit"), ("bucket", "S3"), ("given", "S3")]
)
def test_any_source_can_be_the_first_stage(kind: str, provider: str) -> None:
    app = cdk.App()
    owner = cdk.Stack(app, "Owner", env=ENV)
    bucket = s3.Bucket.from_bucket_name(owner, "B", "site-archive")
    sources: dict[str, pipelines.IFileSetProducer] = {
        "code-commit": from_code_commit(
            repository=codecommit.Repository.from_repository_name(owner, "R", "fleet"),
            branch="main",
        ),
        "bucket": from_bucket(bucket=bucket, key="fleet.zip"),
        "given": pipelines.CodePipelineSource.s3(bucket, "other.zip"),
    }
    stack = PipelineStack(
        app,
        "Pipeline",
        env=ENV,
        source=sources[kind],
        synth=SynthSpec(fleet="f.yaml", checks=()),
        stages=[StageSpec(stage=Fleet(app, "Staging", ENV))],
    )
    (action,) = stages(Template.from_stack(stack))["Source"]
    assert action["ActionTypeId"]["Provider"] == provider


def test_example_of_the_documentation_synthesises() -> None:
    page = (ROOT / "docs/pipelines.md").read_text()
    code = next(block.split("```")[0] for block in page.split("```python\n")[1:])
    owner = cdk.Stack(cdk.App(), "Owner", env=ENV)
    topic = sns.Topic.from_topic_arn(owner, "T", "arn:aws:sns:us-east-2:123456789012:approvals")
    names: dict[str, Any] = {"FleetStage": Fleet, "people": topic}
    exec(code, names)
    assert list(stages(Template.from_stack(names["app"].node.find_child("Pipeline")))) == [
        "Source",
        "Build",
        "UpdatePipeline",
        "Assets",
        "Staging",
        "Production",
    ]
