"""The pretended framebuf paints, bit for bit, what MicroPython's own paints."""

import subprocess

import framebuf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.launch import interpreter_command
from sim.scenario.load import ROOT
from tests.sim.mcu import framebuf_acts

places = st.integers(-12, 30)
sizes = st.integers(-3, 30)
colours = st.sampled_from((0, 1, 2, 3, 0x1234, 0xF800, 0xFFFF, -1, 0x12345))
corners = st.lists(st.integers(-10, 30), max_size=12)


@st.composite
def pictures(draw, form):
    width = draw(st.integers(1, 21))
    height = draw(st.integers(1, 9))
    stride = draw(st.integers(width, width + 5))
    size = stride * height * 2 if form == 0 else (stride + 3) // 4 * height
    return draw(st.binary(min_size=size, max_size=size)), width, height, form, stride


@st.composite
def blits(draw):
    form = draw(st.integers(0, 1))
    picture = draw(pictures(form))
    palette = draw(st.lists(st.integers(0, 0xFFFF), min_size=4, max_size=4)) if form else None
    key = draw(st.sampled_from([-1, 0, 3, *(palette or ())]))
    return picture, (draw(places), draw(places)), key, palette


lines = st.one_of(
    st.tuples(st.just("line"), st.tuples(places, places, places, places, colours)),
    st.tuples(st.just("poly"), st.tuples(places, places, corners, colours, st.booleans())),
)
acts = st.one_of(
    st.tuples(st.just("fill"), st.tuples(colours)),
    st.tuples(st.just("fill_rect"), st.tuples(places, places, sizes, sizes, colours)),
    st.tuples(st.just("pixel"), st.tuples(places, places, colours)),
    st.tuples(st.just("hline"), st.tuples(places, places, sizes, colours)),
    st.tuples(st.just("vline"), st.tuples(places, places, sizes, colours)),
    st.tuples(st.just("rect"), st.tuples(places, places, sizes, sizes, colours, st.booleans())),
    lines,
    st.tuples(st.just("text"), st.tuples(st.text(max_size=4), places, places, colours)),
    st.tuples(st.just("blit"), blits()),
)
cases = st.tuples(
    st.integers(0, 24),
    st.integers(1, 12),
    st.integers(20, 27),
    st.integers(0, 1),
    st.lists(acts, max_size=6),
)


@pytest.fixture(scope="module")
def real():
    """MicroPython, which paints what it is told."""
    command, environment = interpreter_command("micropython")
    with subprocess.Popen(
        [*command, "tests/sim/mcu/framebuf_acts.py"],
        env=environment,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:

        def paint(case):
            process.stdin.write(repr(case) + "\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield paint
        process.stdin.close()


@given(case=cases)
def test_every_bit_is_as_micropython_paints_it(real, case):
    assert framebuf_acts.paint(case) == real(case)


@settings(max_examples=30)
@given(drawn=st.lists(lines, min_size=5, max_size=20))
def test_every_pixel_of_a_line_lies_where_micropython_puts_it(real, drawn):
    for act in drawn:
        case = (24, 24, 24, 0, [act])
        assert framebuf_acts.paint(case) == real(case)


@st.composite
def glyphs(draw):
    """A picture of which much is paper, painted through a palette but for one of its colours."""
    width, height = draw(st.integers(1, 21)), draw(st.integers(1, 6))
    rows = st.sampled_from(
        [b"\x00" * 6, b"\x00\x1b\xe4\x00\x05\x40", b"\xff\x00" * 3, b"\xe4" * 6]
    )
    picture = b"".join(draw(st.lists(rows, min_size=height, max_size=height)))
    palette = draw(st.lists(st.sampled_from((0, 5, 0x1234, 0xFFFF)), min_size=4, max_size=4))
    key = draw(st.sampled_from([*palette, palette[0], -1]))
    return (picture, width, height, 1, 24), (draw(places), draw(places)), key, palette


@settings(max_examples=30)
@given(drawn=st.lists(glyphs(), min_size=3, max_size=8), ground=st.sampled_from((0, 5, 0x4321)))
def test_a_glyph_leaves_what_lies_behind_its_paper_as_micropythons_does(real, drawn, ground):
    for glyph in drawn:
        case = (24, 24, 24, 0, [("fill", (ground,)), ("blit", glyph)])
        assert framebuf_acts.paint(case) == real(case)


def test_what_is_read_only_is_a_source_and_no_canvas():
    with pytest.raises(TypeError):
        framebuf.FrameBuffer(b"\x00\x00", 1, 1, framebuf.RGB565)
    data = bytearray(2)
    framebuf.FrameBuffer(data, 1, 1, framebuf.RGB565).blit((b"\x34\x12", 1, 1, 1), 0, 0)
    assert data == b"\x34\x12"


@pytest.mark.parametrize(
    ("width", "height", "form", "stride", "fits"),
    [(5, 2, 1, 6, 22), (5, 2, 5, 6, 4), (4, 3, 5, 4, 3), (1, 1, 1, 1, 2)],
)
def test_a_buffer_must_be_large_enough(width, height, form, stride, fits):
    framebuf.FrameBuffer(bytearray(fits), width, height, form, stride)
    with pytest.raises(ValueError):
        framebuf.FrameBuffer(bytearray(fits - 1), width, height, form, stride)
