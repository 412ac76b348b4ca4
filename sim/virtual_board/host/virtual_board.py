"""The virtual board: an ESP32 with serial ports of its own, its pins in a pretended incubator.

Here is what is outside the chip and outlives its resets. The chip is a process of the real
MicroPython (chip.py, sim/virtual_board/chip/). docs/virtual-board.md says what is modelled and
what is not.
"""

import select
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.mcu.install import install

install()

import machine  # noqa: E402

from sim.errors import RunError  # noqa: E402
from sim.virtual_board.host.audience import Audience, Viewer, in_terminal  # noqa: E402
from sim.virtual_board.host.calls import Calls, as_chip_sees  # noqa: E402
from sim.virtual_board.host.chip import Chip, Request  # noqa: E402
from sim.virtual_board.host.console import Console  # noqa: E402
from sim.virtual_board.host.flash import BoardFlash, PowerCut  # noqa: E402
from sim.virtual_board.host.incubator import BoardIncubator  # noqa: E402
from sim.virtual_board.host.pace import Pace  # noqa: E402
from sim.virtual_board.host.port import Port  # noqa: E402
from sim.virtual_board.host.receiver import CTRL_C, Receiver  # noqa: E402
from sim.world.clock import SECOND_US  # noqa: E402
from sim.world.hardware import (  # noqa: E402
    HARD_RESET,
    PWRON_RESET,
    SOFT_RESET,
    WDT_RESET,
    Reset,
)

_CAUSES = {PWRON_RESET: "power-on", HARD_RESET: "program", WDT_RESET: "watchdog"}
# What sys.implementation says of them: the machine, and MicroPython's name of the board.
_ABOUT = {
    ("esp32", "none"): ("Generic ESP32 module with ESP32", "ESP32_GENERIC"),
    ("esp32", "quad"): ("Generic ESP32 module with SPIRAM with ESP32", "ESP32_GENERIC-SPIRAM"),
    ("esp32s3", "none"): ("Generic ESP32S3 module with ESP32S3", "ESP32_GENERIC_S3"),
    ("esp32s3", "quad"): ("Generic ESP32S3 module with ESP32S3", "ESP32_GENERIC_S3"),
    ("esp32s3", "octal"): (
        "Generic ESP32S3 module with Octal-SPIRAM with ESP32S3",
        "ESP32_GENERIC_S3-SPIRAM_OCT",
    ),
}
_ROM_US = 300_000  # from reset to the first line of Python
_DARK_US = SECOND_US  # how long power is away at least
_LOOK_S = 0.02  # how often we look up without a cause: somebody opens a port, time passes
_SILENT_S = 0.05  # between two calls of a program; beyond, time passes without them
_LAG_S = 0.1  # what is made up for when the PC was slow
_SLACK_US = 2_000  # a call may end so much before its time has come
_CTRL_A = b"\x01"


@dataclass(frozen=True)
class Options:
    """What the command line chooses.

    scenario: as load_scenario gives it. cut_at: number of a flash operation, 0 for none. version:
    of the MicroPython to pretend, None for what really runs. psram: of the module to pretend, as
    in sim/world/mcu.py. display: draw the panel in the terminal, if there is one.
    """

    flash: Path
    scenario: dict[str, Any]
    speed: float
    cut_at: int
    version: tuple[int, ...] | None
    seed: int
    psram: str = "none"
    display: bool = False


def run_board(options: Options) -> None:
    """Be a virtual board until somebody ends it. InputError where the options are refused."""
    VirtualBoard(options).run()


