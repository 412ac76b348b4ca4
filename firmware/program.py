"""The program of the board: start-up, then one period after another for ever.

A period in order: read, decide, write outputs, toggle the arm signal, feed the watchdog: last, and
only if every step before it is done.
"""

import time

from control import limits
from control.controller import Controller
from control.records import Readings
from control.settings import Settings
from firmware.hardware import Hardware
from firmware.inputs import Inputs


class Program:
    """The controller on its hardware. `board` is a module of boards/."""

    def __init__(self, board):
        self.hardware = Hardware(board)
        self.settings = Settings()
        self.readings = Readings()
        self.controller = Controller(self.settings, board.ELEMENT_LIMIT_MC)
        self._inputs = Inputs(self.hardware, time.ticks_ms())

    def run(self) -> None:
        """Run until power goes. Whatever ends it, the heat ends first."""
        try:
            self.hardware.start_watchdog()
            self._cycle()
        finally:
            self.hardware.rest()

    def period(self, now_ms: int) -> None:
        """One control period, which begins at `now_ms`."""
        hardware = self.hardware
        hardware.heater.expire(now_ms)
        hardware.humidifier.expire(now_ms)
        self._inputs.read(self.readings, now_ms)
        outputs = self.controller.step(self.readings, now_ms)
        hardware.fan.set(outputs.fan_pm)
        hardware.cutout.override(self.settings.override)
        hardware.heater.renew(outputs.heater_pm, now_ms)
        hardware.humidifier.renew(outputs.humidifier_pm, now_ms)
        if outputs.arm:
            hardware.arm.toggle()
        else:
            hardware.arm.rest()
        # Each step above completes or raises: to come here is the report of all of them.
        hardware.feed_watchdog()

    def _cycle(self) -> None:
        due_ms = time.ticks_ms()
        while True:
            self.period(time.ticks_ms())
            due_ms = time.ticks_add(due_ms, limits.PERIOD_MS)
            wait_ms = time.ticks_diff(due_ms, time.ticks_ms())
            if wait_ms > 0:
                time.sleep_ms(wait_ms)
            else:
                due_ms = time.ticks_ms()  # late: the missed periods are gone, not made up
