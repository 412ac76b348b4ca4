"""Sessions at the bench, without their process: what is recorded can be run."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.bench.chart import alarm_spans
from sim.bench.session import Session
from sim.bench.starts import START, infant_of
from sim.bench.telling import clock
from sim.errors import InputError
from sim.scenario.load import compile_scenario, load_scenario
from sim.scenario.timetable import due_ms
from sim.world.faults import FAULTS, KEYS

ACTIONS = st.one_of(
    st.tuples(st.sampled_from(("press", "release")), st.sampled_from(KEYS)),
    st.tuples(st.just("ports"), st.sampled_from((0, 6))),
    st.tuples(st.just("panel"), st.sampled_from((0, 1))),
    st.tuples(st.just("mains"), st.sampled_from((0, 1))),
    st.tuples(st.sampled_from(("fault", "clear")), st.sampled_from([f.name for f in FAULTS])),
    st.tuples(st.just("room_c"), st.integers(50, 450).map(lambda tenths: tenths / 10)),
    st.tuples(st.just("room_rh"), st.integers(0, 100).map(float)),
)


@st.composite
def sessions(draw):
    """The bench's scenario with something of its own in it, and a hand that does anything."""
    once = {fault.name for fault in FAULTS if not fault.lasts}
    scenario = load_scenario(START)
    scenario["timetable"] = [
        {"at_s": 20, "do": "ports", "value": 6},
        {"at_s": 50, "do": "ports", "value": 0},
    ]
    session = Session(scenario, 1)
    now_ms = 0
    for do, value in draw(st.lists(ACTIONS, max_size=20)):
        now_ms += draw(st.integers(0, 900)) * 10
        if (do, value in once) == ("clear", True):
            continue
        by_hand = do in ("press", "release")
        at_s, ms = divmod(now_ms, 1000)
        entry = {"at_s": at_s + (not by_hand), "do": do, "value": value}
        session.by_hand.append({**entry, "ms": ms} if by_hand and ms else entry)
    return session


def replayed(session, t_ms):
    """The scenario that is in the file."""
    return compile_scenario("session.toml", tomllib.loads(session.text(t_ms)))


def state_after(timetable):
    """What is on or set after all of it, whatever was said twice."""
    state = {}
    for entry in timetable:
        do, value = entry["do"], entry["value"]
        if do in ("press", "release", "fault", "clear"):
            state[value] = do in ("press", "fault")
        else:
            state[do] = value
    at_rest = {"ports": 0, "panel": 0, "mains": 1}
    return {name: so for name, so in state.items() if so not in (False, at_rest.get(name))}


@given(sessions(), st.integers(60_000, 250_000))
def test_what_was_recorded_is_a_scenario_that_does_the_same(session, t_ms):
    lived = [e for e in session.to_run()["timetable"] if due_ms(e) < t_ms // 1000 * 1000]
    again = replayed(session, t_ms)
    assert again["duration_s"] == t_ms // 1000
    assert {**again, "duration_s": 0, "timetable": 0} == {
        **session.scenario,
        "duration_s": 0,
        "timetable": 0,
    }
    assert state_after(again["timetable"]) == state_after(lived)
    kept = [entry for entry in lived if entry in again["timetable"]]
    assert [due_ms(entry) for entry in kept] == sorted(due_ms(entry) for entry in kept)
    assert all(entry in lived for entry in again["timetable"])


def test_going_back_forgets_what_came_after():
    session = Session(load_scenario(START), 1)
    early = {"at_s": 5, "do": "ports", "value": 6}
    session.by_hand.append(early)
    session.keep(9_010)
    session.by_hand.append({"at_s": 20, "do": "ports", "value": 0})
    session.keep(30_010)
    session.go_back(session.places[0])
    assert session.by_hand == [early]
    assert [place.t_ms for place in session.places] == [9_010]


def test_too_short_for_a_scenario_is_said():
    with pytest.raises(InputError, match="at least 60 s"):
        Session(load_scenario(START), 1).text(59_990)


def test_the_seed_is_said_where_it_matters():
    assert "--seed 7" in Session(load_scenario(START), 7).text(60_000)


@pytest.mark.parametrize("wrong", [(10, 31, 3), (1500, 50, 3), (1500, 31, 91), (None, 31, 3)])
def test_an_infant_that_cannot_be_is_refused(wrong):
    with pytest.raises(InputError, match="infant"):
        infant_of(*wrong)


def test_an_infant_is_as_a_scenario_has_it():
    assert infant_of(1500, 31, 3) == load_scenario(START)["infant"]


def test_alarms_have_their_spans():
    shown = ["", "a", "a;b", "b", "", "a"]
    assert alarm_spans(shown, [1, 2, 3, 4, 5, 6]) == {"a": [[2, 4], [6, 6]], "b": [[3, 5]]}


def test_the_clock_reads_as_people_do():
    assert clock(3_723_400) == "1:02:03.4"
