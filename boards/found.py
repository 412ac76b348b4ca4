"""The boards there are: each folder of boards/ with a board.py."""

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
