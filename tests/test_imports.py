"""Who may import whom: the decisions know nothing, the drivers no decision, no product the sim."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Folder: the packages and modules that its files may import.
ALLOWED = {
    "control": {"control", "collections"},
    "drivers": {"drivers", "micropython"},
    "firmware": {
        "control",
        "drivers",
        "firmware",
        "esp32",
        "machine",
        "time",
        "micropython",
        "binascii",
        "json",
        "os",
        "select",
        "struct",
        "sys",
    },
}
SOURCES = sorted((folder, path) for folder in ALLOWED for path in (ROOT / folder).rglob("*.py"))


def _imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            yield node.module
        elif isinstance(node, ast.Name):
            assert node.id not in ("__import__", "exec", "eval"), path


@pytest.mark.parametrize(
    ("folder", "path"), SOURCES, ids=lambda value: str(value).removeprefix(f"{ROOT}/")
)
def test_a_file_imports_only_from_below(folder, path):
    for name in _imported(path):
        assert name.split(".")[0] in ALLOWED[folder], name


def test_every_folder_has_files():
    assert {folder for folder, _ in SOURCES} == set(ALLOWED)
