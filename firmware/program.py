"""The program of the board: start-up, then one period after another for ever.

A period in order: read, decide, write outputs, toggle the arm signal, feed the watchdog: last, and
only if every step before it is done. Between periods keys are answered and sound has its edges.
"""

import time

from control import limits
from control.controller import Controller
from control.protection import LATE
from control.records import Readings
from control.settings import STANDBY, Settings
from drivers.ds3231 import UNKNOWN
from firmware.hardware import Hardware
from firmware.inputs import Inputs
from firmware.panel.operator import Operator
from firmware.panel.panel import Panel
from firmware.panel.sound import Sound
from firmware.service.commands import Commands
from firmware.service.console import Console
from firmware.service.data_port import DataPort
from firmware.storage.archive import Archive
from firmware.storage.nvs_cells import NvsCells
from firmware.storage.resume import STAMP_EVERY_S, resume
from firmware.version import VERSION

STORE = "cradle"  # the name of our part of NVS
# Until the next edge of sound or period, for a write between them: time for an erase.
_WRITE_MS = 60
_STAMP_PERIODS = STAMP_EVERY_S * 1000 // limits.PERIOD_MS
# What start-up found is a condition for so long; its alarm latches until somebody has seen it.
_START_FINDINGS_PERIODS = 20
_DIPS_SHOWN_S = 45  # of brown-outs in a row: the event log tells of them for longer


