from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.settings import SETTINGS
from sim.errors import InputError
from sim.scenario.quantity import TIME, Quantity, duration_text
from sim.scenario.table import Table
from sim.scenario.timetable import compile_timetable

DURATION_S = 7200


def compiled(*entries):
    top = Table("x.toml", {"timetable": list(entries)}, ("timetable",))
    return [(a["at_s"], a["do"], a["value"]) for a in compile_timetable(top, DURATION_S)]


def refusal(*entries):
    with pytest.raises(InputError) as caught:
        compiled(*entries)
    return str(caught.value)


def test_each_action_compiles_to_its_plain_form():
    assert compiled(
        {"at": "0 s", "open": "front panel"},
        {"at": "1 min", "close": "front panel"},
        {"at": "2 min", "mains": "off"},
        {"at": "3 min", "mains": "on"},
        {"at": "4 min", "room": {"temperature": "18.5 degC", "humidity": "30 %"}},
        {"at": "5 min", "set": {"mode": "skin", "humidity": "off", "skin": "36 degC"}},
        {"at": "6 min", "press": "cut-out", "for": "1 s"},
        {"at": "2 h", "set": {"air": "34.0 degC"}},
    ) == [
        (0, "panel", 1),
        (60, "panel", 0),
        (120, "mains", 0),
        (180, "mains", 1),
        (240, "room_c", 18.5),
        (240, "room_rh", 30.0),
        (300, "set_skin_mc", 36000),
        (300, "set_humidity_pm", 0),
        (300, "set_mode", "skin"),
        (360, "press", "cut-out"),
        (361, "release", "cut-out"),
        (7200, "set_air_mc", 34000),
    ]


