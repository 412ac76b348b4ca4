"""Reads the timetable of a scenario: what people and the building do to the incubator, and when.

sim/runs/actions.py plays it.
"""

from decimal import Decimal
from typing import Any

from control.settings import HUMIDITY_OFF
from sim.scenario import bounds
from sim.scenario.quantity import TIME, Quantity, duration_text
from sim.scenario.table import Table
from sim.world.faults import BY_NAME, KEYS
from sim.world.heater_circuit import CUTOUT_BUTTON

# What begins and ends: name in the file -> compiled name, value while it lasts, value otherwise.
INTERRUPTIONS = {
    "hand ports": ("ports", 6, 0),
    "front panel": ("panel", 1, 0),
    "mains": ("mains", 0, 1),
}
_OPENINGS = ("hand ports", "front panel")
_ACTIONS = (
    "open",
    "close",
    "set",
    "room",
    "mains",
    "supply",
    "press",
    "release",
    "fault",
    "clear",
)
_FAULTS_LISTED = "`python -m sim faults` lists what there is"

_BY_HAND = ("press", "release")  # what counts in less than seconds
_WHOLE = "1 s"
_BY_HAND_STEP = "0.01 s"
_MS_PER_S = 1000
_NEVER_S = Decimal("Infinity")

Action = dict[str, Any]  # "at_s", "do", "value"; of a key "ms" beyond at_s, where there are any


def setting(table: Table, row: Any) -> int | str:
    """What a table chooses of a setting: an integer in its unit, or one of its words."""
    if row.words:
        return table.choice(row.name, row.words)
    if not row.default and table.raw(row.name) == "off":
        return HUMIDITY_OFF
    word = None if row.default else "off"
    return int(table.quantity(row.name, bounds.SET[row.name], word) * row.bounds.per_unit)


def compile_timetable(top: Table, duration_s: int) -> list[Action]:
    """The actions of the scenario's timetable in order of time; InputError names the entry."""
    entries = top.raw("timetable", [])
    if not isinstance(entries, list):
        raise top.error("every entry of the timetable begins with [[timetable]]")
    compiler = _Compiler(duration_s)
    for number, values in enumerate(entries, 1):
        place = f"{top.place}: [[timetable]] entry {number}"
        compiler.add(Table(place, values, ("at",), (*_ACTIONS, "for")))
    return sorted(compiler.actions, key=due_ms)


def due_ms(action: Action) -> int:
    """When an action is due."""
    return int(action["at_s"]) * _MS_PER_S + int(action.get("ms", 0))


def interruption(action: Action) -> tuple[str, bool]:
    """Which of INTERRUPTIONS an action begins or ends, "" for none, and whether it begins."""
    for name, (do, begins_with, _) in INTERRUPTIONS.items():
        if action["do"] == do:
            return name, bool(action["value"] == begins_with)
    return "", False


