"""All that outlives the power: settings, calibration, event log, trends.

Nothing here raises, and at most one small write follows a period: it ends long before the next.
"""

from control.calibration import Calibration
from control.settings import Settings
from firmware.calibration_file import CalibrationFile
from firmware.event_log import CRASHED, STARTED, EventLog
from firmware.setting_changes import SettingChanges
from firmware.store import Store
from firmware.trends import Trends


class Archive:
    """nvs: an esp32.NVS of our own. files: as firmware/files.py. clock: a Ds3231.

    calibration: the corrections in force.
    """

    def __init__(self, nvs, files, clock):
        self.calibration = Calibration()
        self.calibration_file = CalibrationFile(files, clock, self.calibration)
        self.events = EventLog(files, clock)
        self.trends = Trends(files, clock)
        self._store = Store(nvs)
        self._clock = clock
        self._turn = 0

    def restore(self, settings: Settings) -> bool:
        """Bring back settings and calibration. False if some were lost: defaults are used."""
        self.calibration_file.load()
        self._store.load(settings)
        return not (self._store.lost or self.calibration_file.lost)

    def begin(self, settings: Settings, life) -> None:
        """Note how this life of the program began, and watch `settings` from now on."""
        if life.crashed:
            self.events.note(0, CRASHED, life.last_words or life.began, life.last_uptime_s)
        self.events.note(0, STARTED, life.began)
        self._changes = SettingChanges(settings)

    def note(self, controller, readings) -> None:
        """Every period: what was measured, decided and changed, into RAM."""
        uptime_s = controller.alarms.uptime_s
        self._changes.note(self.events, uptime_s)
        if controller.log.waiting or controller.log.lost:
            self._read_clock()
            self.events.take(controller.log)
        self.trends.note(controller, readings)

    def write(self, settings: Settings, uptime_s: int) -> None:
        """After a period, while no sound is due: settings at once, else one other in turn."""
        if self._store.save(settings):
            return
        self._turn += 1
        if self._turn == 1:
            self.calibration_file.save()
        elif self._turn == 2:
            self.events.flush(uptime_s)
        else:
            self.trends.flush()
            self._turn = 0

    @property
    def failed(self) -> bool:
        """Flash does not take something of ours."""
        return (
            self._store.failed
            or self.calibration_file.failed
            or self.events.failed
            or self.trends.failed
        )

    def _read_clock(self) -> None:
        """What happens now is to have the time of now; with a dead clock, the last it told."""
        try:
            self._clock.read()
        except OSError:
            pass
