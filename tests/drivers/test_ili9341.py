"""The display's driver: what it sends arrives, and nothing that the controller would refuse."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.ili9341 import HEIGHT, RENEW_MS, WIDTH
from sim.results.pictures import seen
from sim.world.chips import ili9341 as simulated
from tests.drivers.glass_bench import SELECT, Bench

MHZ = 1_000_000
STRIP_BYTES = 5_120
BLACK = 0
rectangles = st.tuples(
    st.integers(0, WIDTH - 1),
    st.integers(0, HEIGHT - 1),
    st.integers(1, WIDTH),
    st.integers(1, HEIGHT),
).map(lambda r: (r[0], r[1], min(r[2], WIDTH - r[0]), min(r[3], HEIGHT - r[1])))


def pixels(count, colour):
    return bytearray(colour.to_bytes(2, "big") * count)


def filled(bench, colour):
    """The whole glass in one colour."""
    for y in range(0, HEIGHT, 8):
        bench.glass.write(0, y, WIDTH, 8, pixels(WIDTH * 8, colour))


@settings(max_examples=15)
@given(
    rectangle=rectangles,
    colour=st.integers(1, 0xFFFF),
    start_ticks_ms=st.sampled_from((0, (1 << 30) - 1_500)),
)
def test_a_rectangle_is_painted_where_it_was_meant_and_nowhere_else(
    rectangle, colour, start_ticks_ms
):
    bench = Bench(start_ticks_ms=start_ticks_ms).start()
    filled(bench, BLACK)
    x, y, width, height = rectangle
    bench.glass.write(*rectangle, pixels(width * height, colour))
    seen = bench.picture()
    row = [BLACK] * x + [colour] * width + [BLACK] * (WIDTH - x - width)
    expected = [BLACK] * WIDTH * y + row * height + [BLACK] * WIDTH * (HEIGHT - y - height)
    assert seen == expected
    assert not bench.chip.faults


def test_the_first_pixel_is_top_left_and_rows_go_right():
    bench = Bench().start()
    filled(bench, BLACK)
    bench.glass.write(0, 0, 2, 2, bytearray((0xF8, 0, 0x07, 0xE0, 0, 0x1F, 0xFF, 0xFF)))
    assert [bench.chip.pixel(x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))] == [
        0xF800,
        0x07E0,
        0x001F,
        0xFFFF,
    ]
    assert seen(bytes(bench.chip.words())).tobytes()[:6] == bytes((255, 0, 0, 0, 255, 0))


def test_nothing_is_shown_before_the_first_picture_had_time():
    bench = Bench()
    while not bench.glass.ready:
        bench.pass_ms(1)
    assert bench.clock.now_us < 2_300_000
    assert not bench.chip.shown()
    filled(bench, BLACK)
    while not bench.chip.shown():
        bench.pass_ms(1)
    assert set(bench.picture()) == {BLACK}


@pytest.mark.parametrize("hz", [10 * MHZ, 20 * MHZ])
def test_no_step_and_no_strip_takes_8_ms(hz):
    bench = Bench(hz)
    longest_us = 0
    strip = pixels(STRIP_BYTES // 2, 0x1234)
    for _ in range(RENEW_MS // 4):  # of 4 ms each
        before_us = bench.clock.now_us
        bench.glass.turn(time.ticks_ms())
        longest_us = max(longest_us, bench.clock.now_us - before_us)
        before_us = bench.clock.now_us
        bench.glass.write(0, 0, WIDTH, 8, strip)
        longest_us = max(longest_us, bench.clock.now_us - before_us)
        bench.clock.advance_us(3_000)
    assert bench.glass.renewals > 1
    assert longest_us < (5_000 if hz == 10 * MHZ else 4_000)
    assert not bench.chip.faults


def test_a_renewal_shows_nothing_of_itself():
    bench = Bench().start()
    filled(bench, 0x0F0F)
    renewals = bench.glass.renewals
    for _ in range(RENEW_MS + 100):
        bench.pass_ms(1)
        assert bench.chip.shown()
        assert bench.chip.pixel(0, 0) == bench.chip.pixel(WIDTH - 1, HEIGHT - 1) == 0x0F0F
    assert set(bench.picture()) == {0x0F0F}
    assert bench.glass.renewals == renewals + 1
    assert not bench.chip.faults


MISCHIEF = (
    simulated.Ili9341.power_up,
    lambda chip: (chip.reset(0), chip.reset(1)),
    lambda chip: chip._take_command(0x10),  # what a disturbed bit may make of any command
    lambda chip: chip._take_command(0x21),
    lambda chip: chip._take_command(0x28),
    lambda chip: (chip._take_command(0x36), chip._take_data(b"\xc8")),
    lambda chip: (chip._take_command(0x3A), chip._take_data(b"\x66")),
    lambda chip: chip._take_command(0x2A),
    lambda chip: (chip._take_command(0x2C), chip._take_data(b"\x00")),
)


@settings(max_examples=20)
@given(act=st.sampled_from(MISCHIEF), at_ms=st.integers(0, RENEW_MS))
def test_whatever_befalls_it_a_renewal_brings_it_back(act, at_ms):
    bench = Bench().start()
    bench.pass_ms(at_ms)
    act(bench.chip)
    renewals = bench.glass.renewals
    bench.pass_ms(2 * RENEW_MS + 50)  # the first may find it within the 5 ms after its reset
    assert bench.glass.renewals >= renewals + 1
    bench.chip.faults.clear()
    filled(bench, 0x8410)
    bench.pass_ms(20)
    assert bench.chip.shown()
    assert set(bench.picture()) == {0x8410}
    assert not bench.chip.faults


@pytest.mark.parametrize(
    "act", [simulated.Ili9341.power_up, lambda chip: chip._take_command(0x10)]
)
def test_one_that_slept_is_back_after_a_single_renewal_and_hears_nothing_too_early(act):
    bench = Bench().start()
    bench.pass_ms(1_000)
    act(bench.chip)
    bench.chip.faults.clear()
    renewals = bench.glass.renewals
    pixel = pixels(1, 0x1234)
    bench.pass_ms(200)
    while bench.glass.renewals == renewals:
        bench.pass_ms(1)
        if bench.chip._awake:  # what it is sent asleep it may well not understand
            bench.glass.write(0, 0, 1, 1, pixel)
    assert bench.chip.shown()
    assert not bench.chip.faults


@settings(max_examples=10)
@given(dies_after=st.integers(0, 12_000))
def test_one_that_dies_at_any_byte_costs_what_a_living_one_costs(dies_after):
    ends = []
    for dies in (None, dies_after):
        bench = Bench()
        bench.chip.dies_after = dies
        for _ in range(300):
            bench.pass_ms(4)
            bench.glass.write(0, 0, 2, 2, pixels(4, 0xFFFF))
        ends.append((bench.clock.now_us, bench.glass.renewals, bench.bus.bytes_sent))
    assert ends[0] == ends[1]


def test_an_spi_that_refuses_is_tried_again_and_never_raises():
    bench = Bench().start()
    bench.glass._spi.deinit()
    bench.glass.write(0, 0, 1, 1, pixels(1, 0))
    assert not bench.glass.ready
    assert bench.board.levels[SELECT] == 1
    bench.pass_ms(3 * RENEW_MS)
    assert not bench.glass.ready
    bench.glass._spi._active = True
    bench.pass_ms(RENEW_MS + 2_000)
    assert bench.glass.ready
    assert bench.chip.shown()
