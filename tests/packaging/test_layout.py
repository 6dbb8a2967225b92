"""Source roots stay source roots: a regular package in one of them would shadow another's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Tree

ROOMS = ("plan", "bootstrap", "workloads", "control", "constructs", "stacks", "local", "cli")


def test_rooms_are_the_eight(tree: Tree) -> None:
    assert sorted(tree.rooms) == sorted(ROOMS)
    assert tree.packages == sorted(f"{room}/ultraserver_{room}" for room in ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_room_is_no_package(tree: Tree, room: str) -> None:
    assert not (tree.root / room / "__init__.py").exists()


def test_no_folder_of_tests_is_a_package(tree: Tree) -> None:
    assert list((tree.root / "tests").rglob("__init__.py")) == []


def test_every_package_says_that_it_is_typed(tree: Tree) -> None:
    without = [name for name in tree.packages if not (tree.root / name / "py.typed").is_file()]
    assert without == []


@pytest.mark.parametrize("start", ["-c", "-m", "script"])
def test_constructs_is_the_installed_package_however_python_starts(
    tree: Tree, tmp_path: Path, start: str
) -> None:
    """``-c`` and ``-m`` put the current folder first on the path, a script its own folder."""
    code = "import constructs; from constructs import Construct; print(constructs.__file__)\n"
    if start == "-m":
        # runpy, as in `python -m pytest`, with the current folder on the path.
        (tmp_path / "probe.py").write_text(code)
        code = f"import sys, runpy; sys.path.append({str(tmp_path)!r}); runpy.run_module('probe')"
    command = [sys.executable, "-c", code]
    if start == "script":
        script = tmp_path / "probe.py"
        script.write_text(f"import sys; sys.path.insert(0, {str(tree.root)!r})\n{code}")
        command = [sys.executable, str(script)]
    done = subprocess.run(command, cwd=tree.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).parts[-3:] == ("site-packages", "constructs", "__init__.py")


def test_wheel_lists_every_package(tree: Tree) -> None:
    listed = tree.pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(listed) == tree.packages


@pytest.mark.parametrize("tool", ["mypy", "importlinter"])
def test_gates_look_at_every_package(tree: Tree, tool: str) -> None:
    key = {"mypy": "packages", "importlinter": "root_packages"}[tool]
    names = sorted(Path(package).name for package in tree.packages)
    assert sorted(tree.pyproject["tool"][tool][key]) == names


def test_archive_of_sources_holds_every_room(tree: Tree) -> None:
    listed = set(tree.pyproject["tool"]["hatch"]["build"]["targets"]["sdist"]["include"])
    assert {f"/{room}" for room in ROOMS} <= listed
