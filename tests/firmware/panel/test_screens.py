"""What is on the glass, by the fields of every screen: alarms, numbers, colours, places."""

from collections import Counter
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.incubators import single_300w
from control import alarm_table as table
from control.alarm_table import COUNT, PRIORITY_OF
from control.languages import LANGUAGES
from firmware.panel import glyphs, page, painter, texts
from firmware.panel import menu as screens
from firmware.panel.colours import BAND, BAND_INK
from firmware.panel.glyphs import Atlas, opened
from firmware.panel.operator import HUMIDITY_ALARM_ROW, HUMIDITY_ROW, NOTHING
from firmware.panel.page import NO_VALUE, PLUS, SIXTIETHS, Page
from firmware.panel.screens.every import SCREENS
from firmware.panel.units import UNITS
from sim.runs import gallery
from tests.control.bench import incubator
from tests.firmware.panel.test_pictures import KEPT, pixels

WIDTH, HEIGHT = 320, 240
EVERY = range(len(SCREENS))


@cache
def atlas(language="en"):
    found = Atlas(opened, painter.TILE_ROWS)
    found.use(language)
    while found.step():
        pass
    assert not found.fault
    return found


class Field:
    """One field of a page, by name."""

    def __init__(self, row):
        self.kind, self.x, self.y, self.width, self.height = row[:5]
        self.a, self.b, self.c, self.ink, self.paper = row[5:]


def put(stage, screen=None):
    """The fields that a screen puts."""
    shown = Page()
    SCREENS[stage.menu.screen if screen is None else screen](shown, stage.view)
    return fields(shown)


def fields(shown):
    return [
        Field(shown.rows[index * page.SIZE : (index + 1) * page.SIZE])
        for index in range(shown.count)
    ]


def states(language="en"):
    return gallery.states(single_300w, atlas(language))


def said(field):
    unit = UNITS[page.unit_of(field.c)]
    return painter.words(field.a, page.form_of(field.c), unit)


# --- numbers -----------------------------------------------------------------------------------


@given(form=st.integers(0, 7), unit=st.sampled_from(UNITS))
def test_what_is_not_known_has_no_digit(form, unit):
    assert not any(character.isdigit() for character in painter.words(NO_VALUE, form, unit))


@given(value=st.integers(-99_999, 99_999), decimals=st.integers(0, 3))
def test_a_number_reads_back(value, decimals):
    text = painter.words(value, decimals, " h")
    assert text.endswith(" h")
    assert round(float(text[:-2]) * 10**decimals) == value
    assert len(text[:-2].partition(".")[2]) == decimals


def test_other_formats():
    assert painter.words(754, SIXTIETHS, "") == "12:34"
    assert painter.words(65, SIXTIETHS, "") == "1:05"
    assert painter.words(2, PLUS, "") == "+2"
    assert painter.words(37, page.MORE, "\u00b0C") == ">37\u00b0C"


CHANNELS = ("air", "air2", "skin", "skin2", "element", "humidity")
STALE_MC = 33_333
STALE_TEXTS = ("33.3", "33.33", "333.3", "3333")


@given(lost=st.sets(st.sampled_from(CHANNELS)), mode=st.integers(0, 2))
def test_no_screen_shows_a_value_that_may_not_be_believed(lost, mode):
    stage = gallery.Stage(single_300w, atlas())
    stage.settings.set_mode(mode)
    for name in lost:
        getattr(stage.controller.estimates, name).value = STALE_MC
        getattr(stage.readings, name).value = STALE_MC
    stage.lose(*lost)
    for screen in EVERY:
        stage.menu.screen = screen
        for row in range(screens.SERVICE_PAGES if screen == screens.SERVICE else 1):
            stage.menu.row = row
            for field in put(stage):
                if field.kind == page.NUMBER:
                    assert not said(field).startswith(STALE_TEXTS)
    stage.menu.screen = screens.MAIN
    large = [
        field for field in put(stage) if field.kind == page.NUMBER and field.b <= glyphs.LARGE
    ]
    controlled, other = ("skin", "air") if mode == 2 else ("air", "skin")
    assert [field.a == NO_VALUE for field in large] == [
        name in lost for name in (controlled, other, "humidity")
    ]


# --- alarms ------------------------------------------------------------------------------------

