"""The launcher runs what /slot.json names, goes back from what fails, and can do without it."""

import json
import random
import tempfile
from pathlib import Path

import pytest

from tests.on_littlefs import ROOT, run

SCRIPT = Path(__file__).with_name("on_micropython_launch.py")
LAUNCHER = ROOT / "boards" / "launch.py"
PROVED = {"run": "a", "former": "b", "trial": 0}
WENT_BACK = {"run": "a", "former": "", "trial": 0, "failed": "b"}
PWRON, HARD, WDT, SOFT = 1, 2, 3, 5
FAILING = ("raises", "hangs", "fails", "empty", "no python")
NOTES_MARK = 0xC7
FUZZED = 400


def start(slots):
    """The folder that is chosen, /slot.json after it, and after a cut at each operation of it."""
    printed = run(SCRIPT, LAUNCHER, "cuts", json.dumps(slots) if slots else "")
    (chosen, after), *cut = map(json.loads, printed.splitlines())
    return chosen, after, cut


def on_trial(number):
    return {"run": "b", "former": "a", "trial": number}


def case(versions, slot=None, rtc=b"", full=False, causes=(), **files):
    """A board before a start; `slot` is text, bytes, or what JSON can say."""
    if slot is not None:
        files["/slot.json"] = slot if isinstance(slot, (bytes, str)) else json.dumps(slot)
    return {
        "versions": versions,
        "files": {
            path: (data if isinstance(data, bytes) else data.encode()).hex()
            for path, data in files.items()
        },
        "rtc": rtc.hex(),
        "full": full,
        "causes": causes,
    }


