"""A PWM output that falls to zero by itself unless renewed: heater and humidifier.

`pwm` is machine.PWM, or a SlowPwm.
"""

from micropython import const

FULL_PM = const(1000)
_FULL_U16 = const(65535)


def duty_u16(duty_pm: int) -> int:
    """0..1000 per mille as machine.PWM wants it, to the nearest: 0 is 0, 1000 is 65535."""
    return (duty_pm * _FULL_U16 + FULL_PM // 2) // FULL_PM


class Actuator:
    """duty_pm: the duty in force, 0..1000 per mille. Each renewal is a lease of lease_ms."""

    def __init__(self, pwm, ticks_diff, lease_ms: int):
        self._pwm = pwm
        self._ticks_diff = ticks_diff
        self._lease_ms = lease_ms
        self._renewed_ms = 0
        self.off()

    def renew(self, duty_pm: int, now_ms: int) -> None:
        """Set the duty for one lease; one outside 0..1000 is nobody's intention and means off."""
        if not 0 <= duty_pm <= FULL_PM:
            self.off()
            return
        self._renewed_ms = now_ms
        self._apply(duty_pm)

    def expire(self, now_ms: int) -> None:
        """Go off if the lease ran out. To be called often, and whenever anything took long."""
        age_ms = self._ticks_diff(now_ms, self._renewed_ms)
        if not 0 <= age_ms < self._lease_ms:  # negative: so old that the ticks have wrapped
            self.off()

    def off(self) -> None:
        """Set the duty to 0 at once."""
        self._apply(0)

    def _apply(self, duty_pm: int) -> None:
        self._pwm.duty_u16(duty_u16(duty_pm))
        self.duty_pm = duty_pm
