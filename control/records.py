"""What flows through one control period. Each record is made once and filled in place."""

from control.quantities import QUANTITIES


class Sample:
    """One quantity as its driver gave it this period: `value` counts only when `fresh`.

    hot: the higher of `value` and what the sensor said before it was corrected.
    """

    __slots__ = ("fault", "fresh", "hot", "value")

    def __init__(self) -> None:
        self.value = 0
        self.hot = 0
        self.fresh = False
        self.fault = 0  # non-zero: the driver knows the sensor is broken (open, short)

    def take(self, value: int) -> None:
        """A new good reading that needs no correction."""
        self.correct(value, value)

    def correct(self, raw: int, value: int) -> None:
        """A new good reading: what the sensor said, and what its calibration makes of it."""
        self.value = value
        self.hot = max(raw, value)
        self.fresh = True
        self.fault = 0

    def miss(self, fault: int = 0) -> None:
        """No reading this period; `fault` if the driver knows why."""
        self.fresh = False
        self.fault = fault


class Readings:
    """What the drivers read.

    samples: a Sample for each of QUANTITIES, in their order; the first of them have names.
    """

    __slots__ = (
        "air",
        "air2",
        "battery_mv",
        "cutout_tripped",
        "element",
        "fan_rpm",
        "heater_ma",
        "hood_open",
        "humidifier_on",
        "humidity",
        "mains",
        "samples",
        "skin",
        "skin2",
        "supply_mv",
        "switches_fresh",
        "water_low",
    )

    def __init__(self) -> None:
        self.samples = samples = tuple([Sample() for _ in QUANTITIES])
        self.air, self.air2, self.skin, self.skin2, self.element, self.humidity = samples[:6]
        self.heater_ma = Sample()
        self.supply_mv = Sample()
        self.fan_rpm = 0
        self.battery_mv = 0
        self.switches_fresh = False  # hood, humidifier and water have just been looked at
        self.hood_open = False
        self.humidifier_on = False  # it has voltage, or had some moments ago
        self.water_low = False
        self.mains = False
        self.cutout_tripped = True  # until the hardware cut-out says otherwise


class Permits:
    """What protection allows this period, and which of its reasons stand against heat.

    heat: for therapy. pulse: for the start-up test, which is itself a reason against therapy.
    hold_cutout: the thermal cut-out is to be kept open. air_most_mc: the warmest air that may be
    steered to. heat_most_mc: heat flows while the hotter air channel shows no more.
    moisture_most_pm: the most of the humidifier's duty that may flow.
    moisture_heat_pm: the most of it that may flow together with heat.
    """

    __slots__ = (
        "air_most_mc",
        "heat",
        "heat_most_mc",
        "hold_cutout",
        "humidify",
        "moisture_heat_pm",
        "moisture_most_pm",
        "pulse",
        "reasons",
    )

    def __init__(self) -> None:
        self.heat = False
        self.pulse = False
        self.humidify = False
        self.hold_cutout = False
        self.air_most_mc = 0
        self.heat_most_mc = 0
        self.moisture_most_pm = 0
        self.moisture_heat_pm = 0
        self.reasons = 0  # bits of control.protection


class Demand:
    """What regulation asks for. The gate takes it: what is not renewed asks for nothing."""

    __slots__ = ("air_target_mc", "heater_pm", "humidifier_pm")

    def __init__(self) -> None:
        self.heater_pm = 0
        self.humidifier_pm = 0
        self.air_target_mc = (
            0  # what the air is steered to: the set point, or the skin loop's word
        )


class Pulse:
    """What the start-up test asks for. The gate takes it, as it takes a demand.

    heater_pm, arm, open_cutout: as in Outputs.
    """

    __slots__ = ("arm", "heater_pm", "open_cutout")

    def __init__(self) -> None:
        self.rest()

    def rest(self) -> None:
        """Ask for nothing."""
        self.heater_pm = 0
        self.arm = False
        self.open_cutout = False
