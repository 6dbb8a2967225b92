from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ultraserver_bootstrap.join import JoinFacts, render_join_script
from ultraserver_plan.errors import FaultsError
from ultraserver_plan.host_attributes import is_attribute_value

FULL = JoinFacts(
    cluster="rufus",
    hardware="trn2-ultraserver",
    capacity_block="cb-0123456789abcdef0",
    ultraserver="us 1",
    spot=True,
    lnc=1,
    stop_timeout_s=600,
    reserved_memory_mib=4096,
)
PLAIN = JoinFacts(cluster="rufus", hardware="trn2")
TOKENS = JoinFacts(
    cluster="${Token[TOKEN.123]}",
    hardware="trn2",
    capacity_block="${Token[Cb.Id.7]}",
)
VARIANTS = {"full": FULL, "plain": PLAIN, "tokens": TOKENS}


@pytest.mark.parametrize("name", VARIANTS)
def test_script_is_the_golden_one(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"join_{name}.sh", render_join_script(VARIANTS[name]))


@pytest.mark.parametrize("name", VARIANTS)
def test_script_passes_bash_and_shellcheck(name: str, tmp_path: Path) -> None:
    script = tmp_path / "join.sh"
    script.write_text(render_join_script(VARIANTS[name]))
    shellcheck = Path(sys.executable).parent / "shellcheck"
    for command in (["bash", "-n"], [str(shellcheck), "--norc", "--enable=quote-safe-variables"]):
        done = subprocess.run([*command, str(script)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_lnc_of_two_writes_no_file() -> None:
    assert "NEURON_LOGICAL_NC_CONFIG" not in render_join_script(PLAIN)


def test_tokens_pass_unharmed() -> None:
    script = render_join_script(TOKENS)
    assert "ECS_CLUSTER=${Token[TOKEN.123]}\n" in script
    assert '"ultraserver.capacity-block":"${Token[Cb.Id.7]}"' in script


@pytest.mark.synth
def test_tokens_become_references_in_user_data() -> None:
    import aws_cdk as cdk
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_ecs as ecs

    stack = cdk.Stack(cdk.App(), "T")
    cluster = ecs.CfnCluster(stack, "Cluster")
    data = ec2.UserData.for_linux()
    data.add_commands(render_join_script(JoinFacts(cluster=cluster.ref, hardware="trn2")))
    before, reference, after = stack.resolve(data.render())["Fn::Join"][1]
    assert before.endswith("\nECS_CLUSTER=")
    assert reference == {"Ref": "Cluster"}
    assert after.startswith("\nECS_INSTANCE_ATTRIBUTES={")


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"cluster": "a b"}, r"^JoinFacts.cluster: got 'a b'; give a cluster name"),
        ({"cluster": "${Token[A.1]}\nrm"}, r"^JoinFacts.cluster: got"),
        ({"hardware": "$(reboot)"}, r"^JoinFacts.hardware: got '\$\(reboot\)'; give 1 to 128"),
        ({"hardware": ""}, r"^JoinFacts.hardware: got ''"),
        ({"ultraserver": " x"}, r"^JoinFacts.ultraserver: got ' x'"),
        ({"capacity_block": "a\n"}, r"^JoinFacts.capacity_block: got"),
        ({"lnc": 3}, r"^JoinFacts.lnc: got 3; give 1 or 2$"),
        ({"stop_timeout_s": 0}, r"^JoinFacts.stop_timeout_s: got 0; give 1 or more$"),
        ({"reserved_memory_mib": -1}, r"^JoinFacts.reserved_memory_mib: got -1; give 0 or more$"),
    ],
)
def test_fails_on_what_ecs_would_refuse(facts: dict[str, object], message: str) -> None:
    given: dict[str, object] = {"cluster": "c", "hardware": "trn2", **facts}
    with pytest.raises(FaultsError, match=message):
        JoinFacts(**given)  # type: ignore[arg-type]


def test_fails_with_every_fault_at_once() -> None:
    with pytest.raises(FaultsError) as caught:
        JoinFacts(cluster="", hardware="'", stop_timeout_s=0)
    assert len(caught.value.faults) == 3


def test_attributes_say_only_what_is_known() -> None:
    assert PLAIN.attributes == {"ultraserver.hardware": "trn2"}
    assert json.loads(dict(FULL.agent_settings)["ECS_INSTANCE_ATTRIBUTES"]) == FULL.attributes


@pytest.mark.parametrize(
    ("value", "good"),
    [("a", True), ("a b", True), ("a\\b:/@._-", True), ("x" * 128, True), ("x" * 129, False)]
    + [(bad, False) for bad in ("", " a", "a ", "a'b", 'a"b', "é", "a\n")],
)
def test_attribute_value_follows_the_ecs_rule(value: str, good: bool) -> None:
    assert is_attribute_value(value) is good