some_alarms = st.lists(st.integers(0, COUNT - 1), min_size=1, max_size=12, unique=True)


@pytest.mark.proves("LAW-4-PRIORITY")
@given(rows=some_alarms, lit=st.booleans())
def test_the_band_shows_the_highest_priority_and_how_many_more_there_are(rows, lit):
    stage = gallery.Stage(single_300w, atlas())
    stage.alarm(*rows)
    stage.view.lit = lit
    highest = max(PRIORITY_OF[row] for row in rows)
    for screen in EVERY:
        stage.menu.screen = screen
        stage.menu.row = stage.menu.item = 0
        shown = put(stage)
        bands = [field for field in shown if field.kind == page.BOX and field.paper in BAND[1:]]
        assert bands[0].paper == BAND[highest]
        assert bands[0].x == bands[0].y == 0
        assert bands[0].width >= WIDTH - 72
        more = [
            field for field in shown if field.kind == page.NUMBER and page.form_of(field.c) == PLUS
        ]
        assert [field.a for field in more] == [len(rows) - 1]
        assert (more[0].ink == more[0].paper) == (len(rows) == 1)
        symbols = [
            field for field in shown if field.kind == page.SYMBOL and (field.x, field.y) == (0, 0)
        ]
        assert len(symbols) == 1
        assert {symbols[0].ink, symbols[0].paper} == {BAND[highest], BAND_INK[highest]}
    texts = [field.a for field in put(stage, screens.ALARM) if field.kind == page.TEXT]
    assert 3 * stage.alarms.highest in texts


@given(rows=some_alarms)
def test_right_pages_through_every_alarm_and_back_to_the_first(rows):
    stage = gallery.Stage(single_300w, atlas())
    stage.alarm(*rows)
    seen = []
    for _ in range(3 * len(rows)):
        texts = [field.a for field in put(stage) if field.kind == page.TEXT]
        seen += [text // 3 for text in texts if text < 3 * COUNT and text % 3 == 2]
        stage.press(screens.RIGHT)
    assert set(seen) == set(rows)
    assert seen[0] == stage.alarms.highest


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_every_alarm_remedy_and_cause_are_seen_whole(language):
    for row in range(COUNT):
        stage = gallery.Stage(single_300w, atlas(language))
        stage.alarm(row)
        seen = set()
        for _ in range(2):
            for field in put(stage, screens.ALARM):
                if field.kind == page.TEXT and field.a // 3 == row:
                    seen.add(field.a % 3)
                    assert field.y + field.height <= 208
            stage.press(screens.RIGHT)
        assert seen == {0, 1, 2}


def test_a_paused_sound_shows_for_how_long():
    stage = gallery.Stage(single_300w, atlas())
    stage.alarm(table.AIR_CUTOUT)
    stage.operator.silence()
    texts = [said(field) for field in put(stage, screens.ALARM) if field.kind == page.NUMBER]
    assert "2:00" in texts


@pytest.mark.parametrize("screen", [screens.SET_POINTS, screens.LIMITS])
def test_where_no_humidifier_is_fitted_nothing_of_humidity_is_offered(screen):
    stage = gallery.Stage(incubator(HAS_HUMIDIFIER=False), atlas())
    stage.menu.screen = screen
    shown = [field.a for field in put(stage) if field.kind == page.TEXT]
    assert texts.AIR_SET_POINT in shown or texts.AIR_ALARM_LIMIT in shown
    assert not {texts.HUMIDITY_SET_POINT, texts.HUMIDITY_ALARM_LIMIT} & set(shown)
    for _ in range(6):
        stage.press(screens.DOWN)
    stage.press(screens.RIGHT)
    assert stage.operator.proposed not in (NOTHING, HUMIDITY_ROW, HUMIDITY_ALARM_ROW)
    put(stage)


# --- places and colours --------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_and_number_fits_in_its_field_and_every_field_on_the_glass(language):
    words = atlas(language)
    for name, stage in states(language):
        for field in put(stage):
            where = f"{name}: {field.a} at {field.x}, {field.y}"
            assert field.x >= 0 and field.x + field.width <= WIDTH, where
            assert field.y >= 0 and field.y + field.height <= HEIGHT, where
            if field.kind == page.TEXT and field.a >= 0:
                lines = words.lines(field.a)
                assert lines * words.height(field.a) <= field.height, where
                assert max(words.width(field.a, line) for line in range(lines)) <= field.width
            elif field.kind == page.NUMBER and field.ink != field.paper:
                assert words.number_height(field.b) <= field.height + 4, where
                assert words.number_width(field.b, said(field)) <= field.width, (
                    where,
                    said(field),
                )


def linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


# Linear red, green and blue as they are seen without one kind of cone: Machado, Oliveira and
# Fernandes, IEEE TVCG 15 (2009), severity 1.
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.1523, 1.0526, -0.2049), (0.1145, 0.7863, 0.0992), (-0.0039, -0.0481, 1.0520)),
    "deutan": ((0.3673, 0.8606, -0.2280), (0.2801, 0.6725, 0.0474), (-0.0118, 0.0429, 0.9689)),
    "tritan": ((1.2555, -0.0767, -0.1788), (-0.0784, 0.9308, 0.1476), (0.0047, 0.6914, 0.3039)),
}


