"""AWS::EC2: security groups and their rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ultraserver_local.cloudformation.schemas import same

from .base import Context, Fixed, Made, Props, ResourceType
from .tagging import retag, tag_specifications

_EVERYWHERE = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]


def permission(rule: Props) -> dict[str, Any]:
    """Return CloudFormation's flat rule as EC2's permission."""
    found: dict[str, Any] = {
        "IpProtocol": str(rule["IpProtocol"]),
        **{key: int(rule[key]) for key in ("FromPort", "ToPort") if key in rule},
    }
    described = {"Description": rule["Description"]} if "Description" in rule else {}
    group = rule.get("SourceSecurityGroupId") or rule.get("DestinationSecurityGroupId")
    prefix = rule.get("SourcePrefixListId") or rule.get("DestinationPrefixListId")
    if cidr := rule.get("CidrIp"):
        found["IpRanges"] = [{"CidrIp": cidr, **described}]
    elif cidr6 := rule.get("CidrIpv6"):
        found["Ipv6Ranges"] = [{"CidrIpv6": cidr6, **described}]
    elif prefix:
        found["PrefixListIds"] = [{"PrefixListId": prefix, **described}]
    elif group:
        found["UserIdGroupPairs"] = [{"GroupId": group, **described}]
    return found


def _change(ctx: Context, verb: str, way: str, group: str, rules: Iterable[Props]) -> None:
    for rule in rules:
        call = f"{verb}_security_group_{way}"
        if verb == "revoke":
            ctx.quietly("ec2", call, GroupId=group, IpPermissions=[permission(rule)])
        else:
            ctx.call("ec2", call, GroupId=group, IpPermissions=[permission(rule)])


class SecurityGroup:
    """AWS::EC2::SecurityGroup, with its inline rules."""

    _ways = (("ingress", "SecurityGroupIngress"), ("egress", "SecurityGroupEgress"))

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the group; given egress rules replace EC2's allow-all."""
        answer = ctx.call(
            "ec2",
            "create_security_group",
            GroupName=props.get("GroupName") or ctx.name(255),
            Description=props["GroupDescription"],
            VpcId=props.get("VpcId"),
            **tag_specifications("security-group", props.get("Tags")),
        )
        group = str(answer["GroupId"])
        if "SecurityGroupEgress" in props:
            ctx.quietly(
                "ec2", "revoke_security_group_egress", GroupId=group, IpPermissions=_EVERYWHERE
            )
        for way, name in self._ways:
            _change(ctx, "authorize", way, group, props.get(name, []))
        return Made(id=group, attributes={"GroupId": group, "VpcId": props.get("VpcId", "")})

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Revoke the rules that are gone, authorize the new ones, change tags."""
        for way, name in self._ways:
            before, after = old.get(name, []), new.get(name, [])
            _change(ctx, "revoke", way, made.id, _missing(before, after))
            _change(ctx, "authorize", way, made.id, _missing(after, before))
        retag(ctx, "ec2", made.id, old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the group."""
        ctx.quietly("ec2", "delete_security_group", GroupId=made.id)


def _missing(rules: list[Mapping[str, Any]], others: list[Mapping[str, Any]]) -> list[Props]:
    return [rule for rule in rules if not any(same(rule, other) for other in others)]


class Rule(Fixed):
    """AWS::EC2::SecurityGroupIngress and SecurityGroupEgress."""

    def __init__(self, way: str) -> None:
        self._way = way

    def create(self, ctx: Context, props: Props) -> Made:
        """Authorize the rule."""
        answer = ctx.call(
            "ec2",
            f"authorize_security_group_{self._way}",
            GroupId=props["GroupId"],
            IpPermissions=[permission(props)],
        )
        rules = answer.get("SecurityGroupRules") or [{}]
        rule = str(rules[0].get("SecurityGroupRuleId") or ctx.name())
        return Made(id=rule, attributes={"Id": rule})

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Revoke the rule."""
        _change(ctx, "revoke", self._way, str(props["GroupId"]), [props])


TYPES: dict[str, ResourceType] = {
    "AWS::EC2::SecurityGroup": SecurityGroup(),
    "AWS::EC2::SecurityGroupIngress": Rule("ingress"),
    "AWS::EC2::SecurityGroupEgress": Rule("egress"),
}
