"""Lines of a data port as a board sends them, and pseudo-terminals that send them on."""

import os
import re
import tty
from binascii import crc32
from functools import cache

from sim.bench.starts import START
from sim.runs.run import Run
from sim.scenario.load import load_scenario
from sim.world.plant.plant import Plant


@cache
def recorded(seconds=30, fault=None):
    """What a board says in its first seconds; a fault comes at half of them."""
    scenario = load_scenario(START)
    scenario["duration_s"] = seconds
    if fault:
        scenario["timetable"] = [{"at_s": seconds // 2, "do": "fault", "value": fault}]
    run = Run(scenario, 1, Plant)
    lines = []
    run.world.hardware.uarts[run.board.DATA_PORT_TX_PIN] = lambda data: lines.append(bytes(data))
    run.play()
    return tuple(lines)


def numbered(line, sequence):
    """The line with another number, and the checksum that goes with it."""
    body = re.sub(rb"^(CRADLE,[0-9A-F]+,)[0-9]+", rb"\g<1>%d" % sequence, line.partition(b"*")[0])
    return b"%s*%08X\r\n" % (body, crc32(body))


class Plug:
    """A serial port at a path, which can be pulled and plugged."""

    def __init__(self, path):
        self.path = path
        self._fd = None
        self.plug()

    def plug(self):
        self._fd, other = os.openpty()
        tty.setraw(other)
        name = os.ttyname(other)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(name)
        os.close(other)
        os.set_blocking(self._fd, False)

    def pull(self):
        self.path.unlink()
        os.close(self._fd)

    def send(self, data):
        os.write(self._fd, data)

    def got(self):
        """What was sent to the board."""
        try:
            return os.read(self._fd, 4096)
        except OSError:
            return b""
