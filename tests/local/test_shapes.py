"""What we answer has the form of botocore's models: as we build it, and as boto3 reads it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from moto.core.responses import ActionResult

from ultraserver_local import EmbeddedAws, Offering

TRN3 = "trn3-test.48xlarge"
Launch = Callable[..., list[dict[str, Any]]]
PYTHON = {
    "string": str, "integer": int, "long": int, "boolean": bool, "timestamp": datetime,
    "float": float, "double": float,
}  # fmt: skip


def faults(shape: Any, value: Any, path: str) -> list[str]:
    """Return where ``value`` differs from ``shape``: names, types, required members, enums."""
    if value is None:
        return []
    if shape.type_name == "structure":
        found = [
            f"{path}.{key} is not in {shape.name}" for key in value if key not in shape.members
        ]
        found += [
            f"{path}.{key} is required" for key in shape.required_members if value.get(key) is None
        ]
        for key, member in shape.members.items():
            found += faults(member, value.get(key), f"{path}.{key}")
        return found
    if shape.type_name == "list":
        return [
            f
            for index, item in enumerate(value)
            for f in faults(shape.member, item, f"{path}[{index}]")
        ]
    if not isinstance(value, PYTHON[shape.type_name]):
        return [f"{path} is {type(value).__name__}, not {shape.type_name}"]
    enum = getattr(shape, "enum", None)
    if value == "REVIEW_IN_PROGRESS":
        return []  # CloudFormation sends it in events, though its model does not list it there
    return [f"{path} is {value!r}, not one of {enum}"] if enum and value not in enum else []


def keys(value: Any) -> Any:
    """Return the keys of an answer at every depth, without what is empty."""
    if isinstance(value, dict):
        return {
            k: keys(v)
            for k, v in value.items()
            if v not in (None, [], "") and k != "ResponseMetadata"
        }
    return [keys(item) for item in value] if isinstance(value, list) else "set"


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every result that a handler builds, in the order of calls."""
    results: list[Any] = []
    original = ActionResult.execute_result

    def record(self: ActionResult, context: Any) -> Any:
        results.append(self.result)
        return original(self, context)

    monkeypatch.setattr(ActionResult, "execute_result", record)
    return results


CALLS: dict[str, dict[str, Any]] = {
    "describe_instance_topology": {},
    "describe_capacity_reservation_topology": {},
    "describe_capacity_block_offerings": {
        "UltraserverType": "u-test", "CapacityDurationHours": 24},
    "purchase_capacity_block": {
        "CapacityBlockOfferingId": "cbr-1", "InstancePlatform": "Linux/UNIX"},
    "describe_capacity_blocks": {},
    "describe_capacity_block_status": {},
    "describe_capacity_block_extension_offerings": {
        "CapacityReservationId": "cr-0", "CapacityBlockExtensionDurationHours": 24},
    "purchase_capacity_block_extension": {
        "CapacityReservationId": "cr-0", "CapacityBlockExtensionOfferingId": "FROM OFFER"},
    "describe_capacity_block_extension_history": {},
    "describe_capacity_reservations": {},
    "create_capacity_reservation": {
        "InstanceType": "m5.large", "InstancePlatform": "Linux/UNIX",
        "AvailabilityZone": "us-east-2a", "InstanceCount": 1, "EndDateType": "limited",
        "EndDate": datetime(2030, 1, 1, tzinfo=UTC)},
    "modify_capacity_reservation": {"CapacityReservationId": "cr-odcr", "InstanceCount": 2},
    "cancel_capacity_reservation": {"CapacityReservationId": "cr-odcr"},
    "create_placement_group": {"GroupName": "new", "Strategy": "partition", "PartitionCount": 3},
    "describe_placement_groups": {},
    "create_local_gateway_route_table_vpc_association": {
        "LocalGatewayRouteTableId": "lgw-rtb-1", "VpcId": "DEFAULT"},
    "describe_local_gateway_route_table_vpc_associations": {},
    "create_local_gateway_route": {
        "LocalGatewayRouteTableId": "lgw-rtb-1", "DestinationCidrBlock": "10.0.0.0/8",
        "LocalGatewayVirtualInterfaceGroupId": "lgw-vif-grp-1"},
    "search_local_gateway_routes": {"LocalGatewayRouteTableId": "lgw-rtb-1"},
}  # fmt: skip


