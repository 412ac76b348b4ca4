"""PWM by hand on a plain output pin, for a load that is switched slowly.

The ESP32-S3's LEDC cannot be that slow: 80 MHz over a divider of 1,023 and 13 bits are 9.5 Hz
(MicroPython, ports/esp32/machine_pwm.c, find_suitable_duty_resolution).
"""

from micropython import const

WINDOW_MS = const(2000)  # at 10 % the pulse of 200 ms still moves an ultrasonic atomiser's water
_FULL_U16 = const(65535)


class SlowPwm:
    """The pin is high for the duty's share of each window, as long as `turn` is called.

    A window begins with the pulse, and at once where the duty was 0. Duty 0 is low at once.
    """

    def __init__(self, pin, ticks_diff):
        self._pin = pin
        self._ticks_diff = ticks_diff
        self._pulse_ms = 0
        self._place_ms = 0  # how far into its window the PWM was at the last turn
        self._turned_ms = 0
        self._level = 0
        pin.value(0)

    def duty_u16(self, duty: int) -> None:
        """Set the duty, 0..65535 as of machine.PWM; any but 0 gives a pulse of 1 ms at least."""
        pulse_ms = (duty * WINDOW_MS + (_FULL_U16 >> 1)) // _FULL_U16
        if duty and not pulse_ms:
            pulse_ms = 1
        if not self._pulse_ms:
            self._place_ms = 0
        self._pulse_ms = pulse_ms
        self._level = self._wanted()
        self._pin.value(self._level)  # anew, whatever it was

    def turn(self, now_ms) -> None:
        """Switch, if it is time. To be called when `next_ms` says, and at other times."""
        passed_ms = self._ticks_diff(now_ms, self._turned_ms)
        self._turned_ms = now_ms
        if passed_ms > 0:  # negative: the last turn is so old that the ticks have wrapped
            self._place_ms = (self._place_ms + passed_ms) % WINDOW_MS
        level = self._wanted()
        if level != self._level:
            self._level = level
            self._pin.value(level)

    def next_ms(self, now_ms) -> int:
        """Milliseconds until `turn` is due, 0 to WINDOW_MS."""
        pulse_ms = self._pulse_ms
        if not 0 < pulse_ms < WINDOW_MS:
            return WINDOW_MS  # there is nothing to switch
        place_ms = self._place_ms
        edge_ms = pulse_ms if place_ms < pulse_ms else WINDOW_MS
        return max(edge_ms - place_ms - max(self._ticks_diff(now_ms, self._turned_ms), 0), 0)

    def _wanted(self) -> int:
        return 1 if self._place_ms < self._pulse_ms else 0
