"""Simulated time: it moves only when told to, and stops at each thing that is due on the way."""

SECOND_US = 1_000_000
NEVER_US = 1 << 60  # later than any simulation, and a small integer on 64-bit MicroPython


class Deadline:
    """An action that happens once, when the clock reaches `due_us`.

    Put it off by writing a later `due_us`, which costs nothing; `move` goes either way.
    """

    def __init__(self, clock, action):
        self.due_us = NEVER_US
        self.action = action
        self._clock = clock
        clock.deadlines.append(self)

    def move(self, due_us: int) -> None:
        """Set the moment, be it earlier or later."""
        self.due_us = due_us
        self._clock.due_us = min(due_us, self._clock.due_us)


class Clock:
    """Microseconds since the simulation began, as `now_us`.

    `on_second(t_s)`, when given, is called exactly at each whole second, in order, t_s from 1.
    What it or a deadline's action raises passes through, with `now_us` standing at that moment.
    A hot path may write `now_us` itself as long as it stays below `due_us`. The board has counted
    `start_us + now_us` microseconds, not yet wrapped.
    """

    def __init__(self, start_ticks_ms: int = 0):
        self.now_us = 0
        self.due_us = SECOND_US
        self.on_second = None
        self.start_us = start_ticks_ms * 1000
        self._next_second_us = SECOND_US
        self.deadlines = []

    def ticks_us(self) -> int:
        """The microseconds that the board has counted."""
        return self.start_us + self.now_us

    def restart_ticks(self) -> None:
        """The board was reset: it counts from 0 again."""
        self.start_us = -self.now_us

    def skip_us(self, duration_us: int) -> bool:
        """Let time pass if nothing falls due on the way; whether it has passed."""
        end_us = self.now_us + duration_us
        if end_us >= self.due_us:
            return False
        self.now_us = end_us
        return True

    def advance_us(self, duration_us: int) -> None:
        """Let time pass, calling on the way whatever falls due."""
        end_us = self.now_us + duration_us
        while self.due_us <= end_us:
            self._reach_due()
        self.now_us = end_us

    def _reach_due(self):
        now_us = self.now_us = self.due_us
        if now_us == self._next_second_us:
            self._next_second_us = now_us + SECOND_US
            if self.on_second:
                self.on_second(now_us // SECOND_US)
        for deadline in self.deadlines:
            if deadline.due_us <= now_us:
                deadline.due_us = NEVER_US
                deadline.action()
        self._find_due()

    def _find_due(self):
        # A deadline that was only put off is found here: the clock came in vain, and goes on.
        due_us = self._next_second_us
        for deadline in self.deadlines:
            due_us = min(due_us, deadline.due_us)
        self.due_us = due_us
