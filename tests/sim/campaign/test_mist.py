"""What mist does to the hood when it ends at once: its cooling goes, the heat against it stays."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from boards.incubators import single_300w
from sim.campaign.watch import watch
from tests.sim.campaign.short_lives import scenario

SEED = 7
WARM_S = 3_000  # as warm by then as the mist lets the hood be, or nearly

STUCK_ON = "humidifier-stuck-on"


def broken(air_mc, end_s, preset, humidity_pm=0):
    """What LAW-1-AIR says of a humidifier that ran unasked from power-on until end_s."""
    life = scenario(
        (0, "fault", STUCK_ON), (end_s, "clear", STUCK_ON), duration_s=end_s + 150, room_c=22.0
    )
    life["machine"] |= {"preset": preset, "humidifier": "ultrasonic"}
    life["start"] |= {"air_mc": air_mc, "humidity_pm": humidity_pm}
    return [found.words for found in watch(life, SEED).violations if found.law == "LAW-1-AIR"]


@pytest.mark.proves("LAW-1-AIR", "SAFE-MIST")
@settings(max_examples=2)
@given(
    air_mc=st.integers(350, 370).map(lambda tenths: tenths * 100),
    end_s=st.integers(600, 4_000),
    preset=st.sampled_from(("single_300w", "double_300w", "low_cost_200w")),
    humidity_pm=st.sampled_from((0, 600, 950)),
)
@example(air_mc=37_000, end_s=WARM_S, preset="low_cost_200w", humidity_pm=950)
@example(air_mc=36_100, end_s=WARM_S, preset="single_300w", humidity_pm=0)
def test_the_end_of_mist_that_ran_unasked_never_overheats_the_hood(
    air_mc, end_s, preset, humidity_pm
):
    assert broken(air_mc, end_s, preset, humidity_pm) == []


def test_it_would_if_the_air_were_not_kept_cooler_meanwhile(monkeypatch):
    monkeypatch.setattr(single_300w, "MIST_RISE_MC_PER_W", 10)
    assert "the hood air is at 38" in broken(37_000, WARM_S, "single_300w")[0]
