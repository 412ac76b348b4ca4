"""Small speaker on a PWM output, through a transistor: a tone rich in harmonics."""

from micropython import const

from drivers.actuator import duty_u16

# IEC 60601-1-8, table 4, asks for at least four harmonics within 15 dB of the fundamental. Those
# of a pulse train go as sin(pi n duty) / n: at a duty of 10 % the first five lie within 4 dB,
# where a square wave has no even ones. The fundamental's loudness goes as sin(pi duty).
LOUD_PM = const(100)


class Speaker:
    """hz: the frequency of the tone; 0 while silent."""

    def __init__(self, pwm):
        self._pwm = pwm
        self.hz = 0
        self.silence()

    def tone(self, hz: int, duty_pm: int = LOUD_PM) -> None:
        """Sound at `hz` until told otherwise; duty_pm: loudness, 0..LOUD_PM per mille."""
        if hz != self.hz:
            self._pwm.freq(hz)
            self.hz = hz
        self._pwm.duty_u16(duty_u16(duty_pm))

    def silence(self) -> None:
        """End the tone at once."""
        self._pwm.duty_u16(0)
        self.hz = 0
