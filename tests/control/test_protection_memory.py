"""What protection carries from one period to the next, and how it lets go of it."""

import pytest

from control import protection
from control.settings import AIR, SKIN
from tests.control.bench import BROKEN, ELEMENT_LIMIT_MC, Bench

pytestmark = pytest.mark.proves("LAW-2-STOP")


def _hood(air_mc):
    return {"air": air_mc, "air2": air_mc}


def _tripped(**hot):
    """A bench in skin mode that began too hot, and is cool again."""
    bench = Bench(SKIN)
    bench.period(**hot)
    assert not bench.heat
    bench.periods(60, **dict.fromkeys(hot, 36_000))
    return bench


# --- reset ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ("air", "air2"))
def test_the_air_cut_out_is_reset_with_the_one_channel_left(lost):
    bench = _tripped(**_hood(37_700))
    bench.period(**{lost: BROKEN})
    assert not bench.reset_cutouts() & protection.AIR_CUTOUT


@pytest.mark.parametrize("left", ("air", "air2"))
def test_the_one_channel_left_keeps_the_air_cut_out_while_it_is_hot(left):
    bench = _tripped(**_hood(37_700))
    lost = "air2" if left == "air" else "air"
    bench.periods(2, **{left: 37_201, lost: BROKEN})
    assert bench.reset_cutouts() & protection.AIR_CUTOUT


@pytest.mark.parametrize(
    ("hot", "bit"),
    (
        (_hood(37_700), protection.AIR_CUTOUT),
        ({"element": ELEMENT_LIMIT_MC}, protection.ELEMENT_HOT),
    ),
    ids=("air", "element"),
)
def test_having_been_cool_before_its_sensor_broke_resets_no_cut_out(hot, bit):
    bench = _tripped(**hot)
    bench.period(**dict.fromkeys(hot, BROKEN))
    assert bench.reset_cutouts() & bit
    bench.period(**dict.fromkeys(hot, 36_000))
    assert not bench.reset_cutouts() & bit


# --- above the set point -------------------------------------------------------------------------


def test_air_that_was_never_too_far_above_its_set_point_needs_no_clearance():
    bench = Bench(AIR)
    bench.command("set_air", 34_000)
    bench.period(**_hood(35_400))
    assert bench.heat


# --- lateness ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("punctual", "stops"), ((21, False), (19, True)))
def test_late_periods_stop_heat_in_the_end_if_they_come_oftener_than_each_twentieth(
    punctual, stops
):
    bench = Bench()
    bench.period()
    stopped = False
    for _ in range(60):
        bench.period(1_500)
        bench.periods(punctual)
        stopped = stopped or not bench.heat
    assert stopped == stops


# --- override ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("skin", "over"), ((37_901, False), (37_900, True), (BROKEN, True)))
def test_override_is_over_once_skin_is_clear_of_the_ordinary_cut_out_or_not_seen(skin, over):
    bench = Bench(SKIN)
    bench.command("set_override", True)
    bench.periods(3, skin=38_400)
    bench.command("set_override", False)
    bench.period(skin=38_400)
    bench.period(skin=skin)
    assert (not bench.reasons & protection.OVERRIDE_ENDED) == over
