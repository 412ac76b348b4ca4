"""From reset to the running program, and what happens when that ends."""

import machine
import micropython
from machine import PWM, WDT, Pin

from drivers.actuator import duty_u16
from drivers.mcp23017 import Mcp23017
from drivers.speaker import LOUD_PM
from firmware.bus import Bus
from firmware.expander import INPUTS
from firmware.life import Life
from firmware.panel.keys import LEFT
from firmware.version import VERSION

_CPU_HZ = 240_000_000  # MicroPython starts both chips at 160 MHz
_EMERGENCY_BYTES = 100  # for an exception in a place that may not allocate, as the manual advises
# The watchdog cannot be stopped, only put off: time to copy files with mpremote.
_SERVICE_WATCHDOG_MS = 3_600_000
_SERVICE_KEY = LEFT
_SERVICE_LOOKS = 2  # polls of the panel: the key counts when it is down in all of them
_CTRL_C = 3
_ALARM_HZ = 523  # steady, unlike every alarm of a program that runs


def start(board, incubator) -> None:
    """Run the program of `board` in `incubator` until power goes.

    Both are modules of boards/. It returns to leave the REPL to an engineer.
    """
    micropython.alloc_emergency_exception_buf(_EMERGENCY_BYTES)
    rest(board)
    try:
        machine.freq(_CPU_HZ)
    except (OSError, ValueError):
        pass  # slower is better than not at all
    life = Life(machine.RTC(), machine.reset_cause())
    print(
        "Cradle {} on {} in {}, slot {}: {}".format(
            VERSION, board.NAME, incubator.NAME, life.slot, life.began
        )
    )
    if life.last_words:
        print("The last run ended with", life.last_words)
    if machine.reset_cause() == machine.PWRON_RESET and service_key_held(board):
        _serve(board, life, "the service key was held at power-on")
    elif life.safe:
        _alarm(board)
        _serve(board, life, "the last starts failed")
    else:
        _run(board, incubator, life)


def rest(board) -> None:
    """Nothing heats, whatever a program left behind: every output low, and only the fan runs.

    It cools the element, which may be hot, and keeps the air of the hood from standing.
    """
    for role, pin in board.OUTPUT_PINS.items():
        Pin(pin, Pin.OUT, value=1 if role == "fan" else 0)


def service_key_held(board) -> bool:
    """Whether the key LEFT is down; False if the panel does not answer."""
    panel = Mcp23017(Bus(1, board.I2C_BUSES[1]).i2c, INPUTS)
    try:
        panel.configure()
        for _ in range(_SERVICE_LOOKS):
            panel.poll()
            if panel.levels & _SERVICE_KEY:
                return False
    except OSError:
        return False
    return True


def _run(board, incubator, life: Life) -> None:
    try:
        # Here, so that even a version that cannot be imported leaves its last words.
        from firmware.program import run  # noqa: PLC0415

        run(board, incubator, life)
    except KeyboardInterrupt:
        rest(board)
        _serve(board, life, "stopped by Ctrl-C")
    except Exception as error:
        rest(board)
        life.end(error)
        machine.reset()


def _serve(board, life: Life, why: str) -> None:
    """Leave the chip to an engineer: no program, no heat, and an hour for the watchdog."""
    WDT(timeout=_SERVICE_WATCHDOG_MS)
    micropython.kbd_intr(_CTRL_C)
    life.end()
    print("Service:", why + ". Heat is locked out; a reset starts the controller.")


def _alarm(board) -> None:
    """Sound until somebody comes: this tone needs no program."""
    PWM(Pin(board.OUTPUT_PINS["speaker"]), freq=_ALARM_HZ, duty_u16=duty_u16(LOUD_PM))
