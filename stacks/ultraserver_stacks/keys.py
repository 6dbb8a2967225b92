"""KMS keys of the stacks: rotated, removed with their stack, usable by one service each."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms

from ultraserver_constructs.acknowledge import acknowledge_lint


def key(stack: cdk.Stack, id: str, description: str) -> kms.Key:
    """Return a rotated key that is scheduled for deletion with its stack."""
    result = kms.Key(
        stack,
        id,
        description=description,
        enable_key_rotation=True,
        removal_policy=cdk.RemovalPolicy.DESTROY,
    )
    acknowledge_lint(
        result, "W1032", "the pattern for principals knows three partitions; there are more"
    )
    return result


def log_key(stack: cdk.Stack, id: str = "Key") -> kms.Key:
    """Return a key for log groups of this account and Region (and what its owner grants)."""
    result = key(stack, id, "Logs and state of an UltraServer fleet")
    log_groups = stack.format_arn(
        service="logs", resource="*", arn_format=cdk.ArnFormat.NO_RESOURCE_NAME
    )
    result.add_to_resource_policy(
        iam.PolicyStatement(
            principals=[iam.ServicePrincipal(f"logs.{stack.region}.{stack.url_suffix}")],
            actions=[
                "kms:Encrypt*",
                "kms:Decrypt*",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:Describe*",
            ],
            resources=["*"],
            conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}},
        )
    )
    return result


def volume_key(stack: cdk.Stack, id: str = "VolumeKey") -> kms.Key:
    """Return a key for volumes: usable through EC2, by this account, and in no other way.

    The terms are those of the account's own EBS key. Naming Auto Scaling's service-linked role
    instead would fail in an account where it has not been made yet.
    """
    result = key(stack, id, "Volumes of UltraServer hosts")
    result.add_to_resource_policy(
        iam.PolicyStatement(
            principals=[iam.AnyPrincipal()],
            actions=[
                "kms:Encrypt",
                "kms:Decrypt",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:CreateGrant",
                "kms:DescribeKey",
            ],
            resources=["*"],
            conditions={
                "StringEquals": {
                    "kms:CallerAccount": stack.account,
                    "kms:ViaService": f"ec2.{stack.region}.{stack.url_suffix}",
                }
            },
        )
    )
    return result
