"""From conditions to alarms: when each begins and ends, what is seen and heard of it, and what an
operator may do to its sound (IEC 60601-1-8; the words are those of the standard).

Occurrence: an alarm begins once its condition has held for its delay. It ends with its condition;
a latched one that nobody has acknowledged stays.
Signals: lamp and sound show the highest priority. A short HIGH or MEDIUM condition is signalled
for at least _SIGNAL_MS.
Inactivation: audio pause and acknowledgement silence single alarms, each for its own time; an
alarm that begins, for the first time or again, always sounds. Nothing but its end takes an alarm
from the display.
"""

from control import alarm_log, limits
from control.alarm_table import COUNT, DELAY_MS_OF, HIGH, LATCHED, LOW, MEDIUM, PRIORITY_OF
from control.report import Report

# Half a HIGH burst of ten pulses takes 1.5 s, a MEDIUM burst of three 1 s (6.3.3, Table 3): heard
# whole even if the sound starts in the period after.
_SIGNAL_MS = (0, 0, 2_000, 2_000)  # by priority
_PAUSE_MS = (0, limits.PAUSE_MS, limits.PAUSE_MS, limits.PAUSE_HIGH_MS)  # by priority
_TEST_MS = 5_000  # a whole HIGH burst is heard
_UPTIME_MAX_S = 1_000_000_000
_NO_ALARM = -1
_NONE = bytearray(COUNT)


