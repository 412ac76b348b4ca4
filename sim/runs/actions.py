"""Plays a scenario's timetable in the course of a run: each thing happens at its second.

sim/scenario/timetable.py reads it from the tester's file.
"""

from control.settings import SETTINGS

# What people choose by a word: the words, by what is done.
_WORDS = {"set_" + row.field: row.words for row in SETTINGS if row.words}


class Timetable:
    """Entries in order of time, which people, the room, mains and faults act out.

    `events` has note(t_s, source, event, detail). `operate` is the operator's hand: by the name of
    an action, such as "set_air_mc", what changes that setting and gives back why not, or "".
    """

    def __init__(self, entries: list, world, events, operate: dict):
        self._entries = entries
        self._next = 0
        self._world = world
        self._events = events
        self._operate = operate

    def play(self, t_s: int) -> None:
        """Do all that is due at `t_s`."""
        while self._next < len(self._entries) and self._entries[self._next]["at_s"] <= t_s:
            entry = self._entries[self._next]
            self._next += 1
            self._do(t_s, entry["do"], entry["value"])

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
