from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from drivers.thermistor import (
    _NTC_10K_B3950_DOHM,
    _YSI_400_DOHM,
    OPEN_MC,
    SHORT_MC,
    ntc_10k_b3950,
    ratio_ppm,
    ysi400,
)
from tests import watched
from tests.drivers.thermistor_reference import (
    ELEMENT_REFERENCE_OHM,
    SKIN_REFERENCE_OHM,
    YSI_400_FIRST_C,
    YSI_400_OHM,
    beta_ohm,
    ysi_400_ohm,
)

skin = ysi400(SKIN_REFERENCE_OHM)
element = ntc_10k_b3950(ELEMENT_REFERENCE_OHM)

ratios = st.one_of(st.integers(0, 1_000_000), st.sampled_from((0, 1, 999_999, 1_000_000)))
references_ohm = st.integers(100, 40_000)


def divider_ppm(ohm, reference_ohm):
    return round(1e6 * ohm / (ohm + reference_ohm))


def test_skin_curve_meets_the_published_table_within_0_05_degc():
    for index, ohm in enumerate(YSI_400_OHM):
        published_mc = 1000 * (YSI_400_FIRST_C + index)
        error_mc = skin.temperature_mc(divider_ppm(ohm, SKIN_REFERENCE_OHM)) - published_mc
        assert abs(error_mc) <= 20  # of the 50 asked for at 25..45 degC


@given(celsius=st.floats(0.1, 59.9), reference_ohm=st.integers(2000, 40_000))
def test_skin_curve_follows_its_equation_within_0_02_degc(celsius, reference_ohm):
    ratio = divider_ppm(ysi_400_ohm(celsius), reference_ohm)
    assert abs(ysi400(reference_ohm).temperature_mc(ratio) - 1000 * celsius) <= 20


@given(celsius=st.floats(-9.9, 199.5))
def test_element_curve_follows_the_beta_equation_within_0_2_degc(celsius):
    ratio = divider_ppm(beta_ohm(celsius), ELEMENT_REFERENCE_OHM)
    assert abs(element.temperature_mc(ratio) - 1000 * celsius) <= 200


def test_tables_are_their_equations_rounded():
    assert tuple(round(10 * ysi_400_ohm(celsius)) for celsius in range(61)) == _YSI_400_DOHM
    cells = tuple(round(10 * beta_ohm(celsius)) for celsius in range(-10, 201, 5))
    assert cells == _NTC_10K_B3950_DOHM


@given(ratio=ratios, lower=ratios, reference_ohm=references_ohm)
def test_a_greater_ratio_never_reads_hotter(ratio, lower, reference_ohm):
    lower = min(ratio, lower)
    for curve in (ysi400(reference_ohm), ntc_10k_b3950(reference_ohm)):
        assert curve.temperature_mc(ratio) <= curve.temperature_mc(lower)


def test_a_sweep_of_the_ratio_is_monotone_and_without_jumps():
    stride_ppm = 10
    for curve, step_max_mc in ((skin, 12), (element, 170)):
        before = SHORT_MC
        for ratio in range(0, 1_000_001, stride_ppm):
            now = curve.temperature_mc(ratio)
            assert now <= before
            if before != SHORT_MC and now != OPEN_MC:
                assert before - now <= step_max_mc
            before = now


@given(between=st.integers(0, 59), part=st.fractions(0, 1), reference_ohm=references_ohm)
def test_between_table_points_it_is_the_straight_line_to_the_nearest_millidegree(
    between, part, reference_ohm
):
    colder_ppm, hotter_ppm = (
        ratio_ppm(dohm, dohm + 10 * reference_ohm) for dohm in _YSI_400_DOHM[between : between + 2]
    )
    ratio = colder_ppm - int(part * (colder_ppm - hotter_ppm))
    line_mc = 1000 * between + Fraction(colder_ppm - ratio, colder_ppm - hotter_ppm) * 1000
    error_mc = ysi400(reference_ohm).temperature_mc(ratio) - line_mc
    assert Fraction(-1, 2) < error_mc <= Fraction(1, 2)


def test_the_ends_of_the_table_are_temperatures_and_beyond_lie_open_and_short():
    for dohm, end_mc, step_ppm, beyond in (
        (_YSI_400_DOHM[0], 0, 1, OPEN_MC),
        (_YSI_400_DOHM[-1], 60_000, -1, SHORT_MC),
    ):
        end_ppm = ratio_ppm(dohm, dohm + 10 * SKIN_REFERENCE_OHM)
        assert skin.temperature_mc(end_ppm) == end_mc
        assert skin.temperature_mc(end_ppm + step_ppm) == beyond


def test_open_and_short_read_as_themselves():
    for curve in (skin, element):
        assert curve.temperature_mc(1_000_000) == OPEN_MC
        assert curve.temperature_mc(0) == SHORT_MC


@given(part=st.integers(-32768, 32767), whole=st.integers(0, 1 << 20))
def test_ratio_is_the_exact_quotient_rounded_down_within_0_and_1(part, whole):
    exact = 0 if part <= 0 else 1_000_000 if part >= whole else part * 1_000_000 // whole
    assert ratio_ppm(part, whole) == exact


@given(ratio=ratios, reference_ohm=references_ohm)
def test_curves_stay_in_small_integers(ratio, reference_ohm):
    checked.ysi400(reference_ohm).temperature_mc(ratio)
    checked.ntc_10k_b3950(reference_ohm).temperature_mc(ratio)


@given(part=st.integers(-32768, 1 << 20), whole=st.integers(0, 1 << 20))
def test_ratio_stays_in_small_integers(part, whole):
    checked.ratio_ppm(part, whole)


checked = watched.load("drivers.thermistor")
