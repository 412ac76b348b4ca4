"""The folder of a command's results: they appear whole or not at all; so long the former stay."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputError


@contextmanager
def results_in(out: Path, former: tuple[str, ...]) -> Iterator[Path]:
    """A new folder inside `out`, whose files take the place of the former ones at the end.

    former: patterns of the names that belong to an earlier run and go then. Where the block fails
    nothing in `out` changes. InputError if it cannot be written there.
    """

    def old_files() -> list[Path]:
        return [old for pattern in former for old in out.glob(pattern)]

    try:
        out.mkdir(parents=True, exist_ok=True)
        for old in old_files():
            if old.is_dir():
                raise IsADirectoryError(errno.EISDIR, f"{old.name} is a folder")
        unfinished = tempfile.TemporaryDirectory(dir=out, prefix=".unfinished-")
    except OSError as error:
        raise InputError(f"--out {out}: cannot write there: {error.strerror}") from None
    with unfinished as folder:
        yield Path(folder)
        for old in old_files():
            old.unlink()
        for path in sorted(Path(folder).iterdir()):
            os.replace(path, out / path.name)
