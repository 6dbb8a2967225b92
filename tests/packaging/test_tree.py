"""What every tracked file, lock and command must keep."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from .conftest import Tree

# Put together here, so that this file does not hold them itself.
MACHINE_PATHS = tuple(
    "/".join(("", *parts)) for parts in (("work", ""), ("root", ""), ("tmp", "lab"))
)
LIMIT = 500 * 1000
APACHE_2 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
"""SHA-256 of https://www.apache.org/licenses/LICENSE-2.0.txt, as many distributions ship it."""


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def test_no_file_names_a_path_of_one_machine(tree: Tree) -> None:
    found = [
        f"{path.relative_to(tree.root)}:{number}"
        for path in tree.files
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if any(name in line for name in MACHINE_PATHS)
    ]
    assert found == []


def test_no_file_is_over_500_kb(tree: Tree) -> None:
    large = {str(p.relative_to(tree.root)): p.stat().st_size for p in tree.files}
    assert {name: size for name, size in large.items() if size > LIMIT} == {}


def test_license_is_apache_2_unmodified(tree: Tree) -> None:
    assert hashlib.sha256((tree.root / "LICENSE").read_bytes()).hexdigest() == APACHE_2
    assert tree.pyproject["project"]["license"] == "Apache-2.0"


def test_every_python_requirement_is_pinned_with_hashes(tree: Tree) -> None:
    text = (tree.root / "requirements/dev.txt").read_text().replace("\\\n", " ")
    rows = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert len(rows) > 50
    loose = [row for row in rows if "==" not in row or "--hash=sha256:" not in row]
    assert loose == []


def test_locks_name_no_package_host(tree: Tree) -> None:
    assert "://" not in (tree.root / "requirements/dev.txt").read_text()
    lock = json.loads((tree.root / "package-lock.json").read_text())
    assert [name for name, row in lock["packages"].items() if "resolved" in row] == []
    assert all("integrity" in row for name, row in lock["packages"].items() if name)


def test_npm_lock_is_of_this_package_json(tree: Tree) -> None:
    package = json.loads((tree.root / "package.json").read_text())
    root = json.loads((tree.root / "package-lock.json").read_text())["packages"][""]
    for kind in ("dependencies", "devDependencies"):
        assert root[kind] == package[kind]
        # A range would let the CLI move to a version that cannot read the assembly.
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in package[kind].values())


def test_tombstone_of_torch_neuronx_is_no_dependency(tree: Tree) -> None:
    project = tree.pyproject["project"]
    extras = [row for rows in project.get("optional-dependencies", {}).values() for row in rows]
    names = {re.split(r"[\s<>=!~;\[]", row)[0] for row in (*project["dependencies"], *extras)}
    assert "aws-cdk-lib" in names
    assert names.isdisjoint({"torch-neuronx", "torch_neuronx"})


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_make_commands_of_a_page_are_targets(tree: Tree, page: str) -> None:
    makefile = (tree.root / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z0-9]+):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z0-9]+)", text_of(tree.root / page), flags=re.M))
    assert named - targets == set()
    assert named


def test_every_make_target_has_its_help(tree: Tree) -> None:
    makefile = (tree.root / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    helped = set(re.findall(r"^([a-z0-9]+):.*## ", makefile, flags=re.MULTILINE))
    assert set(phony.split()) == helped


def test_links_between_pages_lead_somewhere(tree: Tree) -> None:
    dead = [
        f"{path.relative_to(tree.root)}: {target}"
        for path in tree.files
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text_of(path))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert dead == []
