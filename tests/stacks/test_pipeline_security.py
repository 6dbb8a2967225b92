from __future__ import annotations

import json
from pathlib import Path

import aws_cdk as cdk
import cdk_nag
import pytest
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Match

from ultraserver_stacks import pipeline as module

from .pipeline_case import (
    ENV,
    ROOT,
    actions_of,
    build,
    specs,
    statements,
    template,
)

pytestmark = pytest.mark.synth


def test_every_cli_is_pinned() -> None:
    installs = [
        line
        for text in specs().values()
        for line in text.replace('"', "\n").splitlines()
        if "npm install" in line
    ]
    assert len(installs) >= 3
    assert set(installs) == {
        f"npm install -g aws-cdk@{module.CDK_CLI}",
        f"npm install -g cdk-assets@{module.CDK_ASSETS_CLI}",
    }


def test_cli_is_the_one_that_the_project_pins() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    assert package["dependencies"]["aws-cdk"] == module.CDK_CLI


def test_builds_have_no_docker_and_log_under_the_key() -> None:
    projects = template().find_resources("AWS::CodeBuild::Project")
    assert len(projects) >= 4
    (log,) = template().find_resources("AWS::Logs::LogGroup")
    for row in projects.values():
        assert row["Properties"]["Environment"]["PrivilegedMode"] is False
        assert row["Properties"]["LogsConfig"]["CloudWatchLogs"] == {
            "GroupName": {"Ref": log},
            "Status": "ENABLED",
        }
        assert row["Properties"]["EncryptionKey"] == {"Fn::GetAtt": [key_id(), "Arn"]}


def key_id() -> str:
    (key,) = template().find_resources("AWS::KMS::Key")
    return key


def test_key_rotates_and_is_kept() -> None:
    template().has_resource(
        "AWS::KMS::Key",
        {"Properties": {"EnableKeyRotation": True}, "DeletionPolicy": "Retain"},
    )


def test_artifacts_are_encrypted_and_kept_and_their_access_is_logged() -> None:
    template().has_resource(
        "AWS::S3::Bucket",
        {
            "DeletionPolicy": "Retain",
            "Properties": Match.object_like(
                {
                    "BucketEncryption": {
                        "ServerSideEncryptionConfiguration": [
                            Match.object_like(
                                {
                                    "ServerSideEncryptionByDefault": {
                                        "SSEAlgorithm": "aws:kms",
                                        "KMSMasterKeyID": {"Fn::GetAtt": [key_id(), "Arn"]},
                                    }
                                }
                            )
                        ]
                    },
                    "LoggingConfiguration": Match.any_value(),
                    "VersioningConfiguration": {"Status": "Enabled"},
                }
            ),
        },
    )


def test_buckets_refuse_plain_http_and_the_public() -> None:
    buckets = template().find_resources("AWS::S3::Bucket")
    policies = template().find_resources("AWS::S3::BucketPolicy").values()
    guarded = {
        policy["Properties"]["Bucket"]["Ref"]
        for policy in policies
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }
    assert guarded == set(buckets)
    for bucket in buckets.values():
        assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}


def test_log_is_kept_for_a_year_under_the_key() -> None:
    template().has_resource(
        "AWS::Logs::LogGroup",
        {
            "DeletionPolicy": "Retain",
            "Properties": Match.object_like(
                {"RetentionInDays": 365, "KmsKeyId": {"Fn::GetAtt": [key_id(), "Arn"]}}
            ),
        },
    )


def test_key_serves_the_log_service_for_this_log_alone() -> None:
    (key,) = template().find_resources("AWS::KMS::Key").values()
    (log,) = template().find_resources("AWS::Logs::LogGroup").values()
    (statement,) = (
        row
        for row in key["Properties"]["KeyPolicy"]["Statement"]
        if row["Principal"].get("Service") == "logs.amazonaws.com"
    )
    arn = statement["Condition"]["ArnEquals"]["kms:EncryptionContext:aws:logs:arn"]
    assert arn["Fn::Join"][1][-1].endswith(f":log-group:{log['Properties']['LogGroupName']}")


def test_nobody_is_given_everything() -> None:
    for statement in statements():
        assert "*" not in actions_of(statement)
        assert not [action for action in actions_of(statement) if action.endswith(":*")]
        assert not [action for action in actions_of(statement) if action.startswith("iam:")]


def test_wildcard_resource_needs_a_condition_or_is_one_of_cdk_pipelines() -> None:
    open_statements = [
        row for row in statements() if row["Resource"] == "*" and "Condition" not in row
    ]
    # Self-mutation reads stacks and buckets; publishing starts builds that are not known yet.
    assert {action for row in open_statements for action in actions_of(row)} == {
        "cloudformation:DescribeStacks",
        "s3:ListBucket",
        "codebuild:BatchGetBuilds",
        "codebuild:StartBuild",
        "codebuild:StopBuild",
    }


def test_no_secret_is_stored_or_read() -> None:
    text = json.dumps(template().to_json())
    for word in ("secretsmanager", "SecretString", "OAuthToken", "{{resolve:"):
        assert word not in text
    template().resource_count_is("AWS::SecretsManager::Secret", 0)
    template().resource_count_is("AWS::CodeBuild::SourceCredential", 0)


@pytest.mark.parametrize("env", [ENV, None], ids=["env", "agnostic"])
def test_cdk_nag_finds_nothing_unanswered(env: cdk.Environment | None, tmp_path: Path) -> None:
    app = cdk.App(outdir=str(tmp_path))
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))
    build(app, env=env)
    app.synth()


def test_cdk_nag_still_sees_what_is_not_answered(tmp_path: Path) -> None:
    app = cdk.App(outdir=str(tmp_path))
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))
    s3.Bucket(build(app), "Stray")
    with pytest.raises(RuntimeError, match="AwsSolutions-S10"):
        app.synth()
    report = json.loads((tmp_path / "validation-report.json").read_text())
    rules = {row["ruleName"] for plugin in report["pluginReports"] for row in plugin["violations"]}
    assert {"AwsSolutions-S1", "AwsSolutions-S10"} <= rules
