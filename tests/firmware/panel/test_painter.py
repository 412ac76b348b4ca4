"""Painting what changed, in whatever order, leaves what painting all of it anew would."""

from hypothesis import given, settings
from hypothesis import strategies as st

from boards.incubators import single_300w
from firmware.panel import page as fields
from firmware.panel.colours import AIR, GROUND, INK, MOIST, PANEL, RED, YELLOW
from firmware.panel.glyphs import BODY, HEADING, HUGE, LARGE, Atlas, Pack
from firmware.panel.page import CENTRE, LEFT, NO_VALUE, RIGHT, Page
from firmware.panel.painter import TILE_PIXELS, Painter
from firmware.panel.screens.every import SCREENS
from firmware.panel.trend import Trend
from sim.runs import gallery
from tests.firmware.panel.test_screens import atlas

WIDTH, HEIGHT = 320, 240
GLYPHS_MAX = 40  # in a turn: some milliseconds of the device's time
CROWDED = ("alarm-high", "service-1", "set-points")


class Glass:
    """Keeps the pixels that it is given."""

    def __init__(self):
        self.pixels = bytearray(WIDTH * HEIGHT * 2)

    def write(self, x, y, width, height, pixels):
        assert len(pixels) == width * height * 2 <= 2 * TILE_PIXELS
        assert 0 <= x < x + width <= WIDTH and 0 <= y < y + height <= HEIGHT
        for row in range(height):
            at = ((y + row) * WIDTH + x) * 2
            self.pixels[at : at + width * 2] = pixels[row * width * 2 : (row + 1) * width * 2]


def painter(glass, shown):
    return Painter(glass, atlas(), Trend(), ("one", "two"), shown)


values = st.one_of(st.just(NO_VALUE), st.integers(0, 999))  # what has room
colour = st.sampled_from((INK, AIR, MOIST))
align = st.sampled_from((LEFT, CENTRE, RIGHT))
screens = st.tuples(values, values, values, colour, colour, align, st.integers(-1, 20))


def put(shown, screen):
    first, second, third, ink, paper, side, text = screen
    shown.begin(1, GROUND)
    shown.number(2, 30, 236, 84, HUGE, first, 1, ink, GROUND, side)
    shown.number(2, 116, 136, 48, LARGE, second, 1, AIR, GROUND, RIGHT)
    shown.box(150, 110, 160, 60, PANEL, paper, 2)
    shown.number(160, 120, 100, 31, HEADING, third, 0, INK, PANEL, CENTRE, 2)
    shown.text(4, 170, 252, 62, text * 3 if text >= 0 else -1, INK, RED)
    shown.bar(270, 176, 40, 12, abs(first) if first != NO_VALUE else NO_VALUE, ink, GROUND)
    shown.number(270, 200, 48, 23, BODY, abs(second) % 1440, fields.SIXTIETHS, YELLOW, GROUND)
    shown.string(4, 0, 100, 18, abs(third) % 2, HEADING + 2, INK, GROUND)
    shown.end()


@settings(max_examples=20)
@given(st.lists(st.tuples(screens, st.integers(0, 120)), min_size=1, max_size=5))
def test_what_was_painted_piece_by_piece_is_what_painting_all_anew_gives(steps):
    glass, shown = Glass(), Page()
    one = painter(glass, shown)
    for screen, tiles in steps:
        put(shown, screen)
        for _ in range(tiles):
            one.paint()
    while one.waits():
        one.paint()
    fresh, again = Glass(), Page()
    other = painter(fresh, again)
    put(again, steps[-1][0])
    while other.waits():
        other.paint()
    assert glass.pixels == fresh.pixels


def test_of_a_number_only_what_differs_is_sent():
    shown, glass = Page(), Glass()
    one = painter(glass, shown)
    screen = (365, 200, 0, INK, INK, RIGHT, -1)
    put(shown, screen)
    while one.waits():
        one.paint()
    sent = []
    write = glass.write
    glass.write = lambda x, y, width, height, pixels: (
        sent.append((x, width)),
        write(x, y, width, height, pixels),
    )
    put(shown, (366, *screen[1:]))
    while one.waits():
        one.paint()
    digit = atlas().number_width(HUGE, "6")
    assert {x for x, _ in sent if x < 240} == {238 - digit}
    put(shown, (366, *screen[1:]))
    assert not one.waits()


def test_a_turn_draws_one_number_or_one_line_of_a_text_or_sends_a_tile(monkeypatch):
    drawn = []
    for name in ("draw", "draw_number"):
        draw = getattr(Atlas, name)

        def counted(self, canvas, *what, draw=draw):
            drawn.append(what)
            draw(self, canvas, *what)

        monkeypatch.setattr(Atlas, name, counted)
    looked_at = []
    glyph = Pack.glyph

    def looking(pack, code):
        looked_at.append(code)
        glyph(pack, code)

    monkeypatch.setattr(Pack, "glyph", looking)
    for name, stage in gallery.states(single_300w, atlas("km")):
        if name in CROWDED:
            shown = Page()
            one = Painter(Glass(), atlas("km"), stage.view.trend, stage.view.strings, shown)
            SCREENS[stage.menu.screen](shown, stage.view)
            while one.waits():
                drawn.clear()
                looked_at.clear()
                one.paint()
                assert len(drawn) <= 1
                assert len(looked_at) <= GLYPHS_MAX, drawn
