"""A still rotor is found within the fan's time, whatever its line picks up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.alarm_table import NAMES
from tests.looking import After

FAULT_S = 40
HEAT_OFF_WITHIN_S = 3


def heat_off_after_s(run):
    """Seconds from the faults until no heat is asked for, and the fan's alarm is shown."""
    off = []

    def look(t_s):
        if t_s >= FAULT_S and run.program:
            alarms = run.program.controller.alarms
            shown = {NAMES[alarms.listed[place]] for place in range(alarms.count)}
            if not run.program.controller.outputs.heater_pm and "fan-fault" in shown:
                off.append(t_s - FAULT_S)

    run.observers.append(After(look))
    run.play()
    return min(off, default=None)


@pytest.mark.proves("SAFE-FAN")
def test_noise_on_the_line_hides_no_still_rotor(warm_up):
    timetable = [
        {"at_s": FAULT_S, "do": "fault", "value": fault}
        for fault in ("tachometer-noisy", "fan-stopped")
    ]
    after_s = heat_off_after_s(warm_up(FAULT_S + 200, timetable))
    assert after_s is not None and after_s <= HEAT_OFF_WITHIN_S, after_s


@pytest.mark.proves("SAFE-FAN")
@given(rpm=st.integers(9_001, 1 << 30) | st.integers(-(1 << 30), 1_499))
def test_a_speed_that_no_fan_has_is_not_a_fan_that_runs(rpm):
    from control import limits

    assert not limits.fan_runs(rpm)
    assert limits.fan_runs(limits.FAN_MIN_RPM)
    assert limits.fan_runs(limits.FAN_MAX_RPM)
