"""AWS::S3 and AWS::ECR: buckets, repositories, their policies."""

from __future__ import annotations

from typing import Any

from .base import Context, Made, Props, ResourceType, pick, without


class Bucket:
    """AWS::S3::Bucket. CloudFormation deletes a bucket only when it is empty."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the bucket and configure it."""
        name = str(props.get("BucketName") or ctx.name(63, lower=True))
        where = (
            {}
            if ctx.region == "us-east-1"
            else {"CreateBucketConfiguration": {"LocationConstraint": ctx.region}}
        )
        ctx.call(
            "s3",
            "create_bucket",
            Bucket=name,
            ObjectLockEnabledForBucket=props.get("ObjectLockEnabled", False),
            **where,
        )
        self._configure(ctx, name, props)
        host = f"{name}.s3.{ctx.region}.amazonaws.com"
        return Made(
            id=name,
            attributes={
                "Arn": f"arn:{ctx.partition}:s3:::{name}",
                "DomainName": f"{name}.s3.amazonaws.com",
                "RegionalDomainName": host,
                "DualStackDomainName": f"{name}.s3.dualstack.{ctx.region}.amazonaws.com",
                "WebsiteURL": f"http://{name}.s3-website.{ctx.region}.amazonaws.com",
            },
        )

    def _configure(self, ctx: Context, bucket: str, props: Props) -> None:
        for name, (operation, parameter, make) in _BUCKET_SETTINGS.items():
            if name in props:
                ctx.call("s3", operation, Bucket=bucket, **{parameter: make(props[name])})

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Configure it anew."""
        self._configure(ctx, made.id, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the bucket; S3 refuses a full one."""
        ctx.quietly("s3", "delete_bucket", Bucket=made.id)


def _encryption(value: Any) -> dict[str, Any]:
    rules = [
        {
            "ApplyServerSideEncryptionByDefault": rule.get("ServerSideEncryptionByDefault"),
            "BucketKeyEnabled": rule.get("BucketKeyEnabled"),
        }
        for rule in value["ServerSideEncryptionConfiguration"]
    ]
    return {"Rules": rules}


def _lifecycle(value: Any) -> dict[str, Any]:
    return {"Rules": [_lifecycle_rule(index, rule) for index, rule in enumerate(value["Rules"])]}


def _lifecycle_rule(index: int, rule: Props) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ID": rule.get("Id", f"rule-{index}"),
        "Status": rule["Status"],
        "Filter": {"Prefix": rule.get("Prefix", "")},
    }
    days = pick(
        {
            "Days": rule.get("ExpirationInDays"),
            "ExpiredObjectDeleteMarker": rule.get("ExpiredObjectDeleteMarker"),
        },
        "Days",
        "ExpiredObjectDeleteMarker",
    )
    if expiration := {key: value for key, value in days.items() if value is not None}:
        made["Expiration"] = expiration
    old = rule.get("NoncurrentVersionExpiration") or rule.get("NoncurrentVersionExpirationInDays")
    if old:
        made["NoncurrentVersionExpiration"] = (
            old if isinstance(old, dict) else {"NoncurrentDays": old}
        )
    if abort := rule.get("AbortIncompleteMultipartUpload"):
        made["AbortIncompleteMultipartUpload"] = abort
    if moves := rule.get("Transitions"):
        made["Transitions"] = [
            {"Days": move.get("TransitionInDays"), "StorageClass": move["StorageClass"]}
            for move in moves
        ]
    return made


def _same(value: Any) -> Any:
    return value


_BUCKET_SETTINGS: dict[str, tuple[str, str, Any]] = {
    "VersioningConfiguration": (
        "put_bucket_versioning", "VersioningConfiguration", _same,
    ),
    "BucketEncryption": (
        "put_bucket_encryption", "ServerSideEncryptionConfiguration", _encryption,
    ),
    "PublicAccessBlockConfiguration": (
        "put_public_access_block", "PublicAccessBlockConfiguration", _same,
    ),
    "LifecycleConfiguration": (
        "put_bucket_lifecycle_configuration", "LifecycleConfiguration", _lifecycle,
    ),
    "OwnershipControls": ("put_bucket_ownership_controls", "OwnershipControls", _same),
    "Tags": ("put_bucket_tagging", "Tagging", lambda tags: {"TagSet": tags}),
}  # fmt: skip


class BucketPolicy:
    """AWS::S3::BucketPolicy."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Put the policy."""
        made = Made(id=str(props["Bucket"]))
        return self.update(ctx, made, {}, props)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Put the policy again."""
        ctx.call("s3", "put_bucket_policy", Bucket=made.id, Policy=new["PolicyDocument"])
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the policy."""
        ctx.quietly("s3", "delete_bucket_policy", Bucket=made.id)


class Repository:
    """AWS::ECR::Repository."""

    _later = (
        "RepositoryPolicyText",
        "LifecyclePolicy",
        "EmptyOnDelete",
        "ImageTagMutabilityExclusionFilters",
    )

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the repository with its policies."""
        name = str(props.get("RepositoryName") or ctx.name(lower=True))
        answer = ctx.call(
            "ecr",
            "create_repository",
            **{**without(props, *self._later, "RepositoryName"), "repositoryName": name},
        )["repository"]
        self._policies(ctx, name, props)
        return Made(
            id=name,
            attributes={"Arn": answer["repositoryArn"], "RepositoryUri": answer["repositoryUri"]},
        )

    def _policies(self, ctx: Context, name: str, props: Props) -> None:
        if policy := props.get("RepositoryPolicyText"):
            ctx.call("ecr", "set_repository_policy", repositoryName=name, policyText=policy)
        if text := props.get("LifecyclePolicy", {}).get("LifecyclePolicyText"):
            ctx.call("ecr", "put_lifecycle_policy", repositoryName=name, lifecyclePolicyText=text)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change policies, scanning and mutability."""
        self._policies(ctx, made.id, new)
        if "ImageScanningConfiguration" in new:
            ctx.call(
                "ecr",
                "put_image_scanning_configuration",
                repositoryName=made.id,
                imageScanningConfiguration=new["ImageScanningConfiguration"],
            )
        if "ImageTagMutability" in new:
            ctx.call(
                "ecr",
                "put_image_tag_mutability",
                repositoryName=made.id,
                imageTagMutability=new["ImageTagMutability"],
            )
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the repository; one with images only when EmptyOnDelete says so."""
        force = str(props.get("EmptyOnDelete", False)).lower() == "true"
        ctx.quietly("ecr", "delete_repository", repositoryName=made.id, force=force)


TYPES: dict[str, ResourceType] = {
    "AWS::S3::Bucket": Bucket(),
    "AWS::S3::BucketPolicy": BucketPolicy(),
    "AWS::ECR::Repository": Repository(),
}