class _Compiler:
    """Takes the entries in turn; remembers the time and what is open or off."""

    def __init__(self, duration_s: int) -> None:
        self.actions: list[Action] = []
        self._duration_s = duration_s
        self._now_s = Decimal(0)
        self._until_s: dict[str, Decimal] = {}  # when each interruption ends; _NEVER_S: until told

    def add(self, entry: Table) -> None:
        self._advance(entry)
        chosen = [key for key in _ACTIONS if key in entry]
        if len(chosen) != 1:
            raise entry.error("needs exactly one of " + ", ".join(_ACTIONS))
        begins = False
        if chosen == ["set"]:
            self._set(_some(entry, "set", tuple(row.name for row in bounds.SETTABLE)))
        elif chosen == ["supply"]:
            self._act("supply_ratio", float(entry.quantity("supply", bounds.SUPPLY)) / 100)
        elif chosen == ["room"]:
            self._room(_some(entry, "room", ("temperature", "humidity")))
        else:
            begins = self._interrupt(entry, chosen[0])
        if "for" in entry and not begins:
            raise entry.refusal("for", 'it goes with open, press, fault, or mains = "off"')

    def _advance(self, entry: Table) -> None:
        at_s = entry.quantity("at", self._times(entry, "0 s"))
        if at_s < self._now_s:
            raise entry.refusal(
                "at", f"time goes backwards, the entry before is at {duration_text(self._now_s)}"
            )
        self._now_s = at_s

    def _times(self, entry: Table, least: str | None = None) -> Quantity:
        """The times that an entry may have, from one step on unless `least` says otherwise."""
        step = _BY_HAND_STEP if any(key in entry for key in _BY_HAND) else _WHOLE
        return Quantity(TIME, least or step, duration_text(self._duration_s), step)

    def _act(self, do: str, value: object, at_s: Decimal | None = None) -> None:
        whole_s, rest_s = divmod(self._now_s if at_s is None else at_s, 1)
        action = {"at_s": int(whole_s), "do": do, "value": value}
        if rest_s:
            action["ms"] = int(rest_s * _MS_PER_S)
        self.actions.append(action)

    def _set(self, settings: Table) -> None:
        for row in bounds.SETTABLE:
            if row.name in settings:
                self._act("set_" + row.field, setting(settings, row))

    def _room(self, room: Table) -> None:
        if "temperature" in room:
            self._act("room_c", float(room.quantity("temperature", bounds.ROOM_TEMPERATURE)))
        if "humidity" in room:
            self._act("room_rh", float(room.quantity("humidity", bounds.ROOM_HUMIDITY)))

    def _interrupt(self, entry: Table, key: str) -> bool:
        """Begin or end an interruption; True if it begins."""
        if key in ("fault", "clear"):
            return self._fault(entry, key)
        if key in ("press", "release"):
            name = entry.choice(key, (*KEYS, CUTOUT_BUTTON))
            begins, first, last = key == "press", ("press", name), ("release", name)
            return self._switch(entry, key, name, begins, first, last)
        if key == "mains":
            name, begins = "mains", entry.choice("mains", ("off", "on")) == "off"
        else:
            name, begins = entry.choice(key, _OPENINGS), key == "open"
        do, value, otherwise = INTERRUPTIONS[name]
        return self._switch(entry, key, name, begins, (do, value), (do, otherwise))

    def _fault(self, entry: Table, key: str) -> bool:
        name = entry.choice(key, BY_NAME, _FAULTS_LISTED)
        begins = key == "fault"
        if BY_NAME[name].lasts:
            return self._switch(entry, key, name, begins, ("fault", name), ("clear", name))
        if not begins:
            raise entry.refusal(key, "it strikes once, there is nothing to clear")
        if "for" in entry:
            raise entry.refusal("for", "this fault strikes once, it does not last")
        self._act("fault", name)
        return True

    def _switch(
        self,
        entry: Table,
        key: str,
        name: str,
        begins: bool,
        first: tuple[str, object],
        last: tuple[str, object],
    ) -> bool:
        """Do the `first` action if it begins, and the `last` one at its end; True if it begins."""
        until_s = self._until_s.get(name, Decimal(0))
        if begins == (until_s > self._now_s):
            raise entry.refusal(key, "it is so already at that time")
        if not begins:
            if until_s != _NEVER_S:
                raise entry.refusal(key, f"it comes by itself at {duration_text(until_s)}")
            self._act(*last)
            self._until_s[name] = self._now_s
            return False
        self._act(*first)
        self._until_s[name] = _NEVER_S
        if "for" in entry:
            end_s = self._end_s(entry)
            self._act(*last, end_s)
            self._until_s[name] = end_s
        return True

    def _end_s(self, entry: Table) -> Decimal:
        end_s = self._now_s + entry.quantity("for", self._times(entry))
        if end_s > self._duration_s:
            raise entry.refusal("for", "it would end after the scenario")
        return end_s


def _some(entry: Table, key: str, keys: tuple[str, ...]) -> Table:
    """The table under `key` with at least one of `keys`."""
    table = entry.table(key, (), keys)
    if not any(name in table for name in keys):
        raise entry.refusal(key, "needs at least one of " + ", ".join(keys))
    return table
