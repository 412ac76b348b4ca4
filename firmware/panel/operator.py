"""What keys do to settings and alarms. A change is proposed, seen, and then confirmed.

Which key does it where: menu.py. Override is proposed by the hold of one key and confirmed by
another, so that no contact that closes by itself enters it; leaving takes one.
"""

from control.settings import HUMIDITY_OFF, SETTINGS, Settings

CONFIRM_MS = 5_000  # a proposal that nobody confirms or changes for so long is dropped
NOTHING = -1
FILTER = -2  # proposed in the place of a setting: that the filter has been changed

# Places in SETTINGS.
_FIELDS = [row.field for row in SETTINGS]
MODE_ROW = _FIELDS.index("mode")
OVERRIDE_ROW = _FIELDS.index("override")
AIR_ROW = _FIELDS.index("air_mc")
SKIN_ROW = _FIELDS.index("skin_mc")
HUMIDITY_ROW = _FIELDS.index("humidity_pm")
AIR_ALARM_ROW = _FIELDS.index("air_alarm_mc")
SKIN_ALARM_ROW = _FIELDS.index("skin_alarm_mc")
HUMIDITY_ALARM_ROW = _FIELDS.index("humidity_alarm_pm")
VOLUME_ROW = _FIELDS.index("volume")
LANGUAGE_ROW = _FIELDS.index("language")
NIGHT_ROW = _FIELDS.index("night")
del _FIELDS
_PLACES = range(len(SETTINGS))
SET_POINT_ROWS = tuple([place for place in _PLACES if SETTINGS[place].group == "set-points"])
LIMIT_ROWS = tuple([place for place in _PLACES if SETTINGS[place].group == "alarm-limits"])


class Operator:
    """proposed: the place in SETTINGS of what awaits confirmation, or NOTHING, or FILTER.
    value: its value.

    alarms: has pause_audio(), acknowledge() and start_test(priority). sound: a Sound.
    reset_cutouts: a function without arguments. hours: an Hours.
    """

    def __init__(self, settings: Settings, alarms, sound, reset_cutouts, hours):
        self._settings = settings
        self._alarms = alarms
        self._sound = sound
        self._confirm_ms = 0  # time left in which to confirm
        self.reset = reset_cutouts
        self._hours = hours
        self.proposed = NOTHING
        self.value: int = 0

    def wait(self, dt_ms: int) -> None:
        """Let time pass."""
        if self.proposed != NOTHING:
            self._confirm_ms -= dt_ms
            if self._confirm_ms <= 0:
                self.proposed = NOTHING

    # --- settings --------------------------------------------------------------------------------

    def step(self, place: int, direction: int) -> None:
        """Propose the next value of a setting, or with direction 0 the one in force."""
        if place == FILTER:
            return
        row = SETTINGS[place]
        value = self.value if place == self.proposed else getattr(self._settings, row.field)
        if direction:
            value = _next(row, value, direction, self._settings.override)
        self._propose(place, value)

    def propose_override(self) -> None:
        """Propose to enter override."""
        self._propose(OVERRIDE_ROW, True)

    def propose_filter(self) -> None:
        """Propose to say that the filter has been changed."""
        self._propose(FILTER, True)

    def confirm(self) -> str:
        """Bring what is proposed into force. Returns why not, or an empty string."""
        if self.proposed == FILTER:
            self.proposed = NOTHING
            self._hours.change_filter()
            return ""
        row = SETTINGS[self.proposed]
        self.proposed = NOTHING
        return self._settings.set(row.field, self.value)

    def drop(self) -> None:
        """Propose nothing."""
        self.proposed = NOTHING

    def leave_override(self) -> None:
        """Leave override: what was set higher comes back to its ordinary maximum."""
        self.proposed = NOTHING
        self._settings.set_override(False)

    # --- alarms ----------------------------------------------------------------------------------

    def silence(self) -> None:
        """Pause the sound of all that is shown."""
        self._alarms.pause_audio()
        self._sound.stop()

    def acknowledge(self) -> None:
        """All that is shown has been seen."""
        self._alarms.acknowledge()
        self._sound.stop()

    def test(self, priority: int) -> str:
        """Signal a priority for some seconds. Returns why not, or an empty string."""
        return self._alarms.start_test(priority)

    def click(self) -> None:
        """A key was pressed."""
        self._sound.click()

    def _propose(self, place: int, value) -> None:
        self.proposed = place
        self.value = value
        self._confirm_ms = CONFIRM_MS


def _next(row, value, direction: int, override: bool):
    """The next value within the bounds: one beyond is refused in words, which take memory."""
    bounds = row.bounds
    if not bounds:
        count = len(row.words)
        return min(max(value + direction, 0), count - 1) if count else not value
    if not row.default and value == HUMIDITY_OFF:
        return bounds.low if direction > 0 else HUMIDITY_OFF
    value += direction * bounds.step
    if not row.default and value < bounds.low:
        return HUMIDITY_OFF
    return min(max(value, bounds.low), bounds.override_high if override else bounds.high)
