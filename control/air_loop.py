"""From hood air to heater, by way of the element's temperature: docs/control.md explains it.

An observer tells what the air would come to if the element stayed as it is, and how much of that
is not the element's doing: walls, room, infant, openings. From this follows the element with which
the air comes to its set point, and from the element's temperature, which is measured, the duty.
Nothing is integrated from the error of the air, so a heater at its stop or a refusal of heat winds
nothing up.
"""

from control.clamp import clamp

_UC = 1_000  # micro-degrees in a milli-degree: lags of minutes are still felt in a period
_STEP_MAX_MS = 1_000  # a late period counts as if it had been on time
_FULL_PM = 1_000

# The air follows the element by so much of the share that the description's figures of minutes
# give: within seconds base and walls have taken up nothing yet. Too large a share makes the loop
# slower, never unstable.
_SHARE_PM = 1_700
_SHARE_MOST_PM = 500
# What the air's reading lags behind the element: its sensor, and the hood itself.
_HOOD_LAG_S = 5
_LAG_LEAST_S = 25  # the observer's gains need more than half its own lag
# The observer: two equal lags. A shorter one stands dead time and other lags less well.
_OBSERVER_S = 40
_ERROR_MAX_UC = 20_000_000  # beyond this the observer is only "far off"
_OTHERS_MAX_UC = 250_000_000
# The observer's error tells of a steady climb. It is smoothed over a fifth of the air's lag: the
# sensor's noise would become noise of the duty.
_SMOOTH_SHARE = 5

# The element comes to what is wanted with this lag: not much faster than a sensor shows it.
_ELEMENT_S = 40
_ELEMENT_ERROR_MAX_MC = 50_000
_GAIN_MAX = 20_000  # of the duty in 0.01 pm for each K of the element
# What the element's description leaves over is learned while it is this near.
_TRIM_NEAR_MC = 3_000
_TRIM_S = 200
_TRIM_MAX_PM = 250
# A supply within these is made up for; beyond them the reading is not believed.
_SUPPLY_LEAST_PM = 800
_SUPPLY_MOST_PM = 1_250
_SUPPLY_READ_MAX_MV = 100_000

# An opened hood: the element is held at what held the air before, or what is stored in it would
# overshoot once the hood closes. What lasts longer is a switch that is stuck, or the new state.
_OPENING_MS = 900_000
# Air that was held and falls away without a word from the switch: the element may become so much
# hotter than what held the air as warms it by this, for as long as an opening lasts.
_FALLEN_MC = 500
_FALLEN_EXTRA_UC = 400_000
_HELD_WITHIN_MC = 200
_HELD_MS = 300_000


