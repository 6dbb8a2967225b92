"""Why each wildcard that CDK Pipelines writes may stay.

AwsSolutions wants every finding answered by itself, so the identifiers are built from the
resources that are there.
"""

from __future__ import annotations

from collections.abc import Iterator

import aws_cdk as cdk
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import pipelines

_BUCKET_ACTIONS = ("s3:GetObject*", "s3:GetBucket*", "s3:List*", "s3:DeleteObject*", "s3:Abort*")
_KEY_ACTIONS = ("kms:ReEncrypt*", "kms:GenerateDataKey*")


def acknowledge_pipeline(pipeline: pipelines.CodePipeline, bucket: s3.Bucket) -> None:
    """Acknowledge the findings inside ``pipeline``, each with its reason; no other construct."""
    cdk.Validations.of(pipeline).acknowledge(
        *_shared(pipeline, bucket), *_builds(pipeline), *_rights_check(pipeline)
    )


def _wildcard(what: str, reason: str) -> cdk.Acknowledgment:
    return cdk.Acknowledgment(id=f"AwsSolutions-IAM5[{what}]", reason=reason)


def _logical_id(scope: pipelines.CodePipeline, resource: object) -> str:
    if not isinstance(resource, cdk.CfnElement):
        raise AssertionError(f"{resource} is no resource")
    return cdk.Stack.of(scope).get_logical_id(resource)


def _shared(pipeline: pipelines.CodePipeline, bucket: s3.Bucket) -> Iterator[cdk.Acknowledgment]:
    for action in _BUCKET_ACTIONS:
        yield _wildcard(f"Action::{action}", "Families of actions, on the artifact bucket alone.")
    for action in _KEY_ACTIONS:
        yield _wildcard(f"Action::{action}", "Families of actions, on the pipeline's key alone.")
    artifacts = _logical_id(pipeline, bucket.node.default_child)
    yield _wildcard(
        f"Resource::<{artifacts}.Arn>/*", "CodePipeline chooses the names of its artifacts."
    )
    account = _place(pipeline)[1]
    yield _wildcard(
        f"Resource::arn:*:iam::{account}:role/*",
        "Only roles that carry the tag aws-cdk:bootstrap-role, by a condition.",
    )
    yield _wildcard(
        "Resource::*",
        "DescribeStacks and ListBucket for self-mutation, whose stacks and buckets are not known "
        "beforehand; for assuming and approving, a condition on a tag narrows it.",
    )


def _builds(pipeline: pipelines.CodePipeline) -> Iterator[cdk.Acknowledgment]:
    region, account = _place(pipeline)
    for what in ("logs:{}:{}:log-group:/aws/codebuild/*", "codebuild:{}:{}:report-group/*"):
        yield _wildcard(
            f"Resource::arn:<AWS::Partition>:{what.format(region, account)}",
            "One role publishes all assets, from builds whose names are not known beforehand.",
        )
    for node in pipeline.node.find_all():
        if isinstance(node, codebuild.CfnProject):
            name = _logical_id(pipeline, node)
            log = f"logs:{region}:{account}:log-group:/aws/codebuild/<{name}>:*"
            yield _wildcard(
                f"Resource::arn:<AWS::Partition>:{log}", "Streams of the build's own log group."
            )
            reports = f"codebuild:{region}:{account}:report-group/<{name}>-*"
            yield _wildcard(
                f"Resource::arn:<AWS::Partition>:{reports}", "Report groups of the build itself."
            )


def _rights_check(pipeline: pipelines.CodePipeline) -> Iterator[cdk.Acknowledgment]:
    for node in pipeline.node.find_all():
        if isinstance(node, lambda_.CfnFunction):
            name = _logical_id(pipeline, node)
            yield _wildcard(f"Resource::<{name}.Arn>:*", "Versions of the one function it calls.")
            policy = "arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
            yield cdk.Acknowledgment(
                id=f"AwsSolutions-IAM4[Policy::{policy}]",
                reason="CDK Pipelines makes the function; the policy only lets it write its log.",
            )


def _place(pipeline: pipelines.CodePipeline) -> tuple[str, str]:
    """Return Region and account as the rule prints them."""
    stack = cdk.Stack.of(pipeline)
    region = "<AWS::Region>" if cdk.Token.is_unresolved(stack.region) else stack.region
    account = "<AWS::AccountId>" if cdk.Token.is_unresolved(stack.account) else stack.account
    return region, account
