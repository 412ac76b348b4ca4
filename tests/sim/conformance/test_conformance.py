"""`make conformance`: a controller made worse fails the clauses that it offends, and no other."""

import sys
from xml.etree import ElementTree

import numpy as np
import pytest

from control.regulation import Regulation
from sim.cli import main
from sim.conformance.bench import Job, Setup, Way, live
from sim.conformance.jobs import AIR_S, SKIN_S, STEP_S, first, presets
from sim.conformance.measure import Measure
from sim.conformance.procedures import PROCEDURES
from sim.conformance.report import Found, Suite, table, verdict, write_report
from sim.conformance.type_tests import DECLARED_MIN, TESTS, of
from sim.scenario.load import preset_machine
from tests.sim.conformance.healthy import healthy, tell

PRESET = first()


def failed(courses):
    return {
        test.id
        for test in of(PRESET)
        if not all(measure.passed for measure in test.judge(courses, PRESET))
    }


def alter(course, column, how):
    course.columns[column] = how(course[column])


def hunting(courses):
    course = courses["steady", "begin"]
    course.columns["air"] = course["air"] + 0.7 * np.sin(course.t_s / 200.0)


def offset(courses):
    for column in ("air", "air_shown"):
        alter(courses["steady", "step"], column, lambda values: values + 1.6)


def told_wrong(courses):
    alter(courses["steady", "step"], "air_shown", lambda values: values + 0.9)


def overshooting(courses):
    course = courses["steady", "step"]
    late_s = np.maximum(0, course.t_s - STEP_S)
    course.columns["air"] = course["air"] + 2.2 * (late_s > 0) * np.exp(-late_s / 300.0)


def slow(courses):
    course = courses["warm-up", "begin"]
    course.columns["air"] = 23.0 + course.t_s / 150.0


def change(job, way, column, value, from_s=0):
    def worse(courses):
        alter(courses[job, way], column, lambda values: np.where(late(values), value, values))

    def late(values):
        return np.arange(len(values)) >= from_s

    return worse


def mute(job, way, from_s=0):
    """Nobody is told."""

    def worse(courses):
        tell(courses[job, way], max(1, from_s))

    return worse


def alarmed_late(courses):
    """The alarm of the air comes at 3.2 K."""
    mute("hot", "hot")(courses)
    tell(courses["hot", "hot"], AIR_S + 1_600, "air-high")


WORSE = (
    ("hunts by 0.7 K", hunting, {"T-01"}),
    ("holds 1.6 K too much", offset, {"T-04"}),
    ("shows 0.9 K too much", told_wrong, {"T-03"}),
    ("overshoots by 2.2 K", overshooting, {"T-08"}),
    ("warms up slowly", slow, {"T-07"}),
    ("shows the skin 0.4 K off", change("bath 36", "begin", "skin_shown", 36.4), {"T-05"}),
    ("holds the probe 1 K off", change("free", "begin", "skin_shown", 37.0), {"T-06"}),
    ("shows humidity 12 % off", change("humid", "begin", "rh_shown", 72.0), {"T-09"}),
    ("heats the mattress", change("steady", "step", "mattress", 41.0), {"T-13"}),
    ("never recovers", change("air", "opening", "air", 34.0, AIR_S + 2_500), {"T-14"}),
    ("lets the heater run", change("air", "cut-out", "watts", 300.0, AIR_S), {"T-20"}),
    ("lets it get hot in override", change("override", "cut-out", "air", 40.2), {"T-20"}),
    ("forgets the cut-out", mute("skin", "cut-out", SKIN_S + 900), {"T-20"}),
    ("trusts a frozen sensor", change("warming", "frozen", "air", 38.3), {"T-21"}),
    ("heats when killed", change("warming", "killed", "watts", 300.0), {"T-21"}),
    ("alarms too late", alarmed_late, {"T-22"}),
    ("heats what is too warm", change("hot", "hot", "watts", 90.0, AIR_S), {"T-22"}),
    ("gives up what is too cold", change("air", "cold", "watts", 0.0, AIR_S), {"T-22"}),
    ("heats fever", change("skin", "hot", "watts", 90.0, SKIN_S), {"T-23"}),
    ("does not miss the probe", mute("skin", "open"), {"T-24"}),
    ("heats without a probe", change("skin", "short", "watts", 50.0, SKIN_S), {"T-24"}),
    ("heats without a fan", change("air", "fan-stopped", "watts", 90.0), {"T-25"}),
    ("is silent without mains", change("mains", "begin", "heard", 0.0), {"T-26"}),
    ("forgets its set point", change("return", "begin", "set_air", 34.0, 1_900), {"T-27"}),
    ("is silent for ever", change("silence", "begin", "heard", 0.0, 693), {"T-28"}),
    ("goes above 37 by itself", change("limit", "begin", "set_air", 37.5, 30), {"T-29"}),
    ("tests nothing", change("alarm-test", "begin", "heard", 0.0), {"T-30"}),
    (
        "hunts in a cold room",
        change("20 degC, supply -10%", "step", "air", 33.0, 11_000),
        {"T-31"},
    ),
)


