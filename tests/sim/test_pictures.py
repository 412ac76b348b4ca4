"""What a run keeps of the display, and what is made of it."""

import struct
import zlib

import pytest

from firmware.panel import colours
from sim.results.pictures import seen, write_pictures
from sim.runs.observer import Observer
from sim.runs.pictures import Pictures
from sim.runs.run import Run
from sim.world.chips.ili9341 import HEIGHT, WIDTH
from sim.world.plant.plant import Plant
from tests.firmware.conftest import WARM_UP

BAND = (300, 5)  # a place in the alarm's band that no letter reaches
END_S = 110
MOST = 50


class Looks(Observer):
    """Keeps what is on the glass at some seconds."""

    def __init__(self, *seconds):
        self.seconds = seconds
        self.seen = []

    def second(self, run, t_s):
        if t_s in self.seconds:
            self.seen.append(bytes(run.world.panel.display.words()))


def fault(at_s, name):
    return {"at_s": at_s, "do": "fault", "value": name}


def colour(wire):
    """Red, green and blue of a colour of firmware/panel/colours.py, as the glass has it."""
    return tuple(seen(wire.to_bytes(2, "little") * (WIDTH * HEIGHT))[0, 0].tolist())


def pixel(png, x, y):
    """Of a file of sim/results/png.py."""
    size = struct.unpack(">I", png[33:37])[0]
    rows = zlib.decompress(png[41 : 41 + size])
    at = y * (3 * WIDTH + 1) + 1 + 3 * x
    return tuple(rows[at : at + 3])


@pytest.fixture(scope="module")
def looks():
    return Looks(20, 59, END_S)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, looks):
    """Of a run in which two alarms began."""
    folder = tmp_path_factory.mktemp("pictures")
    timetable = [fault(60, "skin-probe-open"), fault(100, "fan-stopped")]
    scenario = WARM_UP | {"display": True, "duration_s": END_S, "timetable": timetable}
    run = Run(scenario, 1, Plant, [looks])
    run.observers.append(Pictures(str(folder), run.world, END_S))
    run.play()
    return folder


def test_the_display_follows_what_is_measured(folder, looks):
    assert looks.seen[0] != looks.seen[1]


def test_a_run_leaves_a_picture_of_each_alarm_as_it_began_and_of_its_end(folder, looks):
    assert (folder / "display.rgb565").read_bytes() == looks.seen[2]
    assert write_pictures(folder) == ["display.png", "2 display-*.png"]
    bands = {path.name: pixel(path.read_bytes(), *BAND) for path in folder.iterdir()}
    assert bands == {
        "display-00062-skin-probe-fault-air-mode.png": colour(colours.CYAN),
        "display-00104-fan-fault.png": colour(colours.RED),
        "display.png": colour(colours.RED),
    }


def test_more_alarms_than_anybody_looks_at_leave_no_more_pictures(tmp_path):
    run = Run(WARM_UP | {"duration_s": 1_000}, 1, Plant)
    pictures = Pictures(str(tmp_path), run.world, 1_000)
    present = run.program.controller.alarms.present
    for t_s in range(1, 201):
        present[0] = t_s % 2
        run.world.clock.advance_us(1_000_000)
        pictures.second(run, t_s)
    assert len(list(tmp_path.iterdir())) == MOST


def test_a_run_without_pictures_says_nothing_of_them(tmp_path):
    assert write_pictures(tmp_path) == []
