"""Writes the files of a run: trace.csv, a row a second; events.csv, an event; tones.csv, a tone.

sim/results/ reads them when the run is over.
"""

from control.alarm_table import COUNT, NAMES
from control.protection import each_reason
from control.settings import MODES
from sim.runs.observer import Observer

COLUMNS = (
    "t_s,mode,set_air_mc,set_skin_mc,set_rh_pm,air_true_mc,air_shown_mc,skin_true_mc,"
    "skin_shown_mc,core_true_mc,rh_true_pm,rh_shown_pm,element_true_mc,supply_true_mc,heater_pm,"
    "heater_w,humidifier_pm,fan_rpm,hood_open,mains,relay,alarms,audio"
)
_ROW = "%d,%s,%d,%d,%d,%d,%s,%d,%s,%d,%d,%s,%d,%d,%d,%d,%d,%d,%d,%d,%d,%s,%s\n"
_DARK_ROW = "%d,off,,,,%d,,%d,,%d,%d,,%d,%d,0,%d,0,%d,%d,%d,%d,,\n"
_NO_ALARMS = bytearray(COUNT)
_AUDIO = ("", "low", "medium", "high")  # by priority


class Trace(Observer):
    """Writes trace.csv: the truth of the plant beside what the firmware shows."""

    def __init__(self, file):
        self._file = file
        file.write(COLUMNS + "\n")

    def second(self, run, t_s: int) -> None:
        """Write the row of second `t_s`."""
        if run.program:
            self._row(t_s, run.world, run.program)
        else:
            self._dark_row(t_s, run.world)

    def _dark_row(self, t_s: int, world) -> None:
        """While no program runs, nothing is shown or asked."""
        plant = world.plant
        self._file.write(
            _DARK_ROW
            % (
                t_s,
                int(plant.air_true * 1000 + 0.5),
                int(plant.skin_true * 1000 + 0.5),
                int(plant.core_true * 1000 + 0.5),
                int(plant.rh_true * 10 + 0.5),
                int(plant.element_true * 1000 + 0.5),
                int(plant.supply_true * 1000 + 0.5),
                int(plant.heater + 0.5),
                int(plant.fan + 0.5),
                world.hood_open(),
                1 if world.drives.mains else 0,
                1 if world.heater_circuit.relay_closed() else 0,
            )
        )

    def _row(self, t_s: int, world, program) -> None:
        plant = world.plant
        drives = world.drives
        settings = program.settings
        controller = program.controller
        estimates = controller.estimates
        outputs = controller.outputs
        air = estimates.air
        skin = estimates.skin
        humidity = estimates.humidity
        self._file.write(
            _ROW
            % (
                t_s,
                MODES[settings.mode],
                settings.air_mc,
                settings.skin_mc,
                settings.humidity_pm,
                int(plant.air_true * 1000 + 0.5),
                air.value if air.valid else "",
                int(plant.skin_true * 1000 + 0.5),
                skin.value if skin.valid else "",
                int(plant.core_true * 1000 + 0.5),
                int(plant.rh_true * 10 + 0.5),
                humidity.value if humidity.valid else "",
                int(plant.element_true * 1000 + 0.5),
                int(plant.supply_true * 1000 + 0.5),
                outputs.heater_pm,
                int(plant.heater + 0.5),
                outputs.humidifier_pm,
                int(plant.fan + 0.5),
                world.hood_open(),
                1 if drives.mains else 0,
                1 if world.heater_circuit.relay_closed() else 0,
                _shown(controller.alarms),
                _heard(controller.alarms),
            )
        )


def _shown(alarms) -> str:
    """The names of the alarms that are shown, the most urgent first."""
    return ";".join([NAMES[alarms.listed[place]] for place in range(alarms.count)])


def _heard(alarms) -> str:
    """The priority that sounds; "paused" while alarms are shown in silence."""
    return _AUDIO[alarms.sounding_priority] or ("paused" if alarms.count else "")


class Events(Observer):
    """Writes events.csv: who did what, and when."""

    def __init__(self, file):
        self._file = file
        self._reasons = 0
        self._alarms = bytearray(COUNT)
        self._relay = False
        file.write("t_s,source,event,detail\n")

    def noted(self, run, t_s: int, source: str, event: str, detail: object) -> None:
        """Write one event."""
        self._write(t_s, source, event, detail)

    def second(self, run, t_s: int) -> None:
        """Write what changed by itself: the reasons against heat, the alarms, the relay."""
        reasons = 0
        alarms = _NO_ALARMS
        if run.program:
            controller = run.program.controller
            reasons = controller.permits.reasons
            alarms = controller.alarms.present
        changed = reasons ^ self._reasons
        if changed:
            for bit, name in each_reason():
                if changed & bit:
                    self._write(t_s, "protection", "begins" if reasons & bit else "ends", name)
            self._reasons = reasons
        if alarms != self._alarms:
            for row in range(COUNT):
                if alarms[row] != self._alarms[row]:
                    what = "begins" if alarms[row] else "ends"
                    self._write(t_s, "alarm", what, NAMES[row])
            self._alarms[:] = alarms
        relay = run.world.heater_circuit.relay_closed()
        if relay != self._relay:
            self._write(t_s, "machine", "relay", "closed" if relay else "open")
            self._relay = relay

    def _write(self, t_s: int, source: str, event: str, detail: object) -> None:
        """Write a row; a detail with a comma in it is quoted."""
        detail = str(detail)
        if "," in detail:
            detail = '"' + detail + '"'
        self._file.write("%d,%s,%s,%s\n" % (t_s, source, event, detail))


class Tones:
    """Writes tones.csv: each change of what the speaker's coil gets; hz and duty 0 for silence."""

    def __init__(self, file, world):
        self._file = file
        self._world = world
        self._last = (0, 0)
        world.panel.on_tone = self._changed
        file.write("t_us,hz,duty_u16\n")

    def _changed(self, hertz: int, duty_u16: int) -> None:
        heard = (hertz, duty_u16) if hertz and not self._world.speaker_dead else (0, 0)
        if heard != self._last:
            self._last = heard
            self._file.write("%d,%d,%d\n" % ((self._world.clock.now_us,) + heard))
