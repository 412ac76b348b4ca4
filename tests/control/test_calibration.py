"""Two-point calibration: exact at its points, monotone, bounded; nonsense is refused."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from control.calibration import NAME_MAX, Calibration
from control.quantities import QUANTITY_NAMES
from tests import watched

WHEN = (2026, 7, 31, 12, 0, 0)
any_reading = st.integers(-1_000_000, 1_000_000)
sensors = st.sampled_from(QUANTITY_NAMES)
Checked = watched.load("control.calibration").Calibration


def corrections(calibration):
    return {
        sensor: [
            getattr(one, name)
            for name in ("low_raw", "low_true", "high_raw", "high_true", "by", "when")
        ]
        for sensor in QUANTITY_NAMES
        for one in [getattr(calibration, sensor)]
    }


@st.composite
def points(draw, sensor):
    """Four numbers that are allowed for a sensor: low raw, low true, high raw, high true."""
    one = getattr(Calibration(), sensor)
    low, high = one.row.calibrated_low, one.row.calibrated_high
    low_raw = draw(st.integers(low, high - one.row.span_min))
    high_raw = draw(st.integers(low_raw + one.row.span_min, high))

    def true(raw):
        return st.integers(max(raw - one.row.error_max, low), min(raw + one.row.error_max, high))

    return low_raw, draw(true(low_raw)), high_raw, draw(true(high_raw))


def calibrated(sensor, four, make=Calibration):
    calibration = make()
    assert calibration.set(sensor, *four, "B.Meier", WHEN) == ""
    return calibration, getattr(calibration, sensor)


sensor_and_points = sensors.flatmap(lambda sensor: st.tuples(st.just(sensor), points(sensor)))


@given(sensors, any_reading)
def test_nothing_is_corrected_until_somebody_calibrates(sensor, raw):
    assert getattr(Calibration(), sensor).correct(raw) == raw


@given(sensor_and_points)
def test_both_points_are_met_exactly(case):
    _, one = calibrated(*case)
    low_raw, low_true, high_raw, high_true = case[1]
    assert (one.correct(low_raw), one.correct(high_raw)) == (low_true, high_true)


@pytest.mark.proves("SAFE-CALIBRATION")
@given(sensor_and_points, any_reading)
def test_no_reading_is_moved_by_more_than_a_sound_sensor_errs(case, raw):
    _, one = calibrated(*case)
    assert abs(one.correct(raw) - raw) <= one.row.error_max


@given(sensor_and_points, any_reading, any_reading)
def test_a_hotter_reading_never_becomes_a_colder_one(case, first, second):
    _, one = calibrated(*case)
    cold, hot = sorted((first, second))
    assert one.correct(cold) <= one.correct(hot)


@given(sensor_and_points, any_reading)
def test_beyond_the_points_the_correction_of_the_nearer_one_holds(case, raw):
    _, one = calibrated(*case)
    low_raw, low_true, high_raw, high_true = case[1]
    assume(not low_raw < raw < high_raw)
    error = low_true - low_raw if raw <= low_raw else high_true - high_raw
    assert one.correct(raw) - raw == error


@given(sensor_and_points, st.integers(0, 1000))
def test_between_the_points_it_is_a_straight_line(case, along_pm):
    _, one = calibrated(*case)
    low_raw, low_true, high_raw, high_true = case[1]
    raw = low_raw + (high_raw - low_raw) * along_pm // 1000
    exact = low_true + (high_true - low_true) * (raw - low_raw) / (high_raw - low_raw)
    assert abs(one.correct(raw) - exact) <= 0.5


@given(sensor_and_points, any_reading)
def test_what_was_shown_leads_back_to_what_the_sensor_said(case, raw):
    _, one = calibrated(*case)
    assert abs(one.correct(one.raw(one.correct(raw))) - one.correct(raw)) <= 1


@given(sensors.flatmap(lambda one: st.tuples(st.just(one), points(one), points(one))))
def test_a_second_calibration_by_what_the_display_shows_is_right_too(case):
    sensor, first, (low_raw, low_true, high_raw, high_true) = case
    calibration, one = calibrated(sensor, first)
    shown = one.correct(low_raw), one.correct(high_raw)
    if calibration.set(sensor, shown[0], low_true, shown[1], high_true, "second", WHEN):
        return  # rounding has put it beside a bound
    assert abs(one.correct(low_raw) - low_true) <= 2
    assert abs(one.correct(high_raw) - high_true) <= 2
    assert one.by == "second"


@given(sensor_and_points, any_reading)
def test_every_intermediate_fits_31_bits(case, raw):
    calibration, one = calibrated(*case, make=Checked)
    one.correct(raw)
    one.raw(raw)
    calibration.set(case[0], *case[1], "again", WHEN)


whatever = st.integers(-(2**40), 2**40) | st.none() | st.booleans() | st.text() | st.floats()
near = st.integers(0, 130_000)


@pytest.mark.proves("SAFE-CALIBRATION")
@given(
    sensors | st.text(),
    st.tuples(*[whatever | near] * 4),
    st.text(max_size=20),
    st.just(()) | st.just(WHEN),
)
def test_what_is_refused_changes_nothing_and_what_is_not_is_within_bounds(sensor, four, by, when):
    calibration = Calibration()
    before = corrections(calibration)
    refusal = calibration.set(sensor, *four, by, when)
    if refusal:
        assert corrections(calibration) == before
        assert calibration.changes == 0
        return
    one = getattr(calibration, sensor)
    assert calibration.changes == 1
    assert (one.by, one.when) == (by, WHEN)
    for raw, true in ((one.low_raw, one.low_true), (one.high_raw, one.high_true)):
        assert abs(raw - true) <= one.row.error_max
        assert one.row.calibrated_low <= raw <= one.row.calibrated_high
    assert one.high_raw - one.low_raw >= one.row.span_min


@pytest.mark.parametrize(
    "sensor, four, by, when, words",
    [
        ("air3", (30_000, 30_100, 37_000, 37_100), "Meier", WHEN, "choose one of air, air2"),
        ("air", (30_000, 30_100, 37_000, 37_100), "", WHEN, "a name of 1 to 12"),
        ("air", (30_000, 30_100, 37_000, 37_100), "x" * 13, WHEN, "a name of 1 to 12"),
        ("air", (30_000, 30_100, 37_000, 37_100), "a,b", WHEN, "a name of 1 to 12"),
        ("air", (30_000, 30_100, 37_000, 37_100), "Meier", (), "set the clock first"),
        ("air", (30_000, 30_600, 37_000, 37_100), "Meier", WHEN, "off by 0.6 degC at 30.6 degC"),
        ("air", (30_000, 30_000, 37_000, 36_499), "Meier", WHEN, "beyond 0.5 degC the sensor is"),
        ("skin", (36_000, 36_000, 37_000, 37_000), "Meier", WHEN, "must be 5 degC above"),
        ("skin", (37_000, 37_000, 30_000, 30_000), "Meier", WHEN, "must be 5 degC above"),
        ("air", (14_999, 15_000, 37_000, 37_000), "Meier", WHEN, "air: 14.999 degC is below 15"),
        ("air", (30_000, 30_000, 45_001, 45_000), "Meier", WHEN, "air: 45.001 degC is above 45"),
        ("air", (30_000, 30_000.0, 37_000, 37_000), "Meier", WHEN, "a whole number is needed"),
        ("air", (None, 30_000, 37_000, 37_000), "Meier", WHEN, "a whole number is needed"),
        ("humidity", (330, 391, 750, 750), "Meier", WHEN, "humidity: off by 6.1 % at 39.1 %"),
    ],
)
def test_nonsense_is_refused_in_words(sensor, four, by, when, words):
    refusal = Calibration().set(sensor, *four, by, when)
    assert words in refusal
    assert refusal.startswith(("calibration: ", f"{sensor}: "))


# Sensor, name in a refusal, its unit, lowest and highest point, least distance, largest error.
ALLOWED = (
    ("air", "degC", 15_000, 45_000, 5_000, 500),
    ("air2", "degC", 15_000, 45_000, 5_000, 500),
    ("skin", "degC", 20_000, 45_000, 5_000, 500),
    ("skin2", "degC", 20_000, 45_000, 5_000, 500),
    ("element", "degC", 10_000, 120_000, 30_000, 4_000),
    ("humidity", "%", 50, 950, 300, 60),
)


@pytest.mark.parametrize(("sensor", "unit", "low", "high", "span", "error"), ALLOWED)
def test_points_at_each_bound_are_taken_and_just_beyond_are_not(
    sensor, unit, low, high, span, error
):
    def refusal(*four):
        return Calibration().set(sensor, *four, "Meier", WHEN)

    for four in (
        (low, low, low + span, low + span),
        (low, low + error, high, high),
        (low, low, high, high - error),
    ):
        assert refusal(*four) == ""
    for four in (
        (low, low, low + span - 1, low + span - 1),
        (low, low + error + 1, high, high),
        (low, low, high, high - error - 1),
        (low - 1, low, high, high),
        (low, low - 1, high, high),
        (low, low, high + 1, high),
        (low, low, high, high + 1),
    ):
        assert refusal(*four).startswith(f"{sensor}: ") and f" {unit}" in refusal(*four)


def test_a_name_may_have_any_letter_digit_dash_underscore_or_dot():
    for one in string.ascii_letters + string.digits + "-_.":
        assert not Calibration().set("air", 30_000, 30_000, 37_000, 37_000, one, WHEN)
    for one in set(string.printable) - set(string.ascii_letters + string.digits + "-_."):
        assert Calibration().set("air", 30_000, 30_000, 37_000, 37_000, one, WHEN)


@given(sensor_and_points)
def test_one_sensor_s_calibration_leaves_the_others_alone_and_can_be_taken_back(case):
    sensor, _ = case
    calibration, _ = calibrated(*case)
    fresh = corrections(Calibration())
    changed = corrections(calibration)
    assert {**changed, sensor: fresh[sensor]} == fresh
    assert calibration.clear(sensor) == ""
    assert corrections(calibration) == fresh
    assert calibration.changes == 2
    assert calibration.clear("nose") != ""


def test_as_from_the_factory_nobody_has_calibrated_anything():
    for sensor in QUANTITY_NAMES:
        one = getattr(Calibration(), sensor)
        assert (one.by, one.when) == ("", (0, 0, 0, 0, 0, 0))
        assert one.refusal(one.low_raw, one.low_true, one.high_raw, one.high_true) == ""


def test_an_unknown_sensor_cannot_be_cleared():
    refusal = Calibration().clear("nose")
    assert refusal == "calibration: choose one of " + ", ".join(QUANTITY_NAMES)


def test_a_name_of_the_longest_is_taken_with_the_time():
    calibration = Calibration()
    assert not calibration.set("air", 30_000, 30_100, 37_000, 36_900, "x" * NAME_MAX, WHEN)
    assert (calibration.air.by, calibration.air.when) == ("x" * NAME_MAX, WHEN)