class Program:
    """The controller on its hardware.

    board: a module of boards/. life: a Life.
    files: of the data in flash, as storage/files.py. terminal: of the console, as
    service/terminal.py.
    """

    def __init__(self, board, life, files, terminal):
        self.hardware = Hardware(board)
        self.settings = Settings()
        self.readings = Readings()
        self.controller = Controller(
            self.settings,
            board.HEATER_W,
            board.HEATER_SUPPLY_MV,
            board.ELEMENT_LIMIT_MC,
            life.crashed,
            board.HUMIDIFIER_MIST_W,
        )
        self._life = life
        self._terminal = terminal
        self._archive = Archive(NvsCells(STORE), files, self.hardware.clock)
        self._restore()
        now_ms = time.ticks_ms()
        self._inputs = Inputs(self.hardware, self._archive.calibration, now_ms)
        self._sound = Sound(self.hardware.speaker)
        self._panel = Panel(self.hardware.expander, self.hardware.bus1, now_ms)
        self._operator = Operator(
            self.settings, self.controller.alarms, self._sound, self.controller.reset_cutouts
        )
        self._data_port = DataPort(
            self.hardware.data_uart, self.settings, self.controller, self.readings
        )
        self._console = Console(
            terminal,
            Commands(
                "Cradle {} on {}".format(VERSION, board.NAME),
                self.settings,
                self.controller,
                self.readings,
                self.hardware.clock,
                self._archive.events,
                self._archive.trends,
                self._archive.calibration_file,
                self.controller.checks.self_test.repeat,
                self._archive,
            ),
        )
        self._interruptible = True
        self._until_stamp = 0  # periods; the first leaves one at once
        self._start_periods = _START_FINDINGS_PERIODS

    def run(self) -> None:
        """Run until power goes. Whatever ends it, the heat ends first, and nothing is lost."""
        try:
            self.hardware.start_watchdog()
            self._cycle()
        except (Exception, KeyboardInterrupt):
            self._end()
            raise
        finally:
            self.hardware.rest()

    def period(self, now_ms) -> None:
        """One control period, which begins at `now_ms`."""
        hardware = self.hardware
        hardware.heater.expire(now_ms)
        hardware.humidifier.expire(now_ms)
        self._inputs.read(self.readings, now_ms)
        controller = self.controller
        outputs = controller.step(self.readings, now_ms)
        hardware.fan.set(outputs.fan_pm)
        hardware.cutout.override(controller.protection.override_limits)
        hardware.cutout.simulate_hot(outputs.open_cutout)
        hardware.heater.renew(outputs.heater_pm, now_ms)
        hardware.humidifier.renew(outputs.humidifier_pm, now_ms)
        if outputs.arm:
            hardware.arm.toggle()
        else:
            hardware.arm.rest()
        alarms = controller.alarms
        self._sound.want(alarms.sounding_priority, alarms.began_priority, now_ms)
        self._panel.show(alarms.lamp_priority, self.settings.override)
        # Each step above completes or raises: to come here is the report of all of them.
        hardware.feed_watchdog()

    def _cycle(self) -> None:
        due_ms = time.ticks_ms()
        humidifier = self.hardware.humidifier_pwm
        while True:
            now_ms = time.ticks_ms()
            if time.ticks_diff(now_ms, due_ms) >= 0:
                self.period(now_ms)
                self._after_period()
                due_ms = time.ticks_add(due_ms, limits.PERIOD_MS)
                now_ms = time.ticks_ms()
                if time.ticks_diff(now_ms, due_ms) >= 0:
                    due_ms = now_ms  # late: the missed periods are gone, not made up
                    continue
            if not self._panel.next_ms(now_ms):
                self._panel.poll(now_ms)
                self._operator.act(self._panel.keys, self._panel.elapsed_ms)
            self._console.turn(now_ms)
            self._sound.apply(now_ms)
            self._keep(due_ms)
            now_ms = time.ticks_ms()
            humidifier.turn(now_ms)
            time.sleep_ms(
                min(
                    time.ticks_diff(due_ms, now_ms),
                    humidifier.next_ms(now_ms),
                    self._panel.next_ms(now_ms),
                    self._sound.next_ms(now_ms),
                    self._console.next_ms(now_ms),
                )
            )

    def _keep(self, due_ms) -> None:
        """Write at once what people chose and what is latched: at once is between two edges."""
        if self._archive.changed(self.settings):
            now_ms = time.ticks_ms()
            to_next_ms = min(time.ticks_diff(due_ms, now_ms), self._sound.next_ms(now_ms))
            if to_next_ms >= _WRITE_MS:
                self._archive.keep(self.settings)

    def _end(self) -> None:
        """The way out. What fails here must not hide what has ended the program."""
        self.hardware.rest()
        try:
            self._terminal.allow_interrupt(False)
            self._archive.end(self.settings, self.controller.alarms.uptime_s)
        except Exception:
            pass

    def _after_period(self) -> None:
        """What can wait a period, and must not delay one: it follows at once."""
        controller = self.controller
        archive = self._archive
        archive.note(controller, self.readings)
        if not self._sound.sounding:  # an erase of the flash would blur its pulses
            archive.write(self.settings, controller.alarms.uptime_s)
        self._data_port.after_period()
        self._life.period(
            not controller.permits.reasons & LATE, controller.checks.self_test.passed()
        )
        self._guard_therapy()
        findings = controller.findings
        findings.log_fault = archive.failed or self._life.storage_failed
        findings.key_stuck = self._panel.keys.stuck != 0
        findings.panel_lost = not self._panel.answering
        findings.supply_dips = (
            self._life.supply_dips and controller.alarms.uptime_s < _DIPS_SHOWN_S
        )
        if self._start_periods:
            self._start_periods -= 1
            if not self._start_periods:
                findings.settings_lost = False
                findings.update_failed = False
                findings.therapy_interrupted = False
        if self._until_stamp:
            self._until_stamp -= 1
        elif self.readings.mains:  # on battery the infant goes cold: that too is time in the dark
            self._until_stamp = _STAMP_PERIODS
            self._stamp()

    def _guard_therapy(self) -> None:
        """A laptop that is plugged in sends Ctrl-C: that ends no therapy."""
        interruptible = self.settings.mode == STANDBY
        if interruptible != self._interruptible:
            self._interruptible = interruptible
            self._terminal.allow_interrupt(interruptible)

    def _stamp(self) -> None:
        """Note that we lived, so that the next start knows how long the board was dark."""
        clock = self.hardware.clock
        try:
            clock.stamp()
            self.controller.findings.clock_lost = clock.lost
        except OSError:
            self.controller.findings.clock_lost = True

    def _restore(self) -> None:
        """Settings as before; the mode too, if the board was not dark for too long."""
        findings = self.controller.findings
        findings.settings_lost = not self._archive.restore(self.settings, self.controller)
        findings.update_failed = self._life.update_failed
        try:
            outage_s = self.hardware.clock.outage_s()
        except OSError:
            outage_s = UNKNOWN
        findings.clock_lost = outage_s == UNKNOWN and self.hardware.clock.lost
        findings.therapy_interrupted = resume(self.settings, outage_s)
        self._archive.begin(self.settings, self._life)
