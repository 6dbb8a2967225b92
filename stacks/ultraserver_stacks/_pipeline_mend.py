"""What CDK Pipelines leaves open in its check of rights, mended by escape hatch.

The check is the one build of CDK Pipelines that takes neither ``cli_version`` nor
``code_build_defaults`` (aws-cdk-lib 2.275): it installs whatever the CLI's latest tag is, which has
pointed to 3.0.0, a version published by accident that cannot read this assembly (aws/aws-cdk issue
38230), and it logs without a key.
"""

from __future__ import annotations

from typing import cast

import aws_cdk as cdk
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_logs as logs
from aws_cdk import pipelines


def mend_rights_check(
    pipeline: pipelines.CodePipeline, *, cli_version: str, log_group: logs.ILogGroup
) -> None:
    """Pin the check's CLI and send its log to ``log_group``; nothing where there is no check."""
    group = pipeline.node.try_find_child("PipelinesSecurityCheck")
    if group is None:
        return
    project = cast(codebuild.Project, group.node.find_child("CDKSecurityCheck"))
    resource = cast(codebuild.CfnProject, project.node.default_child)
    spec = cdk.Stack.of(pipeline).resolve(resource.source)["buildSpec"]
    resource.add_property_override("Source.BuildSpec", _pinned(spec, cli_version))
    resource.add_property_override(
        "LogsConfig.CloudWatchLogs", {"GroupName": log_group.log_group_name, "Status": "ENABLED"}
    )
    log_group.grant_write(project)


def _pinned(spec: dict[str, list[object]], version: str) -> dict[str, list[object]]:
    """Return the build specification, a Fn::Join, with the version behind the CLI's name."""
    separator, parts = spec["Fn::Join"]
    wanted = f"npm install -g aws-cdk@{version}"
    mended = [
        part.replace('npm install -g aws-cdk"', f'{wanted}"') if isinstance(part, str) else part
        for part in cast(list[object], parts)
    ]
    return {"Fn::Join": [separator, mended]}