def lives(*cases):
    """Of each case the places that were begun one after the other, and how it ended."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(cases, file)
        file.flush()
        printed = run(SCRIPT, LAUNCHER, "lives", file.name)
    return [tuple(json.loads(line)) for line in printed.splitlines()]


def test_a_proved_version_starts_and_nothing_is_written():
    assert start(PROVED) == ("a", PROVED, [])


def test_without_a_slot_file_a_whole_version_starts():
    assert start(None) == ("a", None, [])


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_start_of_a_version_on_trial_is_counted_whenever_power_goes(number):
    chosen, after, cut = start(on_trial(number))
    assert (chosen, after) == ("b", on_trial(number + 1))
    assert cut
    assert all(found in (on_trial(number), on_trial(number + 1)) for found in cut)


def test_after_three_starts_the_former_version_is_back_whenever_power_goes():
    chosen, after, cut = start(on_trial(4))
    assert (chosen, after) == ("a", WENT_BACK)
    assert cut
    assert all(found in (on_trial(4), WENT_BACK) for found in cut)


UNUSABLE = [
    b"",
    b"\x00",
    b'{"run": "b", "former',
    b"[]",
    b"7",
    b"null",
    b'"b"',
    b"{}",
    b'{"run": "b"}',
    b'{"run": ["b"], "former": "a", "trial": 0}',
    b'{"run": "c", "former": "a", "trial": 0}',
    b'{"run": "", "former": "", "trial": 0}',
    b'{"run": "a", "former": "b", "trial": "1"}',
    b'{"run": "a", "former": "b", "trial": -1}',
    b"[" * 4000,
    b"\xff" * 4000,
]


@pytest.mark.parametrize("only", ["a", "b"])
def test_a_slot_file_of_no_use_is_done_without(only):
    other = "a" if only == "b" else "b"
    for versions in ({only: "good"}, {only: "good", other: "raises"}):
        for (begun, end), content in zip(
            lives(*(case(versions, content) for content in UNUSABLE)), UNUSABLE, strict=True
        ):
            assert (begun[-1], end) == (only, "proved"), content
            assert len(begun) <= 4, content


def test_a_trial_number_beyond_all_is_a_trial_that_has_failed():
    slot = {"run": "b", "former": "a", "trial": 10**30}
    assert lives(case({"a": "good", "b": "good"}, slot)) == [(["a"], "proved")]


@pytest.mark.parametrize("failing", FAILING)
@pytest.mark.parametrize("full", [False, True], ids=["", "full"])
def test_what_fails_three_times_gives_way_to_the_other_even_if_nothing_can_be_written(
    failing, full
):
    versions = {"a": "good", "b": failing}
    starts = 0 if failing in ("empty", "no python") else 3
    outcomes = lives(
        *(case(versions, slot, full=full) for slot in (on_trial(1), on_trial(3))),
        case(versions, {"run": "b", "former": "a", "trial": 0}, full=full),
    )
    if not full:  # two of the three starts on trial have been
        assert outcomes.pop(1) == (["b"] * min(starts, 1) + ["a"], "proved")
    assert set(map(str, outcomes)) == {str((["b"] * starts + ["a"], "proved"))}


def test_a_folder_without_its_manifest_is_no_version():
    one = case({"a": "good", "b": "good"}, on_trial(1))
    one["half"] = "b"
    assert lives(one) == [(["a"], "proved")]


def test_where_no_version_is_whole_it_says_so_and_rests():
    for begun, end in lives(case({}), case({}, PROVED), case({}, b"", full=True)):
        assert begun == []
        assert end == (
            "No whole version is on this board. Nothing heats. `make flash` brings one."
        )


def test_where_both_fail_both_have_had_three_turns_before_it_is_safe_mode():
    assert lives(case({"a": "fails", "b": "fails"}, on_trial(1))) == [
        (["b"] * 3 + ["a"] * 3 + ["a"], "safe mode")
    ]


@pytest.mark.parametrize("full", [False, True])
def test_a_supply_that_fails_again_and_again_changes_no_version(full):
    causes = [PWRON] * 15
    (outcome,) = lives(case({"a": "good", "b": "hangs"}, PROVED, causes=causes, full=full))
    assert outcome == (["a"], "proved")


def any_bytes(chance, good):
    """Foreign bytes, or good ones that something happened to."""
    kind = chance.randrange(6)
    if kind == 0:
        return chance.randbytes(chance.randrange(200))
    data = bytearray(good)
    if kind == 1:
        del data[chance.randrange(len(data)) :]
    elif kind == 2:
        at = chance.randrange(len(data))
        del data[at : at + chance.randrange(1, 9)]
    else:
        for _ in range(chance.randrange(1, 4)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def any_notes(chance):
    """RTC memory, with the right check of the launcher's bytes or without."""
    notes = bytes((NOTES_MARK, *(chance.randrange(5) for _ in range(4))))
    check = sum(notes) & 0xFF if chance.random() < 0.8 else chance.randrange(256)
    return notes + bytes((check,)) + chance.randbytes(chance.randrange(60))


def test_whatever_one_file_and_rtc_memory_hold_a_whole_version_is_started():
    """slot.json, a manifest and a version's own start, damaged at byte level, on real littlefs."""
    chance = random.Random(14)
    cases = []
    for _ in range(FUZZED):
        named = chance.choice("ab")
        other = "b" if named == "a" else "a"
        slot = json.dumps({"run": named, "former": other, "trial": chance.randrange(5)}).encode()
        versions = {"a": "good", "b": "good"}
        damaged = {}
        kind = chance.randrange(3)
        if kind == 0:
            slot = any_bytes(chance, slot)
        elif kind == 1:
            damaged[f"/{named}/manifest.json"] = any_bytes(chance, b'{"board": "b", "files": {}}')
        else:
            damaged[f"/{named}/start.py"] = any_bytes(chance, b"import bench\nbench.live()\n")
        causes = [chance.choice((PWRON, HARD, WDT, SOFT)) for _ in range(chance.randrange(3))]
        cases.append(
            case(versions, slot, any_notes(chance), chance.random() < 0.3, causes, **damaged)
        )
    for one, (begun, end) in zip(cases, lives(*cases), strict=True):
        assert end == "proved", (one, begun)
