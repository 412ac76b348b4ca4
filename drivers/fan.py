"""Fan with PWM input and tachometer output."""

from micropython import const

from drivers.actuator import FULL_PM, duty_u16

_PULSES_PER_TURN = const(2)
_MS_PER_MIN = const(60000)
_PULSES_MAX = const(10000)  # more is noise in one poll; keeps the product below 2^30


class Fan:
    """rpm: mean speed between the last two polls, in steps of 60 at polls 500 ms apart."""

    def __init__(self, pwm, counter):
        self._pwm = pwm
        self._counter = counter
        self.rpm = 0
        counter.value(0)

    def renew(self, duty_pm: int, _now_ms: int) -> None:
        """Set the duty, 0..1000 per mille; a value beyond is taken as the nearest of these."""
        self._pwm.duty_u16(duty_u16(min(max(duty_pm, 0), FULL_PM)))

    def poll(self, dt_ms: int) -> None:
        """Update rpm; dt_ms: since the last poll."""
        # Reads and clears in one: a count left to grow passes 2^30 after months and takes memory.
        pulses = min(max(self._counter.value(0), 0), _PULSES_MAX)
        self.rpm = pulses * (_MS_PER_MIN // _PULSES_PER_TURN) // max(dt_ms, 1)
