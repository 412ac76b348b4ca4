"""What the operator chooses, and the bounds no choice passes."""

from collections import namedtuple

from control import limits
from control.languages import LANGUAGES

STANDBY = 0
AIR = 1
SKIN = 2
MODES = ("standby", "air", "skin")

VOLUMES = ("low", "medium", "high", "full")  # of the alarms: none is silence
FULL_VOLUME = 3
NIGHT = ("off", "on")  # a display that is less bright, but for alarms


class Bounds:
    """The values one setting may take: `low` to `high` in steps; to `override_high` in override.

    `per_unit` of the integer make one `unit` for people: 1000 mc are 1 degC, 10 pm are 1 %.
    """

    def __init__(
        self,
        label: str,
        unit: str,
        per_unit: int,
        low: int,
        high: int,
        override_high: int,
        step: int,
    ):
        self.label = label
        self.unit = unit
        self.per_unit = per_unit
        self.low = low
        self.high = high
        self.override_high = override_high
        self.step = step

    def refusal(self, value: object, override: bool) -> str:
        """Why `value` is refused, in words for the operator; empty if it is allowed."""
        high = self.override_high if override else self.high
        if type(value) is not int:
            return "{}: a whole number is needed".format(self.label)
        if value < self.low:
            return "{}: {} is below {}".format(self.label, self.text(value), self.text(self.low))
        if value > high:
            hint = ": enter override first" if high < value <= self.override_high else ""
            return "{}: {} is above {}{}".format(
                self.label, self.text(value), self.text(high), hint
            )
        if (value - self.low) % self.step:
            return "{}: {} is not in steps of {}".format(
                self.label, self.text(value), self.text(self.step)
            )
        return ""

    def text(self, value: int) -> str:
        """`value` as a person reads it, "36.5 degC"."""
        sign = "-" if value < 0 else ""
        whole, part = divmod(abs(value), self.per_unit)
        decimals = str(self.per_unit + part)[1:].rstrip("0")
        return "{}{}{} {}".format(sign, whole, "." + decimals if decimals else "", self.unit)


AIR_SET = Bounds(
    "air set point",
    "degC",
    1000,
    limits.AIR_SET_MIN_MC,
    limits.AIR_SET_MAX_MC,
    limits.AIR_SET_OVERRIDE_MAX_MC,
    100,
)
SKIN_SET = Bounds(
    "skin set point",
    "degC",
    1000,
    limits.SKIN_SET_MIN_MC,
    limits.SKIN_SET_MAX_MC,
    limits.SKIN_SET_OVERRIDE_MAX_MC,
    100,
)
HUMIDITY_SET = Bounds(
    "humidity set point",
    "%",
    10,
    limits.HUMIDITY_SET_MIN_PM,
    limits.HUMIDITY_SET_MAX_PM,
    limits.HUMIDITY_SET_MAX_PM,
    10,
)
HUMIDITY_OFF = 0

# How far off its set point a quantity alarms: the default is the most.
AIR_ALARM = Bounds(
    "air alarm limit",
    "K",
    1000,
    limits.AIR_ALARM_MIN_MC,
    limits.AIR_DEVIATION_MC,
    limits.AIR_DEVIATION_MC,
    100,
)
SKIN_ALARM = Bounds(
    "skin alarm limit",
    "K",
    1000,
    limits.SKIN_ALARM_MIN_MC,
    limits.SKIN_DEVIATION_MC,
    limits.SKIN_DEVIATION_MC,
    100,
)
HUMIDITY_ALARM = Bounds(
    "humidity alarm limit",
    "%",
    10,
    limits.HUMIDITY_ALARM_MIN_PM,
    limits.HUMIDITY_DEVIATION_PM,
    limits.HUMIDITY_DEVIATION_PM,
    10,
)

