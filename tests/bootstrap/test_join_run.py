"""The script really run, in a root of its own, with stand-ins for sysctl and systemctl."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from ultraserver_bootstrap.join import JoinFacts, render_join_script

FACTS = JoinFacts(cluster="rufus", hardware="trn2", capacity_block="cb-1", lnc=1)
SYSCTL = """#!/bin/bash
echo "sysctl $*" >>"$CALLS"
[[ $1 != -n ]] || cat "$RESERVED"
"""
SYSTEMCTL = """#!/bin/bash
echo "systemctl $*" >>"$CALLS"
[[ $1 != is-active || -e $ECS_RUNS ]]
"""


class Machine:
    """A root folder, and what the script sees of a machine."""

    def __init__(self, folder: Path) -> None:
        self.root, self.bin = folder / "root", folder / "bin"
        self.calls, self.reserved = folder / "calls", folder / "reserved"
        self.runs = folder / "ecs-runs"
        self.root.mkdir()
        self.bin.mkdir()
        self.reserved.write_text("\n")
        self.stand_in("sysctl", SYSCTL)
        self.stand_in("systemctl", SYSTEMCTL)

    def stand_in(self, name: str, text: str) -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        self.calls.write_text("")
        seen = {"CALLS": self.calls, "RESERVED": self.reserved, "ECS_RUNS": self.runs}
        environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "ULTRASERVER_ROOT": str(self.root),
            **{name: str(path) for name, path in seen.items()},
        }
        return subprocess.run(
            ["bash", "-s"],
            input=script,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def ok(self, facts: JoinFacts = FACTS) -> None:
        done = self.run(render_join_script(facts))
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def files(self) -> dict[str, str]:
        found = (path for path in self.root.rglob("*") if path.is_file())
        return {str(path.relative_to(self.root)): path.read_text() for path in found}

    @property
    def config(self) -> Path:
        return self.root / "etc/ecs/ecs.config"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_run_leaves_exactly_these_files(machine: Machine) -> None:
    machine.ok()
    limits = "".join(
        f"* {kind} {what}\n"
        for what in ("nofile 65536", "memlock unlimited")
        for kind in ("soft", "hard")
    )
    assert machine.files() == {
        "etc/ecs/ecs.config": (
            "ECS_CLUSTER=rufus\n"
            'ECS_INSTANCE_ATTRIBUTES={"ultraserver.hardware":"trn2",'
            '"ultraserver.capacity-block":"cb-1"}\n'
            "ECS_ENABLE_SPOT_INSTANCE_DRAINING=false\n"
            "ECS_CONTAINER_STOP_TIMEOUT=120s\n"
            "ECS_RESERVED_MEMORY=2048\n"
        ),
        "etc/security/limits.d/90-ultraserver.conf": limits,
        "etc/sysctl.d/90-ultraserver.conf": "net.ipv4.ip_local_reserved_ports = 48620\n",
        "opt/aws/neuron/logical_nc_config": "NEURON_LOGICAL_NC_CONFIG=1\n",
    }


def test_second_run_changes_nothing(machine: Machine) -> None:
    machine.ok()
    first, inode = machine.files(), machine.config.stat().st_ino
    machine.reserved.write_text("48620\n")
    machine.ok()
    assert machine.files() == first
    assert machine.config.stat().st_ino == inode


def test_settings_of_others_stay_and_ours_are_replaced(machine: Machine) -> None:
    machine.config.parent.mkdir(parents=True)
    machine.config.write_text(
        "ECS_CLUSTER=old\nHTTP_PROXY=http://proxy:3128\n\nECS_CLUSTER=older\n"
    )
    (machine.config.parent / "ecs.config.backup").write_text("kept")
    machine.ok()
    lines = machine.config.read_text().splitlines()
    assert lines[:2] == ["HTTP_PROXY=http://proxy:3128", "ECS_CLUSTER=rufus"]
    assert len(lines) == 6
    assert (machine.config.parent / "ecs.config.backup").read_text() == "kept"


def test_ports_reserved_by_others_stay_reserved(machine: Machine) -> None:
    machine.reserved.write_text("8080,9000-9010\n")
    machine.ok()
    conf = machine.files()["etc/sysctl.d/90-ultraserver.conf"]
    assert conf == "net.ipv4.ip_local_reserved_ports = 8080,9000-9010,48620\n"


def test_lnc_of_two_takes_a_stale_file_away(machine: Machine) -> None:
    machine.ok()
    machine.ok(replace(FACTS, lnc=2))
    assert "opt/aws/neuron/logical_nc_config" not in machine.files()


def test_running_agent_restarts_only_when_its_settings_changed(machine: Machine) -> None:
    machine.runs.touch()
    machine.ok()
    assert "systemctl restart --no-block ecs\n" in machine.calls.read_text()
    machine.ok()
    assert "systemctl restart" not in machine.calls.read_text()


def test_agent_that_is_not_running_is_left_to_start_by_itself(machine: Machine) -> None:
    machine.ok()
    assert "systemctl restart" not in machine.calls.read_text()


@pytest.mark.parametrize("victim", ["cat", "mv", "mkdir"])
def test_run_after_a_kill_halfway_ends_the_same(
    machine: Machine, tmp_path: Path, victim: str
) -> None:
    (tmp_path / "clean").mkdir()
    clean = Machine(tmp_path / "clean")
    clean.ok()
    # The stand-in kills the whole script at the first use of the command.
    machine.stand_in(victim, "#!/bin/bash\nkill -9 $PPID\n")
    done = machine.run(render_join_script(FACTS))
    assert done.returncode != 0
    assert "etc/ecs/ecs.config" not in machine.files()
    (machine.bin / victim).unlink()
    machine.ok()
    assert machine.files() == clean.files()


def test_kill_before_the_rename_leaves_the_old_settings_whole(machine: Machine) -> None:
    machine.ok()
    before = machine.config.read_text()
    machine.stand_in("mv", "#!/bin/bash\nkill -9 $PPID\n")
    assert machine.run(render_join_script(replace(FACTS, cluster="other"))).returncode != 0
    assert machine.config.read_text() == before


def test_fails_and_names_the_step_before_joining(machine: Machine) -> None:
    machine.stand_in("sysctl", "#!/bin/bash\nexit 7\n")
    done = machine.run(render_join_script(FACTS))
    assert done.returncode == 7
    assert done.stderr == "ultraserver: join failed in step 'reserve-port' (exit 7)\n"
    assert not machine.config.exists()


@pytest.mark.parametrize(
    "value",
    ["a'b", 'a"b', "$(touch pwned)", "`touch pwned`", "${HOME}", "a\\b", "a;touch pwned", "* ?"],
)
def test_value_behind_a_token_is_never_run(machine: Machine, value: str) -> None:
    """What CloudFormation puts in the token's place was never checked, so quoting must hold."""
    token = "${Token[Name.1]}"
    script = render_join_script(replace(FACTS, cluster=token)).replace(token, value)
    assert machine.run(script).returncode == 0
    assert machine.config.read_text().splitlines()[0] == f"ECS_CLUSTER={value}"
    assert not list(Path.cwd().glob("pwned"))


def test_attribute_with_every_allowed_character_arrives(machine: Machine) -> None:
    name = "us-1 a\\b/c:d@e._f"
    machine.ok(replace(FACTS, ultraserver=name))
    line = next(ln for ln in machine.config.read_text().splitlines() if "ATTRIBUTES" in ln)
    assert json.loads(line.partition("=")[2])["ultraserver.name"] == name
