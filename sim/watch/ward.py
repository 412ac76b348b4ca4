"""All boards that are watched: their states, their last day, and the store."""

import asyncio
import os
import time
from collections.abc import Callable

import serial

from firmware.service.data_port import BAUD
from sim.bench.trace import Trace
from sim.scenario.bounds import MC_PER_DEGREE, PM_PER_PERCENT
from sim.watch.board import HOLDS_MS, Board, Message
from sim.watch.store import MS_PER_DAY, Store

LINE_S = 2  # from one line of a board to the next
_LOOK_S = 0.1
_AGAIN_S = 1.0
_READ_BYTES = 4096
_PRUNE_S = 600.0
_ROWS = 86_400 // LINE_S
_SPARE_ROWS = 1_000  # beyond these the oldest are dropped together
_MS_PER_S = 1000

# Column of the plot, field, how many to a unit
_PLOTTED = (
    ("air_shown_mc", "air", MC_PER_DEGREE),
    ("skin_shown_mc", "skin", MC_PER_DEGREE),
    ("rh_shown_pm", "humidity", PM_PER_PERCENT),
    ("heater_pm", "heater", PM_PER_PERCENT),
    ("set_air_mc", "set_air", MC_PER_DEGREE),
    ("set_skin_mc", "set_skin", MC_PER_DEGREE),
)

Heard = Callable[[Board, int, Message], None]


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Ward:
    """boards by name. listeners: called with each message that was new.

    trouble: says what else people should know, "" for nothing.
    """

    def __init__(self, store: Store):
        self.store = store
        self.boards: dict[str, Board] = {}
        self.histories: dict[str, Trace] = {}
        self.listeners: list[Heard] = []
        self.trouble: Callable[[], str] = str

    def add(self, name: str) -> Board:
        """One more board, with what the store has of its last day."""
        board = self.boards[name] = Board(name)
        self.histories[name] = Trace()
        for at_ms, message in self.store.messages(name, now_ms() - MS_PER_DAY):
            self._plot(name, at_ms, message)
        return board

    def heard(self, board: Board, at_ms: int, message: Message) -> None:
        """A board has said something."""
        if self.store.add(board.name, at_ms, message):
            self._plot(board.name, at_ms, message)
            for listener in self.listeners:
                listener(board, at_ms, message)

    async def listen(self, board: Board, port_name: str) -> None:
        """Hear a port for ever, through every time that it is pulled and plugged."""
        while True:
            try:
                with _opened(port_name) as port:
                    board.plugged()
                    while True:
                        data = port.read(_READ_BYTES)
                        moment_ms = now_ms()
                        for message in board.feed(data, moment_ms):
                            self.heard(board, moment_ms, message)
                            moment_ms += 1
                        await asyncio.sleep(_LOOK_S)
            except (serial.SerialException, OSError) as error:
                why = os.strerror(error.errno) if error.errno else str(error)
                board.unplugged(f"no port {port_name}: {why}")
            await asyncio.sleep(_AGAIN_S)

    async def keep(self) -> None:
        """Commit each second, and forget in time."""
        pruned_s = 0.0
        while True:
            if time.monotonic() - pruned_s > _PRUNE_S:
                pruned_s = time.monotonic()
                self.store.prune(now_ms())
            self.store.commit()
            await asyncio.sleep(1)

    def _plot(self, name: str, at_ms: int, message: Message) -> None:
        history = self.histories[name]
        t_s = at_ms / _MS_PER_S
        times_s = history.numbers.get("t_s")
        # Where it would not be shown any more, the plot has a gap.
        if times_s and at_ms - times_s[-1] * _MS_PER_S > HOLDS_MS:
            history.put(_row(times_s[-1] + 1, {}))
        history.put(_row(t_s, message))
        if len(history) > _ROWS + _SPARE_ROWS:
            history.forget(_SPARE_ROWS)


def _row(t_s: float, message: Message) -> dict[str, str]:
    row = {"t_s": str(t_s), "mode": message.get("mode", ""), "audio": ""}
    for column, field, scale in _PLOTTED:
        value = message.get(field)
        row[column] = "" if value is None else str(value * scale)
    row["alarms"] = ";".join(message.get("alarms", ()))
    return row


def _opened(name: str) -> serial.Serial:
    """The port, without the two lines that reset many a board: nothing is sent."""
    port = serial.Serial(baudrate=BAUD, timeout=0, exclusive=True)
    port.port = name
    port.dtr = False
    port.rts = False
    port.open()
    return port
