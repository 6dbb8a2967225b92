"""A delivery pipeline for a fleet: check, plan, synthesise, then deploy stage by stage.

CDK Pipelines builds it, so it updates itself from the same commit before it deploys anything.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_sns as sns
from aws_cdk import pipelines
from constructs import Construct

from ultraserver_plan.errors import UltraServerError
from ultraserver_stacks._pipeline_mend import mend_rights_check
from ultraserver_stacks._pipeline_nag import acknowledge_pipeline
from ultraserver_stacks._pipeline_store import PipelineStore

CDK_CLI = "2.1148.1"
"""The CDK CLI of every build; package.json has the same."""
CDK_ASSETS_CLI = "4.7.3"
PYTHON = "3.12"
"""Python of the builds, among those of CodeBuild's standard image 7.0."""
PLAN_DIRECTORY = "plan"
"""Folder of the plan's artefact, beside cdk.out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A person says yes before the stage begins. Without ``topic`` nobody is told."""

    comment: str
    topic: sns.ITopic | None = None
    confirm_broadening: bool = True
    """Ask again, with the list, when a stack of the stage gives more rights or opens a port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSpec:
    """One stage of delivery, deployed after those before it. Without ``approval`` at once."""

    stage: cdk.Stage
    approval: Approval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthSpec:
    """What runs on a commit before anything is deployed.

    The checks run first, so that a commit that fails them never changes the pipeline either.
    """

    fleet: str
    """Fleet file, as a path in the repository."""
    install: tuple[str, ...] = ("make setup",)
    checks: tuple[str, ...] = ("make lint", "make test")
    """Commands that must pass; () for none."""
    path: tuple[str, ...] = (".venv/bin", "node_modules/.bin")
    """Folders of the repository whose commands come first."""

    def commands(self) -> list[str]:
        """Return the checks, then the plan, then the synthesis, as shell commands."""
        fleet = shlex.quote(self.fleet)
        return [
            "export PATH=" + ":".join(f'"$PWD/{folder}"' for folder in self.path) + ':"$PATH"',
            *self.checks,
            f"ultraserver validate {fleet}",
            f"mkdir -p {PLAN_DIRECTORY}",
            f"ultraserver plan {fleet} --json > {PLAN_DIRECTORY}/plan.json",
            f"cdk synth --quiet --no-notices --output cdk.out -c fleet={fleet}",
        ]


class PipelineStack(cdk.Stack):
    """The pipeline, its encrypted artifact store and its logs.

    The artifact bucket, its key and the logs are kept when the stack is deleted. Set
    ``cross_account_keys`` when a stage is in another account. Raises UltraServerError when
    ``stages`` is empty or names a stage twice.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        source: pipelines.IFileSetProducer,
        synth: SynthSpec,
        stages: Sequence[StageSpec],
        cross_account_keys: bool = False,
        env: cdk.Environment | None = None,
    ) -> None:
        super().__init__(scope, id, env=env)
        self._check(stages)
        self.store = PipelineStore(self, "Store")
        step = pipelines.ShellStep(
            "Synth", input=source, install_commands=list(synth.install), commands=synth.commands()
        )
        self.plan: pipelines.FileSet = step.add_output_directory(PLAN_DIRECTORY)
        self.pipeline = pipelines.CodePipeline(
            self,
            "Pipeline",
            synth=step,
            cli_version=CDK_CLI,
            cdk_assets_cli_version=CDK_ASSETS_CLI,
            artifact_bucket=self.store.bucket,
            cross_account_keys=cross_account_keys,
            self_mutation=True,
            docker_enabled_for_synth=False,
            docker_enabled_for_self_mutation=False,
            # One role for the pipeline and its actions would gather all their rights.
            use_pipeline_role_for_actions=False,
            code_build_defaults=self._code_build(),
            synth_code_build_defaults=pipelines.CodeBuildOptions(
                partial_build_spec=codebuild.BuildSpec.from_object(
                    {"phases": {"install": {"runtime-versions": {"python": PYTHON}}}}
                )
            ),
        )
        for spec in stages:
            self._add(spec)
        self.pipeline.build_pipeline()
        mend_rights_check(self.pipeline, cli_version=CDK_CLI, log_group=self.store.log_group)
        acknowledge_pipeline(self.pipeline, self.store.bucket)

    def _check(self, stages: Sequence[StageSpec]) -> None:
        names = [spec.stage.node.id for spec in stages]
        twice = sorted({name for name in names if names.count(name) > 1})
        if not names:
            what, fix = "stages is empty", "give at least one stage"
        elif twice:
            what, fix = f"stages names {', '.join(twice)} more than once", "give each stage once"
        else:
            return
        raise UltraServerError(what, where=self.node.path, fix=fix)

    def _code_build(self) -> pipelines.CodeBuildOptions:
        return pipelines.CodeBuildOptions(
            build_environment=codebuild.BuildEnvironment(
                build_image=codebuild.LinuxBuildImage.STANDARD_7_0, privileged=False
            ),
            logging=codebuild.LoggingOptions(
                cloud_watch=codebuild.CloudWatchLoggingOptions(log_group=self.store.log_group)
            ),
        )

    def _add(self, spec: StageSpec) -> None:
        before: list[pipelines.Step] = []
        if spec.approval is not None:
            before = _gate(spec.stage, spec.approval)
        self.pipeline.add_stage(spec.stage, pre=before)


def _gate(stage: cdk.Stage, approval: Approval) -> list[pipelines.Step]:
    """Return the steps of a gate; the check of rights comes after the person's yes."""
    person = pipelines.ManualApprovalStep(
        f"Approve{stage.node.id}", comment=approval.comment, notification_topic=approval.topic
    )
    if not approval.confirm_broadening:
        return [person]
    rights = pipelines.ConfirmPermissionsBroadening(
        f"Rights{stage.node.id}", stage=stage, notification_topic=approval.topic
    )
    rights.add_step_dependency(person)
    return [person, rights]
