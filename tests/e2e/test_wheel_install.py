"""The wheel in an environment that has never seen the project: pip, its dependencies, an app."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("build")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (work / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, work / "tree" / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(work)]
    subprocess.run([*command, str(work / "tree")], check=True, capture_output=True)
    (built,) = work.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of an empty environment into which the wheel was installed by pip."""
    folder = tmp_path_factory.mktemp("empty")
    venv.EnvBuilder(with_pip=True).create(folder)
    python = folder / "bin/python"
    done = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return python


def run(python: Path, cwd: Path, *arguments: str, **environment: str) -> str:
    # Node is the one thing beside Python that the CDK needs: the project's own, by its folder.
    path = os.pathsep.join((str(python.parent), str(Path(sys.executable).parent), "/usr/bin:/bin"))
    done = subprocess.run(
        [*arguments],
        cwd=cwd,
        env={"PATH": path, "HOME": str(cwd), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_dependencies_fit_each_other(python: Path, tmp_path: Path) -> None:
    assert "No broken requirements found" in run(
        python, tmp_path, str(python), "-m", "pip", "check"
    )


def test_command_is_installed_and_works(python: Path, tmp_path: Path) -> None:
    command = str(python.parent / "ultraserver")
    assert run(python, tmp_path, command, "--version").startswith("ultraserver ")
    rows = json.loads(run(python, tmp_path, command, "hardware", "--json"))
    assert "trn2-ultraserver" in json.dumps(rows)


def test_library_app_synthesises(python: Path, tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text((ROOT / "examples/library/app.py").read_text())
    outdir = tmp_path / "cdk.out"
    run(python, tmp_path, str(python), str(app), CDK_OUTDIR=str(outdir))
    template = json.loads((outdir / "Chat.template.json").read_text())
    types = {resource["Type"] for resource in template["Resources"].values()}
    assert {"AWS::ECS::Cluster", "AWS::AutoScaling::AutoScalingGroup"} <= types
