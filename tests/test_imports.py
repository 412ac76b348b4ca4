"""Who may import whom: the table of docs/architecture.md, to which every product file is held."""

import ast
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]
TOPS = ("boards", "control", "drivers", "firmware", "sim")
FILES = sorted(path.relative_to(ROOT) for top in TOPS for path in (ROOT / top).rglob("*.py"))
TEXT = (ROOT / "docs" / "architecture.md").read_text()
ROWS = [
    (re.findall(r"`([^`]+)`", where), may)
    for where, may in re.findall(r"^\| (`.+`) \| .+ \| (.+) \|$", TEXT, re.MULTILINE)
]
DEVICE = set(re.findall(r"`(\w+)`", re.search(r"^\*Device\* is (.+)$", TEXT, re.MULTILINE)[1]))
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["dev"]
PC = sys.stdlib_module_names | {name.replace("-", "_") for name in PACKAGES}
PC |= {"freetype", "serial"}  # whose packages have other names


def covers(pattern, path):
    """Whether `a/b/` or `a/*.py` of the table means this file. A star stands for one name."""
    wanted = PurePosixPath(pattern).parts
    parts = path.parent.parts[: len(wanted)] if pattern.endswith("/") else path.parts
    return len(wanted) == len(parts) and all(map(fnmatchcase, parts, wanted))


def row_of(path):
    """The patterns of the row that says most exactly what this file is, and what it may import."""
    found = [
        (len(pattern.replace("*", "")), patterns, may)
        for patterns, may in ROWS
        for pattern in patterns
        if covers(pattern, path)
    ]
    assert found, f"{path}: no row of the table in docs/architecture.md is for it"
    return max(found)[1:]


def file_of(name, path):
    """The file of this module, where it is one of ours: by its whole name, or beside `path`."""
    for start in (Path(), path.parent):
        module = start.joinpath(*name.split(".")).with_suffix(".py")
        if (ROOT / module).is_file():
            return module
    return None


def imported(path):
    """The names of the modules that a file imports."""
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = [name for name in inner if file_of(name, path)]
            yield from modules or [node.module]


def refusal(path):
    """What the file imports though its row does not allow it; empty if there is nothing."""
    own, may = row_of(path)
    named = re.findall(r"`([^`]+)`", may)
    for name in imported(path):
        module = file_of(name, path)
        if module and any(covers(pattern, module) for pattern in own + named):
            continue
        if name in named or ("device" in may and name in DEVICE):
            continue
        if "PC" in may and name.split(".")[0] in PC:
            continue
        return f"{path} imports {name}; its row allows: {may}"
    return ""


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_file_imports_what_its_row_of_the_table_allows(path):
    assert not refusal(path)


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.parts[0] in ("control", "drivers", "firmware")],
    ids=str,
)
def test_the_product_imports_nothing_by_a_name_that_is_put_together(path):
    names = {
        node.id
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.Name)
    }
    assert not names & {"__import__", "exec", "eval"}


@pytest.mark.parametrize("pattern", [one for patterns, _ in ROWS for one in patterns])
def test_a_row_of_the_table_has_files(pattern):
    assert any(covers(pattern, path) for path in FILES)


@pytest.mark.parametrize("folder", ["control", "drivers", "firmware"])
def test_no_row_lets_the_product_know_of_what_stands_above_it(folder):
    above = {
        "control": ("drivers/", "firmware/", "boards/", "sim/"),
        "drivers": ("control/", "firmware/", "boards/", "sim/"),
        "firmware": ("boards/", "sim/"),
    }[folder]
    [may] = [may for patterns, may in ROWS if f"{folder}/" in patterns]
    assert not [name for name in re.findall(r"`([^`]+)`", may) if name.startswith(above)]


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in FILES
        if "sim/tools/" in str(path) and "__main__" in (ROOT / path).read_text()
    ],
    ids=str,
)
def test_a_command_of_make_starts_on_a_pc_without_the_modules_of_a_board(path):
    """Here they are installed, which hides it."""
    name = ".".join(path.with_suffix("").parts)
    done = subprocess.run(
        [sys.executable, "-c", f"import {name}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
