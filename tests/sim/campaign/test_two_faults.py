"""Two faults at once: where neither switch nor relay can end the heat, the cut-out must."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from control.protection import Protection
from sim.campaign.watch import watch
from tests.sim.campaign.short_lives import scenario

SEED = 3
SHORTED = "heater-stuck-on"
WELDED = "relay-welded"
INFANT = {"weight_g": 1500, "gestation_weeks": 31, "age_days": 3}


def broken(mode, welded_s, shorted_s, *others):
    """The laws that a life with both breaks, and how."""
    life = scenario(
        (welded_s, "fault", WELDED),
        (shorted_s, "fault", SHORTED),
        *others,
        mode=mode,
        infant=INFANT,
        duration_s=2_000,
    )
    return {found.law: found.words for found in watch(life, SEED).violations}


moments_s = st.just(0) | st.integers(1, 1_500)


@pytest.mark.proves("LAW-1-AIR", "LAW-2-STOP", "LAW-2-START")
@settings(max_examples=2)  # random lives by the thousand are the campaign's
@given(mode=st.sampled_from(("standby", "air", "skin")), welded_s=moments_s, shorted_s=moments_s)
@example(mode="standby", welded_s=600, shorted_s=0)
@example(mode="air", welded_s=600, shorted_s=1_200)
def test_a_shorted_switch_behind_a_welded_relay_never_overheats_the_hood(
    mode, welded_s, shorted_s
):
    assert broken(mode, welded_s, shorted_s) == {}


def test_nor_does_it_after_a_reset():
    assert broken("air", 300, 700, (900, "fault", "brown-out")) == {}


@pytest.mark.parametrize("mode", ("air", "skin"))
def test_a_boiler_stuck_on_behind_a_welded_relay_never_overheats_the_hood(mode):
    life = scenario(
        (600, "fault", WELDED),
        (1_500, "fault", "humidifier-stuck-on"),
        mode=mode,
        room_c=30.0,
        infant={"weight_g": 3500, "gestation_weeks": 38, "age_days": 3},
        duration_s=3_000,
    )
    life["machine"] |= {"preset": "double_300w", "humidifier": "boiler"}
    life["start"] |= {"air_mc": 37_000, "skin_mc": 37_000, "humidity_pm": 500}
    assert watch(life, SEED).violations == []


def test_it_would_if_the_cut_out_were_not_told_to_open(monkeypatch):
    update = Protection.update

    def forget(self, *period_and_permits):
        update(self, *period_and_permits)
        period_and_permits[-1].hold_cutout = False

    monkeypatch.setattr(Protection, "update", forget)
    assert "flow" in broken("standby", 600, 1_000)["LAW-2-STOP"]
