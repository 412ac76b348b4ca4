"""The pictures of all screens in English, and of two in each other language, as the device paints
them under MicroPython, against those in pictures/.

Where one differs build/pictures/ has it, and what differs in red. After a change that is wanted:
`make screens`, look at build/screens.png, and copy the pictures that changed from build/screens/.
"""

import struct
import zlib
from pathlib import Path

import pytest

from control.languages import LANGUAGES
from sim.results.png import png
from sim.scenario.load import ROOT
from sim.tools.screens import painted
from sim.world.chips.ili9341 import HEIGHT, WIDTH

KEPT = Path(__file__).with_name("pictures")
OUT = ROOT / "build" / "pictures"
EVERYWHERE = ("main-skin", "alarm-high")  # are kept in every language
RED = b"\xff\0\0"


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    others = [f"{language}/{','.join(EVERYWHERE)}" for language in LANGUAGES[1:]]
    return painted(tmp_path_factory.mktemp("pictures"), (LANGUAGES[0], *others))


def pixels(path):
    """Of a picture that png() wrote."""
    data = path.read_bytes()
    (size,) = struct.unpack(">I", data[33:37])
    rows = zlib.decompress(data[41 : 41 + size])
    stride = 3 * WIDTH + 1
    return b"".join(rows[at + 1 : at + stride] for at in range(0, len(rows), stride))


def difference(found, kept):
    """The picture as it is, darker, and red where it should be another."""
    out = bytearray()
    for at in range(0, len(found), 3):
        same = found[at : at + 3] == kept[at : at + 3]
        out += bytes(part // 3 for part in found[at : at + 3]) if same else RED
    return bytes(out)


@pytest.mark.parametrize("name", sorted(path.stem for path in KEPT.glob("*.png")))
def test_a_picture_is_as_it_was_looked_at(pictures, name):
    found, kept = pictures[name], pixels(KEPT / f"{name}.png")
    if found != kept:
        OUT.mkdir(parents=True, exist_ok=True)
        (OUT / f"{name}.png").write_bytes(png(WIDTH, HEIGHT, found))
        (OUT / f"{name}-differs.png").write_bytes(png(WIDTH, HEIGHT, difference(found, kept)))
        pytest.fail(f"{name} looks different: see {OUT / name}-differs.png")


def test_every_screen_is_kept_in_english_and_each_language_is_there(pictures):
    kept = {path.stem for path in KEPT.glob("*.png")}
    assert {name for name in pictures if name.startswith("en-")} <= kept
    assert {f"{language}-{name}" for language in LANGUAGES for name in EVERYWHERE} <= kept
