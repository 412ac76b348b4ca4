"""A serial port of the virtual board, as the PC sees it: a pseudo-terminal."""

import os
import select
import termios
import tty

_READ_BYTES = 4096
# What may wait for a reader that is slow; beyond that it is lost, as on a wire.
_QUEUE_BYTES = 1 << 18


class Port:
    """A pseudo-terminal; `name` is what a terminal program opens. `fd` is to be polled."""

    def __init__(self) -> None:
        self.fd, other_end = os.openpty()
        self.name = os.ttyname(other_end)
        tty.setraw(other_end, termios.TCSANOW)  # nothing is echoed before somebody comes
        os.close(other_end)  # from here on we see whether anybody has it open
        os.set_blocking(self.fd, False)
        self._queue = bytearray()
        self._poll = select.poll()
        self._poll.register(self.fd, select.POLLIN)

    def listening(self) -> bool:
        """Whether anybody has the port open."""
        return not any(events & select.POLLHUP for _, events in self._poll.poll(0))

    def waiting(self) -> bool:
        """Whether bytes wait to be sent."""
        return bool(self._queue)

    def write(self, data: bytes) -> None:
        """Send; what nobody listens to is lost."""
        if not self.listening():
            self._queue.clear()
            return
        self._queue += data[: _QUEUE_BYTES - len(self._queue)]
        self.flush()

    def flush(self) -> None:
        """Send of what waits as much as the terminal takes."""
        while self._queue:
            try:
                sent = os.write(self.fd, self._queue)
            except BlockingIOError:
                return
            del self._queue[:sent]

    def read(self) -> bytes:
        """What has come, possibly nothing."""
        try:
            return os.read(self.fd, _READ_BYTES)
        except OSError:  # nothing there, or nobody
            return b""
