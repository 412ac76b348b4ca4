"""A PI controller in integers: two degrees of freedom, no windup, bumpless hand-over.

Input and output are integers in the caller's units (milli-degree C in, per mille out). Gains are
in output units per 1000 input units, so 300 with mc and pm reads 300 pm per degree.

Two degrees of freedom: the set point passes through a filter of the integral's own time constant,
of which `weight_pm` bypasses the filter. That equals set-point weighting of the proportional part
(Astrom and Hagglund, Advanced PID Control, section 3.4) without its large opposing terms.
"""

from control.clamp import clamp

_FINE = 1000  # reference and integral are kept in thousandths of their units
_ERROR_MAX = 100_000  # beyond this an error is only "large"; keeps products inside 2^30
_STEP_MAX_MS = 1_000  # a late period integrates as if it had been on time
_INTERMEDIATE_MAX = (1 << 30) - 1


class Pid:
    """One loop: output within `low`..`high`, integral acting within +-`zone` of the set point.

    gain: output units per 1000 input units, positive. integral_s: integral time constant.
    weight_pm: part of a set-point step that acts at once. Raises ValueError if the gains could
    leave the 31-bit range.
    """

    __slots__ = (
        "_gain",
        "_high",
        "_integral",
        "_integral_gain",
        "_integral_s",
        "_low",
        "_reference",
        "_remainder",
        "_setpoint",
        "_weight_pm",
        "_zone",
        "output",
    )

    def __init__(
        self,
        gain: int,
        integral_s: int,
        weight_pm: int,
        low: int,
        high: int,
        zone: int,
    ):
        self._gain = gain
        self._integral_s = integral_s
        self._integral_gain = gain * 1000 // integral_s  # per 1000 input units and 1000 s
        self._weight_pm = weight_pm
        self._low = low
        self._high = high
        self._zone = zone
        if (
            gain * _ERROR_MAX + 4 * max(abs(low), abs(high)) * _FINE > _INTERMEDIATE_MAX
            or self._integral_gain * (zone * _STEP_MAX_MS // 100 + 1) > _INTERMEDIATE_MAX // 2
        ):
            raise ValueError("PID gains leave the 31-bit range")
        self.reset(0)

    def reset(self, setpoint: int) -> None:
        """Start from rest: no integral, the full error acting at once."""
        self._setpoint = setpoint
        self._reference = setpoint * _FINE
        self._integral = self._low * _FINE
        self._remainder = 0
        self.output = self._low

    def hand_over(self, setpoint: int, measured: int, output: int) -> None:
        """Take over from whatever gave `output` until now: the next output goes on from there."""
        self.reset(setpoint)
        self._integral = (output - self._proportional(measured)) * _FINE
        self._bound_integral()
        self.output = output

    def aim(self, low: int, high: int) -> None:
        """Change the output's bounds."""
        self._low = low
        self._high = high

    def held(self) -> int:
        """What the integral alone gives: the output that has been holding the set point."""
        return self._integral // _FINE

    def update(
        self, setpoint: int, measured: int, dt_ms: int, may_rise: bool, may_fall: bool
    ) -> int:
        """The output for this period, within the bounds.

        `may_rise`, `may_fall`: the loop below this one can still follow a higher, a lower output
        (else the integral waits).
        """
        dt_ms = clamp(dt_ms, 0, _STEP_MAX_MS)
        self._follow(setpoint, dt_ms)
        error = self._error(measured)
        wanted = self._gain * error // 1000 + self._integral // _FINE
        self.output = clamp(wanted, self._low, self._high)
        # Integrate only where it helps: near the set point, and not further into a stop.
        if -self._zone <= error <= self._zone:
            if error > 0:
                if may_rise and wanted < self._high:
                    self._integrate(error, dt_ms)
            elif may_fall and wanted > self._low:
                self._integrate(error, dt_ms)
        return self.output

    def gated(self, measured: int, dt_ms: int) -> None:
        """The output was taken away (`low` was applied instead): the integral follows it down.

        Within a quarter of the integral time it comes to where the controller, by itself, would
        give `low` too; it never rises by this above rest. So a moment's gating costs little, a
        plant that has cooled meanwhile is met as from rest, and a hot one is not heated by memory.
        """
        low = self._low * _FINE
        tracked = low - self._proportional(measured) * _FINE
        if dt_ms > 0 and tracked < self._integral:
            periods = max(self._integral_s * 250 // dt_ms, 1)
            self._integral -= (self._integral - tracked) // periods
        self._integral = max(self._integral, low)
        self._remainder = 0
        self._reference = self._setpoint * _FINE  # nothing flows: nothing to ease
        self.output = self._low

    def _follow(self, setpoint: int, dt_ms: int) -> None:
        step = clamp(setpoint - self._setpoint, -_ERROR_MAX, _ERROR_MAX)
        self._setpoint = setpoint
        self._reference += step * self._weight_pm
        if dt_ms:
            gap = setpoint * _FINE - self._reference
            self._reference += gap // (self._integral_s * 1000 // dt_ms)

    def _error(self, measured: int) -> int:
        return clamp(self._reference // _FINE - measured, -_ERROR_MAX, _ERROR_MAX)

    def _proportional(self, measured: int) -> int:
        return self._gain * self._error(measured) // 1000

    def _integrate(self, error: int, dt_ms: int) -> None:
        product = self._integral_gain * (error * dt_ms // 100) + self._remainder
        self._integral += product // 10_000
        self._remainder = product % 10_000
        self._bound_integral()

    def _bound_integral(self) -> None:
        span = self._high - self._low
        self._integral = clamp(
            self._integral, (self._low - span) * _FINE, (self._high + span) * _FINE
        )