def test_who_does_everything_right_passes_all_tests():
    assert failed(healthy(PRESET)) == set()


@pytest.mark.parametrize(("worse", "ids"), [row[1:] for row in WORSE], ids=[r[0] for r in WORSE])
def test_who_does_one_thing_wrong_fails_there_and_nowhere_else(worse, ids):
    courses = healthy(PRESET)
    worse(courses)
    assert failed(courses) == ids


def test_a_faulty_regulation_fails_stability_and_accuracy(monkeypatch):
    """Full power or none, on the far side of 1.6 K above what is set."""

    asked_pm = 1_000

    def wild(self, estimates, settings, *others):
        nonlocal asked_pm
        above_mc = estimates.air.value - settings.air_mc
        if above_mc > 2_400:
            asked_pm = 0
        elif above_mc < 1_200:
            asked_pm = 1_000
        demand = others[-1]
        demand.heater_pm = asked_pm
        demand.humidifier_pm = 0
        demand.air_target_mc = settings.air_mc

    monkeypatch.setattr(Regulation, "update", wild)
    courses = healthy(PRESET)
    setup = Setup(3_000, room_c=30.0)
    courses["steady", "step"] = live(Job(preset_machine("transport_120w"), setup, 1))["begin"]
    found = {test.id: test.judge(courses, PRESET) for test in TESTS if test.id in ("T-01", "T-04")}
    assert len(found) == 2
    for measures in found.values():
        assert not all(measure.passed for measure in measures)


def test_ways_that_begin_alike_are_lived_as_if_each_were_alone():
    setup = Setup(40)
    ways = {"fan": Way(60, ((41, "fault", "fan-stopped"),)), "on": Way(55)}
    courses = live(Job(preset_machine(PRESET), setup, 3, ways))
    alone = live(
        Job(preset_machine(PRESET), Setup(60, actions=((41, "fault", "fan-stopped"),)), 3)
    )
    assert {name: len(course.t_s) for name, course in courses.items()} == {
        "begin": 41,
        "fan": 60,
        "on": 55,
    }
    for name, column in alone["begin"].columns.items():
        np.testing.assert_array_equal(column, courses["fan"].columns[name])
    assert courses["fan"].alarms == alone["begin"].alarms != courses["on"].alarms


def test_every_type_test_is_made_or_told_how_to_make():
    ids = {test.id for test in TESTS} | {one.id for one in PROCEDURES}
    wanted = {f"T-{n:02}" for n in (*range(1, 15), *range(20, 32))}
    assert wanted <= ids
    assert set(presets()) == DECLARED_MIN.keys()


def test_the_report_says_all_of_it_for_people_and_for_machines(tmp_path):
    good = Found(TESTS[0], [Measure("as it should be", 0.1, 0.5, "K")], "a-1.png")
    bad = Found(TESTS[1], [Measure("much <too> much", 0.9, 0.8, "K")], "a-2.png")
    never = Found(TESTS[2], [Measure("what never came", None, 1.0, "s")], "a-3.png")
    suites = [Suite("single_300w", [good, bad, never])]
    write_report(suites, 1, "program", tmp_path)
    page = (tmp_path / "conformance.html").read_text()
    assert "much &lt;too&gt; much" in page and "never" in page and PROCEDURES[0].how in page
    assert (tmp_path / "conformance.pdf").read_bytes().startswith(b"%PDF")
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert root[0].attrib == {"name": "single_300w", "tests": "3", "failures": "2"}
    assert [case.find("failure") is not None for case in root[0]] == [False, True, True]
    assert verdict(suites) == "3 tests on 1 incubators: 2 failed"
    assert "much <too> much: 0.90 K, limit \u2264 0.80 K" in table(suites)


def test_a_pc_that_can_make_no_pdf_says_so_before_the_runs(tmp_path, monkeypatch, capsys):
    (tmp_path / "weasyprint.py").write_text("raise OSError('no Pango')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr("sim.conformance.command.run", lambda *_: pytest.fail("it began to run"))
    assert main(["conformance", "--out", str(tmp_path / "out")]) == 2
    assert "PDF needs Pango" in capsys.readouterr().err
