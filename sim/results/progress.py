"""How far a command of many runs has come."""

import os
import sys
from collections.abc import Iterable
from typing import TypeVar

from tqdm import tqdm

Result = TypeVar("Result")

# How often progress is shown, in real seconds: on a terminal, and in a file.
_REDRAW_S = 0.2
_TELL_S = 60.0


def progress(results: Iterable[Result], what: str, total: int) -> Iterable[Result]:
    """The results as they come, with a bar of progress."""
    every_s = _REDRAW_S if sys.stderr.isatty() else _TELL_S
    quiet = bool(os.environ.get("CI"))
    shown: Iterable[Result] = tqdm(
        results, desc=what, total=total, unit="", mininterval=every_s, disable=quiet
    )
    return shown
