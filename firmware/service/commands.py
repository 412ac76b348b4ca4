"""What the service console can be asked to do, and how it answers.

Nothing here reaches past a protective limit: settings go through the methods that the keys go
through, override is for the hand on its key alone, and what would disturb therapy waits for
standby.
"""

from micropython import const

from control.alarm_table import NAMES, PRIORITIES, PRIORITY_OF
from control.dew_point import condensation_likely
from control.quantities import QUANTITIES
from control.settings import HUMIDITY_OFF, SETTINGS, STANDBY
from firmware.panel.alarm_words import opened, words
from firmware.service.fixed_point import parse
from firmware.service.replies import json_line, plain
from firmware.service.values import values
from firmware.storage import hours, timestamp
from firmware.storage.event_log import CALIBRATED, CLOCK_SET, FAILED

# Replies for when no memory is left to make one.
_FAILED = "error: the command failed"
_FAILED_JSON = '{"ok": false, "error": "the command failed"}'
_WET = "advice: at this air temperature water will settle on the walls of the hood"
_LITTLE_MIST = "advice: so near its cut-out this air may get little mist; cooler air gets more"
_HALF_PM = const(500)  # of the humidifier's duty
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = const(2)


# A row: name, arguments (those in brackets may be left out), the method for it. In help.txt it has
# a line, what it does. Rows of constants alone are in flash where the program is frozen.
_COMMANDS = (
    ("help", "", "_help"),
    ("version", "", "_show_version"),
    ("values", "", "_values"),
    ("get", "NAME", "_get"),
    ("set", "NAME VALUE", "_set"),
    ("alarms", "", "_alarms"),
    ("log", "", "_log"),
    ("trends", "", "_show_trends"),
    ("hours", "", "_show_hours"),
    ("filter", "changed", "_filter"),
    ("self-test", "", "_self_test"),
    ("calibration", "", "_show_calibration"),
    ("calibrate", "SENSOR LOW_SHOWN LOW_TRUE HIGH_SHOWN HIGH_TRUE WHO", "_calibrate"),
    ("clock", "[YYYY-MM-DD HH:MM:SS]", "_set_clock"),
    ("json", "on|off", "_json"),
)


class Refused(Exception):
    """Why a command is not carried out, in words for the technician."""


