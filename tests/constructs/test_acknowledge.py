from __future__ import annotations

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk.assertions import Template

from ultraserver_constructs.acknowledge import acknowledge, acknowledge_lint
from ultraserver_plan.errors import UltraServerError

pytestmark = pytest.mark.synth


def test_lint_is_told_in_the_template_with_the_reason(stack: cdk.Stack) -> None:
    acknowledge_lint(kms.Key(stack, "Key"), "W1032", "known to be right")
    Template.from_stack(stack).has_resource(
        "AWS::KMS::Key",
        {
            "Metadata": {
                "cfn-lint": {"config": {"ignore_checks": ["W1032"]}},
                "ultraserver:reason": {"W1032": "known to be right"},
            }
        },
    )


@pytest.mark.parametrize("reason", ["", "  "])
def test_fails_without_a_reason(stack: cdk.Stack, reason: str) -> None:
    with pytest.raises(UltraServerError, match="T: AwsSolutions-S1 is accepted without a reason"):
        acknowledge(stack, "AwsSolutions-S1", reason)
