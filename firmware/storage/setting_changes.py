"""What people change, for the event log."""

from control.settings import Settings
from firmware.storage.event_log import CHANGED, EventLog

_WATCHED = ("mode", "air_mc", "skin_mc", "humidity_pm", "override")


class SettingChanges:
    """Compares settings with what they were at its last look."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._last = [int(getattr(settings, name)) for name in _WATCHED]

    def note(self, log: EventLog, uptime_s: int) -> None:
        """Every period: log each setting that is not what it was."""
        last = self._last
        for index in range(len(_WATCHED)):
            value = int(getattr(self._settings, _WATCHED[index]))
            if value != last[index]:
                log.note(uptime_s, CHANGED, _WATCHED[index], value, last[index])
                last[index] = value
