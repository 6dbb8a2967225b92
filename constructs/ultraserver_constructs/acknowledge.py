"""Accepting a finding of a rule pack, with the reason, beside the resource that causes it."""

from __future__ import annotations

import aws_cdk as cdk
from constructs import IConstruct

NIST = "NIST.800.53.R5"
HIPAA = "HIPAA.Security"
PCI = "PCI.DSS.321"


def acknowledge(construct: IConstruct, rule: str, reason: str, packs: tuple[str, ...] = ()) -> None:
    """Accept ``rule`` on ``construct`` and what is inside it.

    ``rule`` is a whole id (``AwsSolutions-IAM5[Resource::*]``); with ``packs`` it is the name that
    several cdk-nag packs share, each of which prefixes it (``HIPAA.Security-VPCFlowLogsEnabled``).
    A finding that nobody reports is not an error: the packs need not be on.
    """
    ids = [f"{pack}-{rule}" for pack in packs] or [rule]
    cdk.Validations.of(construct).acknowledge(
        *(cdk.Acknowledgment(id=id, reason=reason) for id in ids)
    )
