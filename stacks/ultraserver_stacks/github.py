"""Let a GitHub Actions workflow deploy, without a stored key."""

from __future__ import annotations

import re
from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from ultraserver_plan.errors import UltraServerError

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"
_BOOTSTRAP_ROLES = ("deploy", "file-publishing", "image-publishing", "lookup")
_REPOSITORY = re.compile(r"[A-Za-z0-9-]+/[\w.-]+")
_ENVIRONMENT = re.compile(r"[\w. -]+")


class GitHubDeployRole(Construct):
    """A role that one environment of one repository takes by OpenID Connect.

    It may do one thing: take the CDK bootstrap roles of ``targets`` (its own account and Region
    when absent). What those may do was decided by ``cdk bootstrap``. The environment's protection
    rules at GitHub (reviewers, branches) decide which runs get this far.

    An account can hold one provider for GitHub: without ``provider`` it is created, so give the
    existing one where there is one already. ``qualifier`` is the one of ``cdk bootstrap``.
    Raises UltraServerError when ``repository`` or ``environment`` could match more than one.
    Source: GitHub Docs, "Configuring OpenID Connect in Amazon Web Services".
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        repository: str,
        environment: str,
        provider: iam.IOidcProvider | None = None,
        targets: Sequence[cdk.Environment] = (),
        qualifier: str = cdk.DefaultStackSynthesizer.DEFAULT_QUALIFIER,
    ) -> None:
        super().__init__(scope, id)
        self._check("repository", repository, _REPOSITORY, "owner/name")
        self._check("environment", environment, _ENVIRONMENT, "the name of one environment")
        self.provider: iam.IOidcProvider = provider or iam.OidcProviderNative(
            self, "Provider", url=f"https://{ISSUER}", client_ids=[AUDIENCE]
        )
        self.role = iam.Role(
            self,
            "Role",
            description=f"GitHub Actions of {repository}, environment {environment}",
            assumed_by=self._principal(f"repo:{repository}:environment:{environment}"),
            max_session_duration=cdk.Duration.hours(1),
        )
        self.role.add_to_policy(
            iam.PolicyStatement(
                actions=["sts:AssumeRole"], resources=self._bootstrap_roles(targets, qualifier)
            )
        )

    def _check(self, name: str, value: str, pattern: re.Pattern[str], shape: str) -> None:
        if not cdk.Token.is_unresolved(value) and pattern.fullmatch(value) is None:
            raise UltraServerError(
                f"{name} is {value!r}",
                where=self.node.path,
                fix=f"give {shape}, without a wildcard or a host",
            )

    def _principal(self, subject: str) -> iam.WebIdentityPrincipal:
        return iam.WebIdentityPrincipal(
            self.provider.oidc_provider_ref.oidc_provider_arn,
            {"StringEquals": {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": subject}},
        )

    def _bootstrap_roles(self, targets: Sequence[cdk.Environment], qualifier: str) -> list[str]:
        stack = cdk.Stack.of(self)
        own = cdk.Environment(account=stack.account, region=stack.region)
        return [
            stack.format_arn(
                service="iam",
                region="",
                account=target.account or stack.account,
                resource="role",
                resource_name=f"cdk-{qualifier}-{kind}-role-"
                f"{target.account or stack.account}-{target.region or stack.region}",
            )
            for target in targets or (own,)
            for kind in _BOOTSTRAP_ROLES
        ]
