"""Lives a run that somebody steers: SCENARIO.json OUT_DIR SEED UNTIL_MS, on MicroPython alone.

Commands come a line each on standard input, whose end ends it all:

    pace N      N simulated seconds a real second; 0 stops the time
    until MS    on as fast as it goes until then, and stop
    press KEY, release KEY, hold KEY
    act JSON    any other entry of a timetable, its `do` and `value`: at the next second

It begins as if told `until UNTIL_MS`. What it says is told at `Said`. The files of a run appear in
OUT_DIR as run.py writes them, but for pictures.
"""

import json
import select
import sys
from binascii import b2a_base64

from utime import ticks_diff, ticks_ms

from sim.runs.observer import Observer
from sim.runs.recorder import Events, Tones, Trace
from sim.runs.run import Run
from sim.world.chips.ili9341 import HEIGHT, WIDTH
from sim.world.clock import SECOND_US, Deadline
from sim.world.plant.plant import Plant

# Between two looks at commands. They fall between whole seconds, so that a key never acts at the
# very moment at which the timetable does.
_SLICE_US = 20_000
_FIRST_SLICE_US = SECOND_US + _SLICE_US // 2  # in its first second the program starts
_LOOK_MS = 10  # of real time, where slices go faster
_LAG_MS = 200  # of real time that are made up for when the PC was slow
_SHOW_MS = 100  # of real time from one picture to the next
_STRIP_ROWS = 10  # of the picture, that are said together
_STRIP_BYTES = _STRIP_ROWS * WIDTH * 2

_TAP_MS = 120  # the least that a finger takes, of simulated time: no mouse is too quick for it
_BETWEEN_TAPS_MS = 100
_HOLD_MS = 3_500


class Said:
    """Lines on standard output.

    row, event, tone CSV: what the files get, their headers first
    added JSON: an entry of the timetable, by the hand that steers
    strip N BASE64: rows of the display from 10 N on, as Ili9341.words has them
    state JSON: `t_ms`, whether it `goes`, and what is seen and done beside the display
    end: the scenario is over
    """

    def __init__(self, kind: str, file):
        self._kind = kind + " "
        self._file = file

    def write(self, text: str) -> None:
        """A line, to the file too."""
        self._file.write(text)
        say(self._kind + text)


def say(line: str) -> None:
    """One write, so that a line is never half there for long."""
    sys.stdout.write(line)


class Fingers:
    """Press keys at the moment they are told, and let none go sooner than a finger can."""

    def __init__(self, add):
        self._add = add
        self._free_ms = {}  # from when on each key can be pressed, by its last release
        self._down_ms = {}  # since when those are down that nobody has let go yet
        self.holding = False  # a finger rests on a key

    def press(self, key: str, now_ms: int) -> None:
        """Put a finger on a key."""
        if key not in self._down_ms:
            at_ms = max(now_ms, self._free_ms.get(key, 0))
            self._down_ms[key] = at_ms
            self._add(at_ms, "press", key)
            self.holding = True

    def release(self, key: str, now_ms: int) -> None:
        """Take it off again."""
        if key in self._down_ms:
            self._lift(key, max(now_ms, self._down_ms[key] + _TAP_MS))

    def hold(self, key: str, now_ms: int) -> None:
        """Hold a key down for as long as the panel asks for."""
        self.press(key, now_ms)
        self._lift(key, self._down_ms[key] + _HOLD_MS)

    def _lift(self, key, at_ms):
        del self._down_ms[key]
        self._free_ms[key] = at_ms + _BETWEEN_TAPS_MS
        self._add(at_ms, "release", key)
        self.holding = bool(self._down_ms)


