"""What a pipeline writes: artifacts and logs, under one key."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct


class PipelineStore(Construct):
    """An artifact bucket, its access log and the builds' log group, kept on deletion."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        # Access logs by bucket policy, also in an app without the recommended flags: an ACL is
        # refused by a bucket that its owner alone controls.
        self.node.set_context("@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy", True)
        self.key = kms.Key(
            self,
            "Key",
            description="Artifacts and logs of the fleet's pipeline",
            enable_key_rotation=True,
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        self.bucket = self._bucket(
            "Artifacts", encryption_key=self.key, server_access_logs_bucket=self._access_log()
        )
        self.log_group = self._log_group()

    def _access_log(self) -> s3.Bucket:
        bucket = self._bucket("AccessLog")
        cdk.Validations.of(bucket).acknowledge(
            cdk.Acknowledgment(
                id="AwsSolutions-S1", reason="It is the access log; logging its own writes loops."
            )
        )
        return bucket

    def _bucket(
        self,
        id: str,
        *,
        encryption_key: kms.IKey | None = None,
        server_access_logs_bucket: s3.IBucket | None = None,
    ) -> s3.Bucket:
        # S3 delivers access logs only to a bucket under its own keys.
        encryption = s3.BucketEncryption.KMS if encryption_key else s3.BucketEncryption.S3_MANAGED
        return s3.Bucket(
            self,
            id,
            encryption=encryption,
            encryption_key=encryption_key,
            bucket_key_enabled=True if encryption_key else None,
            enforce_ssl=True,
            versioned=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            server_access_logs_bucket=server_access_logs_bucket,
            server_access_logs_prefix="artifacts/" if server_access_logs_bucket else None,
            lifecycle_rules=[
                s3.LifecycleRule(
                    noncurrent_version_expiration=cdk.Duration.days(90),
                    abort_incomplete_multipart_upload_after=cdk.Duration.days(7),
                )
            ],
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )

    def _log_group(self) -> logs.LogGroup:
        stack = cdk.Stack.of(self)
        # The name is fixed, so that the key's policy can name it without a cycle.
        name = f"/ultraserver/pipeline/{cdk.Names.unique_resource_name(self, max_length=64)}"
        arn = stack.format_arn(
            service="logs",
            resource="log-group",
            resource_name=name,
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
        self.key.add_to_resource_policy(
            iam.PolicyStatement(
                actions=[
                    "kms:Encrypt*",
                    "kms:Decrypt*",
                    "kms:ReEncrypt*",
                    "kms:GenerateDataKey*",
                    "kms:Describe*",
                ],
                principals=[iam.ServicePrincipal("logs.amazonaws.com")],
                resources=["*"],
                conditions={"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": arn}},
            )
        )
        return logs.LogGroup(
            self,
            "Log",
            log_group_name=name,
            encryption_key=self.key,
            retention=logs.RetentionDays.ONE_YEAR,
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
