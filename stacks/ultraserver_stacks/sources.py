"""Where a pipeline takes its commits from. None of them stores a secret."""

from __future__ import annotations

import re

from aws_cdk import Token, pipelines
from aws_cdk import aws_codecommit as codecommit
from aws_cdk import aws_s3 as s3

from ultraserver_plan.errors import UltraServerError

_REPOSITORY = re.compile(r"[\w.-]+(?:/[\w.-]+)+")


def from_connection(
    *, repository: str, branch: str, connection_arn: str
) -> pipelines.CodePipelineSource:
    """Take commits from GitHub, GitLab or Bitbucket over a CodeConnections connection.

    ``repository`` is ``owner/name``. The connection is made and authorised in the console once;
    only its ARN is written here. Raises UltraServerError for another shape of ``repository``.
    """
    if not Token.is_unresolved(repository) and _REPOSITORY.fullmatch(repository) is None:
        raise UltraServerError(
            f"repository is {repository!r}",
            where="from_connection",
            fix="give it as owner/name, without a host",
        )
    return pipelines.CodePipelineSource.connection(
        repository, branch, connection_arn=connection_arn
    )


def from_code_commit(
    *, repository: codecommit.IRepository, branch: str
) -> pipelines.CodePipelineSource:
    """Take commits from a CodeCommit repository of the same account."""
    return pipelines.CodePipelineSource.code_commit(repository, branch)


def from_bucket(*, bucket: s3.IBucket, key: str) -> pipelines.CodePipelineSource:
    """Take a zip file from a versioned bucket: for sites that no repository host reaches."""
    return pipelines.CodePipelineSource.s3(bucket, key)
