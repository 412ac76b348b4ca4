"""A timetable's keys act at their hundredth of a second, whoever puts them in, and when."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from sim.runs.actions import Timetable
from sim.world.clock import Clock

MOMENTS_MS = st.lists(st.integers(100, 500).map(lambda hundredths: hundredths * 10), unique=True)


def key(at_ms):
    """To press a key that is named after its moment."""
    at_s, ms = divmod(at_ms, 1000)
    entry = {"at_s": at_s, "do": "press", "value": str(at_ms)}
    return {**entry, "ms": ms} if ms else entry


@given(MOMENTS_MS, MOMENTS_MS, st.integers(0, 400))
def test_each_key_acts_at_its_moment(written_ms, added_ms, early_ms):
    clock = Clock()
    pressed = []
    world = SimpleNamespace(clock=clock, press=lambda name: pressed.append((name, clock.now_us)))
    events = SimpleNamespace(note=lambda *_: None)
    timetable = Timetable([key(at_ms) for at_ms in sorted(written_ms)], world, events, {})
    clock.on_second = timetable.play
    for at_ms in sorted(added_ms):  # a hand puts them in at most so early, and never late
        clock.advance_us(max(at_ms - early_ms, 0) * 1000 - clock.now_us)
        timetable.add(key(at_ms))
    clock.advance_us(6_000_000 - clock.now_us)
    due = sorted([*written_ms, *added_ms])
    assert [(int(name), now_us // 1000) for name, now_us in pressed] == [(ms, ms) for ms in due]