# name: on the console and in scenarios. field: attribute of Settings, and the name in flash and
# log. Either `bounds`, of a number, which may also be 0 for off where that is its default; or
# `words`, of a choice, whose value is its place among them; or neither, of what is on or off, by a
# key alone. group: the list in which the menu has it, empty if in none.
Setting = namedtuple("Setting", ("name", "field", "default", "bounds", "words", "group"))
# Override stands before the set points: it decides how far they go.
SETTINGS: tuple = (
    Setting("mode", "mode", STANDBY, None, MODES, "set-points"),
    Setting("override", "override", False, None, (), ""),
    Setting("air", "air_mc", 34_000, AIR_SET, (), "set-points"),
    Setting("skin", "skin_mc", 36_500, SKIN_SET, (), "set-points"),
    Setting("humidity", "humidity_pm", HUMIDITY_OFF, HUMIDITY_SET, (), "set-points"),
    Setting("air_alarm", "air_alarm_mc", limits.AIR_DEVIATION_MC, AIR_ALARM, (), "alarm-limits"),
    Setting(
        "skin_alarm",
        "skin_alarm_mc",
        limits.SKIN_DEVIATION_MC,
        SKIN_ALARM,
        (),
        "alarm-limits",
    ),
    Setting(
        "humidity_alarm",
        "humidity_alarm_pm",
        limits.HUMIDITY_DEVIATION_PM,
        HUMIDITY_ALARM,
        (),
        "alarm-limits",
    ),
    Setting("volume", "volume", FULL_VOLUME, None, VOLUMES, ""),
    Setting("language", "language", 0, None, LANGUAGES, ""),
    Setting("night", "night", 0, None, NIGHT, ""),
)


class Settings:
    """The operator's choices. Read the attributes; change them only by the methods.

    changes: how often one was chosen, be it the same again: where this is as it was, all is.
    """

    __slots__ = tuple([row.field for row in SETTINGS]) + ("can_humidify", "changes")

    # Those by which something is decided.
    mode: int
    override: bool
    air_mc: int
    skin_mc: int
    humidity_pm: int
    air_alarm_mc: int
    skin_alarm_mc: int
    humidity_alarm_pm: int
    volume: int
    language: int
    night: int

    def __init__(self) -> None:
        for row in SETTINGS:
            setattr(self, row.field, row.default)
        self.can_humidify = True  # as the incubator has a humidifier or not
        self.changes = 0

    def serves(self, field: str) -> bool:
        """Whether the incubator has what this setting is for."""
        return field != "humidity_pm" or self.can_humidify

    def air_off_mc(self) -> int:
        """How far the air may be off its set point: as was chosen, never more than the default."""
        return min(self.air_alarm_mc, limits.AIR_DEVIATION_MC)

    def skin_off_mc(self) -> int:
        """The same of the skin."""
        return min(self.skin_alarm_mc, limits.SKIN_DEVIATION_MC)

    def humidity_off_pm(self) -> int:
        """The same of the humidity."""
        return min(self.humidity_alarm_pm, limits.HUMIDITY_DEVIATION_PM)

    def set(self, field: str, value: object) -> str:
        """Choose a value of a setting. Returns why not, or an empty string.

        Leaving override brings every set point back to its normal maximum.
        """
        for row in SETTINGS:
            if row.field == field:
                refusal = _refusal(row, value, self.override)
                if not refusal and value and not self.serves(field):
                    refusal = row.bounds.label + ": this incubator has no humidifier"
                if not refusal:
                    setattr(self, field, value)
                    self.changes += 1
                break
        if field == "override" and value is False:
            for row in SETTINGS:
                if row.bounds:
                    setattr(self, row.field, min(getattr(self, row.field), row.bounds.high))
        return refusal

    def set_mode(self, mode: object) -> str:
        """Choose standby, air or skin mode, as `set` does."""
        return self.set("mode", mode)

    def set_air(self, air_mc: object) -> str:
        """Choose the air set point, as `set` does."""
        return self.set("air_mc", air_mc)

    def set_skin(self, skin_mc: object) -> str:
        """Choose the skin set point, as `set` does."""
        return self.set("skin_mc", skin_mc)

    def set_humidity(self, humidity_pm: object) -> str:
        """Choose the humidity set point, or HUMIDITY_OFF, as `set` does."""
        return self.set("humidity_pm", humidity_pm)

    def set_override(self, override: object) -> str:
        """Enter or leave override, as `set` does."""
        return self.set("override", override)


def _refusal(row, value: object, override: bool) -> str:
    """Why a setting cannot have this value; empty if it can."""
    if row.bounds:
        off = not row.default and type(value) is int and value == HUMIDITY_OFF
        return "" if off else row.bounds.refusal(value, override)
    if row.words:
        known = type(value) is int and 0 <= value < len(row.words)
        return "" if known else "{}: choose one of {}".format(row.name, ", ".join(row.words))
    return "" if value is True or value is False else row.name + ": on or off"
