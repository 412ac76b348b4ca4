"""The boards there are: each folder of boards/ with a board.py. The incubators: each file of
boards/incubators/."""

import importlib
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """The names of the boards, which are those of their folders."""
    return sorted(path.parent.name for path in FOLDER.glob("*/board.py"))


def load(name: str) -> ModuleType:
    """The board file of that name."""
    return importlib.import_module(f"boards.{name}.board")


def incubators() -> list[str]:
    """The names of the incubators, which are those of their files."""
    return sorted(path.stem for path in (FOLDER / "incubators").glob("*.py"))


def load_incubator(name: str) -> ModuleType:
    """The description of the incubator of that name."""
    return importlib.import_module(f"boards.incubators.{name}")
