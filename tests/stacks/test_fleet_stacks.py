from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from ultraserver_plan.errors import UltraServerError
from ultraserver_stacks.config import fleet_from_context
from ultraserver_stacks.fleet import FleetStage
from ultraserver_stacks.fleet_input import read_fleet_input

pytestmark = pytest.mark.synth

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.yaml"))
RUFUS = "rufus-gpt-oss-120b-trn3"

Templates = Callable[[str], dict[str, Any]]
Synthesise = Callable[[Path], dict[str, Any]]


def resources(templates: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [
        resource["Properties"]
        for template in templates.values()
        for resource in template["Resources"].values()
        if resource["Type"] == kind
    ]


def intrinsics(value: Any, name: str) -> Iterator[Any]:
    if isinstance(value, dict):
        if name in value:
            yield value[name]
        for inner in value.values():
            yield from intrinsics(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from intrinsics(inner, name)


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_becomes_three_stacks(templates: Templates, name: str) -> None:
    found = templates(name)
    assert [stack.rsplit("-", 1)[1] for stack in found] == ["network", "capacity", "inference"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_cell_is_one_zone_without_a_way_out(templates: Templates, name: str) -> None:
    found = templates(name)
    groups = resources(found, "AWS::AutoScaling::AutoScalingGroup")
    subnets = {json.dumps(group["VPCZoneIdentifier"]) for group in groups}
    assert len(subnets) == 1
    assert not resources(found, "AWS::EC2::InternetGateway")
    assert not resources(found, "AWS::EC2::NatGateway")
    assert not any(s.get("MapPublicIpOnLaunch") for s in resources(found, "AWS::EC2::Subnet"))


def test_outpost_holds_the_hosts_and_the_region_the_endpoints(templates: Templates) -> None:
    network = {"n": templates("outposts-edge")["edge-network"]}
    hosts, endpoints = resources(network, "AWS::EC2::Subnet")
    assert hosts["OutpostArn"].endswith("outpost/op-0123456789abcdef0")
    assert "OutpostArn" not in endpoints
    (home,) = {
        json.dumps(endpoint["SubnetIds"])
        for endpoint in resources(network, "AWS::EC2::VPCEndpoint")
        if endpoint["VpcEndpointType"] == "Interface"
    }
    assert "EndpointSubnet" in home


def test_local_zone_leaves_the_endpoints_in_the_region(templates: Templates) -> None:
    network = {"n": templates("mixed-nvidia-gb200")["deepseek-gb200-network"]}
    hosts, endpoints = resources(network, "AWS::EC2::Subnet")
    assert hosts["AvailabilityZone"] == "us-east-1-dfw-2a"
    assert endpoints["AvailabilityZone"] == {"Fn::Select": [0, {"Fn::GetAZs": ""}]}


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "10.0.0.0/20", "10.0.0.0/24"])
def test_subnets_fit_the_vpc(tmp_path: Path, synthesise: Synthesise, cidr: str) -> None:
    setting = f"network: {{nat: true, vpcCidr: {cidr}}}\nrollout:"
    found = _changed(synthesise, tmp_path, "rollout:", setting)
    assert len(resources(found, "AWS::EC2::Subnet")) == 2


@pytest.mark.parametrize("name", EXAMPLES)
def test_stacks_lock_no_exports(templates: Templates, name: str) -> None:
    found = templates(name)
    assert not list(intrinsics(found, "Fn::ImportValue"))
    assert not any("Export" in o for t in found.values() for o in t.get("Outputs", {}).values())
    assert list(intrinsics(found, "Fn::GetStackOutput"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_key_rotates_and_every_log_is_encrypted_and_ends(
    templates: Templates, name: str
) -> None:
    found = templates(name)
    assert all(key["EnableKeyRotation"] for key in resources(found, "AWS::KMS::Key"))
    for group in resources(found, "AWS::Logs::LogGroup"):
        assert group["KmsKeyId"]
        assert group["RetentionInDays"]


def test_two_ultraservers_are_two_groups_of_36_hosts(templates: Templates) -> None:
    groups = resources(templates(RUFUS), "AWS::AutoScaling::AutoScalingGroup")
    assert [(group["MinSize"], group["MaxSize"]) for group in groups] == [("36", "36")] * 2


def test_hosts_reach_their_services_privately(templates: Templates) -> None:
    endpoints = resources(templates(RUFUS), "AWS::EC2::VPCEndpoint")
    interfaces = [e for e in endpoints if e["VpcEndpointType"] == "Interface"]
    services = {json.dumps(e["ServiceName"]).strip('"').rsplit(".", 1)[-1] for e in interfaces}
    needed = {"ecs", "ecs-agent", "ecs-telemetry", "dkr", "api", "logs", "ssm", "ec2", "kms"}
    assert needed <= services
    assert all(e["PrivateDnsEnabled"] for e in interfaces)
    # Only this account's own calls pass.
    for endpoint in interfaces:
        (statement,) = endpoint["PolicyDocument"]["Statement"]
        condition = statement["Condition"]["StringEquals"]
        assert condition == {"aws:PrincipalAccount": {"Ref": "AWS::AccountId"}}


def test_nat_is_there_when_asked_for(tmp_path: Path, synthesise: Synthesise) -> None:
    found = _changed(synthesise, tmp_path, "rollout:", "network: {nat: true}\nrollout:")
    assert len(resources(found, "AWS::EC2::NatGateway")) == 1
    assert not any(s.get("MapPublicIpOnLaunch") for s in resources(found, "AWS::EC2::Subnet"))


def test_scheduled_block_and_other_capacity_reach_the_template(
    tmp_path: Path, synthesise: Synthesise
) -> None:
    old = "    - cr-0a1b2c3d4e5f60718"
    new = "    - {id: cr-0a1b2c3d4e5f60718, start: 2027-01-04T11:30:00Z, end: 2027-01-18T11:30:00Z}"
    found = _changed(synthesise, tmp_path, old, new)
    assert len(resources(found, "AWS::AutoScaling::ScheduledAction")) == 2


def test_weights_bucket_is_readable_and_no_other(templates: Templates) -> None:
    policies = resources(templates(RUFUS), "AWS::IAM::Policy")
    reads = [
        statement["Resource"]
        for policy in policies
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Action"] == ["s3:GetObject", "s3:ListBucket"]
    ]
    assert reads == [["arn:aws:s3:::my-models", "arn:aws:s3:::my-models/*"]]


def test_image_that_hosts_cannot_reach_is_a_warning() -> None:
    app = cdk.App(context=_context())
    fleet = read_fleet_input(ROOT / "examples" / f"{RUFUS}.yaml")
    stage = FleetStage(app, "Prod", fleet=fleet)
    warnings = cdk.assertions.Annotations.from_stack(stage.stacks.inference).find_warning(
        "*", cdk.assertions.Match.string_like_regexp("is in a public registry")
    )
    assert len(warnings) == 1


def test_synth_is_a_function_of_its_input(templates: Templates, synthesise: Synthesise) -> None:
    assert synthesise(ROOT / "examples" / f"{RUFUS}.yaml") == templates(RUFUS)


@pytest.mark.parametrize("stack", ["network", "capacity", "inference"])
def test_golden_template(
    templates: Templates, golden: Callable[[str, str], None], stack: str
) -> None:
    template = templates(RUFUS)[f"rufus-{stack}"]
    golden(f"{stack}.json", json.dumps(template, indent=1, sort_keys=True) + "\n")


def test_app_says_what_is_wrong_and_nothing_else(tmp_path: Path) -> None:
    broken = tmp_path / "fleet.yaml"
    broken.write_text("kind: Fleet\n")
    app = subprocess.run(
        [sys.executable, str(ROOT / "stacks" / "app.py")],
        env={**os.environ, "CDK_CONTEXT_JSON": json.dumps({"fleet": str(broken)})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert app.returncode == 1
    assert f"{broken}:1:1: " in app.stderr
    assert "Traceback" not in app.stderr


@pytest.mark.parametrize("given", [None, "", 7])
def test_fails_without_a_fleet_file(given: object) -> None:
    app = cdk.App(context={"fleet": given})
    with pytest.raises(UltraServerError, match=r"run with -c fleet=path/to/fleet\.yaml"):
        fleet_from_context(app)


def test_fails_on_a_file_that_is_not_there() -> None:
    app = cdk.App(context={"fleet": "no/such.yaml"})
    with pytest.raises(UltraServerError, match=r"^no/such.yaml: cannot be read"):
        fleet_from_context(app)


def _context() -> dict[str, Any]:
    context: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]
    return context


def _changed(synthesise: Synthesise, folder: Path, old: str, new: str) -> dict[str, Any]:
    text = (ROOT / "examples" / f"{RUFUS}.yaml").read_text()
    assert old in text
    path = folder / "fleet.yaml"
    path.write_text(text.replace(old, new, 1))
    return synthesise(path)
