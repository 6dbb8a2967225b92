"""Accepting a finding of a rule pack, with the reason, beside the resource that causes it."""

from __future__ import annotations

from typing import cast

import aws_cdk as cdk
from constructs import IConstruct

from ultraserver_plan.errors import UltraServerError

NIST = "NIST.800.53.R5"
HIPAA = "HIPAA.Security"
PCI = "PCI.DSS.321"


def acknowledge(construct: IConstruct, rule: str, reason: str, packs: tuple[str, ...] = ()) -> None:
    """Accept ``rule`` on ``construct`` and what is inside it.

    ``rule`` is a whole id (``AwsSolutions-IAM5[Resource::*]``); with ``packs`` it is the name that
    several cdk-nag packs share, each of which prefixes it (``HIPAA.Security-VPCFlowLogsEnabled``).
    A finding that nobody reports is not an error: the packs need not be on.
    Raises UltraServerError when the reason is empty.
    """
    if not reason.strip():
        raise UltraServerError(
            f"{rule} is accepted without a reason",
            where=construct.node.path,
            fix="say why the finding does not matter here",
        )
    ids = [f"{pack}-{rule}" for pack in packs] or [rule]
    cdk.Validations.of(construct).acknowledge(
        *(cdk.Acknowledgment(id=id, reason=reason) for id in ids)
    )


def acknowledge_lint(construct: IConstruct, check: str, reason: str) -> None:
    """Accept a cfn-lint finding on one resource, in its template too; ``construct`` is its L2."""
    resource = cast(cdk.CfnResource, construct.node.default_child)
    # cfn-lint reads its own key of the metadata, and passes over others.
    resource.add_metadata("cfn-lint", {"config": {"ignore_checks": [check]}})
    resource.add_metadata("ultraserver:reason", {check: reason})
    acknowledge(construct, f"CloudFormation-Validate::{check}", reason)
