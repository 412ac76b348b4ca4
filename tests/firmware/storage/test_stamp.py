"""The clock is read on battery too, where nothing is stamped."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from firmware.storage.resume import STAMP_EVERY_S
from firmware.storage.stamp import Stamp

EVERY = STAMP_EVERY_S * 2  # periods


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 40)), max_size=8))
def test_the_time_is_never_old_and_a_stamp_is_left_as_soon_as_mains_is_there(stretches):
    done = []
    clock = SimpleNamespace(
        lost=False, read=lambda: done.append("read"), stamp=lambda: done.append("stamp")
    )
    stamp = Stamp(clock, SimpleNamespace(stand=lambda row, so: None))
    last = 0
    before = False
    for number, mains in enumerate(mains for mains, count in stretches for _ in range(count)):
        done.clear()
        stamp.after_period(mains)
        assert set(done) <= {"stamp" if mains else "read"}
        if done:
            last = number
        assert number - last <= EVERY
        assert done or not mains or before
        before = mains
