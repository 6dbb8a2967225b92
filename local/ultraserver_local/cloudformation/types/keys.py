"""AWS::KMS, AWS::SSM, AWS::SecretsManager."""

from __future__ import annotations

import secrets
import string

from .base import Context, Made, Props, ResourceType, without
from .simple import Simple
from .tagging import retag, tag_map


class Key:
    """AWS::KMS::Key."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the key."""
        answer = ctx.call(
            "kms",
            "create_key",
            Policy=props.get("KeyPolicy"),
            Tags=[
                {"TagKey": key, "TagValue": value}
                for key, value in tag_map(props.get("Tags")).items()
            ],
            **without(
                props,
                "KeyPolicy",
                "Tags",
                "EnableKeyRotation",
                "Enabled",
                "PendingWindowInDays",
                "RotationPeriodInDays",
            ),
        )["KeyMetadata"]
        made = Made(
            id=str(answer["KeyId"]), attributes={"Arn": answer["Arn"], "KeyId": answer["KeyId"]}
        )
        self._settings(ctx, made, props)
        return made

    def _settings(self, ctx: Context, made: Made, props: Props) -> None:
        rotate = str(props.get("EnableKeyRotation", False)).lower() == "true"
        enabled = str(props.get("Enabled", True)).lower() == "true"
        ctx.call("kms", "enable_key" if enabled else "disable_key", KeyId=made.id)
        if rotate:
            ctx.call("kms", "enable_key_rotation", KeyId=made.id)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change policy, description, rotation and state."""
        if "KeyPolicy" in new:
            ctx.call(
                "kms",
                "put_key_policy",
                KeyId=made.id,
                PolicyName="default",
                Policy=new["KeyPolicy"],
            )
        if old.get("Description") != new.get("Description"):
            ctx.call(
                "kms",
                "update_key_description",
                KeyId=made.id,
                Description=new.get("Description", ""),
            )
        self._settings(ctx, made, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Schedule the deletion, as CloudFormation does."""
        window = props.get("PendingWindowInDays", 30)
        ctx.quietly(
            "kms",
            "schedule_key_deletion",
            "KMSInvalidStateException",
            KeyId=made.id,
            PendingWindowInDays=window,
        )


class Alias:
    """AWS::KMS::Alias."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the alias."""
        ctx.call("kms", "create_alias", **props)
        return Made(id=str(props["AliasName"]), attributes={"AliasName": props["AliasName"]})

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Point it to another key."""
        ctx.call("kms", "update_alias", **new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the alias."""
        ctx.quietly("kms", "delete_alias", AliasName=made.id)


class Parameter:
    """AWS::SSM::Parameter."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Put the parameter; one that exists already is an error."""
        name = str(props.get("Name") or ctx.name())
        ctx.call("ssm", "put_parameter", **{**props, "Name": name, "Overwrite": False})
        return self._made(name, props)

    def _made(self, name: str, props: Props) -> Made:
        return Made(id=name, attributes={"Type": props["Type"], "Value": props["Value"]})

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Put a new version; change tags."""
        ctx.call(
            "ssm", "put_parameter", **{**without(new, "Tags"), "Name": made.id, "Overwrite": True}
        )
        retag(ctx, "ssm", made.id, old, new)
        return self._made(made.id, new)

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the parameter."""
        ctx.quietly("ssm", "delete_parameter", Name=made.id)


class Secret:
    """AWS::SecretsManager::Secret."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the secret, with a generated text where the template asks for one."""
        name = str(props.get("Name") or ctx.name())
        text = props.get("SecretString") or self._generated(props)
        arn = str(
            ctx.call(
                "secretsmanager",
                "create_secret",
                Name=name,
                SecretString=text,
                **without(props, "Name", "GenerateSecretString", "SecretString", "ReplicaRegions"),
            )["ARN"]
        )
        return Made(id=arn, attributes={"Id": arn})

    def _generated(self, props: Props) -> str:
        import json

        rule = props.get("GenerateSecretString", {})
        length = int(rule.get("PasswordLength", 32))
        word = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))
        if key := rule.get("GenerateStringKey"):
            return json.dumps({**json.loads(rule.get("SecretStringTemplate", "{}")), key: word})
        return word

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change text, description and tags."""
        ctx.call(
            "secretsmanager",
            "update_secret",
            SecretId=made.id,
            SecretString=new.get("SecretString"),
            Description=new.get("Description"),
            KmsKeyId=new.get("KmsKeyId"),
        )
        retag(ctx, "secretsmanager", made.id, old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the secret for good."""
        ctx.quietly(
            "secretsmanager", "delete_secret", SecretId=made.id, ForceDeleteWithoutRecovery=True
        )


TYPES: dict[str, ResourceType] = {
    "AWS::KMS::Key": Key(),
    "AWS::KMS::Alias": Alias(),
    "AWS::SSM::Parameter": Parameter(),
    "AWS::SecretsManager::Secret": Secret(),
    "AWS::SecretsManager::ResourcePolicy": Simple(
        service="secretsmanager",
        create_call="put_resource_policy",
        update_call="put_resource_policy",
        id="=ARN",
        attributes={"Id": "{id}"},
        delete_call="delete_resource_policy",
        delete_with={"SecretId": "{id}"},
    ),
}
