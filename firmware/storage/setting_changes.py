"""Notes in the event log which settings people change."""

from control.settings import SETTINGS, Settings
from firmware.storage.event_log import CHANGED, EventLog


class SettingChanges:
    """Compares settings with what they were at its last look."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._changes = settings.changes
        self._last = [int(getattr(settings, row.field)) for row in SETTINGS]

    def note(self, log: EventLog, uptime_s: int) -> None:
        """Every period: log each setting that is not what it was."""
        if self._settings.changes == self._changes:
            return
        self._changes = self._settings.changes
        last = self._last
        for index in range(len(SETTINGS)):
            field = SETTINGS[index].field
            value = int(getattr(self._settings, field))
            if value != last[index]:
                log.note(uptime_s, CHANGED, field, value, last[index])
                last[index] = value
