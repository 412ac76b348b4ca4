"""What the program finds of itself and of its surroundings, as conditions for the alarms."""

# What the start found is a condition for so many periods: its alarm latches until it is seen.
_START_PERIODS = 20
_DIPS_SHOWN_S = 45  # of brown-outs in a row: the event log tells of them for longer


class Health:
    """findings: of control/, which holds what the start has found. life: a Life."""

    def __init__(self, findings, life, archive, panel):
        self._findings = findings
        self._life = life
        self._archive = archive
        self._panel = panel
        self._start_periods = _START_PERIODS

    def after_period(self, uptime_s: int) -> None:
        """Say how things stand."""
        findings = self._findings
        life = self._life
        findings.log_fault = self._archive.failed or life.storage_failed
        findings.key_stuck = self._panel.keys.stuck != 0
        findings.panel_lost = not self._panel.answering
        findings.supply_dips = life.supply_dips and uptime_s < _DIPS_SHOWN_S
        if self._start_periods:
            self._start_periods -= 1
            if not self._start_periods:
                findings.settings_lost = False
                findings.update_failed = False
                findings.therapy_interrupted = False
