"""The receiver of the chip's console: bytes for who reads them, and Ctrl-C for the program.

On an ESP32 the interrupt character ends a running program, and is a byte like others for a prompt
that reads a line. Here it becomes SIGINT for the interpreter's process, but only while that has a
handler: between program and prompt the signal would kill it. Needs Linux.
"""

import os
import signal
import termios
from pathlib import Path

CTRL_C = 3
NO_CHARACTER = -1
_NOTHING = b"\0"  # in place of a terminal's special character
_STOPPED_OR_ENDED = os.WSTOPPED | os.WEXITED | os.WNOWAIT  # its end is for another to collect
_LFLAG, _CC = 3, 6  # where termios keeps the local modes and the special characters


class Receiver:
    """Outlives the interpreters, whose standard input is `terminal`: so do bytes not yet read.

    interrupt: the character that interrupts the program, or NO_CHARACTER.
    """

    def __init__(self) -> None:
        self._line, self.terminal = os.openpty()
        os.set_blocking(self._line, False)
        self._waiting = bytearray()
        self.begin()

    def begin(self) -> None:
        """An interpreter is about to start; what comes waits until it listens."""
        self._process_id = 0  # of an interpreter that listens
        self.interrupt = CTRL_C
        _prepare(self.terminal)

    def listen(self, process_id: int) -> None:
        """The interpreter runs programs from now on."""
        self._process_id = process_id

    def clear(self) -> None:
        """Forget what nobody has read."""
        self._waiting.clear()
        termios.tcflush(self.terminal, termios.TCIFLUSH)

    def receive(self, data: bytes) -> None:
        """Pass bytes on; what cannot be passed on yet waits for the next call."""
        self._waiting += data
        while self._waiting and self._process_id:
            if self._waiting[0] == self.interrupt:
                passed = self._pass_interrupt()
            else:
                passed = self._pass(bytes(self._waiting[: self._until_interrupt()]))
            if not passed:
                return
            del self._waiting[:passed]

    def _until_interrupt(self) -> int:
        if self.interrupt == NO_CHARACTER or self.interrupt not in self._waiting:
            return len(self._waiting)
        return self._waiting.index(self.interrupt)

    def _pass(self, data: bytes) -> int:
        try:
            return os.write(self._line, data)
        except BlockingIOError:
            return 0

    def _pass_interrupt(self) -> int:
        """Stops the process meanwhile, so that it stays in the state that we find."""
        os.kill(self._process_id, signal.SIGSTOP)
        try:
            change = os.waitid(os.P_PID, self._process_id, _STOPPED_OR_ENDED)
            if change is None or change.si_code != os.CLD_STOPPED:
                return 0  # it has just ended
            if not termios.tcgetattr(self.terminal)[_LFLAG] & termios.ISIG:
                return self._pass(bytes((self.interrupt,)))
            if not self._handles_interrupt():
                return 0
            os.kill(self._process_id, signal.SIGINT)
            return 1
        finally:
            os.kill(self._process_id, signal.SIGCONT)

    def _handles_interrupt(self) -> bool:
        status = Path(f"/proc/{self._process_id}/status").read_text(encoding="ascii")
        caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
        return bool(int(caught.split()[1], 16) >> (signal.SIGINT - 1) & 1)


def _prepare(terminal: int) -> None:
    """Make it pass every byte as it is.

    ISIG, without effect for want of special characters, marks that a program runs: MicroPython's
    prompt clears it while it reads a line, and restores it before it runs one.
    """
    settings = termios.tcgetattr(terminal)
    settings[:2] = 0, 0
    settings[_LFLAG] = termios.ISIG
    settings[_CC] = [_NOTHING] * len(settings[_CC])
    settings[_CC][termios.VMIN] = 1
    settings[_CC][termios.VTIME] = 0
    termios.tcsetattr(terminal, termios.TCSANOW, settings)
