"""Every screen of the device in states that show what it has, painted by the device's own code.

On either interpreter: FOLDER PICTURES LANGUAGE[/NAME,NAME ...] ... -> a file LANGUAGE-NAME.rgb565
for each picture, as the pretended display has it from the bytes on its wires; prints its name.
PICTURES: screens or alarms.
"""

import sys
import time

if sys.implementation.name == "cpython":
    from sim.mcu.install import install

    install()

import machine

from control import alarm_table as table
from control.controller import Controller
from control.records import Readings
from control.settings import AIR, SKIN, STANDBY, Settings
from drivers.ili9341 import Ili9341
from firmware.panel import menu as screens
from firmware.panel.glyphs import Atlas, opened
from firmware.panel.keys import DOWN, LEFT, RIGHT, UP, Keys
from firmware.panel.menu import Menu
from firmware.panel.operator import Operator
from firmware.panel.page import Page
from firmware.panel.painter import TILE_ROWS, Painter
from firmware.panel.screens.every import SCREENS
from firmware.panel.view import View
from sim.world.chips import ili9341
from sim.world.clock import Clock as World
from sim.world.hardware import Hardware

_MINUTE_MS = 60_000
_SCK, _MOSI, _SELECT, _DATA_COMMAND = 18, 23, 5, 13
_POWER_US = 1_000_000
_STEPS_TO_SHOW = 5  # of the driver, until the glass is lit


class Clock:
    """A clock chip that stands still."""

    year, month, day, hour, minute, second = 2026, 3, 4, 12, 34, 0
    lost = False


class Silent:
    """A speaker that nobody hears."""

    def stop(self) -> None:
        """Nothing sounds."""

    def click(self) -> None:
        """Nothing sounds."""


class Sensor:
    """A driver that shows what it was given."""

    def __init__(self):
        self.shown = 0


class Hours:
    """Hours of a machine that has worked for a while."""

    filter_due = True

    def of(self, what: int) -> int:
        """Hours of one of firmware/storage/hours.py."""
        return (1_240, 3_905, 2_011, 3_911)[what]


class Correction:
    """A calibration."""

    def __init__(self, by: str):
        self.by = by


