"""A virtual board that shows its panel in a terminal: how it draws, listens, and leaves."""

import signal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.virtual_board.host.cells import Canvas, fitting
from sim.virtual_board.host.keyboard import QUIT, Fingers, Keyboard
from sim.world.chips.ili9341 import HEIGHT, WIDTH
from sim.world.clock import Clock
from sim.world.panel import KEYS
from tests.sim.virtual_board.board_process import board
from tests.sim.virtual_board.terminal import Screen, terminal

QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
TAP_US = 120_000
HOLD_MS = (3_000, 10_000)  # of firmware/panel/keys.py: what is a hold
COLOURS = (0xF800, 0x07E0, 0x0000, 0xFFFF)
TYPED = {
    b"\x1b[A": ("up", False),
    b"\x1bOB": ("down", False),
    b"\x1b[1;2C": ("right", True),
    b"\x1b[D": ("left", False),
    b"s": ("silence", False),
    b"S": ("silence", True),
    b"o": ("override", False),
    b"O": ("override", True),
    b"q": (QUIT, False),
    b"x": None,
    b"\x1b[15~": None,
    b"\x1b[1;5H": None,
}

rectangles = st.lists(
    st.tuples(
        st.integers(0, WIDTH - 1),
        st.integers(0, HEIGHT - 1),
        st.integers(1, WIDTH),
        st.integers(1, HEIGHT),
        st.sampled_from(COLOURS),
    ),
    max_size=4,
)


def painted(words, boxes):
    words = bytearray(words)
    for x, y, width, height, colour in boxes:
        row = colour.to_bytes(2, "big") * (min(x + width, WIDTH) - x)
        for place in range(y, min(y + height, HEIGHT)):
            at = (place * WIDTH + x) * 2
            words[at : at + len(row)] = row
    return bytes(words)


@settings(max_examples=25)
@given(rectangles, rectangles, st.sampled_from([(40, 15), (53, 19), (8, 3)]))
def test_what_is_sent_of_a_change_leaves_what_all_of_the_picture_would(before, after, size):
    first = painted(bytes(2 * WIDTH * HEIGHT), before)
    second = painted(first, after)
    changed, anew = Screen(), Screen()
    canvas = Canvas(*size)
    changed.take(canvas.show(first))
    changed.take(canvas.show(second))
    anew.take(Canvas(*size).show(second))
    assert changed.cells == anew.cells
    assert canvas.show(second) == ""


def test_four_quarters_of_a_cell_are_four_pixels_of_two_colours():
    shape = [(x, y, 1, 1, 0xF800) for x in range(32) for y in range(2) if x >> (x % 2 + 2 * y) & 1]
    screen = Screen()
    screen.take(Canvas(160, 120).show(painted(bytes(2 * WIDTH * HEIGHT), shape)))
    pixels = {(x, y) for x, y, *_ in shape}
    for column in range(16):
        character, colours = screen.cells[0, column]
        for quarter in range(4):
            inked = QUARTERS.index(character) >> quarter & 1
            red = (column * 2 + quarter % 2, quarter // 2) in pixels
            seen = colours[:3] if inked else colours[3:]
            assert seen == ((255, 0, 0) if red else (0, 0, 0))


@given(st.integers(0, 500), st.integers(-3, 200))
def test_the_picture_keeps_its_shape_and_fits(columns, rows):
    wide, high = fitting(columns, rows)
    assert abs(wide * HEIGHT / (2 * WIDTH) - high) < 1
    assert (wide <= columns and high <= rows) or (wide, high) == (8, 3)


@given(st.lists(st.sampled_from(list(TYPED))), st.lists(st.integers(0, 60)))
def test_what_is_typed_means_the_same_however_it_comes_in_pieces(typed, cuts):
    data = b"".join(typed)
    keyboard = Keyboard()
    found = []
    last = 0
    for cut in [*sorted(min(cut, len(data)) for cut in cuts), len(data)]:
        found += keyboard.typed(data[last:cut])
        last = cut
    assert found == [TYPED[one] for one in typed if TYPED[one]]


class World:
    def __init__(self):
        self.clock = Clock()
        self.keys = set()


@pytest.mark.parametrize("key", KEYS)
def test_a_tap_lets_go_and_a_hold_is_as_long_as_the_program_asks_for(key):
    world = World()
    fingers = Fingers(world)
    fingers.press(key, False)
    world.clock.advance_us(TAP_US - 1)
    assert world.keys == {key}
    fingers.press(key, False)  # the keyboard repeats
    world.clock.advance_us(TAP_US - 1)
    assert world.keys == {key}
    world.clock.advance_us(1)
    assert not world.keys
    fingers.press(key, True)
    fingers.press(key, False)
    world.clock.advance_us(HOLD_MS[0] * 1000)
    assert world.keys == {key}
    world.clock.advance_us((HOLD_MS[1] - HOLD_MS[0]) * 1000)
    assert not world.keys


def test_the_terminal_is_as_before_when_the_process_is_ended(tmp_path):
    with terminal("--flash", tmp_path / "flash.img", columns=80, rows=24) as there:
        there.until(lambda screen: "data port: /dev/pts/" in screen.text())
        assert not there.restored()
        there.process.send_signal(signal.SIGTERM)
        assert there.end() == 128 + signal.SIGTERM
        assert there.restored()


def test_without_a_terminal_it_says_its_lines(tmp_path):
    with board(tmp_path / "flash.img", "--display") as process:
        assert process.data_port.startswith("/dev/")
