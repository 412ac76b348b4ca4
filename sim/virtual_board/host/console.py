"""The console of the virtual board: what the interpreter prints, as an ESP32 would send it."""

from sim.virtual_board.host.port import Port

_RAW = b"raw REPL; CTRL-B to exit"
_FRIENDLY = b'Type "help()" for more information.'
_SOFT_REBOOT = b"\r\nMPY: soft reboot\r\n"


class Console:
    """raw: the prompt last seen was the raw one, for programs; a soft reset leaves it so.

    What a program prints before its end is no prompt, whatever it says.
    """

    def __init__(self, port: Port):
        self._port = port
        self._tail = b""
        self._prompts = False
        self.raw = False

    def begin(self) -> None:
        """An interpreter starts."""
        self._tail = b""
        self._prompts = False

    def prompt(self) -> None:
        """The program, if there was one, has ended: the prompt comes next."""
        self._tail = self._tail[-1:]
        self._prompts = True

    def print(self, text: bytes) -> None:
        """Send text, each line end as CR LF."""
        begun = self._tail[-1:] if self._tail.endswith(b"\r") else b""
        seen = self._tail + text
        raw, friendly = seen.rfind(_RAW), seen.rfind(_FRIENDLY)
        if self._prompts and raw != friendly:
            self.raw = raw > friendly
        self._tail = seen[-len(_FRIENDLY) :]
        whole = (begun + text).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        self._port.write(whole[len(begun) :])

    def soft_reboot(self) -> None:
        """Say what an ESP32 says when the interpreter ends."""
        self._port.write(_SOFT_REBOOT)

    def last_line(self) -> str:
        """The end of what was printed."""
        return " ".join(self._tail.decode(errors="replace").split())
