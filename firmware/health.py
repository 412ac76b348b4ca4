"""What the program finds of itself and of its surroundings, as conditions for the alarms."""

from control.alarm_table import (
    KEY_STUCK,
    LOG_FAULT,
    PANEL_FAULT,
    SETTINGS_LOST,
    SUPPLY_VOLTAGE,
    THERAPY_INTERRUPTED,
    UPDATE_FAILED,
)

# What the start found is a condition for so many periods; its alarm latches, so it stays longer.
_START_PERIODS = 20
_DIPS_SHOWN_S = 45  # after a start: so long brown-outs in a row are alarmed; the log keeps them


class Health:
    """Tells the alarms of flash, keys, panel and supply, and of how this start came about.

    report: of control/, which holds what the start has found. life: a Life.
    """

    def __init__(self, report, life, archive, panel):
        self._report = report
        self._life = life
        self._archive = archive
        self._panel = panel
        self._start_periods = _START_PERIODS

    def after_period(self, uptime_s: int) -> None:
        """Bring the report up to date, `uptime_s` after the start."""
        report = self._report
        life = self._life
        report.stand(LOG_FAULT, self._archive.failed or life.storage_failed)
        report.stand(KEY_STUCK, self._panel.keys.stuck != 0)
        report.stand(PANEL_FAULT, not self._panel.answering)
        report.stand(SUPPLY_VOLTAGE, life.supply_dips and uptime_s < _DIPS_SHOWN_S)
        if self._start_periods:
            self._start_periods -= 1
            if not self._start_periods:
                for row in (SETTINGS_LOST, UPDATE_FAILED, THERAPY_INTERRUPTED):
                    report.stand(row, False)