def prepare(aws: EmbeddedAws, launch: Launch) -> dict[str, Any]:
    """Make one of everything; return the values that calls need."""
    ec2 = aws.client("ec2")
    aws.add_capacity_block("cr-0", instance_type=TRN3, hosts=2, ultraserver_type="u-test")
    launch(1, block="cr-0")
    aws.market.offer(
        Offering(
            id="cbr-1", instance_type=TRN3, instance_count=4, zone="us-east-2a",
            start=datetime(2027, 1, 1, tzinfo=UTC), hours=24, upfront_fee="1.00",
            ultraserver_type="u-test",
        )
    )  # fmt: skip
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    ec2.create_placement_group(GroupName="g", Strategy="spread")
    ec2.create_local_gateway_route_table_vpc_association(
        LocalGatewayRouteTableId="lgw-rtb-0", VpcId=vpc
    )
    ec2.create_local_gateway_route(
        LocalGatewayRouteTableId="lgw-rtb-1",
        DestinationCidrBlock="192.168.0.0/16",
        LocalGatewayVirtualInterfaceGroupId="lgw-vif-grp-1",
    )
    odcr = ec2.create_capacity_reservation(
        InstanceType="m5.large", InstancePlatform="Linux/UNIX", AvailabilityZone="us-east-2a",
        InstanceCount=1,
    )["CapacityReservation"]["CapacityReservationId"]  # fmt: skip
    spent = aws.market.offer_extension("cr-0", hours=48, upfront_fee="1.00")
    ec2.purchase_capacity_block_extension(
        CapacityReservationId="cr-0", CapacityBlockExtensionOfferingId=spent
    )
    offered = aws.market.offer_extension("cr-0", hours=24, upfront_fee="1.00")
    return {"FROM OFFER": offered, "DEFAULT": vpc, "cr-odcr": odcr}


def test_every_ec2_answer_has_the_shape_of_the_model(
    aws: EmbeddedAws, launch: Launch, built: list[Any]
) -> None:
    values = prepare(aws, launch)
    ec2 = aws.client("ec2")
    for call, given in CALLS.items():
        params = {key: values.get(str(value), value) for key, value in given.items()}
        answer = getattr(ec2, call)(**params)
        model = ec2.meta.service_model.operation_model(ec2.meta.method_to_api_mapping[call])
        assert faults(model.output_shape, built[-1], call) == []
        # A key that the serializer does not know would be dropped without a word.
        assert keys(built[-1]) == keys(answer), call
        assert keys(answer), f"an empty answer of {call} proves nothing"


def test_shape_check_finds_each_kind_of_fault(aws: EmbeddedAws) -> None:
    model = aws.client("ec2").meta.service_model
    shape = model.operation_model("DescribeCapacityBlocks").output_shape
    good = {"CapacityBlocks": [{"CapacityBlockId": "cb-0", "State": "active"}]}
    assert faults(shape, good, "x") == []
    assert faults(shape, {"Blocks": []}, "x") == ["x.Blocks is not in DescribeCapacityBlocksResult"]
    wrong = {"CapacityBlocks": [{"CapacityBlockId": 1, "State": "on"}]}
    assert len(faults(shape, wrong, "x")) == 2


def test_outposts_answers_have_the_shape_of_the_model(aws: EmbeddedAws, built: list[Any]) -> None:
    outposts = aws.client("outposts")
    site = outposts.create_site(Name="site")["Site"]["SiteId"]
    outpost = outposts.create_outpost(Name="o", SiteId=site, AvailabilityZone="us-east-2a")
    for call, params in (
        ("list_sites", {}),
        ("get_site", {"SiteId": site}),
        ("list_outposts", {}),
        ("get_outpost", {"OutpostId": outpost["Outpost"]["OutpostId"]}),
    ):
        answer = getattr(outposts, call)(**params)
        operation = outposts.meta.method_to_api_mapping[call]
        shape = outposts.meta.service_model.operation_model(operation).output_shape
        assert faults(shape, built[-1], call) == []
        assert keys(built[-1]) == keys(answer)


def test_cloudformation_answers_have_the_shape_of_the_model(
    aws: EmbeddedAws, built: list[Any]
) -> None:
    client = aws.client("cloudformation")
    body = json.dumps({
        "Parameters": {"V": {"Type": "String", "Default": "1"}},
        "Resources": {"P": {"Type": "AWS::SSM::Parameter",
                            "Properties": {"Type": "String", "Value": {"Ref": "V"}}}},
        "Outputs": {"Name": {"Value": {"Ref": "P"}, "Export": {"Name": "name"}}},
    })  # fmt: skip
    client.create_change_set(
        StackName="s", ChangeSetName="c", TemplateBody=body, ChangeSetType="CREATE"
    )
    client.execute_change_set(StackName="s", ChangeSetName="c")
    for call, params in (
        ("describe_change_set", {"StackName": "s", "ChangeSetName": "c"}),
        ("describe_stacks", {}),
        ("describe_stack_events", {"StackName": "s"}),
        ("describe_stack_resources", {"StackName": "s"}),
        ("describe_stack_resource", {"StackName": "s", "LogicalResourceId": "P"}),
        ("list_stack_resources", {"StackName": "s"}),
        ("list_exports", {}),
        ("get_template_summary", {"StackName": "s"}),
        ("list_stacks", {}),
    ):
        answer = getattr(client, call)(**params)
        operation = client.meta.method_to_api_mapping[call]
        shape = client.meta.service_model.operation_model(operation).output_shape
        assert faults(shape, built[-1], call) == []
        assert keys(built[-1]) == keys(answer), call
