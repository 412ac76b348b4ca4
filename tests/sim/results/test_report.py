import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.results.report import evaluate, holds, interruptions, table
from sim.results.trace import read_trace
from sim.scenario.load import compile_scenario
from tests.sim.results import synthetic

SHORT = compile_scenario(
    "short",
    {
        "name": "short",
        "duration": "3 h",
        "room": {"temperature": "24 degC", "humidity": "45 %"},
        "start": {
            "mode": "air",
            "air": "36 degC",
            "skin": "36.5 degC",
            "humidity": "60 %",
        },
        "timetable": [{"at": "1 h 30 min", "set": {"mode": "skin"}}],
    },
)


@pytest.fixture(scope="module")
def good():
    """Rows of a run that passes."""
    return list(synthetic.rows(SHORT))


@pytest.fixture
def results(good):
    """evaluate(), by name, of the good rows after `bend(row)` changed each."""

    def results(bend=lambda row: None, scenario=SHORT):
        rows = [dict(row) for row in good]
        for row in rows:
            bend(row)
        return {r.name: r for r in evaluate(scenario, synthetic.trace(rows))}

    return results


AIR = "1:00 to 1:30: air off set 36.0 degC, at most"
SKIN = "2:30 to 3:00: skin off set 36.5 degC, at most"
WET = "1:00 to 1:30: humidity off set 60 %, at most"
OVERSHOOT = "warm-up: air above set, at most"


def at(t_s, **values):
    """Changes one row."""
    return lambda row: row.update(values) if row["t_s"] == t_s else None


def failed(results):
    return [name for name, result in results.items() if result.passed is False]


def test_a_good_run_passes_every_limit(results):
    found = results()
    assert failed(found) == []
    assert {AIR, SKIN, WET, OVERSHOOT} < set(found)


def test_a_trace_reads_back_as_it_was_written(good, tmp_path):
    rows = [{**good[5], "skin_shown_mc": "", "alarms": "a;b"}, good[6]]
    synthetic.write(tmp_path, rows)
    read, expected = read_trace(tmp_path / "trace.csv"), synthetic.trace(rows)
    assert read.words == expected.words
    for name in set(synthetic.NAMES) - set(read.words):
        assert repr(read[name]) == repr(expected[name])


@pytest.mark.parametrize(
    ("change", "fails"),
    [
        (at(3600, air_true_mc=36_201), AIR),
        (at(5340, air_true_mc=35_799), AIR),
        (at(3600, rh_true_pm=631), WET),
        (at(3660, rh_true_pm=569), WET),
        (at(10_740, skin_true_mc=36_701), SKIN),
        (at(2000, air_true_mc=36_501), OVERSHOOT),
        (at(3600, air_true_mc=""), AIR),
    ],
)
def test_one_sample_beyond_its_limit_fails_just_that_result(results, change, fails):
    assert failed(results(change)) == [fails]


@pytest.mark.parametrize(
    "change",
    [
        at(3600, air_true_mc=36_200),  # a limit is itself allowed
        at(3600, rh_true_pm=630),
        at(2000, air_true_mc=36_500),
        at(3540, air_true_mc=35_000),  # before the judged half hour
        at(5400, air_true_mc=35_000),  # the disturbance itself
        at(3601, air_true_mc=35_000),  # between two samples
        at(5460, air_true_mc=37_000),  # after the first disturbance: no overshoot of warm-up
        at(3600, air_shown_mc=1, skin_true_mc=1),  # the truth counts, and the mode's own
    ],
)
def test_what_is_not_judged_fails_nothing(results, change):
    assert failed(results(change)) == []


def test_the_operators_wish_is_the_measure_whatever_the_controller_made_of_it(results):
    def trip(row):
        if row["t_s"] >= 3600:
            row.update(mode="standby", set_air_mc=30_000, air_true_mc=30_000)

    assert failed(results(trip)) == [AIR]


def test_warm_up_and_standard_rise_are_timed_from_power_on(results):
    def ramp(row):
        row["air_true_mc"] = min(36_000, 24_000 + 10 * row["t_s"])

    found = results(ramp)
    assert found["warm-up: air within 0.5 degC of set after"].value == round(1150 / 60, 1)
    assert found["warm-up: air 11 degC warmer after"].value == round(1100 / 60, 1)


def test_a_set_point_never_reached_fails(results):
    found = results(lambda row: row.update(air_true_mc=30_000))
    assert found["warm-up: air within 0.5 degC of set after"].value is None
    assert failed(found) == [OVERSHOOT, AIR]
    assert "never" in table(list(found.values()))


def test_without_an_infant_there_is_no_skin_to_judge(results):
    found = results(lambda row: row.update(skin_true_mc="", core_true_mc=""))
    assert failed(found) == [SKIN]
    assert found["highest skin temperature"].value is None
    json.dumps([result.as_dict() for result in found.values()], allow_nan=False)