class AlarmSystem:
    """All alarms. Nothing is allocated once it is made.

    present: a byte for each row of the alarm table, 1 while the alarm is shown.
    listed, count: the rows of those present, in the first `count` bytes: higher priorities first,
    the newest first within a priority. highest: the first of them, or -1.
    lamp_priority, sounding_priority: 0 for none. began_priority: the highest that began in the
    last update, whose burst is to start now; 0 for none.
    silent_ms: for each row, how long its sound stays inactivated. acknowledged: a byte for each.
    """

    __slots__ = (
        "_active",
        "_held_ms",
        "_log",
        "_report",
        "_seen",
        "_signal_ms",
        "_test_ms",
        "_test_priority",
        "_unheard",
        "_uptime_ms",
        "acknowledged",
        "began_priority",
        "count",
        "highest",
        "lamp_priority",
        "listed",
        "present",
        "silent_ms",
        "sounding_priority",
        "uptime_s",
    )

    def __init__(self, report: Report, log: alarm_log.AlarmLog):
        self._report = report
        self._log = log
        self.uptime_s = 0
        self._uptime_ms = 0  # beyond uptime_s
        self._seen = bytearray(COUNT)  # the condition held in the last period
        self._held_ms = [0] * COUNT  # for so long, counted up to the alarm's delay
        self._active = bytearray(COUNT)  # for its delay: the alarm has begun and not ended
        self._signal_ms = [0] * COUNT  # the least that is still to be signalled
        self._unheard = bytearray(COUNT)  # silenced, and not for a whole period audible again
        self._test_ms = 0
        self._test_priority = 0
        self.present = bytearray(COUNT)
        self.acknowledged = bytearray(COUNT)
        self.silent_ms = [0] * COUNT
        self.listed = bytearray(COUNT)
        self.count = 0
        self.highest = _NO_ALARM
        self.lamp_priority = 0
        self.sounding_priority = 0
        self.began_priority = 0

    def update(self, dt_ms: int) -> None:
        """One period, after everyone has reported; dt_ms since the last, 0..60,000."""
        self._count_uptime(dt_ms)
        self.began_priority = 0
        self._test_ms = max(self._test_ms - dt_ms, 0)
        conditions = self._report.active
        if self.count or conditions != _NONE or self._seen != _NONE:
            seen = self._seen
            present = self.present
            for row in range(COUNT - 1, -1, -1):  # of those that begin at once the first leads
                if present[row]:
                    self._count_down(row, dt_ms)
                if conditions[row]:
                    self._condition_holds(row, dt_ms)
                elif seen[row]:
                    self._condition_ends(row)
                if present[row]:
                    self._remove_if_over(row)
        self._signal()

    @property
    def calling(self) -> bool:
        """Whether a nurse is to be called: for HIGH or MEDIUM that sounds, or is tested."""
        return self.sounding_priority >= MEDIUM

    def restore(self, row: int) -> None:
        """Before the first update: the alarm was latched in the last life, and still is."""
        self._seen[row] = 1
        self._held_ms[row] = DELAY_MS_OF[row]
        self._begin(row)
        self._signal()

    # --- the operator's keys ---------------------------------------------------------------------

    def pause_audio(self) -> None:
        """Silence all that is shown and not silent already, each for its priority's time.

        One whose silence has ended is heard for a period first. So a key whose contact closes
        again and again keeps no alarm silent for longer.
        """
        self._test_ms = 0
        for row in range(COUNT):
            if self.present[row]:
                self._silence(row, alarm_log.PAUSED)
        self._signal()

    def acknowledge(self) -> None:
        """Silence each alarm whose condition holds; take away those whose condition has gone.

        The first acknowledgement begins the time of silence anew.
        """
        self._test_ms = 0
        for row in range(COUNT):
            if self.present[row]:
                self._silence(row, alarm_log.ACKNOWLEDGED)
                self._signal_ms[row] = 0
                self._remove_if_over(row)
        self._signal()

    def start_test(self, priority: int) -> str:
        """Signal a priority for some seconds. Returns why not, or an empty string.

        A real alarm, pause_audio and acknowledge end the test.
        """
        if not LOW <= priority <= HIGH:
            return "alarm test: choose low, medium or high"
        if self.count:
            return "alarm test: not during an alarm"
        if not self._test_ms or priority != self._test_priority:
            self._log.write(self.uptime_s, _NO_ALARM, alarm_log.TESTED, priority, 0)
        self._test_priority = priority
        self._test_ms = _TEST_MS
        self._signal()
        return ""

    # --- occurrence ------------------------------------------------------------------------------

    def _condition_holds(self, row: int, dt_ms: int) -> None:
        delay_ms = DELAY_MS_OF[row]
        if self._seen[row]:
            self._held_ms[row] = min(self._held_ms[row] + dt_ms, delay_ms)
        else:
            self._seen[row] = 1
            self._held_ms[row] = 0
        if not self._active[row] and self._held_ms[row] >= delay_ms:
            self._begin(row)

    def _condition_ends(self, row: int) -> None:
        self._seen[row] = 0
        if self._active[row]:
            self._active[row] = 0
            self._note(row, alarm_log.ENDED)

    def _begin(self, row: int) -> None:
        priority = PRIORITY_OF[row]
        self._active[row] = 1
        if self.present[row]:
            self._remove(row)
        self._insert(row, priority)
        self._signal_ms[row] = _SIGNAL_MS[priority]
        self._test_ms = 0
        self.began_priority = max(self.began_priority, priority)
        self._note(row, alarm_log.BEGAN)

    def _remove_if_over(self, row: int) -> None:
        kept = LATCHED[row] and not self.acknowledged[row]
        if not (self._active[row] or kept or self._signal_ms[row]):
            self._remove(row)

    def _insert(self, row: int, priority: int) -> None:
        """Show it, before all of its priority."""
        listed = self.listed
        position = self.count
        while position and PRIORITY_OF[listed[position - 1]] <= priority:
            listed[position] = listed[position - 1]
            position -= 1
        listed[position] = row
        self.count += 1
        self.present[row] = 1

    def _remove(self, row: int) -> None:
        """Show it no more, and forget what was done to it."""
        listed = self.listed
        position = 0
        while listed[position] != row:
            position += 1
        self.count -= 1
        while position < self.count:
            listed[position] = listed[position + 1]
            position += 1
        self.present[row] = 0
        self.acknowledged[row] = 0
        self.silent_ms[row] = 0
        self._unheard[row] = 0

    # --- signals and their inactivation ----------------------------------------------------------

    def _count_down(self, row: int, dt_ms: int) -> None:
        if not self.silent_ms[row]:
            self._unheard[row] = 0
        self._signal_ms[row] = max(self._signal_ms[row] - dt_ms, 0)
        self.silent_ms[row] = max(self.silent_ms[row] - dt_ms, 0)

    def _silence(self, row: int, event: int) -> None:
        seen_now = event == alarm_log.ACKNOWLEDGED and not self.acknowledged[row]
        if seen_now:
            self.acknowledged[row] = 1
        # A mashed key is one entry.
        if seen_now or not (self.silent_ms[row] or self._unheard[row]):
            self._note(row, event)
            self._unheard[row] = 1
            self.silent_ms[row] = _PAUSE_MS[PRIORITY_OF[row]]

    def _signal(self) -> None:
        """What lamp and sound show from here on."""
        if not self.count:
            self.highest = _NO_ALARM
            self.lamp_priority = self.sounding_priority = (
                self._test_priority if self._test_ms else 0
            )
            return
        listed = self.listed
        self.highest = listed[0]
        self.lamp_priority = PRIORITY_OF[self.highest]
        self.sounding_priority = 0
        for position in range(self.count):
            row = listed[position]
            if not self.silent_ms[row]:
                self.sounding_priority = PRIORITY_OF[row]
                return

    # --- log -------------------------------------------------------------------------------------

    def _count_uptime(self, dt_ms: int) -> None:
        self._uptime_ms += dt_ms
        if self._uptime_ms >= 1000:
            self.uptime_s = min(self.uptime_s + self._uptime_ms // 1000, _UPTIME_MAX_S)
            self._uptime_ms %= 1000

    def _note(self, row: int, event: int) -> None:
        report = self._report
        self._log.write(self.uptime_s, row, event, report.values[row], report.limits[row])
