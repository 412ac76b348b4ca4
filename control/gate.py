"""The gate: nobody else writes Outputs. What is asked for flows as far as it is permitted.

Regulation asks by its demand, the start-up test by its pulse. Protection answers both by its
permits, and the answer is written last: no request can take it back.
"""

from control.records import Demand, Outputs, Permits, Pulse

_FULL_PM = 1_000


def let_through(
    demand: Demand,
    pulse: Pulse,
    permits: Permits,
    air_mc: int,
    standby: bool,
    outputs: Outputs,
) -> None:
    """Fill `outputs` for this period, and take what was asked: what is not renewed is zero.

    air_mc: what the hotter channel shows. Above the ceiling the heater rests, but the relay stays
    closed: if it opened, the mist would end as well, and that would warm the air.
    """
    therapy = permits.heat and not standby
    outputs.arm = therapy or (pulse.arm and permits.pulse)
    outputs.humidifier_pm = 0
    if permits.humidify and not standby:
        outputs.humidifier_pm = min(demand.humidifier_pm, permits.moisture_most_pm)
    outputs.heater_pm = 0
    if therapy:
        cool = air_mc <= permits.heat_most_mc
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