def test_what_ends_by_itself_takes_its_place_among_later_entries():
    assert compiled(
        {"at": "1 min", "open": "hand ports", "for": "5 min"},
        {"at": "2 min", "mains": "off", "for": "10 s"},
        {"at": "6 min", "open": "hand ports", "for": "1 h 54 min"},
    ) == [
        (60, "ports", 6),
        (120, "mains", 0),
        (130, "mains", 1),
        (360, "ports", 0),
        (360, "ports", 6),
        (7200, "ports", 0),
    ]


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([{"at": "1 min"}], "exactly one of open, close, set, room, mains"),
        ([{"at": "1 min", "open": "front panel", "mains": "off"}], "exactly one of"),
        ([{"open": "front panel"}], 'missing key "at"'),
        ([{"at": "1 min", "opne": "front panel"}], 'did you mean "open"?'),
        ([{"at": "1 min", "open": "door"}], 'allowed: "hand ports", "front panel"'),
        ([{"at": "1 min", "open": True}], "open = true"),
        ([{"at": "1 min", "mains": "of"}], 'did you mean "off"?'),
        (
            [{"at": "1 min", "set": {}}],
            ", ".join(row.name for row in SETTINGS if row.name not in ("mode", "override")),
        ),
        ([{"at": "1 min", "room": {}}], "at least one of temperature, humidity"),
        ([{"at": "1 min", "set": {"air": "37.1 degC"}}], '[set]: air = "37.1 degC"'),
        ([{"at": "1 min", "set": "skin"}], "must be a table"),
        ([{"at": "1 min", "set": {"mode": "air"}, "for": "1 min"}], "it goes with open"),
        ([{"at": "1 min", "mains": "off", "for": "0 s"}], 'from "1 s" to "2 h"'),
        ([{"at": "1 min", "mains": "off", "for": "2 h"}], "end after the scenario"),
        ([{"at": "2 h 1 s", "mains": "off"}], 'from "0 s" to "2 h"'),
        ([{"at": 60, "mains": "off"}], "h or min or s"),
        ([{"at": "1 min", "close": "hand ports"}], "it is so already"),
        ([{"at": "1 min", "mains": "on"}], "it is so already"),
        ([{"at": "1 min", "fault": "fan-stoped"}], 'did you mean "fan-stopped"?'),
        ([{"at": "1 min", "fault": "xyz"}], "`python -m sim faults` lists"),
        ([{"at": "1 min", "fault": 1}], "`python -m sim faults` lists"),
        ([{"at": "1 min", "clear": "fan-stopped"}], "it is so already"),
        ([{"at": "1 min", "clear": "brown-out"}], "strikes once"),
        ([{"at": "1 min", "fault": "brown-out", "for": "1 min"}], "strikes once"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(entries, words):
    message = refusal(*entries)
    assert message.startswith("x.toml: [[timetable]] entry 1: ")
    assert words in message


def test_faults_begin_and_are_cleared_or_end_by_themselves():
    assert compiled(
        {"at": "1 min", "fault": "fan-slow", "for": "5 min"},
        {"at": "2 min", "fault": "relay-welded"},
        {"at": "3 min", "fault": "brown-out"},
        {"at": "4 min", "fault": "brown-out"},
        {"at": "5 min", "clear": "relay-welded"},
        {"at": "6 min", "fault": "fan-slow"},
    ) == [
        (60, "fault", "fan-slow"),
        (120, "fault", "relay-welded"),
        (180, "fault", "brown-out"),
        (240, "fault", "brown-out"),
        (300, "clear", "relay-welded"),
        (360, "clear", "fan-slow"),
        (360, "fault", "fan-slow"),
    ]


def test_a_time_that_goes_backwards_is_refused():
    message = refusal({"at": "10 min", "mains": "off"}, {"at": "9 min", "mains": "on"})
    assert "entry 2: at = " in message
    assert "the entry before is at 10 min" in message


def test_nothing_opens_twice_or_is_closed_against_its_own_end():
    opened = {"at": "1 min", "open": "hand ports", "for": "5 min"}
    assert "so already" in refusal(opened, {"at": "5 min", "open": "hand ports"})
    assert "by itself at 6 min" in refusal(opened, {"at": "5 min", "close": "hand ports"})
    assert "so already" in refusal(opened, {"at": "6 min", "close": "hand ports"})
    off, on = {"at": "7 min", "mains": "off"}, {"at": "8 min", "mains": "on"}
    assert "entry 3: mains" in refusal(off, on, on)
    assert len(compiled(off, on, {**off, "at": "9 min"})) == 3


def entry(at_s, what, lasting_s):
    value = {"at": duration_text(at_s), what[0]: what[1]}
    return value if lasting_s is None else {**value, "for": duration_text(lasting_s)}


entries = st.lists(
    st.builds(
        entry,
        st.integers(0, 40),
        st.sampled_from(
            [(do, what) for do in ("open", "close") for what in ("hand ports", "front panel")]
            + [("mains", "off"), ("mains", "on")]
        ),
        st.none() | st.integers(1, 10),
    ),
    max_size=6,
)


@given(entries)
def test_what_compiles_is_in_order_and_alternates(values):
    values.sort(key=lambda value: int(value["at"].split()[0]))
    try:
        actions = compiled(*values)
    except InputError:
        return
    assert [at_s for at_s, _, _ in actions] == sorted(at_s for at_s, _, _ in actions)
    for do, at_rest in (("ports", 0), ("panel", 0), ("mains", 1)):
        states = [at_rest] + [value for _, name, value in actions if name == do]
        assert all(one != other for one, other in pairwise(states))


def test_keys_go_by_hundredths_of_a_second():
    entries = (
        {"at": "1 min 0.34 s", "press": "up", "for": "0.12 s"},
        {"at": "1 min 1.5 s", "press": "down"},
        {"at": "1 min 2 s", "release": "down"},
    )
    top = Table("x.toml", {"timetable": list(entries)}, ("timetable",))
    assert compile_timetable(top, DURATION_S) == [
        {"at_s": 60, "do": "press", "value": "up", "ms": 340},
        {"at_s": 60, "do": "release", "value": "up", "ms": 460},
        {"at_s": 61, "do": "press", "value": "down", "ms": 500},
        {"at_s": 62, "do": "release", "value": "down"},
    ]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"at": "0.5 s", "open": "front panel"}, 'steps of "1 s"'),
        ({"at": "0.005 s", "press": "up"}, 'steps of "0.01 s"'),
        ({"at": "1 s", "press": "up", "for": "0 s"}, 'from "0.01 s"'),
    ],
)
def test_finer_than_it_happens_is_refused(entry, words):
    assert words in refusal(entry)


@given(st.integers(0, 10**7))
def test_hundredths_are_written_as_they_are_read(hundredths):
    text = duration_text(Decimal(hundredths) / 100)
    assert Quantity(TIME, "0 s", "1000 h", "0.01 s").parse(text) * 100 == hundredths