def parts_of(colour):
    """Red, green and blue of 1 of a colour as the wire has it."""
    word = colour >> 8 | (colour & 0xFF) << 8
    return (word >> 11) / 31, (word >> 5 & 63) / 63, (word & 31) / 31


def luminance(parts, eye):
    """Of red, green and blue of 1."""
    parts = [linear(part) for part in parts]
    seen = [
        min(max(sum(share * part for share, part in zip(row, parts, strict=True)), 0), 1)
        for row in EYES[eye]
    ]
    return 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]


def contrast(ink, paper, eye="all cones"):
    """Of two colours, each red, green and blue of 1."""
    dark, bright = sorted((luminance(ink, eye), luminance(paper, eye)))
    return (bright + 0.05) / (dark + 0.05)


PARTS = {"symbol": (0, 56, 0, 64), "word": (8, 96, 64, 92)}  # of the band: columns, rows


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("priority", ["low", "medium", "high"])
def test_symbol_and_word_are_seen_in_the_picture_by_every_eye(priority, eye):
    """Of each the two colours that most of it has: ink and paper."""
    picture = pixels(KEPT / f"en-alarm-{priority}.png")
    for left, right, top, bottom in PARTS.values():
        colours = Counter(
            tuple(picture[at : at + 3])
            for y in range(top, bottom)
            for at in range(3 * (y * WIDTH + left), 3 * (y * WIDTH + right), 3)
        )
        (paper, _), (ink, count) = colours.most_common(2)
        assert count > 50
        ink, paper = ([part / 255 for part in one] for one in (ink, paper))
        assert contrast(ink, paper, eye) >= 4.5


@pytest.mark.parametrize("eye", EYES)
def test_symbol_and_word_of_an_alarm_stand_out_to_every_eye(eye):
    for ink, paper in zip(BAND_INK[1:], BAND[1:], strict=True):
        assert contrast(parts_of(ink), parts_of(paper), eye) >= (7 if eye == "all cones" else 4.5)


def test_what_is_read_stands_out_from_its_ground_and_on_the_bands_of_alarms_more():
    for name, stage in states():
        for field in put(stage):
            hidden = field.ink == field.paper
            if field.kind not in (page.TEXT, page.NUMBER, page.SYMBOL, page.STRING) or hidden:
                continue
            least = 7 if field.paper in BAND[1:] else 4.5
            stands_out = contrast(parts_of(field.ink), parts_of(field.paper))
            assert stands_out >= least, (name, field.a, field.x, field.y)


def test_priorities_differ_in_symbol_and_word_and_not_in_colour_alone():
    shown = []
    for row in (table.AIR_CUTOUT, table.SKIN_LOW, table.WATER_LOW):
        stage = gallery.Stage(single_300w, atlas())
        stage.alarm(row)
        priority = PRIORITY_OF[row]
        fields_there = put(stage, screens.ALARM)
        symbol = next(f.a for f in fields_there if f.kind == page.SYMBOL and f.y == 0 == f.x)
        word = screens_word(priority)
        assert word in [f.a for f in fields_there if f.kind == page.TEXT]
        shown.append((symbol, word))
    assert len({symbol for symbol, _ in shown}) == len({word for _, word in shown}) == 3


def screens_word(priority):
    from firmware.panel.screens.frame import priority_text

    return priority_text(priority)
