"""Writes the files of a run: trace.csv, a row a second; events.csv, an event; tones.csv, a tone.

sim/results/ reads them when the run is over.
"""

from control.alarm_table import COUNT, NAMES
from control.protection import each_reason
from control.settings import MODES
from sim.runs.observer import Observer

_NO_ALARMS = bytearray(COUNT)
_AUDIO = ("", "low", "medium", "high")  # by priority
_DEGREE = 1000  # milli-degrees
_PER_CENT = 10  # per mille


def _true(attribute: str, unit: int = 1):
    """What the plant has, in parts of its unit."""
    return lambda world, _: int(getattr(world.plant, attribute) * unit + 0.5)


def _shown(channel: str):
    """What the firmware believes, empty if it believes nothing."""

    def shown(_, program):
        believed = getattr(program.controller.estimates, channel)
        return believed.value if believed.valid else ""

    return shown


def _chosen(field: str):
    return lambda _, program: getattr(program.settings, field)


def _asked(output: str):
    return lambda _, program: getattr(program.controller.outputs, output)


def _alarms(_, program) -> str:
    """The names of the alarms that are shown, the most urgent first."""
    alarms = program.controller.alarms
    return ";".join([NAMES[alarms.listed[place]] for place in range(alarms.count)])


def _audio(_, program) -> str:
    """The priority that sounds; "paused" while alarms are shown in silence."""
    alarms = program.controller.alarms
    return _AUDIO[alarms.sounding_priority] or ("paused" if alarms.count else "")


# Name, value of (world, program), and what stands there while no program runs; None: the value.
_TRACE = (
    ("mode", lambda _, program: MODES[program.settings.mode], "off"),
    ("set_air_mc", _chosen("air_mc"), ""),
    ("set_skin_mc", _chosen("skin_mc"), ""),
    ("set_rh_pm", _chosen("humidity_pm"), ""),
    ("air_true_mc", _true("air_true", _DEGREE), None),
    ("air_shown_mc", _shown("air"), ""),
    ("skin_true_mc", _true("skin_true", _DEGREE), None),
    ("skin_shown_mc", _shown("skin"), ""),
    ("core_true_mc", _true("core_true", _DEGREE), None),
    ("rh_true_pm", _true("rh_true", _PER_CENT), None),
    ("rh_shown_pm", _shown("humidity"), ""),
    ("element_true_mc", _true("element_true", _DEGREE), None),
    ("supply_true_mc", _true("supply_true", _DEGREE), None),
    ("heater_pm", _asked("heater_pm"), 0),
    ("heater_w", _true("heater"), None),
    ("humidifier_pm", _asked("humidifier_pm"), 0),
    ("fan_rpm", _true("fan"), None),
    ("hood_open", lambda world, _: world.hood_open(), None),
    ("mains", lambda world, _: 1 if world.drives.mains else 0, None),
    ("relay", lambda world, _: 1 if world.heater_circuit.relay_closed() else 0, None),
    ("alarms", _alarms, ""),
    ("audio", _audio, ""),
)
COLUMNS = ",".join(["t_s"] + [name for name, _, _ in _TRACE])
# One string a row: MicroPython looks for each new one among all that it has interned.
_ROW = ",".join(["%s"] * (len(_TRACE) + 1)) + "\n"


class Trace(Observer):
    """Writes trace.csv: the truth of the plant beside what the firmware shows."""

    def __init__(self, file):
        self._file = file
        file.write(COLUMNS + "\n")

    def second(self, run, t_s: int) -> None:
        """Write the row of second `t_s`."""
        world = run.world
        program = run.program
        fields = [t_s]
        for _, value, dark in _TRACE:
            known = program or dark is None
            fields.append(value(world, program) if known else dark)
        self._file.write(_ROW % tuple(fields))


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