class Steering(Observer):
    """Lets the time of a run go as it is told, and says what comes of it."""

    def __init__(self, run, until_ms: int):
        self._run = run
        self._clock = run.world.clock
        self._fingers = Fingers(self._add)
        self._commands = select.poll()
        self._commands.register(sys.stdin, select.POLLIN)
        self._pace = 0.0
        self._until_ms = until_ms
        self._looked_ms = self._shown_ms = ticks_ms()
        self._picture = bytearray(HEIGHT * WIDTH * 2)
        self._painted = None
        self._mark()
        self._slice = Deadline(self._clock, self._look)
        self._slice.move(_FIRST_SLICE_US)

    def _look(self):
        now_us = self._clock.now_us
        self._slice.move(now_us + _SLICE_US)
        if self._until_ms * 1000 > now_us:
            if ticks_diff(ticks_ms(), self._looked_ms) >= _LOOK_MS:
                self._take_commands(0)
        else:
            if self._until_ms:
                self._until_ms = 0
                self._pace = 0.0
            self._keep_pace()
        if ticks_diff(ticks_ms(), self._shown_ms) >= _SHOW_MS:
            self._show()

    def _keep_pace(self):
        """Wait until it is time to go on; for ever while the time stands still."""
        while not self._until_ms:
            if not self._pace:
                self._show()
                self._take_commands(-1)
                continue
            early_ms = self._early_ms()
            if early_ms < -_LAG_MS:
                self._mark()
            if early_ms < _LOOK_MS and ticks_diff(ticks_ms(), self._looked_ms) < _LOOK_MS:
                return
            if not self._take_commands(max(early_ms, 0)):
                return

    def _early_ms(self):
        """How far the simulated time is ahead of what the real time allows it."""
        pace = self._pace_now()
        if pace != self._marked_pace:
            self._mark()
        passed_ms = int((self._clock.now_us - self._mark_us) / pace) // 1000
        return passed_ms - ticks_diff(ticks_ms(), self._mark_ms)

    def _pace_now(self):
        """A finger that rests on a key takes real time."""
        return min(self._pace, 1.0) if self._fingers.holding else self._pace

    def _mark(self):
        """Count both times from here on; what passed before at another pace is no guide."""
        self._marked_pace = self._pace_now()
        self._mark_us = self._clock.now_us
        self._mark_ms = ticks_ms()

    def _take_commands(self, wait_ms):
        """Do what is asked; whether anything was."""
        taken = False
        while self._commands.poll(0 if taken else wait_ms):
            line = sys.stdin.readline()
            if not line:
                sys.exit(0)
            self._obey(line.strip())
            taken = True
        self._looked_ms = ticks_ms()
        return taken

    def _obey(self, line):
        command, _, what = line.partition(" ")
        now_ms = self._clock.now_us // 1000
        if command == "pace":
            self._pace = float(what)
            self._until_ms = 0
            self._marked_pace = None
        elif command == "until":
            self._until_ms = int(what)
        elif command == "act":
            action = json.loads(what)
            self._add((now_ms // 1000 + 1) * 1000, action["do"], action["value"])
        else:
            getattr(self._fingers, command)(what, now_ms)

    def _add(self, at_ms, do, value):
        at_s, ms = divmod(at_ms, 1000)
        entry = {"at_s": at_s, "do": do, "value": value}
        if ms:
            entry["ms"] = ms
        self._run.timetable.add(entry)
        say("added " + json.dumps(entry) + "\n")

    def _show(self):
        """Say what is to be seen now."""
        self._shown_ms = ticks_ms()
        self._show_picture()
        world = self._run.world
        panel = world.panel
        drives = world.drives
        state = {
            "t_ms": self._clock.now_us // 1000,
            "goes": bool(self._pace or self._until_ms),
            "lamps": panel.lamps(),
            "keys": list(world.keys),
            "call": panel.calls_nurse(),
            "faults": world.faults.active,
            "ports": bool(drives.ports),
            "panel": bool(drives.panel),
            "mains": bool(drives.mains),
            "room_c": drives.room_c,
            "room_rh": drives.room_rh,
        }
        say("state " + json.dumps(state) + "\n")

    def _show_picture(self):
        display = self._run.world.panel.display
        painted = (display.bytes_taken, display.shown())
        if painted == self._painted:
            return
        self._painted = painted
        words = display.words()
        for strip in range(HEIGHT // _STRIP_ROWS):
            at = strip * _STRIP_BYTES
            rows = words[at : at + _STRIP_BYTES]
            if rows != self._picture[at : at + _STRIP_BYTES]:
                say("strip %d %s" % (strip, b2a_base64(rows).decode()))
        self._picture = words


def main(arguments: list) -> int:
    """Run as the module's docstring says."""
    with open(arguments[0]) as file:
        scenario = json.load(file)
    out = arguments[1]
    with open(out + "/trace.csv", "w") as trace, open(out + "/events.csv", "w") as events:
        with open(out + "/tones.csv", "w") as tones:
            observers = (Trace(Said("row", trace)), Events(Said("event", events)))
            run = Run(scenario, int(arguments[2]), Plant, observers)
            Tones(Said("tone", tones), run.world)
            Steering(run, int(arguments[3]))
            run.play()
    say("end\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