class Commands:
    """version: what runs, in one line. json: replies are JSON lines.

    settings, controller, readings: of control/. clock: a Ds3231. events: an EventLog. trends: has
    lines(). calibration: a CalibrationFile, or anything with its lines() and set().
    repeat_self_test(): returns why not, or an empty string. archive: has settings_kept(settings),
    calibration_kept() and an Hours.
    """

    def __init__(
        self,
        version: str,
        settings,
        controller,
        readings,
        clock,
        events,
        trends,
        calibration,
        repeat_self_test,
        archive,
    ):
        self._version = version
        self._settings = settings
        self._controller = controller
        self._readings = readings
        self._clock = clock
        self._events = events
        self._trends = trends
        self._calibration = calibration
        self._repeat_self_test = repeat_self_test
        self._archive = archive
        self.json = False

    def run(self, line: str):
        """Carry out one line. Yields the lines of the reply; the last says ok, or what is wrong.

        None among them: nothing yet, for a step is to be short, or flash is still to be written.
        No exception gets past here: a fault of the service port is no reason to end therapy. One
        that is no refusal is a fault of ours, and logged.
        """
        name = ""  # of a command that there is: what else was typed is nothing for the log
        try:
            words = line.split()
            if not words:
                return
            command = self._find(words)
            name = words[0]
            for row in command(words[1:]):
                yield None if row is None else self._text(row)
            yield self._text((("ok", True),)) if self.json else "ok"
        except Exception as error:
            yield self._end(name, error)

    def _end(self, name: str, error: Exception) -> str:
        """The last line of a reply to a command that `error` ended."""
        try:
            if isinstance(error, Refused):
                return self.refusal(str(error))
            kind = type(error).__name__
            self._note(FAILED, name + " " + kind)
            return self.refusal("{} failed: {}, see the log".format(name, kind))
        except Exception:  # memory is short: no new words
            return _FAILED_JSON if self.json else _FAILED

    def refusal(self, reason: str) -> str:
        """The line that refuses a command for `reason`."""
        if self.json:
            return self._text((("ok", False), ("error", reason)))
        return "error: " + reason

    def _text(self, row: tuple) -> str:
        return json_line(row) if self.json else plain(row)

    def _find(self, words: list):
        for name, usage, method in _COMMANDS:
            if name == words[0]:
                wanted = len(usage.split())
                given = len(words) - 1
                if given != wanted and (given or not usage.startswith("[")):
                    raise Refused(_miscounted(name, usage, wanted, given))
                return getattr(self, method)
        raise Refused("no command {}: help lists them".format(words[0]))

    # --- what can be asked -----------------------------------------------------------------------

    def _help(self, _):
        with opened("service/help") as text:
            for name, usage, _ in _COMMANDS:
                command = "{} {}".format(name, usage) if usage else name
                yield (("command", command), ("does", text.readline().rstrip()))

    def _show_version(self, _):
        yield (("version", self._version),)

    def _values(self, _):
        for value in values(self._settings, self._controller, self._readings):
            yield _row(value)

    def _get(self, words: list):
        for value in values(self._settings, self._controller, self._readings):
            if value[0] == words[0]:
                yield _row(value)
                return
        raise Refused("no value {}: values lists them".format(words[0]))

    def _alarms(self, _):
        alarms = self._controller.alarms
        for row in bytes(alarms.listed)[: alarms.count]:  # as they are now, however long it takes
            message, cause, remedy = yield from words(NAMES[row])
            yield (
                ("priority", PRIORITIES[PRIORITY_OF[row]]),
                ("alarm", NAMES[row]),
                ("message", message),
                ("cause", cause),
                ("remedy", remedy),
            )

    def _log(self, _):
        return _lines(self._events)

    def _show_trends(self, _):
        return _lines(self._trends)

    def _show_hours(self, _):
        worked = self._archive.hours
        for what in range(len(hours.NAMES)):
            yield _row((hours.NAMES[what], worked.of(what), "h"))
        yield _row(("filter_due", worked.filter_due, ""))

    def _show_calibration(self, _):
        return _lines(self._calibration)

    # --- what can be changed ---------------------------------------------------------------------

    def _set(self, words: list):
        row = _setting(words[0])
        word = words[1]
        if row.words:
            value = row.words.index(word) if word in row.words else -1
        elif not row.default and word == "off":
            value = HUMIDITY_OFF
        else:
            value = _number(word, row.bounds.per_unit)
        settings = self._settings
        _unless(settings.set(row.field, value))
        yield from _until(lambda: self._archive.settings_kept(settings))
        yield from self._get(["set_" + row.name if row.bounds else row.name])
        air = self._controller.estimates.air
        if row.field == "humidity_pm" and condensation_likely(air, settings.humidity_pm):
            yield (("advice", _WET),)
        elif row.field == "humidity_pm" and settings.humidity_pm != HUMIDITY_OFF:
            if self._controller.permits.moisture_most_pm < _HALF_PM:
                yield (("advice", _LITTLE_MIST),)

    def _filter(self, words: list):
        if words[0] != "changed":
            raise Refused("filter changed, once it is")
        self._archive.hours.change_filter()
        yield from _until(lambda: self._archive.settings_kept(self._settings))

    def _json(self, words: list):
        if words[0] not in ("on", "off"):
            raise Refused("json on or json off")
        self.json = words[0] == "on"
        return ()

    def _self_test(self, _):
        self._in_standby("self-test")
        _unless(self._repeat_self_test())
        return self._get(["self_test"])

    def _calibrate(self, words: list):
        self._in_standby("calibrate")
        per_unit = 1000  # or any: where there is no such sensor it is refused
        for row in QUANTITIES:
            if row.name == words[0]:
                per_unit = row.per_unit
        numbers = [_number(word, per_unit) for word in words[1:5]]
        _unless(self._calibration.set(words[0], *numbers, words[5]))
        self._note(CALIBRATED, words[0])
        yield from _until(self._archive.calibration_kept)

    def _set_clock(self, words: list):
        clock = self._clock
        if words:
            self._in_standby("clock")
            try:
                clock.set(*_time(words))
            except ValueError as error:
                raise Refused("clock: {}".format(error))
            clock.stamp()  # or the next cut would be measured from a stamp of the old time
            self._note(CLOCK_SET)
        clock.read()
        time = timestamp.words(
            clock.year, clock.month, clock.day, clock.hour, clock.minute, clock.second
        )
        yield (("clock", time), ("state", "lost: set it" if clock.lost else ""))

    def _note(self, event: int, subject: str = "") -> None:
        self._events.note(self._controller.alarms.uptime_s, event, subject)

    def _in_standby(self, name: str) -> None:
        if self._settings.mode != STANDBY:
            raise Refused(name + ": in standby only")


def _miscounted(name: str, usage: str, wanted: int, given: int) -> str:
    """What is wrong with a command of `given` words behind its name."""
    says = "{} {}".format(name, usage) if usage else name + " alone"
    hint = "; WHO is one word: Anna-Maria" if given > wanted and usage.endswith("WHO") else ""
    return "{} takes {} word{}, {} came: {}{}".format(
        name, wanted or "no", "" if wanted == 1 else "s", given, says, hint
    )


def _row(value: tuple) -> tuple:
    return (("name", value[0]), ("value", value[1]), ("unit", value[2]))


def _lines(source):
    for line in source.lines():
        yield None if line is None else (("line", line),)


def _unless(refusal: str) -> None:
    if refusal:
        raise Refused(refusal)


def _until(kept):
    """Wait until flash has what was changed: kept() gives "", None while it waits, or why not."""
    refusal = kept()
    while refusal is None:
        yield None
        refusal = kept()
    _unless(refusal)


def _setting(name: str):
    names = []
    for row in SETTINGS:
        if row.bounds or row.words:
            if row.name == name:
                return row
            names.append(row.name)
    raise Refused("set {} or {}".format(", ".join(names[:-1]), names[-1]))


def _number(word: str, per_unit: int) -> int:
    number = parse(word, per_unit)
    if number is None:
        raise Refused("{} is no number here: 36.5 is one".format(word))
    return number


def _time(words: list) -> list:
    """Year to second of "YYYY-MM-DD HH:MM:SS"."""
    numbers = [parse(part, 1) for part in words[0].split("-") + words[1].split(":")]
    if len(numbers) != 6 or None in numbers:
        raise Refused("clock YYYY-MM-DD HH:MM:SS")
    year, month, day = numbers[:3]
    leap_day = month == _FEBRUARY and day == _DAYS[1]
    if not 1 <= month <= 12 or day > _DAYS[month - 1] or (leap_day and year % 4):
        raise Refused("clock: no such day")
    return numbers
