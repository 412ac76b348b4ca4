"""Processes that serve pages, a browser that looks at them, and a wire that can be cut."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sim.scenario.load import ROOT

PATIENCE_S = 60  # a loaded machine is no failure


class Serving:
    """`python -m sim COMMAND ...` and what it says; url: of its page."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "sim", *map(str, arguments)],
            cwd=ROOT,
            # NiceGUI looks for it, and would serve tests of its own kind.
            env={name: os.environ[name] for name in os.environ if name != "PYTEST_CURRENT_TEST"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = [self.process.stdout.readline().strip()]
        assert self.said[0].startswith("http"), self.said[0] + self.process.stdout.read()
        self.url = self.said[0]
        self.port = int(self.url.rstrip("/").rpartition(":")[2])
        try:
            wait_for(lambda: answers(self.port))
        except AssertionError:
            self.end(signal.SIGKILL)
            raise

    def children(self):
        """Process ids of all that it has started and that still live."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def end(self, number=signal.SIGINT):
        """End it; all that it said."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=PATIENCE_S)
        return "\n".join(self.said) + said


@contextmanager
def serving(*arguments):
    """Serve for as long as the block lasts."""
    server = Serving(*arguments)
    try:
        yield server
    finally:
        server.end(signal.SIGKILL)


@contextmanager
def chromium():
    """A headless browser of this machine; without one the test is skipped, but never in CI."""
    path = shutil.which("chromium")
    if not path and not os.environ.get("CI"):
        pytest.skip("there is no chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def wait_for(holds, patience_s=PATIENCE_S):
    """Wait until it holds, and give what it says."""
    until_s = time.monotonic() + patience_s
    while not (value := holds()):
        assert time.monotonic() < until_s, "waited in vain"
        time.sleep(0.05)
    return value


async def until(holds, patience_s=PATIENCE_S):
    """Wait until it holds, while others go on."""
    until_s = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < until_s, "waited in vain"
        await asyncio.sleep(0.01)


def answers(port):
    """Whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def lives(pid):
    """Whether there is such a process, and it has not ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


class Wire:
    """Leads from a port of its own to another, until it is cut; and after it is mended."""

    def __init__(self, to_port):
        self._to = ("127.0.0.1", to_port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._ends = []
        self._whole = True
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self):
        """Break what goes through, and let nothing through any more."""
        self._whole = False
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def mend(self):
        """Let through again what is begun anew."""
        self._whole = True

    def _listen(self):
        while True:
            near, _ = self._listener.accept()
            if not self._whole:
                near.close()
                continue
            far = socket.create_connection(self._to)
            self._ends += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    @staticmethod
    def _carry(one, other):
        with suppress(OSError):
            while data := one.recv(1 << 16):
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)


def kill(pid):
    """As an accident would."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
