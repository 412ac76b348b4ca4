"""Drills: courses that can be played in every language, and judged by what was done when."""

import asyncio
import json

import pytest

from control.languages import LANGUAGES
from sim.bench.bench import Bench
from sim.bench.drill import (
    COURSES,
    Course,
    Step,
    alarms_gone,
    check_language,
    drill_words,
    judge,
    keys_done,
    known_courses,
    load_course,
)
from sim.bench.drill_page import Drill
from sim.errors import InputError
from tests.sim.bench.serving import until

FIVE = ["fan-cloth", "mains-fails", "override-left", "probe-off", "water-dry"]
FAN = (COURSES / "fan-cloth.toml").read_text()


def test_there_are_five_courses_in_five_languages(tmp_path):
    assert known_courses() == FIVE and len(LANGUAGES) == 5
    english = drill_words("en")
    for language in LANGUAGES:
        assert list(drill_words(language)) == list(english)
        assert [text.count("{}") for text in drill_words(language).values()] == [
            text.count("{}") for text in english.values()
        ]
        for name in FIVE:
            course = load_course(name, language)
            assert course.scenario["start"]["language"] == language
            drill = Drill(Bench(course.scenario, 1, tmp_path), course, language)
            assert all(drill.said(step.kind, step.what) for step in course.steps)
            assert course.settled_s <= course.from_s


def test_steps_are_judged_by_their_first_time_from_the_start_on():
    steps = (Step("press", "silence", 45), Step("hand", "air", 60), Step("gone", "fan-fault", 90))
    course = Course({}, 100, 120, steps)
    verdicts = judge(
        course,
        [
            (110_000, "press", "silence"),  # too early to count
            (165_000, "press", "silence"),
            (170_000, "press", "silence"),
            (180_010, "hand", "air"),
        ],
    )
    assert [verdict.after_s for verdict in verdicts] == [45.0, 60.01, None]
    assert [verdict.passed for verdict in verdicts] == [True, False, False]


@pytest.mark.parametrize(
    ("for_ms", "counts"), [(2_990, False), (3_000, True), (10_000, True), (10_010, False)]
)
def test_a_hold_counts_as_the_panel_counts_it(for_ms, counts):
    at_s, ms = divmod(5_120 + for_ms, 1000)
    by_hand = [
        {"at_s": 5, "ms": 120, "do": "press", "value": "silence"},
        {"at_s": at_s, "ms": ms, "do": "release", "value": "silence"},
        {"at_s": 20, "do": "ports", "value": 6},
    ]
    hold = [(5_120 + for_ms, "hold", "silence")] * counts
    assert keys_done(by_hand) == [(5_120, "press", "silence"), *hold]


def test_alarms_that_went_are_found_among_the_events():
    events = ["3,alarm,begins,fan-fault", '9,operator,x,"a,b"', "64,alarm,ends,fan-fault"]
    assert alarms_gone(events) == [(64_000, "gone", "fan-fault")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FAN.replace('hand = "air"', 'hand = "foot"'), "foot"),
        (FAN.replace('hand = "air"\n', ""), "exactly one of press, hold, hand, gone, dark"),
        (FAN.replace('within = "45 s"', 'within = "0 s"'), "within"),
        (FAN.replace("settled", "settle"), "settled"),
        (FAN[: FAN.index("[drill]")], "must be a table"),
        ("x = ", "known: fan-cloth"),
    ],
)
def test_a_course_that_cannot_be_played_is_refused(tmp_path, text, words):
    path = tmp_path / "course.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=words):
        load_course(str(path), "en")


def test_a_language_that_is_none_is_refused():
    with pytest.raises(InputError, match="en, km, fr, es, zh"):
        check_language("de")


async def good_hand(out):
    """Plays the course of the cloth as it should be, with one act that is of no use."""
    course = load_course("fan-cloth", "fr")
    bench = Bench(course.scenario, 1, out)
    drill = Drill(bench, course, "fr")
    drill.hand("air")  # nobody has taken over yet
    await bench.begin(course.settled_s * 1000)
    await until(lambda: drill.settled and not bench.goes)
    drill.begin()
    bench.play(False)
    for after_s, act in (
        (15, lambda: [bench.run.tell(f"{do} silence") for do in ("press", "release")]),
        (30, lambda: drill.hand("plug")),
        (40, lambda: drill.hand("air")),
        (60, lambda: bench.run.tell("hold silence")),
        (70, lambda: None),
    ):
        until_ms = (course.from_s + after_s) * 1000
        bench.run.tell(f"until {until_ms}")
        await until(lambda: bench.run.t_ms >= until_ms and not bench.goes)  # noqa: B023
        drill.look()
        act()
    await bench.end()
    return drill


def test_a_good_hand_passes_and_is_written_down(tmp_path):
    drill = asyncio.run(good_hand(tmp_path))
    assert drill.over and not drill.going
    record = json.loads((drill.bench.folder / "drill.json").read_text())
    assert record["passed"] and record["language"] == "fr"
    assert [step["after_s"] for step in record["steps"]] == [15.01, 40.01, 63.51, 64.0]
    assert {"t_s": 170.01, "hand": "plug"} in record["done"]
    page = drill.results()
    assert drill.words["passed"] in page and drill.words["hand-plug"] in page
    assert (drill.bench.folder / "session.toml").exists()
