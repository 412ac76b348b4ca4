"""What stands between mains and what heats: two switches, safety relay and thermal cut-out."""

CUTOUT_BUTTON = "cut-out"  # what a scenario calls it: no key of the panel

_DUTY_FULL = 65_535
_LONG_AGO_US = -10_000_000
# The charge pump holds the relay this long after the last edge of the arm signal: longer than one
# missed period, and short of the 1.5 s in which a dead program must have gone cold.
_RELAY_HOLD_US = 1_200_000
_CUTOUT_C = 38.0
_CUTOUT_OVERRIDE_C = 40.0


class HeaterCircuit:
    """Series circuit of MOSFET, relay and cut-out, and the mean duty that gets through it.

    The humidifier has a MOSFET of its own behind the same relay and cut-out.
    What can be wrong, each None or as here when nothing is: `mosfet_stuck` and `humidifier_stuck`
    at a duty_u16, `relay_stuck` open (False) or closed (True), `element_share` of the heater that
    is whole, `cutout_dead`: it neither opens nor says so. Call `settle` before a change.
    """

    def __init__(self, clock):
        self.mosfet_stuck = None
        self.humidifier_stuck = None
        self.relay_stuck = None
        self.element_share = 1.0
        self.cutout_dead = False
        self._clock = clock
        self._duty = 0
        self._humidifier_duty = 0
        self._live_us = _LONG_AGO_US  # when the humidifier last had voltage, as accounted
        self._relay_until_us = 0
        self._mark_us = 0  # how far `_passed` is accounted
        self._passed = 0  # duty times microseconds that reached the element
        self._humidifier_passed = 0  # duty times microseconds that reached the humidifier
        self._taken_us = 0  # when the mean duties were last asked for
        self._latched = False
        self._test = 0
        self._range = 0
        self._arm_level = 0

    def drive(self, duty_u16: int) -> None:
        """The duty of the heater's PWM, 0..65535."""
        self.settle()
        self._duty = duty_u16

    def drive_humidifier(self, duty_u16: int) -> None:
        """The duty of the humidifier's PWM, 0..65535, or the level of its pin as 0 or 65535."""
        self.settle()
        self._humidifier_duty = duty_u16

    def arm(self, level: int) -> None:
        """The arm signal: only an edge charges the pump."""
        if level != self._arm_level:
            self.settle()
            self._arm_level = level
            self._relay_until_us = self._clock.now_us + _RELAY_HOLD_US

    def test(self, level: int) -> None:
        """The cut-out's test input: its comparator sees a hot hood as long as this is high."""
        self.settle()
        self._test = level

    def range(self, level: int) -> None:
        """The cut-out's range input: high while override is on."""
        self._range = level

    def feel(self, air_c: float) -> None:
        """Take the air at the cut-out's own thermistor. Too hot opens it, and it stays open."""
        if air_c >= (_CUTOUT_OVERRIDE_C if self._range else _CUTOUT_C) and not self._latched:
            self.settle()
            self._latched = True

    def reset_cutout(self) -> None:
        """Somebody presses the cut-out's own button."""
        self.settle()
        self._latched = False

    def sense(self) -> int:
        """The cut-out's sense output: 1 while it is open."""
        return 1 if self._cutout_open() else 0

    def relay_closed(self) -> bool:
        """Whether the safety relay is closed."""
        if self.relay_stuck is not None:
            return self.relay_stuck
        return self._clock.now_us < self._relay_until_us

    def closed(self) -> bool:
        """Whether relay and cut-out let current through, to the humidifier as to the heater."""
        return self.relay_closed() and not self._cutout_open()

    def share_now(self) -> float:
        """Duty 0..1 that gets through at this moment."""
        duty = self._duty if self.mosfet_stuck is None else self.mosfet_stuck
        return duty / _DUTY_FULL * self.element_share if self.closed() else 0.0

    def humidifier_live(self, hold_us: int) -> bool:
        """Whether the humidifier has had voltage in the last hold_us."""
        if self._clock.now_us - self._live_us < hold_us:
            return True
        if not self._humidifier_duty and self.humidifier_stuck is None:
            return False  # nor since it was last accounted: settle comes before a change
        self.settle()
        return self._clock.now_us - self._live_us < hold_us

    def take_mean_duties(self) -> tuple:
        """Mean duty 0..1 that got through since last asked, to the heater and the humidifier."""
        self.settle()
        full = _DUTY_FULL * (self._mark_us - self._taken_us)
        heater = self._passed / full * self.element_share if full else 0.0
        humidifier = self._humidifier_passed / full if full else 0.0
        self._passed = self._humidifier_passed = 0
        self._taken_us = self._mark_us
        return heater, humidifier

    def settle(self) -> None:
        """Account for all that passed up to now."""
        now_us = self._clock.now_us
        end_us = min(now_us, self._relay_until_us)
        if self.relay_stuck is not None:
            end_us = now_us if self.relay_stuck else self._mark_us
        if end_us > self._mark_us and not self._cutout_open():
            duty = self._duty if self.mosfet_stuck is None else self.mosfet_stuck
            self._passed += duty * (end_us - self._mark_us)
            stuck = self.humidifier_stuck
            duty = self._humidifier_duty if stuck is None else stuck
            if duty:
                self._humidifier_passed += duty * (end_us - self._mark_us)
                self._live_us = end_us
        self._mark_us = now_us

    def _cutout_open(self) -> bool:
        return (self._latched or self._test) and not self.cutout_dead
