"""GitHub workflows: linted by actionlint, and as narrow in rights as they can be."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
NODE = Path(sys.executable).parent / "node"
ALLOWED = {
    "actions/cache",
    "actions/checkout",
    "actions/setup-python",
    "actions/upload-artifact",
    "aws-actions/configure-aws-credentials",
}


def lint(*paths: Path) -> subprocess.CompletedProcess[str]:
    script = ROOT / "tests/packaging/actionlint.mjs"
    command = [str(NODE), str(script), *map(str, paths)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def read(path: Path) -> dict[str, Any]:
    # BaseLoader: the key `on` stays text, and is not the boolean of YAML 1.1.
    document = yaml.load(path.read_text(), Loader=yaml.BaseLoader)
    assert isinstance(document, dict)
    return document


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read(path)["jobs"]
    return found


def steps(path: Path) -> list[dict[str, str]]:
    return [step for job in jobs(path).values() for step in job.get("steps", [])]


def named(name: str) -> Path:
    return ROOT / ".github/workflows" / name


def test_both_workflows_are_here() -> None:
    assert [path.name for path in WORKFLOWS] == ["checks.yml", "deploy.yml"]


def test_actionlint_finds_nothing() -> None:
    done = lint(*WORKFLOWS)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            "inputs.action == 'deploy'",
            "inputs.acton == 'deploy'",
            'property "acton" is not defined',
        ),
        ("needs: plan", "needs: plans", 'needs job "plans" which does not exist'),
        ("runs-on:", "run-on:", 'unexpected key "run-on"'),
    ],
)
def test_actionlint_finds_what_is_planted(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    text = named("deploy.yml").read_text()
    assert right in text
    planted = tmp_path / "planted.yml"
    planted.write_text(text.replace(right, wrong))
    done = lint(planted)
    assert done.returncode == 1
    assert message in done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_may_only_read_by_default(path: Path) -> None:
    assert read(path)["permissions"] == {"contents": "read"}
    assert "concurrency" in read(path)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_jobs_end_by_themselves(path: Path) -> None:
    assert all(int(job["timeout-minutes"]) <= 360 for job in jobs(path).values())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_known_and_versioned(path: Path) -> None:
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert {use.split("@")[0] for use in used} <= ALLOWED
    assert all(re.fullmatch(r"v\d+|[0-9a-f]{40}", use.split("@")[1]) for use in used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_key_is_stored_or_left_behind(path: Path) -> None:
    text = path.read_text()
    for word in ("secrets.", "aws-access-key-id", "aws-secret-access-key", "AWS_ACCESS_KEY_ID"):
        assert word not in text
    checkouts = [
        step for step in steps(path) if step.get("uses", "").startswith("actions/checkout")
    ]
    assert checkouts
    assert all(step["with"]["persist-credentials"] == "false" for step in checkouts)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_expression_is_pasted_into_a_shell(path: Path) -> None:
    """An expression inside ``run`` is text before it is shell: an input could end the quotes."""
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


def test_checks_run_the_make_targets() -> None:
    job = jobs(named("checks.yml"))["checks"]
    assert job["strategy"]["matrix"]["target"] == ["lint", "test", "e2e"]
    assert any(step.get("run") == 'make "$TARGET"' for step in job["steps"])


def test_deploy_takes_what_a_caller_gives() -> None:
    inputs = read(named("deploy.yml"))["on"]["workflow_call"]["inputs"]
    required = {name for name, row in inputs.items() if row.get("required") == "true"}
    assert required == {"fleet", "environment", "role-to-assume", "region"}
    assert inputs["action"]["default"] == "diff"


def test_only_the_job_that_waits_for_approval_can_take_the_role() -> None:
    for name, job in jobs(named("deploy.yml")).items():
        takes_role = any(
            "configure-aws-credentials" in step.get("uses", "") for step in job["steps"]
        )
        assert takes_role == (name == "act")
        assert takes_role == ("environment" in job)
        assert takes_role == (job.get("permissions", {}).get("id-token") == "write")


def test_plan_and_difference_are_kept_and_shown() -> None:
    kept = [
        step["with"]["name"]
        for step in steps(named("deploy.yml"))
        if "upload-artifact" in step.get("uses", "")
    ]
    assert kept == ["plan", "diff"]
    shown = [
        step for step in steps(named("deploy.yml")) if "GITHUB_STEP_SUMMARY" in step.get("run", "")
    ]
    assert len(shown) == 2


@pytest.mark.parametrize("action", ["deploy", "destroy"])
def test_action_runs_only_when_asked_for(action: str) -> None:
    (step,) = (
        s for s in steps(named("deploy.yml")) if f"ultraserver {action} " in s.get("run", "")
    )
    assert step["if"] == f"inputs.action == '{action}'"


@pytest.mark.parametrize(("action", "code"), [("diff", 0), ("deploy", 0), ("destroy", 0), ("x", 2)])
def test_unknown_action_is_refused(action: str, code: int) -> None:
    (step,) = (s for s in steps(named("deploy.yml")) if s.get("name") == "Refuse an unknown action")
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]], env={"ACTION": action}, check=False
    )
    assert done.returncode == code


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_shell_of_every_step_passes_shellcheck(path: Path, tmp_path: Path) -> None:
    for index, step in enumerate(step for step in steps(path) if "run" in step):
        script = tmp_path / f"{index}.sh"
        script.write_text("#!/bin/bash\nset -eo pipefail\n" + step["run"])
        shellcheck = Path(sys.executable).parent / "shellcheck"
        done = subprocess.run(
            [str(shellcheck), "--norc", str(script)], capture_output=True, text=True, check=False
        )
        assert done.stdout == ""
