"""AWS::IAM: roles, policies, instance profiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import Context, Made, Props, ResourceType, without
from .tagging import tag_map


class Role:
    """AWS::IAM::Role, with its inline and managed policies."""

    _inline = ("ManagedPolicyArns", "Policies", "RoleName", "Tags")

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the role and its policies."""
        name = str(props.get("RoleName") or ctx.name(64))
        answer = ctx.call(
            "iam",
            "create_role",
            RoleName=name,
            Tags=props.get("Tags"),
            **without(props, *self._inline),
        )["Role"]
        self._policies(ctx, name, {}, props)
        return Made(id=name, attributes={"Arn": answer["Arn"], "RoleId": answer["RoleId"]})

    def _policies(self, ctx: Context, role: str, old: Props, new: Props) -> None:
        before, after = set(old.get("ManagedPolicyArns", [])), set(new.get("ManagedPolicyArns", []))
        for arn in sorted(after - before):
            ctx.call("iam", "attach_role_policy", RoleName=role, PolicyArn=arn)
        for arn in sorted(before - after):
            ctx.quietly("iam", "detach_role_policy", RoleName=role, PolicyArn=arn)
        inline = {policy["PolicyName"]: policy for policy in new.get("Policies", [])}
        for name, policy in inline.items():
            document = policy["PolicyDocument"]
            ctx.call(
                "iam", "put_role_policy", RoleName=role, PolicyName=name, PolicyDocument=document
            )
        for policy in old.get("Policies", []):
            if (name := policy["PolicyName"]) not in inline:
                ctx.quietly("iam", "delete_role_policy", RoleName=role, PolicyName=name)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change trust, description, policies and tags."""
        if old.get("AssumeRolePolicyDocument") != new.get("AssumeRolePolicyDocument"):
            document = new["AssumeRolePolicyDocument"]
            ctx.call("iam", "update_assume_role_policy", RoleName=made.id, PolicyDocument=document)
        ctx.call(
            "iam",
            "update_role",
            RoleName=made.id,
            Description=new.get("Description", ""),
            MaxSessionDuration=new.get("MaxSessionDuration", 3600),
        )
        self._policies(ctx, made.id, old, new)
        _retag(ctx, "role", {"RoleName": made.id}, old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the role with its own policies."""
        self._policies(ctx, made.id, props, {})
        ctx.quietly("iam", "delete_role", RoleName=made.id)


def _retag(ctx: Context, kind: str, resource: Mapping[str, str], old: Props, new: Props) -> None:
    before, after = tag_map(old.get("Tags")), tag_map(new.get("Tags"))
    if after != before and after:
        ctx.call("iam", f"tag_{kind}", **resource, Tags=after)
    if gone := sorted(set(before) - set(after)):
        ctx.call("iam", f"untag_{kind}", **resource, TagKeys=gone)


class Policy:
    """AWS::IAM::Policy: one inline policy on roles, users and groups."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Put the policy on each principal."""
        name = str(props["PolicyName"])
        self._put(ctx, name, props)
        return Made(id=ctx.name(), attributes={"Id": name})

    def _put(self, ctx: Context, name: str, props: Props) -> None:
        document = props["PolicyDocument"]
        for kind, parameter, principal in _principals(props):
            ctx.call(
                "iam",
                f"put_{kind}_policy",
                PolicyName=name,
                PolicyDocument=document,
                **{parameter: principal},
            )

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Put the new policy; take the old one from principals that are gone."""
        name = str(new["PolicyName"])
        self._put(ctx, name, new)
        kept = set(_principals(new)) if old["PolicyName"] == name else set()
        self._delete(ctx, str(old["PolicyName"]), [p for p in _principals(old) if p not in kept])
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Take the policy from its principals."""
        self._delete(ctx, str(props["PolicyName"]), _principals(props))

    def _delete(self, ctx: Context, name: str, principals: list[tuple[str, str, str]]) -> None:
        for kind, parameter, principal in principals:
            ctx.quietly("iam", f"delete_{kind}_policy", PolicyName=name, **{parameter: principal})


