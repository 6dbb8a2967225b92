"""What the wheel holds, and that a user of the wheel alone is served by it."""

from __future__ import annotations

import email
import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from .conftest import ROOT, Tree

SITE = sysconfig.get_path("purelib")


@pytest.fixture(scope="session")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel alone, installed into a folder of its own."""
    target = tmp_path_factory.mktemp("installed")
    install = ["install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    command = [sys.executable, "-m", "pip", "--isolated", *install, str(wheel)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return target


def run_as_user(
    installed: Path, cwd: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run Python as a user has it: the wheel, and what it depends on.

    -S leaves .pth files unread, so the editable install of the tree is not there; the folder of the
    dependencies is on the path as any other.
    """
    path = os.pathsep.join((str(installed), SITE))
    return subprocess.run(
        [sys.executable, "-S", "-B", *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path, "HOME": str(cwd), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_wheel_holds_the_packages_and_nothing_beside_them(tree: Tree, names: list[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    packages = {Path(package).name for package in tree.packages}
    assert tops - packages == {"ultraserver_cdk-0.1.0.dist-info"}
    assert packages - tops == set()
    assert "constructs" not in tops


def test_wheel_holds_every_file_of_every_package(tree: Tree, names: list[str]) -> None:
    files = [path.relative_to(tree.root) for path in tree.files]
    wanted = {
        str(Path(*path.parts[1:]))
        for path in files
        if path.parts[0] in tree.rooms and path.parts[1].startswith("ultraserver_")
    }
    assert {name for name in names if ".dist-info/" not in name} == wanted
    assert "ultraserver_bootstrap/templates/join_cluster.sh.j2" in wanted


def test_wheel_carries_license_metadata_and_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        info = "ultraserver_cdk-0.1.0.dist-info"
        metadata = email.message_from_bytes(archive.read(f"{info}/METADATA"))
        commands = archive.read(f"{info}/entry_points.txt").decode()
        assert archive.read(f"{info}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"
    assert "ultraserver = ultraserver_cli.main:main" in commands


def test_check_wheel_contents_finds_nothing(tree: Tree, wheel: Path) -> None:
    tops = ",".join(Path(package).name for package in tree.packages)
    command = [str(Path(sys.executable).parent / "check-wheel-contents"), "--no-config"]
    done = subprocess.run(
        [*command, "--toplevel", tops, str(wheel)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_building_the_wheel_leaves_the_tree_alone(tree: Tree, wheel: Path) -> None:
    assert not list(tree.root.glob("*.egg-info"))
    assert not (tree.root / "dist").exists()
    assert tree.root not in wheel.parents


def test_every_package_is_imported_from_the_wheel(
    tree: Tree, installed: Path, tmp_path: Path
) -> None:
    packages = [Path(package).name for package in tree.packages]
    code = (
        "import importlib, json, sys\n"
        f"found = {{name: importlib.import_module(name).__file__ for name in {packages}}}\n"
        "print(json.dumps([found, sys.path]))"
    )
    done = run_as_user(installed, tmp_path, "-c", code)
    assert done.returncode == 0, done.stderr
    found, path = json.loads(done.stdout)
    assert found == {name: str(installed / name / "__init__.py") for name in packages}
    assert set(path).isdisjoint(str(tree.root / room) for room in ("", *tree.rooms))


def test_command_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "from ultraserver_cli.main import main; main()"
    done = run_as_user(installed, tmp_path, "-c", code, "--version")
    assert (done.returncode, done.stdout) == (0, "ultraserver 0.1.0\n"), done.stderr


def test_package_data_is_read_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = (
        "from ultraserver_bootstrap.join import JoinFacts, render_join_script\n"
        "print(render_join_script(JoinFacts(cluster='c', hardware='trn2')))"
    )
    done = run_as_user(installed, tmp_path, "-c", code)
    assert done.returncode == 0, done.stderr
    assert "ECS_CLUSTER=c\n" in done.stdout


@pytest.mark.synth
def test_app_of_a_library_user_synthesises(installed: Path, tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text((ROOT / "examples/library/app.py").read_text())
    outdir = tmp_path / "cdk.out"
    done = run_as_user(installed, tmp_path, str(app), CDK_OUTDIR=str(outdir))
    assert done.returncode == 0, done.stderr
    template = json.loads((outdir / "Chat.template.json").read_text())
    types = [resource["Type"] for resource in template["Resources"].values()]
    assert types.count("AWS::AutoScaling::AutoScalingGroup") == 1
    assert types.count("AWS::ECS::TaskDefinition") == 2
    assert "AWS::ECS::Cluster" in types