class VirtualBoard:
    """A board that has power from the start; `run` never returns."""

    def __init__(self, options: Options):
        self._port = Port()
        self._data_port = Port()
        self._incubator = BoardIncubator(
            options.scenario, options.seed, self._data_port.write, self._say
        )
        world = self._incubator.world
        shown = options.display and in_terminal()
        self._audience = Viewer(world) if shown else Audience()
        self._psram = options.psram
        self._incubator.fit_psram(options.psram)
        self._clock = self._incubator.clock
        machine.attach(self._incubator.hardware)
        self._version = options.version
        self._flash = BoardFlash(options.flash, self._incubator.chip, options.cut_at)
        self._console = Console(self._port)
        self._receiver = Receiver()
        self._calls = Calls(
            self._incubator.hardware,
            self._flash,
            {
                "boot": self._boot,
                "listen": self._listen,
                "prompt": self._prompt,
                "kbd_intr": self._kbd_intr,
                "sleep_us": self._sleep,
                "soft_reset": self._soft_reset,
                "transmit": self._port.write,
            },
        )
        self._pace = Pace(options.speed)
        self._lag_us = int(_LAG_S * options.speed * SECOND_US)
        self._start_us = _ROM_US
        # The chip's life, if it has one.
        self._chip: Chip | None = None
        self._booted = False  # it has come far enough to call
        self._pending: Request | None = None  # the call that it waits for,
        self._value: object = None  # what that returns,
        self._sleep_us = 0  # how long it asked to sleep,
        self._due_us = 0  # and when
        self._silent_s = 0.0  # for how long it has not called

    def run(self) -> None:
        """Say the names of the ports, and be a board until somebody ends it."""
        with self._audience as audience:
            audience.say(f"port: {self._port.name}")
            audience.say(f"data port: {self._data_port.name}")
            self._incubator.begin()
            try:
                while True:
                    self._turn_or_reset()
                    audience.turn()
            finally:
                self._end_chip()

    def _turn_or_reset(self) -> None:
        try:
            self._turn()
        except Reset as reset:
            self._reset(reset.cause)
        except PowerCut:
            self._reset(PWRON_RESET)
            self._incubator.lose_power()
            self._start_us += _DARK_US

    def _turn(self) -> None:
        """Wait for whoever moves first, then serve everybody."""
        self._wait()
        self._receiver.receive(self._port.read())
        self._port.flush()
        self._data_port.read()  # it only sends: what it is told is lost
        self._data_port.flush()
        if self._chip:
            self._serve(self._chip)
        self._pass_time()
        if not self._chip and self._clock.now_us >= self._start_us and self._incubator.powered():
            self._start_chip()

    def _wait(self) -> None:
        poll = select.poll()
        for port in (self._port, self._data_port):
            if port.listening():
                poll.register(port.fd, select.POLLIN | (select.POLLOUT if port.waiting() else 0))
        if self._chip:
            poll.register(self._chip.console, select.POLLIN)
            poll.register(self._chip.requests, select.POLLIN)
        if self._audience.fd is not None:
            poll.register(self._audience.fd, select.POLLIN)
        wait_s = _LOOK_S
        if self._pending:
            wait_s = min(wait_s, self._pace.until_s(self._due_us))
        poll.poll(wait_s * 1000)

    # What the chip does.

    def _serve(self, chip: Chip) -> None:
        requests = chip.asked()
        printed = chip.printed()  # before it asked
        if printed:
            self._console.print(printed)
        for request in requests:
            self._answer(chip, request)
        if printed is None:  # it has ended by itself
            if not self._booted:
                raise RunError(f"the chip does not start: {self._console.last_line()}")
            raise Reset(SOFT_RESET)

    def _answer(self, chip: Chip, request: Request) -> None:
        """Answer a call, or let it wait until its time has passed.

        One that waits is given up when the next comes: an interrupt has broken it off.
        """
        self._pending = None
        self._silent_s = 0.0
        now_us = self._clock.now_us
        if self._pace.now_us() > now_us + self._lag_us:
            self._pace.restart(now_us)
        self._sleep_us = 0
        try:
            value = self._calls.call(request.target, request.method, request.arguments)
        except Exception as error:
            chip.refuse(request.number, *as_chip_sees(error))
            return
        self._due_us = self._clock.now_us + self._sleep_us
        if not self._sleep_us and self._pace.now_us() + _SLACK_US >= self._due_us:
            chip.answer(request.number, value)
        else:
            self._pending = request
            self._value = value

    def _boot(self) -> tuple[object, ...]:
        """What the interpreter must know: flash, identity, and whether main.py is to run."""
        self._booted = True
        flash = self._flash
        about = _ABOUT[self._incubator.chip, self._psram]
        return (str(flash.image), flash.blocks, self._version, *about, not self._console.raw)

    def _listen(self) -> None:
        """The file system is there: from now on Ctrl-C interrupts a program, and no boot."""
        if self._chip:
            self._receiver.listen(self._chip.process_id)

    def _prompt(self) -> None:
        """The prompt comes next; the one that it was before the soft reset."""
        self._console.prompt()
        self._receiver.interrupt = CTRL_C
        if self._console.raw:
            self._receiver.receive(_CTRL_A)

    def _kbd_intr(self, character: int) -> None:
        self._receiver.interrupt = character

    def _sleep(self, duration_us: int) -> None:
        self._sleep_us = duration_us

    # Time.

    def _pass_time(self) -> None:
        """Let the clock follow the pace: in a call that takes time, and while nobody calls."""
        if not self._chip:
            self._advance_to(self._pace.now_us())
        elif self._pending:
            self._pass_pending(self._chip, self._pending)
        elif self._booted:
            passed_s = self._chip.silence.passed_s()
            self._silent_s += passed_s
            if self._silent_s > _SILENT_S:
                self._clock.advance_us(self._pace.simulated_us(passed_s))
                self._pace.restart(self._clock.now_us)

    def _pass_pending(self, chip: Chip, request: Request) -> None:
        pace_us = self._pace.now_us()
        self._advance_to(min(pace_us, self._due_us))
        if pace_us + _SLACK_US >= self._due_us:
            self._advance_to(self._due_us)
            self._pending = None
            chip.silence.passed_s()
            chip.answer(request.number, self._value)

    def _advance_to(self, moment_us: int) -> None:
        if moment_us > self._clock.now_us:
            self._clock.advance_us(moment_us - self._clock.now_us)

    # Lives of the chip.

    def _start_chip(self) -> None:
        self._calls.forget()
        self._console.begin()
        self._booted = False
        self._silent_s = 0.0
        self._chip = Chip(self._receiver.terminal)

    def _soft_reset(self) -> None:
        raise Reset(SOFT_RESET)

    def _reset(self, cause: int) -> None:
        """The chip resets, and starts again as soon as it has power."""
        self._end_chip()
        self._incubator.reset(cause)
        if cause == SOFT_RESET:
            self._console.soft_reboot()
            self._start_chip()
            return
        self._receiver.clear()  # an ESP32 would lose what comes in the next moments too
        self._console.raw = False
        self._start_us = self._clock.now_us + _ROM_US
        self._say(self._clock.now_us // SECOND_US, "board", "reset", _CAUSES[cause])

    def _end_chip(self) -> None:
        self._receiver.begin()
        if self._chip:
            self._chip.end()
        self._chip = None
        self._pending = None

    def _say(self, t_s: int, source: str, event: str, detail: object) -> None:
        self._audience.say(f"{t_s} s: {source}: {event} {detail}".rstrip())
