"""Names of one stack operation: parameters, conditions, resources, other stacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from botocore.exceptions import ClientError
from moto.utilities.utils import get_partition

from ultraserver_local.calls import Api

from .errors import ValidationError
from .intrinsics import NO_VALUE, resolve
from .stack import Stack
from .template import Template

_SSM_PARAMETER = "AWS::SSM::Parameter::Value<"


class Stacks(Protocol):
    """The other stacks."""

    def export(self, region: str, name: str) -> str:
        """Return an export's value. Raises ValidationError where nobody exports it."""

    def output(self, region: str, stack: str, output: str) -> str:
        """Return a stack's output. Raises ValidationError where it is missing."""


def dns_suffix(region: str) -> str:
    """Return the partition's DNS suffix, as ``AWS::URLSuffix``."""
    from botocore.session import get_session

    for partition in get_session().get_data("partitions")["partitions"]:
        if partition["id"] == get_partition(region):
            return str(partition["outputs"]["dnsSuffix"])
    return "amazonaws.com"


class StackScope:
    """What names mean while one stack is created, updated or asked for its outputs."""

    def __init__(self, stack: Stack, template: Template, stacks: Stacks, api: Api) -> None:
        self.stack, self.template = stack, template
        self._stacks, self._api = stacks, api
        self._conditions: dict[str, bool] = {}
        self.parameters: dict[str, str] = {}
        self.imports: set[str] = set()

    def load_parameters(self, given: Mapping[str, str]) -> dict[str, str]:
        """Read the parameters, SSM ones through SSM. Raises ValidationError for missing ones."""
        declared = self.template.section("Parameters")
        if unknown := sorted(set(given) - set(declared)):
            raise ValidationError(
                f"Parameters: [{', '.join(unknown)}] do not exist in the template"
            )
        values = {
            name: str(given[name] if name in given else declaration.get("Default", ""))
            for name, declaration in declared.items()
        }
        if missing := [n for n, d in declared.items() if n not in given and "Default" not in d]:
            raise ValidationError(f"Parameters: [{', '.join(missing)}] must have values")
        for name, declaration in declared.items():
            if str(declaration.get("Type", "")).startswith(_SSM_PARAMETER):
                values[name] = self.dynamic("ssm", values[name])
        self.parameters = values
        return values

    def wanted(self) -> set[str]:
        """Return the logical ids whose condition holds."""
        return {
            name
            for name, declared in self.template.resources.items()
            if declared.condition is None or self.condition(declared.condition)
        }

    def ref(self, name: str) -> Any:
        """Return a parameter's value, a pseudo parameter or a resource's physical id."""
        if name in self.parameters:
            kind = str(self.template.section("Parameters")[name].get("Type", "String"))
            value = self.parameters[name]
            is_list = kind == "CommaDelimitedList" or "List<" in kind
            return [part.strip() for part in value.split(",")] if is_list else value
        if name.startswith("AWS::"):
            return self._pseudo(name)
        if resource := self.stack.resources.get(name):
            return resource.physical_id
        raise ValidationError(f"Unresolved resource dependencies [{name}] in the template")

    def _pseudo(self, name: str) -> Any:
        request = self.stack.request
        values = {
            "AWS::AccountId": self.stack.account,
            "AWS::Region": self.stack.region,
            "AWS::Partition": get_partition(self.stack.region),
            "AWS::StackId": self.stack.id,
            "AWS::StackName": self.stack.name,
            "AWS::URLSuffix": dns_suffix(self.stack.region),
            "AWS::NotificationARNs": request.notification_arns if request else [],
            "AWS::NoValue": NO_VALUE,
        }
        if name not in values:
            raise ValidationError(f"Template format error: Unresolved pseudo parameter {name}")
        return values[name]

    def attribute(self, logical_id: str, name: str) -> Any:
        """Return an attribute of a resource, or a property of that name."""
        resource = self.stack.resources.get(logical_id)
        if resource is None:
            raise ValidationError(
                f"Template error: instance of Fn::GetAtt references undefined resource {logical_id}"
            )
        value = resource.attributes.get(name, resource.properties.get(name))
        if value is None:
            raise ValidationError(
                f"Template error: resource {logical_id} of type {resource.type} "
                f"does not support attribute type {name} in Fn::GetAtt"
            )
        return value

    def condition(self, name: str) -> bool:
        """Return the value of a condition."""
        if name not in self._conditions:
            conditions = self.template.section("Conditions")
            if name not in conditions:
                raise ValidationError(f"Template error: unresolved condition dependency {name}")
            self._conditions[name] = bool(resolve(conditions[name], self))
        return self._conditions[name]

    def mapping(self, name: str) -> Mapping[str, Any]:
        """Return a mapping."""
        mapping: Mapping[str, Any] = self.template.section("Mappings").get(name, {})
        return mapping

    def export(self, name: str) -> str:
        """Return an export's value."""
        self.imports.add(name)
        return self._stacks.export(self.stack.region, name)

    def stack_output(self, stack: str, region: str | None, output: str) -> str:
        """Return an output of another stack, by name."""
        return self._stacks.output(region or self.stack.region, stack, output)

    def dynamic(self, service: str, key: str) -> str:
        """Return what a dynamic reference points to."""
        try:
            if service.startswith("ssm"):
                return self._parameter(key)
            return self._secret(key)
        except ClientError as error:
            raise ValidationError(
                f"Unable to fetch parameters [{key}] from {service} for this account: "
                f"{error.response['Error'].get('Message') or error.response['Error']['Code']}"
            ) from error

    def _parameter(self, key: str) -> str:
        ssm = self._api.client("ssm", self.stack.region)
        return str(ssm.get_parameter(Name=key, WithDecryption=True)["Parameter"]["Value"])

    def _secret(self, key: str) -> str:
        import json

        parts = key.split(":")
        is_arn = key.startswith("arn:")
        name, rest = (":".join(parts[:7]), parts[7:]) if is_arn else (parts[0], parts[1:])
        secrets = self._api.client("secretsmanager", self.stack.region)
        text = str(secrets.get_secret_value(SecretId=name)["SecretString"])
        field = rest[1] if len(rest) > 1 else ""
        return str(json.loads(text)[field]) if field else text

    def zones(self, region: str) -> list[str]:
        """Return the Availability Zones of a Region."""
        ec2 = self._api.client("ec2", region or self.stack.region)
        return [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]]
