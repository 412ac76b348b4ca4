"""A regulation that always asks for everything: what protects stands before it, and suffices."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from control.regulation import Regulation
from sim.campaign.watch import watch
from tests.sim.campaign.short_lives import scenario

pytestmark = pytest.mark.proves("LAW-1-AIR", "LAW-2-STOP", "SAFE-SKIN-MODE-AIR", "SAFE-MIST")

SEED = 11
INFANT = {"weight_g": 1500, "gestation_weeks": 31, "age_days": 3}
SOLE = {"LAW-0-PROGRAM", "LAW-1-AIR", "LAW-2-STOP", "LAW-2-START"}


def _everything(self, estimates, settings, hood_open, supply_mv, permits, dt_ms, demand):
    demand.heater_pm = demand.humidifier_pm = 1_000
    demand.air_target_mc = settings.air_mc


def _broken(preset, humidifier, mode, air_mc, fault, at_s):
    life = scenario(
        (at_s, "fault", fault), duration_s=at_s + 300, mode=mode, room_c=26.0, infant=INFANT
    )
    life["machine"] |= {"preset": preset, "humidifier": humidifier}
    life["start"] |= {"air_mc": air_mc, "humidity_pm": 600}
    return [found.words for found in watch(life, SEED).violations if found.law in SOLE]


@settings(max_examples=2)
@given(
    preset=st.sampled_from(("single_300w", "double_300w", "low_cost_200w")),
    humidifier=st.sampled_from(("boiler", "ultrasonic")),
    mode=st.sampled_from(("standby", "air", "skin")),
    air_mc=st.integers(300, 370).map(lambda tenths: tenths * 100),
    fault=st.sampled_from(
        ("humidifier-dry", "humidifier-stuck-on", "fan-stopped", "air-sensor-silent")
    ),
    at_s=st.integers(300, 2_400),
)
@example("single_300w", "ultrasonic", "skin", 34_000, "humidifier-dry", 1_500)
@example("single_300w", "ultrasonic", "air", 37_000, "humidifier-dry", 2_400)
@example("low_cost_200w", "ultrasonic", "air", 37_000, "humidifier-stuck-on", 900)
def test_no_air_is_too_hot_whatever_regulation_asks_for(
    preset, humidifier, mode, air_mc, fault, at_s
):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Regulation, "update", _everything)
        assert _broken(preset, humidifier, mode, air_mc, fault, at_s) == []
