"""What a run keeps of the display."""

from sim.runs.observer import Observer
from sim.runs.run import Run
from sim.world.plant.plant import Plant
from tests.firmware.conftest import WARM_UP


class Looks(Observer):
    """Keeps what is on the glass at some seconds."""

    def __init__(self, *seconds):
        self.seconds = seconds
        self.seen = []

    def second(self, run, t_s):
        if t_s in self.seconds:
            self.seen.append(bytes(run.world.panel.display._pixels))


def test_the_display_follows_what_is_measured():
    looks = Looks(20, 59)
    Run(WARM_UP | {"display": True}, 1, Plant, [looks]).play()
    assert looks.seen[0] != looks.seen[1]
