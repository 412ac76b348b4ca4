"""The loop: every period at its time, and between two of them whatever is due."""

import time

from control import limits

NOTHING_DUE_MS = 60_000  # what a task says that waits for nothing


class Loop:
    """period(now_ms): to be called every PERIOD_MS, before anything else.

    punctual: the task that no long turn may delay: the sound, for its edges. watchers: the tasks
    that look outside, at keys and console: they have their turn whenever the loop is awake.
    tasks: all others have theirs when one of them is due, after a period, and after a watcher has
    met with something: only then can they have anything to do. Each in this order. A task has

    next_ms(now_ms): milliseconds until something is due, 0 if it is; NOTHING_DUE_MS if nothing is.
    turn(now_ms): does what is due, if anything. It takes some milliseconds; what takes longer asks
    free_ms whether there is room for it. A watcher's says whether it has met with something.
    """

    def __init__(self, period, punctual):
        self._period = period
        self._punctual = punctual
        self._due_ms = time.ticks_ms()  # the next period
        self.watchers: tuple = ()
        self.tasks: tuple = ()

    def free_ms(self, now_ms) -> int:
        """Milliseconds that a long turn may take now: until the next period or edge of sound."""
        return max(
            min(time.ticks_diff(self._due_ms, now_ms), self._punctual.next_ms(now_ms)),
            0,
        )

    def run(self) -> None:
        """For ever, the first period at once. Allocates nothing itself."""
        self._due_ms = wake_ms = time.ticks_ms()
        while True:
            now_ms = time.ticks_ms()
            stirred = time.ticks_diff(now_ms, self._due_ms) >= 0
            if stirred:
                self._period(now_ms)
                self._due_ms = time.ticks_add(self._due_ms, limits.PERIOD_MS)
                now_ms = time.ticks_ms()
                if time.ticks_diff(now_ms, self._due_ms) >= 0:
                    self._due_ms = now_ms  # late: the missed periods are gone, not made up
                    continue
            for watcher in self.watchers:
                if watcher.turn(now_ms):
                    stirred = True
            now_ms = time.ticks_ms()
            if stirred or time.ticks_diff(now_ms, wake_ms) >= 0:
                for task in self.tasks:
                    task.turn(time.ticks_ms())
                now_ms = time.ticks_ms()
                wake_ms = time.ticks_add(now_ms, self._quiet_ms(now_ms))
            idle_ms = time.ticks_diff(wake_ms, now_ms)
            for watcher in self.watchers:
                idle_ms = min(idle_ms, watcher.next_ms(now_ms))
            time.sleep_ms(max(idle_ms, 0))

    def _quiet_ms(self, now_ms) -> int:
        """Milliseconds until the next period, or until a task is due."""
        quiet_ms = max(time.ticks_diff(self._due_ms, now_ms), 0)
        for task in self.tasks:
            quiet_ms = min(quiet_ms, task.next_ms(now_ms))
        return quiet_ms