def _principals(props: Props) -> list[tuple[str, str, str]]:
    return [
        (kind, f"{kind.capitalize()}Name", str(principal))
        for kind in ("role", "user", "group")
        for principal in props.get(f"{kind.capitalize()}s", [])
    ]


class ManagedPolicy:
    """AWS::IAM::ManagedPolicy."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the policy and attach it."""
        name = str(props.get("ManagedPolicyName") or ctx.name())
        params = without(props, "ManagedPolicyName", "Roles", "Users", "Groups")
        answer = ctx.call("iam", "create_policy", PolicyName=name, **params)["Policy"]
        arn = str(answer["Arn"])
        self._attach(ctx, "attach", arn, _principals(props))
        return Made(id=arn, attributes={"PolicyArn": arn, "PolicyId": answer["PolicyId"]})

    def _attach(
        self, ctx: Context, verb: str, arn: str, principals: list[tuple[str, str, str]]
    ) -> None:
        for kind, parameter, principal in principals:
            params: dict[str, Any] = {"PolicyArn": arn, parameter: principal}
            if verb == "attach":
                ctx.call("iam", f"attach_{kind}_policy", **params)
            else:
                ctx.quietly("iam", f"detach_{kind}_policy", **params)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Make a new default version and change the attachments."""
        if old["PolicyDocument"] != new["PolicyDocument"]:
            self._drop_versions(ctx, made.id)
            ctx.call(
                "iam",
                "create_policy_version",
                PolicyArn=made.id,
                PolicyDocument=new["PolicyDocument"],
                SetAsDefault=True,
            )
        before, after = _principals(old), _principals(new)
        self._attach(ctx, "attach", made.id, [p for p in after if p not in before])
        self._attach(ctx, "detach", made.id, [p for p in before if p not in after])
        return made

    def _drop_versions(self, ctx: Context, arn: str) -> None:
        for version in ctx.call("iam", "list_policy_versions", PolicyArn=arn)["Versions"]:
            if not version["IsDefaultVersion"]:
                ctx.call(
                    "iam", "delete_policy_version", PolicyArn=arn, VersionId=version["VersionId"]
                )

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Detach and delete the policy."""
        self._attach(ctx, "detach", made.id, _principals(props))
        self._drop_versions(ctx, made.id)
        ctx.quietly("iam", "delete_policy", PolicyArn=made.id)


class InstanceProfile:
    """AWS::IAM::InstanceProfile."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the profile with its role."""
        name = str(props.get("InstanceProfileName") or ctx.name())
        answer = ctx.call(
            "iam",
            "create_instance_profile",
            InstanceProfileName=name,
            **without(props, "InstanceProfileName", "Roles"),
        )["InstanceProfile"]
        self._roles(ctx, name, [], props["Roles"])
        return Made(id=name, attributes={"Arn": answer["Arn"]})

    def _roles(self, ctx: Context, profile: str, old: list[str], new: list[str]) -> None:
        for role in (r for r in old if r not in new):
            ctx.quietly(
                "iam",
                "remove_role_from_instance_profile",
                InstanceProfileName=profile,
                RoleName=role,
            )
        for role in (r for r in new if r not in old):
            ctx.call(
                "iam",
                "add_role_to_instance_profile",
                InstanceProfileName=profile,
                RoleName=role,
            )

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change the role."""
        self._roles(ctx, made.id, list(old["Roles"]), list(new["Roles"]))
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the profile."""
        self._roles(ctx, made.id, list(props["Roles"]), [])
        ctx.quietly("iam", "delete_instance_profile", InstanceProfileName=made.id)


TYPES: dict[str, ResourceType] = {
    "AWS::IAM::Role": Role(),
    "AWS::IAM::Policy": Policy(),
    "AWS::IAM::ManagedPolicy": ManagedPolicy(),
    "AWS::IAM::InstanceProfile": InstanceProfile(),
}
