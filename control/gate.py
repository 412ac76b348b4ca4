"""The gate: nobody else writes Outputs. What is asked for flows as far as it is permitted.

Regulation asks by its demand, the start-up test by its pulse. Protection answers both by its
permits, and the answer is written last: no request can take it back.
"""

from control.records import Demand, Outputs, Permits, Pulse

_FULL_PM = 1_000


def let_through(
    demand: Demand, pulse: Pulse, permits: Permits, standby: bool, outputs: Outputs
) -> None:
    """Fill `outputs` for this period, and take what was asked: what is not renewed is zero."""
    therapy = permits.heat and not standby
    outputs.arm = therapy or (pulse.arm and permits.pulse)
    if therapy:
        outputs.heater_pm = demand.heater_pm
    else:
        outputs.heater_pm = pulse.heater_pm if permits.pulse else 0
    outputs.humidifier_pm = demand.humidifier_pm if permits.humidify and not standby else 0
    # A relay that is welded does not let go: then this ends the heat of heater and boiler.
    outputs.open_cutout = permits.hold_cutout or pulse.open_cutout
    outputs.fan_pm = _FULL_PM
    demand.heater_pm = 0
    demand.humidifier_pm = 0
    pulse.rest()
