"""The start-up test: each step and its result."""

from micropython import const

from control.self_test import FAILED, HEAT, PASSED, RELAY, RELEASE
from firmware.panel import symbols, texts
from firmware.panel.colours import AIR, DIM, GROUND, INK, YELLOW
from firmware.panel.menu import START_UP
from firmware.panel.page import CENTRE
from firmware.panel.screens import frame

_HEIGHT = const(28)
# Of each step: its text, the stage after which it is over, and the faults (self_test.FAULTS) that
# it may find, from the first to the last.
_STEPS = (
    (texts.STEP_RELAY, RELAY, 1, 1),
    (texts.STEP_SWITCH, HEAT, 2, 3),
    (texts.STEP_CUTOUT, RELEASE, 4, 5),
)


def show(page, view) -> None:
    """Put the fields."""
    controller = view.controller
    estimates = view.estimates
    test = controller.checks.self_test
    page.begin(START_UP, GROUND)
    frame.hint(page, view, texts.HINT_BACK)
    frame.header(page, view, texts.START_UP_TEST)
    sensors = estimates.air.valid and estimates.air2.valid and estimates.element.valid
    _row(page, 0, texts.STEP_SENSORS, symbols.CHECK if sensors else symbols.WAITING)
    runs = view.readings.fan_rpm > 0
    _row(page, 1, texts.STEP_FAN, symbols.CHECK if runs else symbols.WAITING)
    for position in range(len(_STEPS)):
        text, over_after, least, most = _STEPS[position]
        if test.stage == FAILED and least <= test.fault <= most:
            result = symbols.CROSS
        elif over_after < test.stage <= PASSED:
            result = symbols.CHECK
        else:
            result = symbols.WAITING
        _row(page, 2 + position, text, result)
    page.text(28, 38 + 5 * _HEIGHT, 284, 34, _result(test), INK, GROUND, CENTRE)
    page.end()


def _row(page, position: int, text: int, result: int) -> None:
    y = 38 + position * _HEIGHT
    ink = YELLOW if result == symbols.CROSS else AIR if result == symbols.CHECK else DIM
    page.text(28, y, 216, _HEIGHT, text, INK, GROUND)
    page.symbol(252, y, 36, _HEIGHT, result, ink, GROUND)


def _result(test) -> int:
    if test.stage == PASSED:
        return texts.STEP_PASSED
    return texts.STEP_FAILED if test.stage == FAILED else texts.STEP_RUNNING
