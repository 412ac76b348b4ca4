"""Alarm sound after IEC 60601-1-8: bursts of pulses, each edge at its own moment.

`want` is called every period and begins bursts; their edges are a task of firmware/loop.py.
Bursts: tables 3 and 4 and the melodies for temperature and energy delivery.
"""

import time

from micropython import const

from drivers.speaker import LOUD_PM
from firmware.loop import NOTHING_DUE_MS

# Only relative pitch is prescribed. The melodies begin at C5: a small speaker is weak at C4's
# 262 Hz.
_C_HZ = const(523)
_D_HZ = const(587)
_E_HZ = const(659)
_F_HZ = const(698)
_G_HZ = const(784)

# Duties by the setting `volume`, 4 dB apart, as the loudness goes with sin(pi duty).
# IEC 60601-2-19, 201.9.6.2.1.102: 65 dB(A) at 3 m; where it is adjustable, 50 at the least.
_VOLUMES_PM = (25, 39, 63, LOUD_PM)

# A pulse rises in three steps to its full duty, in a fifth of its length: 10 to 40 % are asked.
_RISE_PM = (300, 640, 1000)
_RISE_STEPS_A_PULSE = const(10)
_PULSE_EDGES = len(_RISE_PM) + 1

# Answers a key, or says that the speaker works. Table 4 gives an alarm's pulse 150 to 1,000 Hz.
_BLIP_HZ = const(1_500)
_CLICK_MS = const(8)
_CHIRP_MS = const(120)

_HIGH_PULSE_MS = const(150)
_HIGH_GAP_MS = const(100)
_HIGH_LONG_GAP_MS = const(2 * _HIGH_GAP_MS + _HIGH_PULSE_MS)  # after the third pulse of five
_HIGH_HALVES_GAP_MS = const(600)
_SLOW_PULSE_MS = const(180)
_SLOW_GAP_MS = const(180)

# A burst begins this long after `want`, when the period's transfers on the buses are over. All
# edges then fall into the idle part of a period of 500 ms, and none waits for a sensor.
_LEAD_MS = const(40)


