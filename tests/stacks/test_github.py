from __future__ import annotations

import json
from pathlib import Path

import aws_cdk as cdk
import cdk_nag
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk.assertions import Match, Template

from ultraserver_plan.errors import UltraServerError
from ultraserver_stacks.github import GitHubDeployRole

pytestmark = pytest.mark.synth

ENV = cdk.Environment(account="123456789012", region="us-east-2")
ISSUER = "token.actions.githubusercontent.com"


@pytest.fixture
def stack() -> cdk.Stack:
    return cdk.Stack(cdk.App(), "T", env=ENV)


def role(stack: cdk.Stack, **more: object) -> Template:
    given = {"repository": "acme/fleet", "environment": "production", **more}
    GitHubDeployRole(stack, "GitHub", **given)  # type: ignore[arg-type]
    return Template.from_stack(stack)


def test_one_environment_of_one_repository_is_trusted_and_nothing_else(stack: cdk.Stack) -> None:
    role(stack).has_resource_properties(
        "AWS::IAM::Role",
        {
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "sts:AssumeRoleWithWebIdentity",
                        "Principal": {"Federated": {"Ref": Match.string_like_regexp("Provider")}},
                        "Condition": {
                            "StringEquals": {
                                f"{ISSUER}:aud": "sts.amazonaws.com",
                                f"{ISSUER}:sub": "repo:acme/fleet:environment:production",
                            }
                        },
                    }
                ],
            },
            "ManagedPolicyArns": Match.absent(),
        },
    )


def test_role_may_take_the_four_bootstrap_roles_and_nothing_else(stack: cdk.Stack) -> None:
    (policy,) = role(stack).find_resources("AWS::IAM::Policy").values()
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == "sts:AssumeRole"
    assert [arn["Fn::Join"][1][-1] for arn in statement["Resource"]] == [
        f":iam::123456789012:role/cdk-hnb659fds-{kind}-role-123456789012-us-east-2"
        for kind in ("deploy", "file-publishing", "image-publishing", "lookup")
    ]


def test_targets_name_other_accounts_and_regions(stack: cdk.Stack) -> None:
    targets = [cdk.Environment(account="210987654321", region="eu-north-1")]
    text = json.dumps(role(stack, targets=targets, qualifier="mine").to_json())
    assert "210987654321:role/cdk-mine-deploy-role-210987654321-eu-north-1" in text
    assert "role-123456789012" not in text


def test_existing_provider_is_used_and_none_is_created(stack: cdk.Stack) -> None:
    arn = f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}"
    provider = iam.OidcProviderNative.from_oidc_provider_arn(stack, "Existing", arn)
    template = role(stack, provider=provider)
    template.resource_count_is("AWS::IAM::OIDCProvider", 0)
    assert arn in json.dumps(template.to_json())


def test_created_provider_is_githubs_and_for_sts(stack: cdk.Stack) -> None:
    role(stack).has_resource_properties(
        "AWS::IAM::OIDCProvider",
        {"Url": f"https://{ISSUER}", "ClientIdList": ["sts.amazonaws.com"]},
    )


def test_no_key_is_made(stack: cdk.Stack) -> None:
    template = role(stack)
    template.resource_count_is("AWS::IAM::User", 0)
    template.resource_count_is("AWS::IAM::AccessKey", 0)


def test_stack_without_an_environment_names_its_own_by_reference() -> None:
    text = json.dumps(role(cdk.Stack(cdk.App(), "T")).to_json())
    assert '"AWS::AccountId"' in text
    assert '"AWS::Region"' in text


def test_cdk_nag_finds_nothing(tmp_path: Path) -> None:
    app = cdk.App(outdir=str(tmp_path))
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))
    stack = cdk.Stack(app, "T", env=ENV)
    GitHubDeployRole(stack, "GitHub", repository="acme/fleet", environment="production")
    app.synth()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"repository": "acme/*"}, r"^T/GitHub: repository is 'acme/\*'; give owner/name"),
        ({"repository": "acme"}, r"^T/GitHub: repository is 'acme'"),
        ({"environment": "*"}, r"^T/GitHub: environment is '\*'; give the name of one"),
        ({"environment": "a:b"}, r"^T/GitHub: environment is 'a:b'"),
    ],
)
def test_fails_on_what_could_match_more_than_one(
    stack: cdk.Stack, given: dict[str, str], message: str
) -> None:
    with pytest.raises(UltraServerError, match=message):
        role(stack, **given)