class Stage:
    """A device whose state anybody may set."""

    def __init__(self, incubator, atlas):
        self.settings = Settings()
        self.readings = Readings()
        self.controller = Controller(self.settings, incubator, False)
        self.alarms = self.controller.alarms
        hours = Hours()
        self.operator = Operator(self.settings, self.alarms, Silent(), lambda: None, hours)
        self.menu = Menu(self.operator, self.alarms, self.settings)
        self.clock = Clock()
        self.view = View(
            self.settings,
            self.controller,
            self.readings,
            self.clock,
            self.operator,
            self.menu,
            atlas,
        )
        self.view.strings[:4] = ("0.4.0", "esp32_devkitc", "single_300w", "power-on")
        self.view.sensors = tuple([(Sensor(), "shown", Correction("lee")) for _ in range(6)])
        self.view.hours = hours
        self.readings.mains = True
        self.readings.fan_rpm = 3_000
        self.readings.battery_mv = 8_100
        self.readings.heater_ma.take(5_210)
        self.readings.supply_mv.take(23_950)
        self.settings.set_humidity(650)
        self.controller.outputs.heater_pm = 430
        self.controller.checks.self_test.stage = 6
        self.menu.screen = screens.MAIN
        self.measure(36_480, 36_820, 640)

    def measure(self, skin_mc: int, air_mc: int, humidity_pm: int) -> None:
        """Let all sensors show this, and be believed."""
        estimates = self.controller.estimates
        values = (air_mc, air_mc + 130, skin_mc, skin_mc - 900, 78_300, humidity_pm)
        for channel, sample, value, one in zip(
            estimates.channels, self.readings.samples, values, self.view.sensors
        ):
            sample.take(value)
            one[0].shown = value - 40
            channel.value = value
            channel.valid = True
            channel.age_ms = 0

    def lose(self, *channels: str) -> None:
        """Let these sensors show nothing that may be believed."""
        for name in channels:
            getattr(self.controller.estimates, name).valid = False
            getattr(self.readings, name).miss()

    def live(self, minutes: int, seen: bool = True) -> None:
        """Let time pass on a warming hood, for the trends. seen: sensors are to be believed."""
        for minute in range(minutes):
            wave = abs(minute % 80 - 40)
            self.measure(36_100 + 9 * wave, min(30_000 + 90 * minute, 36_000) + 12 * wave, 640)
            if not seen:
                self.lose("skin", "air")
            self.alarms.uptime_s += 60
            self.view.note()

    def alarm(self, *rows: int) -> None:
        """Let these alarms begin, one after the other."""
        report = self.controller.report
        for row in rows:
            report.begin()
            for one in range(table.COUNT):
                if self.alarms.present[one]:
                    report.hold(one)
            report.hold(row)
            for _ in range(2 + table.DELAY_MS_OF[row] // _MINUTE_MS):
                self.alarms.update(_MINUTE_MS)
        self.view.note()
        self.menu.look(True)

    def press(self, *keys: int) -> None:
        """Press keys, one after the other."""
        fingers = Keys()
        for key in keys:
            fingers.pressed = key
            self.menu.act(fingers, 30)


def states(incubator, atlas):
    """Generate (name, stage) of each picture."""
    yield from _mains(incubator, atlas)
    yield from _alarms(incubator, atlas)
    yield from _lists(incubator, atlas)
    yield from _technical(incubator, atlas)


def _mains(incubator, atlas):
    stage = Stage(incubator, atlas)
    stage.settings.set_mode(SKIN)
    stage.live(300)
    stage.measure(36_480, 35_820, 640)
    yield "main-skin", stage

    stage = Stage(incubator, atlas)
    stage.settings.set_mode(AIR)
    stage.live(45)
    stage.measure(36_480, 35_960, 640)
    stage.lose("skin")
    stage.settings.set_override(True)
    stage.settings.set_air(37_800)
    yield "main-override", stage

    stage = Stage(incubator, atlas)
    stage.settings.set_mode(STANDBY)
    stage.lose("skin", "humidity")
    stage.menu.locked = True
    stage.controller.outputs.heater_pm = 0
    yield "main-standby", stage

    stage = Stage(incubator, atlas)
    stage.settings.set_mode(SKIN)
    stage.live(80)
    stage.press(UP)
    yield "main-proposed", stage


def _alarms(incubator, atlas):
    stage = Stage(incubator, atlas)
    stage.settings.set_mode(SKIN)
    stage.alarm(table.HUMIDITY_LOW, table.AIR_LOW, table.AIR_CUTOUT)
    stage.operator.silence()
    yield "alarm-high", stage

    stage = Stage(incubator, atlas)
    stage.settings.set_mode(SKIN)
    stage.alarm(table.SKIN_LOW)
    stage.view.lit = False
    yield "alarm-medium", stage

    stage = Stage(incubator, atlas)
    stage.alarm(table.WATER_LOW)
    yield "alarm-low", stage

    stage = Stage(incubator, atlas)
    stage.settings.set_mode(SKIN)
    stage.alarm(table.SKIN_LOW)
    stage.press(LEFT)
    yield "main-alarm", stage


def _lists(incubator, atlas):
    stage = Stage(incubator, atlas)
    stage.menu.screen = screens.MENU
    stage.menu.row = 1
    yield "menu", stage

    stage = Stage(incubator, atlas)
    stage.menu.screen = screens.SET_POINTS
    stage.menu.row = 2
    stage.press(RIGHT, UP, UP)
    yield "set-points", stage

    stage = Stage(incubator, atlas)
    stage.menu.screen = screens.LIMITS
    yield "alarm-limits", stage

    stage = Stage(incubator, atlas)
    stage.live(1_100)
    stage.live(90, seen=False)
    stage.live(310)
    stage.menu.screen = screens.TRENDS
    stage.menu.row = 2
    yield "trends", stage

    stage = Stage(incubator, atlas)
    stage.alarm(table.AIR_LOW, table.AIR_CUTOUT, table.CLOCK_LOST)
    stage.menu.screen = screens.HISTORY
    yield "history", stage

    stage = Stage(incubator, atlas)
    stage.menu.screen = screens.ALARM_TEST
    stage.menu.row = 2
    stage.press(RIGHT)
    yield "alarm-test", stage

    for name, screen in (
        ("language", screens.LANGUAGE),
        ("volume", screens.VOLUME),
        ("night", screens.NIGHT),
    ):
        stage = Stage(incubator, atlas)
        stage.menu.screen = screen
        if screen == screens.VOLUME:
            stage.press(DOWN)
        yield name, stage


def _technical(incubator, atlas):
    for page in range(screens.SERVICE_PAGES):
        stage = Stage(incubator, atlas)
        stage.lose("skin2")
        stage.menu.screen = screens.SERVICE
        stage.menu.row = page
        stage.view.notice = True
        yield "service-%d" % (page + 1), stage

    stage = Stage(incubator, atlas)
    stage.menu.screen = screens.START_UP
    stage.controller.checks.self_test.stage = 4
    yield "start-up", stage


def alarms(incubator, atlas):
    """Generate (name, stage) of the screen of each alarm, when it alone is shown."""
    for row in range(table.COUNT):
        stage = Stage(incubator, atlas)
        stage.settings.set_mode(SKIN)
        stage.alarm(row)
        yield "alarm-" + table.NAMES[row], stage


PICTURES = {"screens": states, "alarms": alarms}


def paint(stage: Stage, glass) -> None:
    """Paint all of a stage's screen."""
    page = Page()
    view = stage.view
    painter = Painter(glass, view.atlas, view.trend, view.strings, page)
    SCREENS[stage.menu.screen](page, view)
    while painter.waits():
        painter.paint()


class Glass:
    """The driver, in front of the pretended display."""

    def __init__(self):
        clock = World()
        board = Hardware(clock)
        machine.attach(board)
        self.chip = ili9341.Ili9341(clock)
        board.add_spi_bus(_SCK, _MOSI).chips.append(self.chip)
        board.outputs[_SELECT] = self.chip.select
        board.outputs[_DATA_COMMAND] = self.chip.data_command
        clock.advance_us(_POWER_US)
        self.driver = Ili9341(
            machine.SPI(2, 20_000_000, sck=machine.Pin(_SCK), mosi=machine.Pin(_MOSI), miso=None),
            machine.Pin(_SELECT, machine.Pin.OUT, value=1),
            machine.Pin(_DATA_COMMAND, machine.Pin.OUT, value=1),
            time.ticks_diff,
        )
        for _ in range(_STEPS_TO_SHOW):
            time.sleep_ms(self.driver.next_ms(time.ticks_ms()))
            self.driver.turn(time.ticks_ms())


def main(arguments: list) -> int:
    """Run as the module's docstring says."""
    incubator = __import__("boards.incubators.single_300w", None, None, ["single_300w"])
    glass = Glass()
    atlas = Atlas(opened, TILE_ROWS)
    pictures = PICTURES[arguments[1]]
    for argument in arguments[2:]:
        language, _, names = argument.partition("/")
        atlas.use(language)
        while atlas.step():
            pass
        for name, stage in pictures(incubator, atlas):
            if names and name not in names.split(","):
                continue
            paint(stage, glass.driver)
            picture = language + "-" + name
            with open(arguments[0] + "/" + picture + ".rgb565", "wb") as file:
                file.write(glass.chip.words())
            print(picture)
    for fault in glass.chip.faults:
        print("fault", fault)
    return 1 if glass.chip.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
