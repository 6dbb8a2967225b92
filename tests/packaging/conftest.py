"""The tree as Git knows it, and the wheel that is built from it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The project's folder, the rooms in it and the files that are, or would be, tracked."""

    root: Path
    rooms: tuple[str, ...]
    files: tuple[Path, ...]
    pyproject: dict[str, Any]

    @property
    def packages(self) -> list[str]:
        """Every import package, as a path from the root."""
        found = self.root.glob("*/ultraserver_*/__init__.py")
        return sorted(str(path.parent.relative_to(self.root)) for path in found)


@pytest.fixture(scope="session")
def tree() -> Tree:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = sorted({ROOT / name for name in listed.split("\0") if name})
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    rooms = [
        entry.split("/")[0]
        for entry in pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    ]
    return Tree(
        root=ROOT,
        rooms=tuple(rooms),
        files=tuple(path for path in paths if path.is_file()),
        pyproject=pyproject,
    )


@pytest.fixture(scope="session")
def wheel(tree: Tree, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the tracked files: nothing is written into the tree."""
    work = tmp_path_factory.mktemp("wheel")
    for path in tree.files:
        copy = work / "tree" / path.relative_to(tree.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(work)]
    done = subprocess.run(
        [*build, str(work / "tree")], cwd=work, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = work.glob("*.whl")
    return built