def test_humidity_off_is_not_judged(results):
    scenario = {**SHORT, "start": {**SHORT["start"], "humidity_pm": 0}}
    assert not any("humidity" in name for name in results(scenario=scenario))


def test_a_trace_cut_short_fails_what_it_lacks(good):
    found = {r.name: r for r in evaluate(SHORT, synthetic.trace(good[:9000]))}
    assert failed(found) == [SKIN, "2:30 to 3:00: humidity off set 60 %, at most"]


def test_the_reference_scenario_has_six_holds_of_an_hour():
    scenario = synthetic.reference()
    long = [hold for hold in holds(scenario) if hold.end_s - hold.start_s >= 3600]
    assert [(hold.mode, hold.air_mc) for hold in long] == [
        ("air", 36000),
        ("air", 36000),
        ("air", 36000),
        ("air", 34000),
        ("air", 36000),
        ("skin", 36000),
    ]
    assert [(cut.what, cut.end_s - cut.start_s) for cut in interruptions(scenario)] == [
        ("hand ports open", 300),
        ("front panel open", 300),
    ]


def test_there_is_no_hold_while_a_fault_lasts():
    def at(at_s, do, value):
        return {"at_s": at_s, "do": do, "value": value}

    timetable = [
        at(1000, "fault", "fan-slow"),
        at(2000, "mains", 0),
        at(3000, "mains", 1),
        at(4000, "fault", "brown-out"),
        at(5000, "clear", "fan-slow"),
        at(6000, "fault", "sun"),
    ]
    scenario = {**SHORT, "timetable": timetable}
    assert [(cut.what, cut.start_s, cut.end_s) for cut in interruptions(scenario)] == [
        ("mains off", 2000, 3000),
        ("brown-out", 4000, 4000),
        ("fan-slow", 1000, 5000),
        ("sun", 6000, SHORT["duration_s"]),
    ]
    assert [(hold.start_s, hold.end_s) for hold in holds(scenario)] == [(0, 1000), (5000, 6000)]


def test_a_hold_is_judged_from_an_hour_on(results):
    for hold_s, judged in ((3599, 0), (3600, 1)):
        timetable = [{"at_s": hold_s, "do": "set_mode", "value": "standby"}]
        found = results(scenario={**SHORT, "timetable": timetable})
        assert sum("air off set" in name for name in found) == judged


def test_warm_up_needs_a_start_without_disturbance(results):
    def warm_ups(*timetable):
        return sum("warm-up" in n for n in results(scenario={**SHORT, "timetable": timetable}))

    assert warm_ups({"at_s": 0, "do": "set_air_mc", "value": 35_000}) == 3
    assert warm_ups({"at_s": 0, "do": "set_mode", "value": "skin"}) == 0
    assert warm_ups({"at_s": 0, "do": "panel", "value": 1}) == 0


def test_mains_off_at_the_end_is_no_hold():
    scenario = {**SHORT, "timetable": [{"at_s": 3600, "do": "mains", "value": 0}]}
    assert [(hold.start_s, hold.end_s) for hold in holds(scenario)] == [(0, 3600)]


actions = st.lists(
    st.tuples(
        st.integers(0, 100), st.sampled_from(["ports", "panel", "mains", "set_air_mc", "room_c"])
    ),
    max_size=12,
).map(sorted)


@given(actions)
def test_holds_and_interruptions_never_overlap(moments):
    on = {"ports": (6, 0), "panel": (1, 0), "mains": (0, 1)}
    timetable, turns = [], dict.fromkeys(on, 0)
    for at_s, do in moments:
        value = 20_000
        if do in on:
            value = on[do][turns[do]]
            turns[do] = 1 - turns[do]
        timetable.append({"at_s": at_s, "do": do, "value": value})
    scenario = {**SHORT, "duration_s": 100, "timetable": timetable}

    found = list(holds(scenario))
    disturbed = {at_s for at_s, _ in moments}
    for cut in interruptions(scenario):
        disturbed.update(range(cut.start_s, cut.end_s))
    held = [second for hold in found for second in range(hold.start_s + 1, hold.end_s)]
    assert all(hold.start_s < hold.end_s for hold in found)
    assert len(held) == len(set(held))
    assert not disturbed & set(held)
    assert disturbed | set(held) | {0} >= set(range(100))


def test_the_table_shows_every_result_on_its_line(results):
    found = list(results().values())
    lines = table(found).split("\n")
    assert len(lines) == 1 + len(found)
    assert all(line.startswith(r.name) for line, r in zip(lines[1:], found, strict=True))
    assert max(map(len, lines)) < 100
