"""The pretended display controller: what it refuses, and how its picture lies."""

import pytest

from sim.results.pictures import seen
from sim.world.chips.ili9341 import HEIGHT, WIDTH, Ili9341
from sim.world.clock import Clock

RED = b"\xf8\x00"
WHITE = 0xFFFF


@pytest.fixture
def chip():
    return Ili9341(Clock())


def pass_ms(chip, duration_ms):
    chip._clock.advance_us(duration_ms * 1000)


def send(chip, command, data=b""):
    chip.select(0)
    chip.data_command(0)
    chip.receive(bytes((command,)))
    chip.data_command(1)
    if data:
        chip.receive(data)
    chip.select(1)


def awake(chip, access=0x28):
    """Shown, 16 bits a pixel, all of the glass the window."""
    pass_ms(chip, 130)
    send(chip, 0x11)
    pass_ms(chip, 6)
    send(chip, 0x36, bytes((access,)))
    send(chip, 0x3A, b"\x55")
    send(chip, 0x29)
    return chip


def window(chip, first_column, last_column, first_page, last_page):
    for command, first, last in ((0x2A, first_column, last_column), (0x2B, first_page, last_page)):
        send(chip, command, first.to_bytes(2, "big") + last.to_bytes(2, "big"))


def said(chip):
    return " ".join(chip.faults)


def test_asleep_off_or_without_power_it_is_white(chip):
    assert chip.pixel(0, 0) == WHITE
    awake(chip)
    window(chip, 0, 0, 0, 0)
    send(chip, 0x2C, b"\x00\x00")
    assert chip.pixel(0, 0) == 0
    for lose, get_back in ((0x28, 0x29), (0x10, 0x11)):
        pass_ms(chip, 130)
        send(chip, lose)
        assert chip.pixel(0, 0) == WHITE
        pass_ms(chip, 130)
        send(chip, get_back)
        assert chip.pixel(0, 0) == 0
    chip.powered = False
    assert chip.pixel(0, 0) == WHITE
    assert not chip.faults


@pytest.mark.parametrize(
    ("access", "corner"),
    [
        (0x28, (0, 0)),
        (0xE8, (WIDTH - 1, HEIGHT - 1)),
        (0x48, (0, HEIGHT - 1)),
        (0x88, (WIDTH - 1, 0)),
    ],
)
def test_memory_access_says_which_corner_is_first(chip, access, corner):
    awake(chip, access)
    window(chip, 0, 1, 0, 0)
    send(chip, 0x2C, RED + b"\x07\xe0")
    assert chip.pixel(*corner) == 0xF800
    x, y = corner
    along = abs(x - 1) if x <= 1 else x - 1
    if access & 0x20:
        assert chip.pixel(along, y) == 0x07E0
    else:
        assert chip.pixel(x, abs(y - 1)) == 0x07E0
    assert not chip.faults


def test_without_the_filters_order_red_is_blue(chip):
    awake(chip, 0x20)
    window(chip, 0, 0, 0, 0)
    send(chip, 0x2C, RED)
    assert chip.pixel(0, 0) == 0x001F


@pytest.mark.parametrize(("access", "inverted"), [(0x28, False), (0x20, False), (0x28, True)])
def test_all_of_the_picture_is_what_its_pixels_are(chip, access, inverted):
    awake(chip, access)
    window(chip, 0, 1, 0, 1)
    send(chip, 0x2C, b"\xf8\x00\x07\xe0\x12\x34\xab\xcd")
    if inverted:
        send(chip, 0x21)
    for _ in range(2):
        words = chip.words()
        rgb = seen(bytes(words)).tobytes()
        for x, y in ((0, 0), (1, 0), (0, 1), (1, 1), (WIDTH - 1, HEIGHT - 1)):
            at = y * WIDTH + x
            assert words[2 * at] << 8 | words[2 * at + 1] == chip.pixel(x, y)
            assert rgb[3 * at] >> 3 == chip.pixel(x, y) >> 11
        chip.powered = False


def test_pieces_of_a_picture_add_up_and_half_a_pixel_waits(chip):
    awake(chip)
    window(chip, 10, 12, 5, 6)
    chip.select(0)
    chip.data_command(0)
    chip.receive(b"\x2c")
    chip.data_command(1)
    data = bytes(range(1, 13))
    for cut in (data[:1], data[1:6], data[6:7], data[7:]):
        chip.receive(cut)
    seen = [chip.pixel(x, y) for y in (5, 6) for x in (10, 11, 12)]
    assert seen == [data[i] << 8 | data[i + 1] for i in range(0, 12, 2)]
    assert not chip.faults


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        (lambda chip: send(chip, 0x11), "too early"),
        (lambda chip: (pass_ms(chip, 6), send(chip, 0x01), send(chip, 0x11)), "too early"),
        (
            lambda chip: (awake(chip), send(chip, 0x01), pass_ms(chip, 100), send(chip, 0x11)),
            "sleep-out comes",
        ),
        (lambda chip: (pass_ms(chip, 130), send(chip, 0x11), send(chip, 0x29)), "0x29 comes too"),
        (lambda chip: (awake(chip), send(chip, 0x10)), "sleep-in comes"),
        (lambda chip: (awake(chip), send(chip, 0x2A, b"\x00"), send(chip, 0x2C)), "lacks 3"),
        (lambda chip: (awake(chip), send(chip, 0x29, b"\x00")), "1 bytes of data too many"),
        (lambda chip: (awake(chip), window(chip, 5, 4, 0, 0)), "a window from 5 to 4"),
        (lambda chip: (awake(chip), window(chip, 0, 320, 0, 0), send(chip, 0x2C)), "beyond"),
        (
            lambda chip: (
                awake(chip),
                window(chip, 0, 1, 0, 0),
                send(chip, 0x2C, RED),
                send(chip, 0x29),
            ),
            "2 bytes for a window of 4",
        ),
        (
            lambda chip: (awake(chip), window(chip, 0, 0, 0, 0), send(chip, 0x2C, RED + RED)),
            "4 bytes for a window of 2",
        ),
        (
            lambda chip: (pass_ms(chip, 6), window(chip, 0, 0, 0, 0), send(chip, 0x2C)),
            "format 0x66",
        ),
        (lambda chip: (pass_ms(chip, 6), send(chip, 0x3F)), "no command"),
    ],
)
def test_what_no_sound_driver_asks_is_told(chip, act, fault):
    act(chip)
    assert fault in said(chip)


def test_what_comes_too_early_is_not_done(chip):
    send(chip, 0x11)
    pass_ms(chip, 130)
    send(chip, 0x29)
    assert not chip.shown()


def test_unselected_or_held_in_reset_it_hears_nothing(chip):
    awake(chip)
    chip.data_command(0)
    chip.receive(b"\x28")
    chip.reset(0)
    send(chip, 0x3F)
    assert chip.commands == 4
    assert not chip.faults


def test_dead_after_so_many_bytes_it_takes_no_more(chip):
    awake(chip)
    window(chip, 0, 1, 0, 0)
    chip.dies_after = 3
    send(chip, 0x2C, RED + RED)
    assert chip.pixel(0, 0) == 0xF800
    assert chip.pixel(1, 0) != 0xF800
