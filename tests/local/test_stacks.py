"""CloudFormation: operations, rollback, references between stacks, waiting."""

from __future__ import annotations

import json
import re
import threading
import urllib.request
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ultraserver_local import Context, EmbeddedAws, Made

PARAMETER = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "1"}}
TOPIC = {"Type": "AWS::SNS::Topic", "Properties": {}}


def parameter(value: Any, **more: Any) -> dict[str, Any]:
    return {**PARAMETER, "Properties": {"Type": "String", "Value": value}, **more}


def broken(**more: Any) -> dict[str, Any]:
    """A resource that fails in its service: KMS refuses the alias of no key."""
    properties = {"AliasName": "alias/x", "TargetKeyId": "none"}
    return {"Type": "AWS::KMS::Alias", "Properties": properties, **more}


def test_unknown_type_fails_and_says_what_to_do(stacks: Any) -> None:
    with pytest.raises(ClientError) as error:
        stacks.create({"A": {"Type": "AWS::Braket::Thing"}})
    message = error.value.response["Error"]["Message"]
    assert "Unrecognized resource types: [AWS::Braket::Thing]" in message
    assert "ignore_types=['AWS::Braket::Thing']" in message


def test_ignored_type_is_skipped_and_its_references_have_stand_ins() -> None:
    with EmbeddedAws(ignore_types=["AWS::Braket::Thing"]) as aws:
        client = aws.client("cloudformation")
        body = {
            "Resources": {
                "A": {"Type": "AWS::Braket::Thing"},
                "P": parameter({"Fn::GetAtt": ["A", "Arn"]}),
            }
        }
        client.create_stack(StackName="s", TemplateBody=json.dumps(body))
        assert client.describe_stacks()["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"


class Greeting:
    """A type of a user's own."""

    def create(self, ctx: Context, props: Any) -> Made:
        ctx.call("ssm", "put_parameter", Name="greeting", Type="String", Value=props["Text"])
        return Made(id="greeting", attributes={"Length": len(props["Text"])})

    def update(self, ctx: Context, made: Made, old: Any, new: Any) -> Made:
        return made

    def delete(self, ctx: Context, made: Made, props: Any) -> None:
        ctx.call("ssm", "delete_parameter", Name=made.id)


def test_own_type_can_be_added() -> None:
    with EmbeddedAws(types={"Custom::Greeting": Greeting()}) as aws:
        client = aws.client("cloudformation")
        body = {
            "Resources": {"G": {"Type": "Custom::Greeting", "Properties": {"Text": "hello"}}},
            "Outputs": {"Length": {"Value": {"Fn::GetAtt": ["G", "Length"]}}},
        }
        client.create_stack(StackName="s", TemplateBody=json.dumps(body))
        stack = client.describe_stacks(StackName="s")["Stacks"][0]
        assert stack["Outputs"][0]["OutputValue"] == "5"
        client.delete_stack(StackName="s")
        assert aws.inventory() == {}


def test_failure_rolls_back_and_events_say_why(aws: EmbeddedAws, stacks: Any) -> None:
    stack = stacks.create({"P": PARAMETER, "A": broken(DependsOn="P")})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "failed to create: [A]" in stacks.reasons()
    assert "Operation: create_alias" in stacks.reasons()
    assert "AWS::SSM::Parameter" not in aws.inventory()


def test_disabled_rollback_keeps_what_was_made(aws: EmbeddedAws, stacks: Any) -> None:
    stack = stacks.create({"P": PARAMETER, "A": broken(DependsOn="P")}, DisableRollback=True)
    assert stack["StackStatus"] == "CREATE_FAILED"
    assert aws.inventory()["AWS::SSM::Parameter"]


def test_extraneous_and_missing_properties_fail(stacks: Any) -> None:
    wrong = {"Type": "AWS::SNS::Topic", "Properties": {"Colour": "red"}}
    stacks.create({"T": wrong})
    assert "extraneous key [Colour] is not permitted" in stacks.reasons()
    stacks.create(
        {"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String"}}}, name="t"
    )
    assert "required key [Value] not found" in stacks.reasons("t")


def test_update_changes_adds_replaces_and_removes(aws: EmbeddedAws, stacks: Any) -> None:
    stacks.create({"P": parameter("1"), "Gone": TOPIC, "Q": parameter("q")})
    old = stacks.physical_id("P"), stacks.physical_id("Q")
    renamed = {**PARAMETER, "Properties": {"Type": "String", "Value": "q", "Name": "renamed"}}
    stack = stacks.update({"P": parameter("2"), "New": TOPIC, "Q": renamed})
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert stacks.physical_id("P") == old[0], "a value changes in place"
    assert stacks.physical_id("Q") == "renamed", "a name is create-only"
    ssm = aws.client("ssm")
    assert ssm.get_parameter(Name=old[0])["Parameter"]["Value"] == "2"
    assert set(aws.inventory()["AWS::SSM::Parameter"]) == {old[0], "renamed"}
    assert len(aws.inventory()["AWS::SNS::Topic"]) == 1


