"""What the screens show: everything that they may look at, and what they need to remember."""

from array import array

from micropython import const

from control.alarm_table import COUNT
from firmware.panel.page import NO_VALUE
from firmware.panel.trend import Trend

# Of the strings.
VERSION_STRING = const(0)
BOARD_STRING = const(1)
INCUBATOR_STRING = const(2)
BEGAN_STRING = const(3)  # why this life of the program began
LAST_WORDS_STRING = const(4)  # of the life before
FAULT_STRING = const(5)  # what is wrong with an atlas
STRINGS = const(6)

_SEEN = const(8)  # numbers of the main screen
PAST = const(24)  # alarms that the history has

_MC_OF_TENTH = 100


class Past:
    """The last PAST alarms that began, with their times."""

    def __init__(self):
        self._rows = bytearray(PAST)
        self._dates = array("h", [0] * PAST)
        self._minutes = array("h", [0] * PAST)
        self._next = 0
        self.count = 0

    def remember(self, row: int, date: int, minute: int) -> None:
        """One began. date: 100 times the month and the day, 0 if not known. minute: of the day."""
        at = self._next
        self._rows[at] = row
        self._dates[at] = date
        self._minutes[at] = minute
        self._next = (at + 1) % PAST
        self.count = min(self.count + 1, PAST)

    def alarm(self, back: int) -> tuple:
        """Row, date and minute of the one `back` before the newest; NO_VALUE if not known."""
        at = (self._next - 1 - back) % PAST
        if not self._dates[at]:
            return self._rows[at], NO_VALUE, NO_VALUE
        return self._rows[at], self._dates[at], self._minutes[at]


class View:
    """settings to menu: as their names say. trend: a Trend. strings: VERSION_STRING and so on.
    sensors: of each of control/quantities.py its driver, the driver's attribute, its Correction.
    hours: of firmware/storage/hours.py.

    past: the alarms of this life. past_before: those of the lives before.
    since_min: of each alarm the minute of the day at which it began, NO_VALUE if unknown.
    lit: the alarm's symbol is in the bright half of its flash. notice: this build is under
    development. atlas: knows how many lines a text has.
    """

    def __init__(self, settings, controller, readings, clock, operator, menu, atlas):
        self.settings = settings
        self.controller = controller
        self.estimates = controller.estimates
        self.alarms = controller.alarms
        self.readings = readings
        self.clock = clock
        self.operator = operator
        self.menu = menu
        self.atlas = atlas
        self.notice = False
        self.strings = [""] * STRINGS
        self.sensors: tuple = ()
        self.hours = None
        self.trend = Trend()
        self.since_min = array("i", [NO_VALUE] * COUNT)
        self.lit = True
        self._known = bytearray(COUNT)
        self._seen = array("i", [0] * _SEEN)
        self.past = Past()
        self.past_before = Past()

    def note(self) -> None:
        """After every period: remember what was measured, and when alarms began."""
        alarms = self.alarms
        self.trend.note(self.estimates, alarms.uptime_s)
        present = alarms.present
        known = self._known
        if present == known:
            return
        minute = self.minute()
        for row in range(COUNT):
            if present[row] != known[row]:
                known[row] = present[row]
                self.since_min[row] = minute
                if present[row]:
                    clock = self.clock
                    date = 0 if clock.lost else clock.month * 100 + clock.day
                    self.past.remember(row, date, max(minute, 0))

    def moved(self) -> bool:
        """Whether the main screen would show another number than when this was asked last."""
        estimates = self.estimates
        seen = self._seen
        moved = False
        index = 0
        for value in (
            tenths(estimates.skin),
            tenths(estimates.air),
            per_cent(estimates.humidity),
            self.controller.outputs.heater_pm // 10,
            self.minute(),
            self.trend.changes,
            int(self.readings.mains),
            self.settings.changes,
        ):
            if seen[index] != value:
                seen[index] = value
                moved = True
            index += 1
        return moved

    @property
    def past_count(self) -> int:
        """How many alarms the history has."""
        return min(self.past.count + self.past_before.count, PAST)

    def past_alarm(self, back: int) -> tuple:
        """Row, date and minute of the alarm that began `back` before the newest; row -1: there is
        none.
        """
        if back >= self.past_count:
            return -1, NO_VALUE, NO_VALUE
        here = self.past.count
        return self.past.alarm(back) if back < here else self.past_before.alarm(back - here)

    def minute(self) -> int:
        """Of the day, by the clock as last read; NO_VALUE if it has lost the time."""
        clock = self.clock
        return NO_VALUE if clock.lost else clock.hour * 60 + clock.minute


def tenths(channel) -> int:
    """What a temperature channel shows, in tenths of a degree; NO_VALUE if it is not to be
    believed now."""
    return (channel.value + _MC_OF_TENTH // 2) // _MC_OF_TENTH if channel.valid else NO_VALUE


def per_cent(channel) -> int:
    """What a humidity channel shows, in per cent; NO_VALUE likewise."""
    return (channel.value + 5) // 10 if channel.valid else NO_VALUE
