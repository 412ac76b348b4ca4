"""The program of the board: start-up, then one period after another for ever.

A period in order: read, decide, write outputs, toggle the arm signal, feed the watchdog: last, and
only if every step before it is done. What has its turn between two periods is a task of loop.py.
"""

import time

from control.controller import Controller
from control.protection import LATE
from control.records import Readings
from control.settings import STANDBY, Settings
from firmware.hardware import Hardware
from firmware.health import Health
from firmware.inputs import Inputs
from firmware.loop import Loop
from firmware.panel.menu import Menu
from firmware.panel.operator import Operator
from firmware.panel.panel import Panel
from firmware.panel.sound import Sound
from firmware.service.commands import Commands
from firmware.service.console import Console
from firmware.service.data_port import DataPort
from firmware.service.terminal import Terminal
from firmware.storage.archive import Archive
from firmware.storage.event_log import UPDATED
from firmware.storage.files import Files
from firmware.storage.keeping import Keeping
from firmware.storage.nvs_cells import NvsCells
from firmware.storage.resume import restore
from firmware.storage.stamp import Stamp
from firmware.version import VERSION

STORE = "cradle"  # the name of our part of NVS
_DATA = "/data"  # the folder of log, trends and calibration


def run(board, incubator, life) -> None:
    """Run the program of a board until power goes."""
    Program(board, incubator, life, Files(_DATA), Terminal()).run()


class Program:
    """The controller on its hardware.

    board: a module of boards/, incubator: one of boards/incubators/. life: a Life.
    files: of the data in flash, as storage/files.py. terminal: of the console, as
    service/terminal.py. shown: whether the display is painted: nobody may look at it.
    """

    def __init__(self, board, incubator, life, files, terminal, shown: bool = True):
        self.hardware = Hardware(board)
        self.settings = Settings()
        self.readings = Readings()
        self.controller = Controller(
            self.settings,
            incubator,
            life.crashed,
        )
        self._life = life
        self._terminal = terminal
        self._archive = Archive(NvsCells(STORE), files, self.hardware.clock)
        self._stamp = Stamp(self.hardware.clock, self.controller.report)
        restore(self._archive, self.settings, self.controller, self._stamp, life)
        now_ms = time.ticks_ms()
        self._inputs = Inputs(self.hardware, self._archive.calibration, now_ms)
        self._sound = Sound(self.hardware.speaker)
        operator = Operator(
            self.settings,
            self.controller.alarms,
            self._sound,
            self.controller.reset_cutouts,
            self._archive.hours,
        )
        self._menu = Menu(operator, self.controller.alarms, self.settings)
        self._panel = Panel(self.hardware.expander, self.hardware.bus1, self._menu, now_ms)
        self._health = Health(self.controller.report, life, self._archive, self._panel)
        self._data_port = DataPort(
            self.hardware.data_uart, self.settings, self.controller, self.readings
        )
        self._console = Console(
            terminal,
            Commands(
                "Cradle {} on {} in {}".format(VERSION, board.NAME, incubator.NAME),
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
        self.loop = Loop(self._whole_period, self._sound)
        self.loop.watchers = (self._panel, self._console)
        self.loop.tasks = (
            self._sound,
            Keeping(self._archive, self.settings, self.loop),
            self.hardware.humidifier_pwm,
        )
        self._display = None
        if shown:
            # Here, for a board that nobody looks at has no room to lose.
            from firmware.panel.face import display  # noqa: PLC0415

            names = (VERSION, board.NAME, incubator.NAME, life.began, life.last_words)
            self._display, recall = display(
                self.hardware,
                self.controller,
                self.readings,
                operator,
                self._menu,
                self._archive,
                names,
                self.loop,
            )
            self.loop.tasks += (self._display, recall)

    def run(self) -> None:
        """Run until power goes. Whatever ends it, the heat ends first, and nothing is lost."""
        try:
            self.hardware.start_watchdog()
            self._sound.chirp()
            self.loop.run()
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
        hardware.humidifier_pwm.turn(now_ms)  # so that a renewal meets it where it is
        self._inputs.read(self.readings, now_ms)
        controller = self.controller
        outputs = controller.step(self.readings, now_ms)
        hardware.cutout.override(controller.protection.override_limits)
        hardware.renew(outputs, now_ms)
        alarms = controller.alarms
        self._sound.volume = self.settings.volume
        self._sound.want(alarms.sounding_priority, alarms.began_priority, now_ms)
        if not alarms.calling:  # a nurse is called by an edge that does not come
            hardware.no_call.toggle()
        settings = self.settings
        self._panel.show(alarms.lamp_priority, settings.override, settings.night != 0)
        self._menu.look(controller.checks.self_test.passed())
        # Each step above completes or raises: to come here is the report of all of them.
        hardware.feed_watchdog()

    def _whole_period(self, now_ms) -> None:
        self.period(now_ms)
        self._after_period()

    def _after_period(self) -> None:
        """What follows the period at once, but may not delay its outputs."""
        controller = self.controller
        uptime_s = controller.alarms.uptime_s
        self._archive.note(controller, self.readings)
        if self._display:
            self._display.after_period()
        if not self._sound.sounding:  # an erase of the flash would blur its pulses
            self._archive.write(self.settings, uptime_s)
        self._data_port.after_period()
        punctual = not controller.permits.reasons & LATE
        if self._life.period(punctual, controller.checks.self_test.passed()):
            self._archive.events.note(uptime_s, UPDATED, VERSION)
        # A laptop that is plugged in sends Ctrl-C: that ends no therapy.
        self._terminal.allow_interrupt(self.settings.mode == STANDBY)
        self._health.after_period(uptime_s)
        self._stamp.after_period(self.readings.mains)

    def _end(self) -> None:
        """The way out. What fails here must not hide what has ended the program."""
        self.hardware.rest()
        try:
            self._terminal.allow_interrupt(False)
            self._archive.end(self.settings, self.controller.alarms.uptime_s)
        except Exception:
            pass
