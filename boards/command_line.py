"""What the commands share: bad arguments refused in one line, and output that nobody reads."""

import argparse
import os
import sys
from typing import NoReturn

from boards.errors import Refusal

_CLOSED_PIPE_STATUS = 141  # as a shell reports SIGPIPE


class Parser(argparse.ArgumentParser):
    """Refuses in one line, without a page of usage."""

    def error(self, message: str) -> NoReturn:
        raise Refusal(f"{message} (`{self.prog} --help` tells what is allowed)")


def open_closed_output() -> None:
    """Where a shell has closed our output from the start (`>&-`), nobody reads what we say."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            # Its number is taken, or the next file that is opened would get what is printed.
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
            setattr(sys, name, os.fdopen(number, "w"))


def end_on_closed_pipe() -> int:
    """Say nothing more, not even at exit, as in `... | head`; the exit status."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _CLOSED_PIPE_STATUS
