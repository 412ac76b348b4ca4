"""The launcher runs what /slot.json names, and goes back from what does not prove itself."""

import json
from pathlib import Path

import pytest

from tests.on_littlefs import ROOT, run

SCRIPT = Path(__file__).with_name("on_micropython_launch.py")
LAUNCHER = ROOT / "boards" / "launch.py"
PROVED = {"run": "a", "former": "b", "trial": 0}
WENT_BACK = {"run": "a", "former": "", "trial": 0, "failed": "b"}


def start(slots):
    """The folder that is chosen, /slot.json after it, and after a cut at each operation of it."""
    printed = run(SCRIPT, LAUNCHER, json.dumps(slots) if slots else "")
    (chosen, after), *cut = map(json.loads, printed.splitlines())
    return chosen, after, cut


def on_trial(number):
    return {"run": "b", "former": "a", "trial": number}


def test_a_proved_version_starts_and_nothing_is_written():
    assert start(PROVED) == ("a", PROVED, [])


def test_without_a_slot_file_what_is_frozen_starts():
    assert start(None) == ("", None, [])


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