def test_failed_update_puts_everything_back(aws: EmbeddedAws, stacks: Any) -> None:
    stacks.create({"P": parameter("1"), "T": TOPIC})
    name = stacks.physical_id("P")
    stack = stacks.update({"P": parameter("2"), "N": TOPIC, "A": broken(DependsOn=["P", "N"])})
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert aws.client("ssm").get_parameter(Name=name)["Parameter"]["Value"] == "1"
    assert len(aws.inventory()["AWS::SNS::Topic"]) == 1
    assert stacks.update({"P": parameter("3"), "T": TOPIC})["StackStatus"] == "UPDATE_COMPLETE"


def test_update_without_a_change_is_refused(stacks: Any) -> None:
    stacks.create({"P": PARAMETER})
    with pytest.raises(ClientError, match="No updates are to be performed"):
        stacks.update({"P": PARAMETER})


def test_change_set_lists_changes_and_runs(stacks: Any) -> None:
    client = stacks.client
    stacks.create({"P": parameter("1"), "Gone": TOPIC})
    body = stacks.template({"P": parameter("2"), "New": TOPIC})
    client.create_change_set(StackName="s", ChangeSetName="c", TemplateBody=body)
    found = client.describe_change_set(StackName="s", ChangeSetName="c")
    changes = {
        c["ResourceChange"]["LogicalResourceId"]: c["ResourceChange"]["Action"]
        for c in found["Changes"]
    }
    assert changes == {"P": "Modify", "New": "Add", "Gone": "Remove"}
    client.execute_change_set(StackName="s", ChangeSetName="c")
    assert stacks.describe("s")["StackStatus"] == "UPDATE_COMPLETE"
    client.create_change_set(StackName="s", ChangeSetName="d", TemplateBody=body)
    nothing = client.describe_change_set(StackName="s", ChangeSetName="d")
    assert nothing["Status"] == "FAILED"
    assert "didn't contain changes" in nothing["StatusReason"]


def test_stack_output_of_another_stack_is_read(stacks: Any) -> None:
    outputs = {"Outputs": {"Name": {"Value": {"Ref": "P"}}}}
    stacks.create({"P": parameter("x")}, name="a", sections=outputs)
    reference = {"Fn::GetStackOutput": {"StackName": "a", "OutputName": "Name"}}
    shown = {"Outputs": {"Seen": {"Value": reference}}}
    stacks.create({"Q": parameter(reference)}, name="b", sections=shown)
    assert stacks.outputs("b")["Seen"] == stacks.physical_id("P", "a")
    assert stacks.delete("a")["StackStatus"] == "DELETE_COMPLETE", "the reference is weak"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ({"StackName": "none", "OutputName": "X"}, "there is no stack none; deploy it first"),
        ({"StackName": "a", "OutputName": "X"}, r"has no output X \(it has: Name\)"),
    ],
)
def test_fails_for_a_missing_stack_output(
    stacks: Any, reference: dict[str, str], message: str
) -> None:
    outputs = {"Outputs": {"Name": {"Value": "v"}}}
    stacks.create({"P": PARAMETER}, name="a", sections=outputs)
    stacks.create({"Q": parameter({"Fn::GetStackOutput": reference})}, name="b")
    assert stacks.describe("b")["StackStatus"] == "ROLLBACK_COMPLETE"
    assert re.search(message, stacks.reasons("b"))


def test_export_in_use_keeps_its_stack(stacks: Any) -> None:
    export = {"Outputs": {"N": {"Value": {"Ref": "P"}, "Export": {"Name": "name"}}}}
    stacks.create({"P": PARAMETER}, name="a", sections=export)
    stacks.create({"Q": parameter({"Fn::ImportValue": "name"})}, name="b")
    with pytest.raises(ClientError, match="cannot be deleted as it is in use by b"):
        stacks.client.delete_stack(StackName="a")
    stacks.delete("b")
    assert stacks.delete("a")["StackStatus"] == "DELETE_COMPLETE"


def test_retained_resources_stay_and_are_listed(aws: EmbeddedAws, stacks: Any) -> None:
    stacks.create({"P": parameter("1", DeletionPolicy="Retain"), "T": TOPIC})
    name = stacks.physical_id("P")
    assert stacks.delete()["StackStatus"] == "DELETE_COMPLETE"
    assert aws.retained() == [name]
    assert aws.inventory() == {"AWS::SSM::Parameter": [name]}


def test_protected_stack_is_not_deleted(stacks: Any) -> None:
    stacks.create({"P": PARAMETER}, EnableTerminationProtection=True)
    with pytest.raises(ClientError, match="TerminationProtection is enabled"):
        stacks.client.delete_stack(StackName="s")


def test_circle_is_found_before_anything_is_made(stacks: Any) -> None:
    with pytest.raises(ClientError, match="Circular dependency between resources"):
        stacks.create({"A": parameter({"Ref": "B"}), "B": parameter({"Ref": "A"})})


