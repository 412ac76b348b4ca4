"""Says how much time passes for a chip that makes no call: it waits for us, or computes."""

import os
import time
from pathlib import Path

# proc(5): in /proc/PID/stat, counted from behind the name.
_STATE, _USER_TICKS, _SYSTEM_TICKS = 0, 11, 12
_WAITING = "S"
_STEP_S = 0.05  # the most that one look counts: it was we who were late, not the chip


class Silence:
    """Of an interpreter's process. While it waits all time counts; while it computes only its own.

    What the PC does for others meanwhile does not: the chip knows nothing of it. Needs Linux.
    """

    def __init__(self, process_id: int):
        self._stat = Path(f"/proc/{process_id}/stat")
        self._ticks_per_s = os.sysconf("SC_CLK_TCK")
        self._looked_s = time.monotonic()
        self._computed_s = 0.0

    def passed_s(self) -> float:
        """Real seconds that count since this was last asked."""
        fields = self._stat.read_text(errors="replace").rpartition(")")[2].split()
        now_s = time.monotonic()
        computed_s = (int(fields[_USER_TICKS]) + int(fields[_SYSTEM_TICKS])) / self._ticks_per_s
        elapsed_s = min(now_s - self._looked_s, _STEP_S)
        busy_s = computed_s - self._computed_s
        self._looked_s = now_s
        self._computed_s = computed_s
        return elapsed_s if fields[_STATE] == _WAITING else min(busy_s, elapsed_s)
