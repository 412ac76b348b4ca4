"""How much heat and moisture to ask for. Whether they may flow is not decided here.

Air mode: one loop from hood air by way of the element to heater (air_loop.py). Skin mode is a
cascade: the skin loop moves the air loop's set point within bounds, so the air never leaves them
whatever the probe says. Humidity has a loop of its own.
"""

from control import limits
from control.air_loop import AirLoop
from control.pid import Pid
from control.records import Demand, Permits
from control.sensing import Estimates
from control.settings import AIR, HUMIDITY_OFF, SKIN, STANDBY, Settings

DUTY_MAX_PM = 1000

# Skin loop, mc skin to mc air. An infant follows its air in about 40 min.
_SKIN_GAIN = 2_000
_SKIN_INTEGRAL_S = 2_400
_SKIN_WEIGHT_PM = 1_000
_SKIN_ZONE_MC = 6_000  # beyond it the air is at its bound anyway
# The skin loop takes over without a bump while the skin is this near its set point. From farther
# away it moves the air at once.
_SKIN_HAND_OVER_MC = 500

# What the skin loop has learned, the air that holds the skin, counts again after a standby or a
# reset of up to this long: then it is the same infant.
_AWAY_MS = 600_000

# The hotter air channel is kept so far below its cut-out: at 37.0 degC that of a second sensor
# which feels much of the supply air would be there. The hood is then a little cooler than was set.
_BELOW_CUTOUT_MC = 300
# The heat is throttled as the element nears its limit: fins that have gathered dust, or are small,
# make a slow hood and no trip.
_ELEMENT_SPARE_MC = 2_000  # from here on no heat
_ELEMENT_BAND_MC = 8_000  # and full power so far below that

# Humidity loop, pm to pm: the hood's moisture is exchanged in about 10 min. The sensor lags by
# 12 s: the faster the humidity can rise meanwhile, the smaller the gain.
_HUMIDITY_GAIN_RISES = 1_680_000  # the gain times the rise at full duty, in pm a minute
_HUMIDITY_GAIN_MOST = 3_000
_HUMIDITY_INTEGRAL_S = 500
_HUMIDITY_WEIGHT_PM = 500
_HUMIDITY_ZONE_PM = 100