WAIT = {
    "Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
    "Wait": {
        "Type": "AWS::CloudFormation::WaitCondition",
        "Properties": {"Handle": {"Ref": "Handle"}, "Timeout": "30"},
    },
}


def signal(stacks: Any, status: str, reason: str = "") -> None:
    url = stacks.physical_id("Handle")
    body = json.dumps({"Status": status, "Reason": reason, "UniqueId": "1", "Data": "done"})
    urllib.request.urlopen(urllib.request.Request(url, data=body.encode(), method="PUT")).close()


def test_wait_condition_waits_for_its_signal(stacks: Any) -> None:
    outputs = {"Outputs": {"Data": {"Value": {"Fn::GetAtt": ["Wait", "Data"]}}}}
    assert stacks.create(WAIT, sections=outputs)["StackStatus"] == "CREATE_IN_PROGRESS"
    signal(stacks, "SUCCESS")
    assert stacks.settle() == "CREATE_COMPLETE"
    assert stacks.outputs() == {"Data": '{"1": "done"}'}


def test_failed_signal_rolls_back_with_its_reason(stacks: Any) -> None:
    stacks.create(WAIT)
    url = stacks.physical_id("Handle")
    signal(stacks, "FAILURE", "unit 3 never became ready")
    assert stacks.settle() == "ROLLBACK_COMPLETE"
    assert "unit 3 never became ready" in stacks.reasons()
    assert url.startswith("http://localhost:")


def test_stop_ends_a_waiting_stack_and_its_thread() -> None:
    before = set(threading.enumerate())
    with EmbeddedAws() as aws:
        body = json.dumps({"Resources": WAIT})
        aws.client("cloudformation").create_stack(StackName="s", TemplateBody=body)
    assert set(threading.enumerate()) == before


def test_parameters_conditions_and_functions_are_resolved(aws: EmbeddedAws, stacks: Any) -> None:
    aws.client("ssm").put_parameter(Name="/given", Value="from-ssm", Type="String")
    sections = {
        "Parameters": {
            "Stage": {"Type": "String", "Default": "dev"},
            "Given": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/given"},
            "Zones": {"Type": "CommaDelimitedList", "Default": "a, b"},
        },
        "Mappings": {"Sizes": {"dev": {"count": "2"}}},
        "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
        "Outputs": {
            "Sub": {"Value": {"Fn::Sub": ["${P}-${x}-${AWS::Region}-${!lit}", {"x": "y"}]}},
            "Map": {"Value": {"Fn::FindInMap": ["Sizes", {"Ref": "Stage"}, "count"]}},
            "If": {"Value": {"Fn::If": ["IsProd", "p", "d"]}},
            "Join": {"Value": {"Fn::Join": ["|", {"Ref": "Zones"}]}},
            "Select": {"Value": {"Fn::Select": [1, {"Fn::Split": [",", "a,b"]}]}},
            "Cidr": {"Value": {"Fn::Select": [1, {"Fn::Cidr": ["10.0.0.0/16", 2, 8]}]}},
            "Given": {"Value": {"Ref": "Given"}},
            "Dynamic": {"Value": "{{resolve:ssm:/given}}!"},
            "Json": {"Value": {"Fn::ToJsonString": {"a": [1]}}},
            "Base64": {"Value": {"Fn::Base64": "x"}},
        },
    }
    only_prod = {**TOPIC, "Condition": "IsProd"}
    stacks.create({"P": parameter("1"), "T": only_prod}, sections=sections)
    name = stacks.physical_id("P")
    assert stacks.outputs() == {
        "Sub": f"{name}-y-us-east-2-${{lit}}", "Map": "2", "If": "d", "Join": "a|b", "Select": "b",
        "Cidr": "10.0.1.0/24", "Given": "from-ssm", "Dynamic": "from-ssm!", "Json": '{"a": [1]}',
        "Base64": "eA==",
    }  # fmt: skip
    assert "AWS::SNS::Topic" not in aws.inventory()


def test_yaml_template_with_short_forms_works(stacks: Any) -> None:
    body = """
Resources:
  P:
    Type: AWS::SSM::Parameter
    Properties: {Type: String, Value: !Sub "${AWS::AccountId}"}
Outputs:
  Value: {Value: !GetAtt P.Value}
"""
    stacks.client.create_stack(StackName="s", TemplateBody=body)
    assert stacks.outputs() == {"Value": "123456789012"}


def test_stack_tags_reach_resources(aws: EmbeddedAws, stacks: Any) -> None:
    stacks.create({"P": PARAMETER}, Tags=[{"Key": "team", "Value": "x"}])
    tags = aws.client("ssm").list_tags_for_resource(
        ResourceType="Parameter", ResourceId=stacks.physical_id("P")
    )["TagList"]
    assert tags == [{"Key": "team", "Value": "x"}]
