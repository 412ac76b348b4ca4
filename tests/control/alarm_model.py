"""What an alarm system should do, as small as it can be said: from IEC 60601-1-8 and design.md 5.

Written from those, not from control/: in absolute times and sets, one occurrence an object.
"""

PAUSE_MS = {1: 240_000, 2: 240_000, 3: 120_000}
# A MEDIUM burst and half a HIGH one, with a second to spare.
SHORTEST_SIGNAL_MS = {1: 0, 2: 2_000, 3: 2_000}
TEST_MS = 5_000


class Occurrence:
    """One alarm from its beginning until its signals end."""

    def __init__(self, began_ms: int):
        self.began_ms = began_ms
        self.condition_holds = True
        self.silent_until_ms = began_ms
        self.heard_again = True  # for a whole period since it was silent
        self.acknowledged = False


class AlarmModel:
    """alarms: (priority, delay_ms, latched) of each, named by its position."""

    def __init__(self, alarms):
        self.alarms = alarms
        self.now_ms = 0
        self.held_since_ms = {}
        self.shown = {}
        self.test_until_ms = 0
        self.test_priority = 0

    def pass_time(self, conditions: set, dt_ms: int) -> None:
        for it in self.shown.values():
            if it.silent_until_ms <= self.now_ms:
                it.heard_again = True
        self.now_ms += dt_ms
        for name in list(self.held_since_ms):
            if name not in conditions:
                del self.held_since_ms[name]
        for name, (_, delay_ms, _) in enumerate(self.alarms):
            if name not in conditions:
                if name in self.shown:
                    self.shown[name].condition_holds = False
                continue
            self.held_since_ms.setdefault(name, self.now_ms)
            shown = self.shown.get(name)
            if shown and shown.condition_holds:
                continue
            if self.now_ms - self.held_since_ms[name] >= delay_ms:
                self.shown[name] = Occurrence(self.now_ms)
                self.test_until_ms = 0
        self.shown = {name: it for name, it in self.shown.items() if self._is_shown(name, it)}

    def _is_shown(self, name: int, it: Occurrence) -> bool:
        priority, _, latched = self.alarms[name]
        waits = latched and not it.acknowledged
        unheard = self.now_ms - it.began_ms < SHORTEST_SIGNAL_MS[priority] and not it.acknowledged
        return it.condition_holds or waits or unheard

    def pause_audio(self) -> None:
        self.test_until_ms = 0
        for name, it in self.shown.items():
            if it.silent_until_ms <= self.now_ms and it.heard_again:
                self._silence(name, it)

    def _silence(self, name: int, it: Occurrence) -> None:
        it.silent_until_ms = self.now_ms + PAUSE_MS[self.alarms[name][0]]
        it.heard_again = False

    def acknowledge(self) -> None:
        self.test_until_ms = 0
        self.shown = {name: it for name, it in self.shown.items() if it.condition_holds}
        for name, it in self.shown.items():
            audible = it.silent_until_ms <= self.now_ms and it.heard_again
            if not it.acknowledged or audible:
                self._silence(name, it)
            it.acknowledged = True

    def start_test(self, priority: int) -> bool:
        if self.shown or priority not in PAUSE_MS:
            return False
        self.test_priority = priority
        self.test_until_ms = self.now_ms + TEST_MS
        return True

    def list(self) -> list:
        """Those shown: the most urgent first, then the newest, then as they were named."""
        return sorted(
            self.shown, key=lambda name: (-self.alarms[name][0], -self.shown[name].began_ms, name)
        )

    def lamp(self) -> int:
        return max((self.alarms[name][0] for name in self.shown), default=self._test())

    def sound(self) -> int:
        if not self.shown:
            return self._test()
        heard = (name for name, it in self.shown.items() if it.silent_until_ms <= self.now_ms)
        return max((self.alarms[name][0] for name in heard), default=0)

    def _test(self) -> int:
        return self.test_priority if self.now_ms < self.test_until_ms else 0
