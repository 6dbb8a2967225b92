"""AWS::CloudFormation's own types, and AWS::CDK::Metadata."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ultraserver_local.cloudformation.errors import ResourceFailure

from .base import Context, Fixed, Made, Props, ResourceType


class Handle(Fixed):
    """AWS::CloudFormation::WaitConditionHandle: ``Ref`` is the address that takes signals."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Open an address."""
        return Made(id=ctx.signals.open(ctx.account, ctx.region))

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Close it."""
        ctx.signals.close(made.id)


class WaitCondition(Fixed):
    """AWS::CloudFormation::WaitCondition: really waits, for ``Count`` signals or ``Timeout``."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Wait for the signals."""
        handle, count = str(props["Handle"]), int(props.get("Count", 1))
        ctx.parked.set()

        def ready() -> bool:
            signals = ctx.signals.received(handle)
            self._check(signals)
            return len(signals) >= count

        ctx.wait(
            ready,
            timeout_s=float(props["Timeout"]),
            what=f"WaitCondition timed out. Received fewer conditions than expected: {count}",
        )
        data = {s["UniqueId"]: s["Data"] for s in ctx.signals.received(handle)}
        return Made(id=f"{handle}/condition", attributes={"Data": json.dumps(data)})

    def _check(self, signals: list[Mapping[str, str]]) -> None:
        for signal in signals:
            if signal["Status"] == "FAILURE":
                raise ResourceFailure(
                    f"WaitCondition received failed message: '{signal['Reason']}' "
                    f"for uniqueId: {signal['UniqueId']}"
                )

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Nothing is left of a condition."""


class Metadata:
    """AWS::CDK::Metadata: AWS records it and creates nothing."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create nothing."""
        return Made(id=ctx.name())

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change nothing."""
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete nothing."""


class NoDefaultRules:
    """Custom::VpcRestrictDefaultSG, which CDK's ``restrictDefaultSecurityGroup`` flag writes.

    Does what CDK's own handler does: takes the rules of the VPC's default security group.
    Source: aws-cdk-lib 2.275, custom-resource-handlers/aws-ec2/restrict-default-security-group.
    """

    def create(self, ctx: Context, props: Props) -> Made:
        """Revoke the default rules."""
        group = str(props["DefaultSecurityGroupId"])
        found = ctx.call("ec2", "describe_security_groups", GroupIds=[group])["SecurityGroups"][0]
        for way, rules in (("ingress", "IpPermissions"), ("egress", "IpPermissionsEgress")):
            if permissions := found.get(rules):
                ctx.quietly(
                    "ec2", f"revoke_security_group_{way}", GroupId=group, IpPermissions=permissions
                )
        return Made(id="VpcDefaultSecurityGroup")

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Revoke the default rules."""
        return self.create(ctx, new)

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Leave the group as it is: it goes with its VPC."""


class EmptyBucket:
    """Custom::S3AutoDeleteObjects, which CDK's ``auto_delete_objects`` writes.

    Source: aws-cdk-lib 2.275, custom-resource-handlers/aws-s3/auto-delete-objects.
    """

    def create(self, ctx: Context, props: Props) -> Made:
        """Do nothing yet."""
        return Made(id=str(props["BucketName"]))

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Empty the old bucket when the name changes."""
        if old["BucketName"] != new["BucketName"]:
            self.delete(ctx, made, old)
        return self.create(ctx, new)

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Empty the bucket."""
        bucket = str(props["BucketName"])
        try:
            found = ctx.call("s3", "list_object_versions", Bucket=bucket)
        except ResourceFailure:
            return  # the bucket is gone
        for version in [*found.get("Versions", []), *found.get("DeleteMarkers", [])]:
            ctx.quietly(
                "s3",
                "delete_object",
                Bucket=bucket,
                Key=version["Key"],
                VersionId=version["VersionId"],
            )


TYPES: dict[str, ResourceType] = {
    "AWS::CloudFormation::WaitConditionHandle": Handle(),
    "AWS::CloudFormation::WaitCondition": WaitCondition(),
    "AWS::CDK::Metadata": Metadata(),
    "Custom::VpcRestrictDefaultSG": NoDefaultRules(),
    "Custom::S3AutoDeleteObjects": EmptyBucket(),
}
