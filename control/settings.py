"""What the operator chooses, and the bounds no choice passes."""

from control import limits

STANDBY = 0
AIR = 1
SKIN = 2
MODES = ("standby", "air", "skin")


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


class Settings:
    """The operator's choices. Read the attributes; change them only by the methods."""

    __slots__ = ("air_mc", "can_humidify", "humidity_pm", "mode", "override", "skin_mc")

    def __init__(self) -> None:
        self.mode = STANDBY
        self.air_mc = 34_000
        self.skin_mc = 36_500
        self.humidity_pm = HUMIDITY_OFF
        self.override = False
        self.can_humidify = True  # as the incubator has a humidifier or not

    def set_mode(self, mode: object) -> str:
        """Choose standby, air or skin mode. Returns why not, or an empty string."""
        if type(mode) is not int or not STANDBY <= mode <= SKIN:
            return "mode: choose one of " + ", ".join(MODES)
        self.mode = mode
        return ""

    def set_air(self, air_mc) -> str:
        """Choose the air set point. Returns why not, or an empty string."""
        refusal = AIR_SET.refusal(air_mc, self.override)
        if not refusal:
            self.air_mc = air_mc
        return refusal

    def set_skin(self, skin_mc) -> str:
        """Choose the skin set point. Returns why not, or an empty string."""
        refusal = SKIN_SET.refusal(skin_mc, self.override)
        if not refusal:
            self.skin_mc = skin_mc
        return refusal

    def set_humidity(self, humidity_pm) -> str:
        """Choose the humidity set point, or HUMIDITY_OFF. Returns why not, or an empty string."""
        off = type(humidity_pm) is int and humidity_pm == HUMIDITY_OFF
        if not (off or self.can_humidify):
            return "humidity set point: this incubator has no humidifier"
        refusal = "" if off else HUMIDITY_SET.refusal(humidity_pm, self.override)
        if not refusal:
            self.humidity_pm = humidity_pm
        return refusal

    def set_override(self, override: object) -> str:
        """Enter or leave override; leaving brings every set point back to its normal maximum."""
        if override is not True and override is not False:
            return "override: on or off"
        self.override = override
        if not override:
            self.air_mc = min(self.air_mc, AIR_SET.high)
            self.skin_mc = min(self.skin_mc, SKIN_SET.high)
        return ""
