"""Every output, described once; and the gate, which alone writes them.

Regulation asks by its demand, the start-up test by its pulse. Protection answers both by its
permits, and the answer is written last: no request can take it back.
"""

from control.records import Demand, Permits, Pulse
from control.sensing import Estimates
from control.settings import STANDBY, Settings

_FULL_PM = 1_000

# Attribute of Outputs; the part of firmware/hardware.py that drives it; its name on the console
# and the data port, empty where they do not tell it; its unit, and how many of it make one; the
# value at which an hour of work counts in full, 0 where hours are not counted.
OUTPUTS = (
    ("heater_pm", "heater", "heater", "%", 10, _FULL_PM),
    ("humidifier_pm", "humidifier", "humidifier", "%", 10, 0),
    ("fan_pm", "fan", "fan_duty", "%", 10, 0),  # its hours are those in which it is seen to turn
    # The thermal cut-out is made to believe that it is hot.
    ("open_cutout", "cutout", "", "", 0, 0),
    # The arm signal toggles, which holds the relay: last, when all else has been told.
    ("arm", "arm", "arm", "", 0, 0),
)


class Outputs:
    """What the drivers are told: per mille of full duty, or whether it is on."""

    __slots__ = tuple([row[0] for row in OUTPUTS])

    arm: bool
    fan_pm: int
    heater_pm: int
    humidifier_pm: int
    open_cutout: bool

    def __init__(self) -> None:
        for name, _, _, unit, _, _ in OUTPUTS:
            setattr(self, name, 0 if unit else False)


class Gate:
    """What is asked for, and what flows of it: nobody else writes `outputs`.

    demand: what regulation asks for. pulse: what the start-up test asks for.
    """

    __slots__ = ("_estimates", "_permits", "_settings", "demand", "outputs", "pulse")

    def __init__(self, settings: Settings, estimates: Estimates, permits: Permits):
        self._settings = settings
        self._estimates = estimates
        self._permits = permits
        self.demand = Demand()
        self.pulse = Pulse()
        self.outputs = Outputs()

    def let_through(self, humidifier, regulation, dt_ms: int) -> None:
        """Fill `outputs` for this period, and take what was asked: what is not renewed is zero.

        humidifier: its check, which may ask for the opposite. regulation: is told what it asked
        for and was not permitted. Above the ceiling of the air the heater rests, but the relay
        stays closed: if it opened, the mist would end as well, and that would warm the air.
        """
        demand = self.demand
        pulse = self.pulse
        permits = self._permits
        outputs = self.outputs
        standby = self._settings.mode == STANDBY
        therapy = permits.heat and not standby
        cool = self._estimates.air_hottest_mc <= permits.heat_most_mc
        if demand.heater_pm > 0 and not (permits.heat and cool):
            regulation.heat_gated()
        if demand.humidifier_pm > 0 and not permits.humidify:
            regulation.moisture_gated(self._estimates, dt_ms)
        outputs.arm = therapy or (pulse.arm and permits.pulse)
        humidifier_pm = humidifier.ask(demand.humidifier_pm, therapy)
        outputs.humidifier_pm = 0
        if permits.humidify and not standby:
            outputs.humidifier_pm = min(humidifier_pm, permits.moisture_most_pm)
        outputs.heater_pm = 0
        if therapy:
            if cool and outputs.humidifier_pm <= permits.moisture_heat_pm:
                outputs.heater_pm = demand.heater_pm
        elif permits.pulse:
            outputs.heater_pm = pulse.heater_pm
        # A welded relay does not open; then the open cut-out ends the heat of heater and boiler.
        outputs.open_cutout = permits.hold_cutout or pulse.open_cutout
        outputs.fan_pm = _FULL_PM
        demand.heater_pm = 0
        demand.humidifier_pm = 0
        pulse.rest()
