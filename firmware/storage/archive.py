"""All that outlives the power: settings, what is latched, calibration, event log, trends.

Nothing here raises. What people choose and what is latched is written at once, in some 10 ms; of
the rest at most one small write follows a period: it ends long before the next.
"""

from control.calibration import Calibration
from control.settings import STANDBY, Settings
from firmware.storage.calibration_file import CalibrationFile
from firmware.storage.event_log import CHANGED, CRASHED, STARTED, EventLog
from firmware.storage.latches import Latches
from firmware.storage.setting_changes import SettingChanges
from firmware.storage.store import Store
from firmware.storage.trends import Trends

_NOT_KEPT = "in force, but flash does not take it: a reset will lose it"
_ALL_EVENTS = 3  # flushes that write all the events that may wait


class Archive:
    """cells: in NVS, as cells.py. files: as files.py. clock: a Ds3231.

    calibration: the corrections in force.
    """

    def __init__(self, cells, files, clock):
        self.calibration = Calibration()
        self.calibration_file = CalibrationFile(files, clock, self.calibration)
        self.events = EventLog(files, clock)
        self.trends = Trends(files, clock)
        self._store = Store(cells)
        self._latches = Latches(cells)
        self._files = files
        self._clock = clock
        self._turn = 0
        self._kept = -1  # `changes` of the settings when there was nothing of them to be kept

    def restore(self, settings: Settings, controller) -> bool:
        """Bring back settings, calibration and what was latched.

        False if some were lost: then defaults are used, and of settings and latches standby. On a
        board that holds nothing at all nothing was lost. But where NVS holds nothing and there are
        files, or a calibration is gone that NVS knows of, there was something.
        """
        store = self._store
        calibration = self.calibration_file
        calibration.load()
        store.load(settings)
        calibration_lost = calibration.lost or (calibration.blank and store.calibrated)
        latched = self._latches.restore(controller)
        if store.lost or (store.blank and self._used()) or not latched:
            settings.set_mode(STANDBY)
            settings.set_override(False)
            return False
        return not calibration_lost

    @property
    def hours(self):
        """How long the machine has worked: an Hours."""
        return self._store.hours

    @property
    def skin_air_mc(self) -> int:
        """The air that held the skin in the last life, 0 if unknown."""
        return self._store.skin_air_mc

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
        self._latches.note(controller)
        self._store.follow(controller.skin_air_mc)
        hours = self._store.hours
        hours.note(controller, readings)
        if hours.replaced_h >= 0:
            self._read_clock()
            self.events.note(uptime_s, CHANGED, "filter_hours", 0, hours.replaced_h)
            hours.replaced_h = -1

    def changed(self, settings: Settings) -> bool:
        """Whether something is to be kept at once."""
        if settings.changes != self._kept or self._store.hours.reset:
            if self._store.changed(settings):
                return True
            self._kept = settings.changes
        return self._latches.changed

    def keep(self, settings: Settings) -> None:
        """Write at once what people have chosen and what is latched."""
        self._store.save(settings)
        self._latches.save()

    def write(self, settings: Settings, uptime_s: int) -> None:
        """After a period, while no sound is due: write one thing, first what must not be lost."""
        store = self._store
        if (store.due or self.changed(settings)) and store.save(settings):
            return
        if self._latches.save():
            return
        if self.calibration_kept() is None:  # somebody waits for it
            self.calibration_file.save()
            return
        self._turn += 1
        if self._turn == 1:
            self.calibration_file.save()
            self._store.calibrated = self._store.calibrated or self.calibration_file.stored
        elif self._turn == 2:
            self.events.flush(uptime_s)
        else:
            self.trends.flush()
            self._turn = 0

    def settings_kept(self, settings: Settings) -> object:
        """ "" if the settings are in flash, None if they are about to be, else why not."""
        store = self._store
        if store.changed(settings):
            return None
        if store.failed:
            return _NOT_KEPT
        return "" if store.stored else None

    def calibration_kept(self) -> object:
        """Whether the calibration in force is in flash; the answers are those of settings_kept."""
        if not self.calibration_file.due:
            return ""
        return _NOT_KEPT if self.calibration_file.failed else None

    def end(self, settings: Settings, uptime_s: int) -> None:
        """The program ends, however that came: write all that waits."""
        self._store.save(settings, True)
        self._latches.save(True)
        while self.calibration_kept() is None:
            self.calibration_file.save()
        for _ in range(_ALL_EVENTS):
            self.events.flush(uptime_s)

    @property
    def failed(self) -> bool:
        """Flash does not take something of ours."""
        return (
            self._store.failed
            or self._latches.failed
            or self.calibration_file.failed
            or self.events.failed
            or self.trends.failed
        )

    def _used(self) -> bool:
        """Whether the board has run before: then it has written an event."""
        try:
            for _ in self._files.names():
                return True
        except OSError:
            return True
        return False

    def _read_clock(self) -> None:
        """Read the clock, so that an event has the time of now; a dead clock leaves the last."""
        try:
            self._clock.read()
        except OSError:
            pass