class Regulation:
    """The loops and what they remember. incubator: a description as in boards/incubators/.

    skin_air_mc: the air that holds the skin at its set point, as skin mode has learned it; 0 if
    that is not known. To be set before the first period where therapy goes on after a reset.
    """

    __slots__ = (
        "_air",
        "_air_known",
        "_away_ms",
        "_element_most_mc",
        "_gated",
        "_humidity",
        "_mist_rise_mc",
        "_mode",
        "_skin",
        "_skin_lost",
        "air_target_mc",
        "skin_air_mc",
    )

    def __init__(self, incubator) -> None:
        self._mist_rise_mc = incubator.HUMIDIFIER_MIST_W * incubator.MIST_RISE_MC_PER_W
        self._element_most_mc = incubator.ELEMENT_LIMIT_MC - _ELEMENT_SPARE_MC
        self._air = AirLoop(incubator, self._element_most_mc)
        self._skin = Pid(
            _SKIN_GAIN,
            _SKIN_INTEGRAL_S,
            _SKIN_WEIGHT_PM,
            limits.SKIN_MODE_AIR_MIN_MC,
            limits.SKIN_MODE_AIR_MAX_MC,
            _SKIN_ZONE_MC,
        )
        self._humidity = Pid(
            min(_HUMIDITY_GAIN_RISES // incubator.HUMIDITY_RISE_PM_PER_MIN, _HUMIDITY_GAIN_MOST),
            _HUMIDITY_INTEGRAL_S,
            _HUMIDITY_WEIGHT_PM,
            0,
            DUTY_MAX_PM,
            _HUMIDITY_ZONE_PM,
        )
        self._mode = STANDBY
        self._gated = False  # heat was taken away in the last period
        self._air_known = False  # to the air loop, which starts from rest where it was not
        self._skin_lost = True  # the skin loop takes over afresh at the next good reading
        self._away_ms = 0
        self.air_target_mc = 0
        self.skin_air_mc = 0

    def update(
        self,
        estimates: Estimates,
        settings: Settings,
        hood_open: bool,
        supply_mv: int,
        permits: Permits,
        dt_ms: int,
        demand: Demand,
    ) -> None:
        """Renew `demand` for this period, within the ceilings of `permits`.

        supply_mv: as it was last read; one that no heater could have counts as nominal.
        """
        self._enter(estimates, settings)
        self._forget_skin(settings.mode, dt_ms)
        demand.heater_pm = 0
        demand.humidifier_pm = 0
        if settings.mode == STANDBY:
            self._air_known = False
        else:
            cutout_mc = limits.air_cutout_mc(settings.override)
            most_mc = cutout_mc - _BELOW_CUTOUT_MC - estimates.air2_lead_mc
            most_mc = min(most_mc, permits.air_most_mc)
            demand.heater_pm = self._heat(
                estimates, settings, hood_open, supply_mv, most_mc, dt_ms
            )
            demand.humidifier_pm = self._moisten(estimates, settings, hood_open, permits, dt_ms)
        self._gated = False
        demand.air_target_mc = self.air_target_mc

    def heat_gated(self) -> None:
        """Tell the air loop that its heat did not flow."""
        self._gated = True
        self._air.refused()

    def moisture_gated(self, estimates: Estimates, dt_ms: int) -> None:
        """Tell the humidity loop that its moisture did not flow."""
        self._humidity.gated(estimates.humidity.value, dt_ms)

    def _enter(self, estimates: Estimates, settings: Settings) -> None:
        mode = settings.mode
        if mode == self._mode:
            return
        self._skin_lost = True
        if self._mode == STANDBY:
            target_mc = settings.air_mc
            if mode == SKIN and self.skin_air_mc:
                target_mc = self.skin_air_mc
                self._skin.hand_over(settings.skin_mc, settings.skin_mc, target_mc)
                self._skin_lost = False
            self.air_target_mc = target_mc
            self._humidity.reset(settings.humidity_pm)
        self._mode = mode

    def _forget_skin(self, mode: int, dt_ms: int) -> None:
        if mode != STANDBY:
            self._away_ms = 0
        elif self._away_ms < _AWAY_MS:
            self._away_ms += dt_ms
        if mode == AIR or self._away_ms >= _AWAY_MS:
            self.skin_air_mc = 0

    def _heat(
        self,
        estimates: Estimates,
        settings: Settings,
        hood_open: bool,
        supply_mv: int,
        most_mc: int,
        dt_ms: int,
    ) -> int:
        known = self._air_known
        self._air_known = False
        if settings.mode == SKIN and not estimates.skin.valid:
            self._skin_lost = True
            return 0
        air = estimates.air
        element = estimates.element
        if not (air.valid and element.valid):
            return 0
        self._air_known = True
        if not known:
            self._air.reset(air.value, element.value)
        target_mc = min(settings.air_mc, most_mc)
        if settings.mode == SKIN:
            target_mc = self._air_for_skin(estimates, settings, most_mc, dt_ms)
        self.air_target_mc = target_mc
        spare_mc = max(self._element_most_mc - element.value, 0)
        most_pm = min(spare_mc * DUTY_MAX_PM // _ELEMENT_BAND_MC, DUTY_MAX_PM)
        return self._air.update(
            target_mc, air.value, element.value, supply_mv, hood_open, most_pm, dt_ms
        )

    def _air_for_skin(
        self, estimates: Estimates, settings: Settings, most_mc: int, dt_ms: int
    ) -> int:
        skin = estimates.skin
        self._skin.aim(limits.SKIN_MODE_AIR_MIN_MC, most_mc)
        if self._skin_lost:
            self._skin_lost = False
            low_mc = settings.skin_mc - _SKIN_HAND_OVER_MC
            high_mc = settings.skin_mc + _SKIN_HAND_OVER_MC
            near_mc = min(max(skin.value, low_mc), high_mc)
            self._skin.hand_over(settings.skin_mc, near_mc, self.air_target_mc)
        heater_pm = self._air.output
        may_rise = heater_pm < DUTY_MAX_PM and not self._gated
        may_fall = heater_pm > 0 or self._gated  # what was asked for and refused can be less
        target_mc = self._skin.update(settings.skin_mc, skin.value, dt_ms, may_rise, may_fall)
        self.skin_air_mc = self._skin.held()
        return target_mc

    def _moisten(
        self,
        estimates: Estimates,
        settings: Settings,
        hood_open: bool,
        permits: Permits,
        dt_ms: int,
    ) -> int:
        humidity = estimates.humidity
        if settings.humidity_pm == HUMIDITY_OFF or not humidity.valid:
            self._humidity.reset(settings.humidity_pm)
            return 0
        most_pm = min(self._most_moisture_pm(estimates, settings), permits.moisture_most_pm)
        if hood_open:
            most_pm = min(most_pm, max(self._humidity.held(), 0))
        self._humidity.aim(0, most_pm)
        return self._humidity.update(settings.humidity_pm, humidity.value, dt_ms, True, True)

    def _most_moisture_pm(self, estimates: Estimates, settings: Settings) -> int:
        """The most mist with which the air stays below its cut-out even if the mist ends now.

        What trips the cut-out is the hotter channel, which leads the one that is steered.
        """
        lead_mc = max(estimates.air_hottest_mc - estimates.air.value, 0)
        cutout_mc = limits.air_cutout_mc(settings.override)
        return limits.moisture_most_pm(self.air_target_mc + lead_mc, cutout_mc, self._mist_rise_mc)
