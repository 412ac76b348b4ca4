"""The whole program in therapy, with somebody hammering at its service port."""

import random
from itertools import pairwise

import pytest

from boards.read_data_port import parse
from control import limits
from sim.runs.boot import SilentTerminal

COMMANDS = (
    b"help\r", b"values\r", b"alarms\r", b"log\r", b"trends\r", b"json on\r", b"json off\r",
    b"set air 39.0\r", b"set air 36.5\r", b"set skin 38\r", b"set mode skin\r", b"set mode air\r",
    b"set humidity 99\r", b"self-test\r", b"calibrate air 20 30 30 20 me\r", b"version\r", b"\x03",
)  # fmt: skip
SECONDS = 400


class Hammering(SilentTerminal):
    """Commands and noise without a pause."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self._bytes = b""
        self.sent = self.received = 0

    def read(self):
        if not self._bytes:
            noise = bytes(self._random.choices(range(256), k=self._random.randrange(40)))
            self._bytes = self._random.choice((noise, *COMMANDS))
        byte, self._bytes = (self._bytes or b"\r")[0], self._bytes[1:]
        self.sent += 1
        return byte

    def write(self, text):
        self.received += len(text)


@pytest.mark.proves("LAW-2-STOP", "LAW-4-PRIORITY")
@pytest.mark.parametrize("seed", (1, 2))
def test_no_input_delays_a_period_or_passes_a_limit(warm_up, seed):
    run = warm_up(SECONDS)
    terminal = Hammering(seed)
    run.program._console._terminal = terminal
    lines = []
    pins = run.world.hardware
    pins.uarts[run.board.DATA_PORT_TX_PIN] = lines.append
    began_us = []
    settings = run.program.settings
    period = run.program.period

    def watched_period(now_ms):
        began_us.append(run.world.clock.now_us)
        assert limits.AIR_SET_MIN_MC <= settings.air_mc <= limits.AIR_SET_MAX_MC
        assert limits.SKIN_SET_MIN_MC <= settings.skin_mc <= limits.SKIN_SET_MAX_MC
        assert not settings.override
        period(now_ms)

    run.program.period = watched_period
    run.play()
    steps_us = [after - before for before, after in pairwise(began_us)]
    assert len(steps_us) >= 2 * SECONDS - 4
    assert max(steps_us) <= limits.PERIOD_MS * 1_000 + 1_000
    assert terminal.sent > 1_000 and terminal.received > 10_000
    assert len(lines) >= SECONDS // 2 - 2
    assert [parse(line)["sequence"] for line in lines] == list(range(len(lines)))
