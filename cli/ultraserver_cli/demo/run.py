"""The main job on this machine: plan, deploy, hosts, look, destroy, against the embedded AWS.

Everything runs in this process and its children: whatever ends the demo ends the AWS, and nothing
is left; of a demo that failed, the CDK CLI's output stays in the app's ``cdk.out``.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ultraserver_cli.cdk import cdk_environment, require_app, watch_cdk
from ultraserver_cli.demo.account import prepare_account
from ultraserver_cli.demo.failure import DemoFailedError
from ultraserver_cli.demo.hosts import bring_up_hosts
from ultraserver_cli.demo.report import Report, print_report
from ultraserver_cli.fleet_plan import print_plan
from ultraserver_cli.phases import Phases
from ultraserver_local import EmbeddedAws
from ultraserver_plan.capacity import HostGroup
from ultraserver_plan.fleet_capacity import capacity_source
from ultraserver_stacks.fleet_input import FleetInput, read_fleet_input

ACCOUNT = "123456789012"
Inventory = Mapping[str, Sequence[str]]
"""Ids of what exists, by type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """One run: what is deployed, from which CDK app, with CDK's output where."""

    fleet: FleetInput
    groups: tuple[HostGroup, ...]
    app: Path
    output: Path


def run_demo(fleet: Path, *, app: Path, show: bool = True) -> Report:
    """Run the demo of a fleet file with the CDK app in ``app``; ``show`` prints its tables.

    Raises CdkFailedError or DemoFailedError when a phase fails, with everything stopped.
    """
    require_app(app)
    phases = Phases(total=6)
    with phases.phase("plan"):
        found = read_fleet_input(fleet)
        if show:
            print_plan(found.spec, found.plan)
    demo = Demo(
        fleet=found,
        groups=capacity_source(found.spec, found.plan).groups,
        app=app,
        output=_output(app),
    )
    with _embedded_aws(demo, phases) as aws:
        before = _bootstrap(demo, aws, phases)
        _deploy(demo, aws, phases)
        stacks = _stacks(aws)
        observation = bring_up_hosts(aws, demo.fleet, demo.groups, phases)
        report = Report(fleet=found, stacks=stacks, observation=observation, took=phases.took)
        if show:
            print_report(report)
        _destroy(demo, aws, phases, before)
    shutil.rmtree(demo.output)
    phases.note(f"all {phases.total} phases took {phases.seconds:.0f} s; nothing is left running")
    return report


def _output(app: Path) -> Path:
    """Make a folder for CDK's output, of this run alone: it stays when the run fails."""
    parent = app / "cdk.out"
    parent.mkdir(exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="demo-", dir=parent))


@contextmanager
def _embedded_aws(demo: Demo, phases: Phases) -> Iterator[EmbeddedAws]:
    """Start an AWS in which the fleet's capacity is there."""
    spec = demo.fleet.spec
    with phases.phase("start an AWS inside this process"):
        aws = EmbeddedAws(region=spec.target.region, account=spec.target.account or ACCOUNT)
        aws.start()
    try:
        prepare_account(aws, demo.fleet, demo.groups)
        phases.note(f"{aws.endpoint_url}, with the capacity that the fleet file names")
        yield aws
    finally:
        aws.stop()


def _bootstrap(demo: Demo, aws: EmbeddedAws, phases: Phases) -> Inventory:
    """Bootstrap the account, and return what is in it before the fleet."""
    with phases.phase("cdk bootstrap", why="the CDK CLI asks every five seconds"):
        _cdk(demo, aws, phases, "bootstrap", f"aws://{aws.account}/{aws.region}")
    return aws.inventory()


def _deploy(demo: Demo, aws: EmbeddedAws, phases: Phases) -> None:
    with phases.phase("cdk deploy --all", why="synth with its gates, then three stacks"):
        _cdk(demo, aws, phases, "deploy", "--all", "--require-approval", "never")


def _destroy(demo: Demo, aws: EmbeddedAws, phases: Phases, before: Inventory) -> None:
    with phases.phase("cdk destroy --all"):
        _cdk(demo, aws, phases, "destroy", "--all", "--force")
        left = {
            kind: sorted(set(ids) - set(before.get(kind, [])))
            for kind, ids in aws.inventory().items()
        }
        if any(left.values()):
            found = "; ".join(f"{kind}: {', '.join(ids)}" for kind, ids in left.items() if ids)
            raise DemoFailedError(f"cdk destroy left {found}")
        phases.note("nothing of the fleet is left")


def _cdk(demo: Demo, aws: EmbeddedAws, phases: Phases, verb: str, *arguments: str) -> None:
    options = ["--no-notices", "--output", str(demo.output / "assembly")]
    if verb == "deploy":
        options += ["--progress", "events"]
    watch_cdk(
        [verb, *arguments, *options, "-c", f"fleet={demo.fleet.path.resolve()}"],
        folder=demo.app,
        environment=cdk_environment(aws.environment()),
        log=demo.output / f"cdk-{verb}.log",
        each_line=lambda line: _narrate(line, phases),
    )


def _narrate(line: str, phases: Phases) -> None:
    """Pass on what a person waits for: a stack that is there, gone, or failed."""
    if line.lstrip().startswith(("✅", "❌")):
        phases.note(line.strip())


def _stacks(aws: EmbeddedAws) -> dict[str, Counter[str]]:
    """Return the types of each stack's resources. Raises DemoFailedError for one not created."""
    cloudformation = aws.client("cloudformation")
    names = [
        stack["StackName"]
        for stack in cloudformation.describe_stacks()["Stacks"]
        if stack["StackName"] != "CDKToolkit"
    ]
    found: dict[str, Counter[str]] = {}
    for name in sorted(names):
        resources = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
        for resource in resources:
            if resource["ResourceStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
                raise DemoFailedError(
                    f"{name}: {resource['LogicalResourceId']} is {resource['ResourceStatus']}"
                )
        found[name] = Counter(resource["ResourceType"] for resource in resources)
    return found