class _Burst:
    """Pulses in order; their edges are counted from 0, four of a pulse, `edges` in all."""

    def __init__(self, notes_hz: tuple, gaps_ms: tuple, pulse_ms: int, interval_ms: int):
        at_ms = 0
        begins_ms = []
        for gap_ms in gaps_ms + (0,):
            begins_ms.append(at_ms)
            at_ms += pulse_ms + gap_ms
        self._notes_hz = notes_hz
        self._begins_ms = tuple(begins_ms)
        self._pulse_ms = pulse_ms
        self.edges = len(notes_hz) * _PULSE_EDGES
        self.interval_ms = interval_ms  # from the end of a burst to the next

    def at_ms(self, edge: int) -> int:
        """When an edge is due, from the start of the burst."""
        step = edge % _PULSE_EDGES
        after_ms = step * (self._pulse_ms // _RISE_STEPS_A_PULSE)
        if step == len(_RISE_PM):
            after_ms = self._pulse_ms
        return self._begins_ms[edge // _PULSE_EDGES] + after_ms

    def sound(self, edge: int, speaker, loud_pm: int) -> None:
        """What is to be heard from an edge on; loud_pm: the duty of a pulse that has risen."""
        step = edge % _PULSE_EDGES
        if step < len(_RISE_PM):
            speaker.tone(self._notes_hz[edge // _PULSE_EDGES], loud_pm * _RISE_PM[step] // 1000)
        else:
            speaker.silence()


_HALF_HZ = (_C_HZ, _D_HZ, _E_HZ, _F_HZ, _G_HZ)
_HALF_GAPS_MS = (_HIGH_GAP_MS, _HIGH_GAP_MS, _HIGH_LONG_GAP_MS, _HIGH_GAP_MS)
_HIGH = _Burst(
    _HALF_HZ * 2,
    _HALF_GAPS_MS + (_HIGH_HALVES_GAP_MS,) + _HALF_GAPS_MS,
    _HIGH_PULSE_MS,
    4_000,
)
_MEDIUM = _Burst((_C_HZ, _D_HZ, _E_HZ), (_SLOW_GAP_MS,) * 2, _SLOW_PULSE_MS, 9_000)
_LOW = _Burst((_E_HZ, _C_HZ), (_SLOW_GAP_MS,), _SLOW_PULSE_MS, 19_000)
_BURSTS = (_LOW, _LOW, _MEDIUM, _HIGH)  # by priority 0..3; priority 0 begins no burst


class Sound:
    """One burst at a time, of the highest priority. sounding: a burst is under way.

    volume: 0..3, of bursts; none of them is silence. A click or a chirp is no burst: it sounds
    only between them, and the next burst ends it.
    """

    def __init__(self, speaker):
        self._speaker = speaker
        self._priority = 0  # of the burst under way, else of the last one
        self._burst = _LOW
        self._edge = 0  # which edge of the burst is next
        self._began_ms = 0  # when the burst began, or will begin
        self._again = False  # the burst under way is nearly over: a new alarm has the next
        self._rest_ms = 0  # since the last burst ended
        self._wanted_ms = 0
        self._blip_ms = 0  # how long the click or chirp under way lasts, 0 if there is none
        self.sounding = False
        self.volume = len(_VOLUMES_PM) - 1

    def click(self) -> None:
        """Let a key be heard that somebody pressed."""
        self._blip(_CLICK_MS, time.ticks_ms())

    def chirp(self) -> None:
        """Let it be heard that the speaker works."""
        self._blip(_CHIRP_MS, time.ticks_ms())

    def want(self, priority: int, began: int, now_ms) -> None:
        """Every period: the priority 0..3 to be heard, and that of an alarm that has just begun.

        A new alarm is heard at once, unless a burst of its priority or above is under way that has
        a whole pulse left for it, and an old one each time that the interval since the last burst
        is over. A burst whose alarm has ended is heard out: so short an alarm must be heard too.
        """
        self._rest_ms = min(
            self._rest_ms + max(time.ticks_diff(now_ms, self._wanted_ms), 0), NOTHING_DUE_MS
        )
        self._wanted_ms = now_ms
        if priority > self._priority:
            self._begin(priority, now_ms)
        elif self.sounding:
            if began >= self._priority and self._edge > self._burst.edges - _PULSE_EDGES:
                self._again = True
        elif not priority:
            self._priority = 0  # the next alarm, of whatever priority, is a new one
        elif began >= priority or self._again or self._rest_ms >= _BURSTS[priority].interval_ms:
            self._begin(priority, now_ms)

    def next_ms(self, now_ms) -> int:
        """Milliseconds until an edge is due: 0 if one is, NOTHING_DUE_MS if there is none."""
        since_ms = time.ticks_diff(now_ms, self._began_ms)
        if self.sounding:
            return min(max(self._burst.at_ms(self._edge) - since_ms, 0), NOTHING_DUE_MS)
        if self._blip_ms:
            return min(max(self._blip_ms - since_ms, 0), NOTHING_DUE_MS)
        return NOTHING_DUE_MS

    def turn(self, now_ms) -> None:
        """Let sound what should sound now; of edges that were missed, only the last."""
        since_ms = time.ticks_diff(now_ms, self._began_ms)
        if self._blip_ms and not 0 <= since_ms < self._blip_ms:
            self._hush()
        if not self.sounding:
            return
        burst = self._burst
        due = self._edge
        while due < burst.edges and burst.at_ms(due) <= since_ms:
            due += 1
        if due == self._edge:
            return
        self._edge = due
        burst.sound(due - 1, self._speaker, _VOLUMES_PM[self.volume])
        if due == burst.edges:
            self.sounding = False
            self._rest_ms = 0

    def stop(self) -> None:
        """Silence at once: somebody has silenced the alarm."""
        self._hush()
        self._priority = 0
        self.sounding = False

    def _hush(self) -> None:
        self._speaker.silence()
        self._blip_ms = 0

    def _blip(self, lasts_ms: int, now_ms) -> None:
        if not self.sounding:
            self._speaker.tone(_BLIP_HZ, _VOLUMES_PM[0])
            self._began_ms = now_ms
            self._blip_ms = lasts_ms

    def _begin(self, priority: int, now_ms) -> None:
        self._hush()
        self._priority = priority
        self._burst = _BURSTS[priority]
        self._edge = 0
        self._again = False
        self._began_ms = time.ticks_add(now_ms, _LEAD_MS)
        self.sounding = True
