"""The live heap of the controller after start: what is promised of it frozen, and from files.

That it is flat from then on, `make memory` measures; test_week.py compares days.
"""

import shutil
from pathlib import Path

import pytest

from boards.build import PARTS
from boards.install import HEAP_NEEDED
from sim.tools import memory
from sim.tools.memory import PROMISED, Measurer, broken, table, unix, webassembly

# Of 64-bit words over 32-bit ones, measured: docs/memory.md.
MOST_RATIO = 2
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def on_64_bits(tmp_path_factory):
    measurer = Measurer(unix, tmp_path_factory.mktemp("memory"))
    return measurer.modules(), measurer.frozen(), measurer.life(0)


def test_on_32_bit_words_the_started_controller_takes_what_is_promised_at_most(tmp_path):
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node is not installed; the test on 64-bit words stands in")
    measurer = Measurer(webassembly(), tmp_path)
    modules, frozen = measurer.modules(), measurer.frozen()
    assert broken(modules, frozen, measurer.life(0, shown=True), measurer.life(0)) == []


def test_on_64_bit_words_the_started_controller_takes_no_more_than_their_ratio(on_64_bits):
    _, frozen, life = on_64_bits
    assert sum(frozen.values()) + life["started"] <= PROMISED * MOST_RATIO


def test_every_module_that_runs_is_measured_and_costs_less_when_frozen(on_64_bits):
    modules, frozen, _ = on_64_bits
    assert modules.keys() == frozen.keys()
    assert {*PARTS, "boards.esp32_devkitc.board"} <= modules.keys()
    assert all(modules[name] > 0 for name in modules)
    assert sum(frozen.values()) < sum(modules.values())


def test_a_heap_that_is_too_big_or_grows_is_found():
    life = {"made": 10, "started": 20, "1": 30, "2": 40}
    dark = {"made": 10, "started": 15}
    shown = memory.SHOWING
    most = {"a": memory.DARK_FILES_PROMISED - 15, shown: 5}
    frozen = {"a": PROMISED - 15, shown: memory.DISPLAY_PROMISED - 5}
    assert broken(most, frozen, life, dark) == []
    assert len(broken(most | {"a": most["a"] + 1}, frozen, life, dark)) == 1
    assert len(broken(most, frozen | {"a": PROMISED - 14}, life, dark)) == 1
    assert len(broken(most, frozen | {shown: frozen[shown] + 1}, life, dark)) == 1
    assert len(broken(most, frozen, {**life, "2": 31 + memory.FLAT}, dark)) == 1
    whole = most | {shown: memory.FILES_PROMISED - most["a"] - 19}
    assert any("from files" in fault for fault in broken(whole, frozen, life, dark))
    needed = whole | {shown: HEAP_NEEDED}
    assert any("HEAP_NEEDED" in fault for fault in broken(needed, frozen, life, dark))


def test_the_table_has_a_row_for_each_module_and_each_hour():
    text = table({"control.a": 3, "drivers.b": 4}, {"control.a": 1, "drivers.b": 2}, {"1": 10})
    assert "| after 1 h | 17 | 13 |" in text
    assert "| `drivers.b` | 4 | 2 |" in text


def test_the_lock_pins_one_version_and_names_no_registry():
    folder = ROOT / "sim" / "tools" / "webassembly"
    lock = (folder / "package-lock.json").read_text()
    assert '"version": "1.29.0-6"' in lock
    assert "integrity" in lock
    assert "resolved" not in lock
