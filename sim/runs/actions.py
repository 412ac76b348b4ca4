"""Plays a scenario's timetable in the course of a run: each thing happens at its second.

sim/scenario/timetable.py reads it from the tester's file.
"""

from control.settings import SETTINGS
from sim.world.clock import Deadline

# What people choose by a word: the words, by what is done.
_WORDS = {"set_" + row.field: row.words for row in SETTINGS if row.words}


_MS_PER_S = 1000


class Timetable:
    """Entries in order of time, which people, the room, mains and faults act out.

    An entry is done at the whole second `at_s`; a key with `ms` so much later (1 to 999).
    `events` has note(t_s, source, event, detail). `operate` is the operator's hand: by the name of
    an action, such as "set_air_mc", what changes that setting and gives back why not, or "".
    """

    def __init__(self, entries: list, world, events, operate: dict):
        self._entries = entries
        self._next = 0
        self._world = world
        self._events = events
        self._operate = operate
        self._played_ms = 0
        self._within = Deadline(world.clock, self._play_within)

    def play(self, t_s: int) -> None:
        """Do all that is due at `t_s`, a whole second."""
        self._play(t_s * _MS_PER_S)

    def add(self, entry: dict) -> None:
        """Put in one more, after those of the same moment: it is due now or later."""
        place = len(self._entries)
        while place > self._next and _due_ms(self._entries[place - 1]) > _due_ms(entry):
            place -= 1
        self._entries.insert(place, entry)
        self._wait()

    def _play_within(self):
        self._play(self._world.clock.now_us // 1000)

    def _play(self, now_ms):
        self._played_ms = now_ms
        while self._next < len(self._entries) and _due_ms(self._entries[self._next]) <= now_ms:
            entry = self._entries[self._next]
            self._next += 1
            self._do(now_ms // _MS_PER_S, entry["do"], entry["value"])
        self._wait()

    def _wait(self):
        """For what is due before the next whole second, in which play is called."""
        if self._next < len(self._entries):
            entry = self._entries[self._next]
            if entry["at_s"] == self._played_ms // _MS_PER_S:
                self._within.move(_due_ms(entry) * 1000)

    def _do(self, t_s, action, value):
        if action in self._operate:
            if action in _WORDS:
                value = _WORDS[action].index(value)
            refusal = self._operate[action](value)
            self._events.note(t_s, "operator", action, value)
            if refusal:
                self._events.note(t_s, "controller", "refused", refusal)
            return
        self._events.note(t_s, "scenario", action, value)
        if action == "fault":
            self._world.faults.begin(value)
        elif action == "clear":
            self._world.faults.end(value)
        elif action == "press":
            self._world.press(value)
        elif action == "release":
            self._world.keys.discard(value)
        else:
            self._world.overrides.write(self._world.drives, action, value)


def _due_ms(entry) -> int:
    return entry["at_s"] * _MS_PER_S + entry.get("ms", 0)