class AirLoop:
    """One update a period, of temperatures that are valid. incubator: as in boards/incubators/.

    output: the duty of the last period, 0..1000 pm.
    """

    __slots__ = (
        "_air_uc",
        "_climb_pm",
        "_closed_ms",
        "_element_full_mc",
        "_element_gain",
        "_element_most_mc",
        "_error_uc",
        "_fallen_ms",
        "_held_element_mc",
        "_held_ms",
        "_kept_uc",
        "_lag_ms",
        "_open_ms",
        "_others_ms",
        "_others_uc",
        "_own_ms",
        "_set_mc",
        "_settle_ms",
        "_share_pm",
        "_supply_mv",
        "_trim",
        "output",
    )

    def __init__(self, incubator, element_most_mc: int) -> None:
        rise_mc = incubator.AIR_RISE_MC
        full_mc = incubator.HEATER_W * incubator.ELEMENT_RISE_MC_PER_W
        self._share_pm = clamp(rise_mc * _SHARE_PM // (rise_mc + full_mc), 1, _SHARE_MOST_PM)
        lag_s = max(incubator.AIR_LAG_S + _HOOD_LAG_S, _LAG_LEAST_S)
        self._lag_ms = lag_s * 1_000
        # s2 + (1/lag + 1/own) s + 1/(lag others) is to be (s + 1/observer)2.
        self._own_ms = _OBSERVER_S * lag_s * 1_000 // (2 * lag_s - _OBSERVER_S)
        self._others_ms = _OBSERVER_S * _OBSERVER_S * 1_000 // lag_s
        self._climb_pm = 2 * lag_s * 1_000 // _OBSERVER_S
        self._settle_ms = incubator.AIR_LAG_S * 1_000
        self._element_full_mc = full_mc
        gain = incubator.ELEMENT_LAG_S * 100_000 // (full_mc // 1_000 * _ELEMENT_S)
        self._element_gain = min(gain, _GAIN_MAX)
        self._element_most_mc = element_most_mc
        self._supply_mv = incubator.HEATER_SUPPLY_MV
        self.reset(0, 0)

    def reset(self, air_mc: int, element_mc: int) -> None:
        """Start from rest, with air and element in balance as they are."""
        self._air_uc = air_mc * _UC
        self._others_uc = air_mc * _UC - element_mc * self._share_pm
        self._kept_uc = self._others_uc
        self._error_uc = 0
        self._open_ms = 0
        self._closed_ms = 0
        self._set_mc = 0
        self._held_ms = 0
        self._fallen_ms = 0
        self._held_element_mc = element_mc
        self._trim = 0  # in thousandths of pm
        self.output = 0

    def refused(self) -> None:
        """The heat did not flow: that the air falls away is no wonder."""
        self._held_ms = 0

    def update(
        self,
        set_mc: int,
        air_mc: int,
        element_mc: int,
        supply_mv: int,
        hood_open: bool,
        most_pm: int,
        dt_ms: int,
    ) -> int:
        """The duty for this period, 0..most_pm. supply_mv: the last reading, whatever its age."""
        dt_ms = min(dt_ms, _STEP_MAX_MS)
        opened = hood_open or self._open_ms > 0 or self._closed_ms > 0
        if dt_ms > 0:
            if opened:
                self._follow_hood(air_mc, hood_open, dt_ms)
            self._observe(air_mc, element_mc, dt_ms)
        others_uc = self._others_uc + self._error_uc // 1_000 * self._climb_pm
        if opened and self._open_ms <= _OPENING_MS and others_uc < self._kept_uc:
            others_uc = self._kept_uc
        wanted_mc = clamp((set_mc * _UC - others_uc) // self._share_pm, 0, self._element_most_mc)
        wanted_mc = self._bound_unseen(set_mc, air_mc, wanted_mc, hood_open, dt_ms)
        self.output = self._duty(air_mc, element_mc, wanted_mc, supply_mv, most_pm, dt_ms)
        return self.output

    def _follow_hood(self, air_mc: int, hood_open: bool, dt_ms: int) -> None:
        if hood_open:
            if not self._open_ms and not self._closed_ms:
                self._kept_uc = self._others_uc + self._error_uc // 1_000 * self._climb_pm
            self._closed_ms = 0
            self._open_ms = min(self._open_ms + dt_ms, _OPENING_MS + 1)
            return
        self._closed_ms = max(self._closed_ms - dt_ms, 0)
        if self._open_ms:
            if self._open_ms <= _OPENING_MS:
                self._closed_ms = self._settle_ms
            self._open_ms = 0
            self._held_ms = 0  # whoever closes it has said why the air fell
        if self._closed_ms:  # until the sensor shows the air as it is again
            self._air_uc = air_mc * _UC
            self._others_uc = max(self._others_uc, self._kept_uc)
            self._error_uc = 0

    def _observe(self, air_mc: int, element_mc: int, dt_ms: int) -> None:
        air_uc = self._air_uc
        others_uc = self._others_uc
        error_uc = clamp(air_mc * _UC - air_uc, -_ERROR_MAX_UC, _ERROR_MAX_UC)
        end_uc = self._share_pm * element_mc + others_uc
        lag_periods = self._lag_ms // dt_ms
        self._air_uc = (
            air_uc + (end_uc - air_uc) // lag_periods + error_uc // (self._own_ms // dt_ms)
        )
        others_uc += error_uc // (self._others_ms // dt_ms)
        self._others_uc = clamp(others_uc, -_OTHERS_MAX_UC, _OTHERS_MAX_UC)
        self._error_uc += (error_uc - self._error_uc) // (lag_periods // _SMOOTH_SHARE)

    def _bound_unseen(
        self, set_mc: int, air_mc: int, wanted_mc: int, hood_open: bool, dt_ms: int
    ) -> int:
        """The element's bound where held air has fallen away."""
        raised = set_mc > self._set_mc + _FALLEN_MC
        self._set_mc = set_mc
        below_mc = set_mc - air_mc
        held = self._held_ms == _HELD_MS and not raised
        if below_mc <= _HELD_WITHIN_MC:
            self._held_ms = min(self._held_ms + dt_ms, _HELD_MS)
            if below_mc >= -_HELD_WITHIN_MC and dt_ms > 0:
                more_mc = wanted_mc - self._held_element_mc
                self._held_element_mc += more_mc * 16 // (_HELD_MS * 16 // dt_ms)
        elif not held:
            self._held_ms = 0
        if below_mc <= _FALLEN_MC:
            self._fallen_ms = 0
        elif held:
            if not hood_open:
                self._fallen_ms += dt_ms
                if self._fallen_ms >= _OPENING_MS:
                    self._held_ms = 0
            return min(wanted_mc, self._held_element_mc + _FALLEN_EXTRA_UC // self._share_pm)
        return wanted_mc

    def _duty(
        self,
        air_mc: int,
        element_mc: int,
        wanted_mc: int,
        supply_mv: int,
        most_pm: int,
        dt_ms: int,
    ) -> int:
        error_mc = clamp(wanted_mc - element_mc, -_ELEMENT_ERROR_MAX_MC, _ELEMENT_ERROR_MAX_MC)
        holds_pm = (wanted_mc - air_mc) * _FULL_PM // self._element_full_mc
        duty_pm = holds_pm + self._element_gain * error_mc // 100_000 + self._trim // 1_000
        if dt_ms > 0 and 0 < duty_pm < most_pm and -_TRIM_NEAR_MC < error_mc < _TRIM_NEAR_MC:
            trim = self._trim + self._element_gain * error_mc // 100 // (_TRIM_S * 1_000 // dt_ms)
            self._trim = clamp(trim, -_TRIM_MAX_PM * 1_000, _TRIM_MAX_PM * 1_000)
        supply_pm = clamp(supply_mv, 0, _SUPPLY_READ_MAX_MV) * 1_000 // self._supply_mv
        if _SUPPLY_LEAST_PM <= supply_pm <= _SUPPLY_MOST_PM:
            duty_pm = duty_pm * 1_000 // supply_pm * 1_000 // supply_pm
        return clamp(duty_pm, 0, most_pm)
