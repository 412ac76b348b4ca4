"""What the data port of one board says: its values while they hold, and never an old number."""

from typing import Any

from boards.read_data_port import Damaged, lost, parse

Message = dict[str, Any]

HOLDS_MS = 10_000  # a controller sends a line every 2 s; what is older than this is not shown
_LONGEST_LINE = 1_100  # bytes; more than is ever sent
_MS_PER_S = 1000


class Board:
    """name: for people. `missed` and `damaged` count lines since we began to listen."""

    def __init__(self, name: str):
        self.name = name
        self.missed = 0
        self.damaged = 0
        self._message: Message | None = None
        self._heard_ms = 0  # when the last good line came
        self._trouble = "no line yet"
        self._rest = b""
        self._in_step = False  # the next line begins where we began to listen, or later

    def plugged(self) -> None:
        """The port is open: the first line is half gone already."""
        self._trouble = "no line yet"
        self._rest = b""
        self._in_step = False

    def unplugged(self, why: str) -> None:
        """There is no port."""
        self._trouble = why
        self._message = None

    def feed(self, data: bytes, now_ms: int) -> list[Message]:
        """Take what has come; the messages of the good lines that this ends."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LONGEST_LINE:
            self._rest = b""
            self._in_step = False
            self._damage("a line without an end")
        return [message for line in lines if (message := self._take(line, now_ms))]

    def tell(self, message: Message, now_ms: int) -> None:
        """Take a message that somebody else has read."""
        if self._message:
            self.missed += lost(self._message["sequence"], message["sequence"])
        self._message = message
        self._heard_ms = now_ms
        self._trouble = ""

    def values(self, now_ms: int) -> Message | None:
        """The last message, as long as it holds."""
        return None if self.lost(now_ms) else self._message

    def lost(self, now_ms: int) -> str:
        """Why nothing is known of the board now; "" while it is."""
        if self._message is None:
            return self._trouble
        age_ms = now_ms - self._heard_ms
        if age_ms < HOLDS_MS:
            return ""
        why = f": {self._trouble}" if self._trouble else ""
        return f"nothing for {age_ms // _MS_PER_S} s{why}"

    def _take(self, line: bytes, now_ms: int) -> Message | None:
        in_step, self._in_step = self._in_step, True
        try:
            message = parse(line)
        except Damaged as damage:
            if in_step:
                self._damage(str(damage))
            return None
        self.tell(message, now_ms)
        return message

    def _damage(self, what: str) -> None:
        self.damaged += 1
        self._trouble = f"garbled ({what})"
