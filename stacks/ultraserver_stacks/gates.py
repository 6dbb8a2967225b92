"""What a template must pass before it leaves synth: four cdk-nag packs."""

from __future__ import annotations

import aws_cdk as cdk
import cdk_nag
from constructs import IConstruct

PACKS = (
    cdk_nag.AwsSolutionsChecks,
    cdk_nag.NIST80053R5Checks,
    cdk_nag.HIPAASecurityChecks,
    cdk_nag.PCIDSS321Checks,
)


def add_gates(scope: IConstruct) -> None:
    """Fail synth on any finding of the packs that no reasoned acknowledgement covers."""
    cdk.Validations.of(scope).add_plugins(*(pack() for pack in PACKS))
