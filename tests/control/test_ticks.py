"""Time differences across the wrap of the 30-bit count."""

from hypothesis import example, given
from hypothesis import strategies as st

from control.ticks import elapsed_ms

TICKS = 1 << 30
HALF = 1 << 29
ticks = st.integers(0, TICKS - 1)


@given(then_ms=ticks, passed_ms=st.integers(-HALF, HALF - 1))
@example(then_ms=TICKS - 1, passed_ms=1)
@example(then_ms=0, passed_ms=-1)
@example(then_ms=0, passed_ms=HALF - 1)
@example(then_ms=0, passed_ms=-HALF)
def test_elapsed_is_what_passed_wherever_the_count_wraps(then_ms, passed_ms):
    assert elapsed_ms((then_ms + passed_ms) % TICKS, then_ms) == passed_ms


@given(now_ms=ticks, then_ms=ticks)
def test_elapsed_is_never_more_than_half_the_count(now_ms, then_ms):
    assert -HALF <= elapsed_ms(now_ms, then_ms) < HALF
