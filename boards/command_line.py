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


def end_on_closed_pipe() -> int:
    """Say nothing more, not even at exit, as in `... | head`; the exit status."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _CLOSED_PIPE_STATUS
