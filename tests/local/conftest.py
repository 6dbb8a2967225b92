"""One embedded AWS for each test that asks for one; helpers on stacks and hosts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from ultraserver_local import EmbeddedAws

REGION = "us-east-2"
ZONE = "us-east-2a"
TRN3 = "trn3-test.48xlarge"


@pytest.fixture
def aws() -> Iterator[EmbeddedAws]:
    """A new, empty account."""
    with EmbeddedAws(region=REGION) as embedded:
        yield embedded


@pytest.fixture
def ec2(aws: EmbeddedAws) -> Any:
    return aws.client("ec2")


@pytest.fixture
def ecs(aws: EmbeddedAws) -> Any:
    return aws.client("ecs")


@pytest.fixture
def subnet(ec2: Any) -> Callable[[str], str]:
    """The default subnet of a zone."""

    def find(zone: str = ZONE) -> str:
        filters = [{"Name": "availability-zone", "Values": [zone]}]
        return str(ec2.describe_subnets(Filters=filters)["Subnets"][0]["SubnetId"])

    return find


@pytest.fixture
def launch(ec2: Any, subnet: Callable[[str], str]) -> Callable[..., list[dict[str, Any]]]:
    """Launch hosts, into a block where one is named."""

    def run(count: int = 1, *, block: str | None = None, **more: Any) -> list[dict[str, Any]]:
        params: dict[str, Any] = {
            "ImageId": "ami-12345678",
            "InstanceType": TRN3,
            "MinCount": count,
            "MaxCount": count,
            "SubnetId": subnet(ZONE),
        }
        if block:
            target = {"CapacityReservationTarget": {"CapacityReservationId": block}}
            params["InstanceMarketOptions"] = {"MarketType": "capacity-block"}
            params["CapacityReservationSpecification"] = target
        answer: list[dict[str, Any]] = ec2.run_instances(**{**params, **more})["Instances"]
        return answer

    return run


class Stacks:
    """Creates, updates and deletes stacks from templates given as resources."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.client = aws.client("cloudformation")

    def template(self, resources: Mapping[str, Any], **sections: Any) -> str:
        return json.dumps({"Resources": resources, **sections})

    def create(
        self, resources: Mapping[str, Any], *, name: str = "s", sections: Any = None, **more: Any
    ) -> dict[str, Any]:
        body = self.template(resources, **(sections or {}))
        self.client.create_stack(StackName=name, TemplateBody=body, **more)
        return self.describe(name)

    def update(
        self, resources: Mapping[str, Any], *, name: str = "s", sections: Any = None, **more: Any
    ) -> dict[str, Any]:
        body = self.template(resources, **(sections or {}))
        self.client.update_stack(StackName=name, TemplateBody=body, **more)
        return self.describe(name)

    def delete(self, name: str = "s") -> dict[str, Any]:
        stack_id = self.describe(name)["StackId"]
        self.client.delete_stack(StackName=name)
        return self.describe(stack_id)

    def settle(self, name: str = "s") -> str:
        """Wait until no operation runs; return the stack's status."""
        while (status := str(self.describe(name)["StackStatus"])).endswith("_IN_PROGRESS"):
            time.sleep(0.05)
        return status

    def describe(self, name: str) -> dict[str, Any]:
        stack: dict[str, Any] = self.client.describe_stacks(StackName=name)["Stacks"][0]
        return stack

    def reasons(self, name: str = "s") -> str:
        events = self.client.describe_stack_events(StackName=name)["StackEvents"]
        return "\n".join(event.get("ResourceStatusReason", "") for event in events)

    def physical_id(self, logical_id: str, name: str = "s") -> str:
        answer = self.client.describe_stack_resource(StackName=name, LogicalResourceId=logical_id)
        return str(answer["StackResourceDetail"]["PhysicalResourceId"])

    def outputs(self, name: str = "s") -> dict[str, str]:
        outputs = self.describe(name).get("Outputs", [])
        return {output["OutputKey"]: output["OutputValue"] for output in outputs}


@pytest.fixture
def stacks(aws: EmbeddedAws) -> Stacks:
    return Stacks(aws)
