"""The two files a run leaves: one row a simulated second, and one row a thing that happened."""

from control.alarm_table import COUNT, NAMES
from control.protection import REASONS
from control.settings import MODES

COLUMNS = (
    "t_s,mode,set_air_mc,set_skin_mc,set_rh_pm,air_true_mc,air_shown_mc,skin_true_mc,"
    "skin_shown_mc,core_true_mc,rh_true_pm,rh_shown_pm,element_true_mc,supply_true_mc,heater_pm,"
    "heater_w,humidifier_pm,fan_rpm,hood_open,mains,relay,alarms,audio"
)
_ROW = "%d,%s,%d,%d,%d,%d,%s,%d,%s,%d,%d,%s,%d,%d,%d,%d,%d,%d,%d,%d,%d,%s,%s\n"
_DARK_ROW = "%d,off,,,,%d,,%d,,%d,%d,,%d,%d,0,%d,0,%d,%d,%d,%d,,\n"
_AUDIO = ("", "low", "medium", "high")  # by priority


class Trace:
    """trace.csv: the truth of the plant beside what the firmware shows."""

    def __init__(self, file, world, program):
        self._file = file
        self._world = world
        self.follow(program)
        file.write(COLUMNS + "\n")

    def follow(self, program) -> None:
        """From now on the rows are of this program."""
        self._settings = program.settings
        self._controller = program.controller

    def dark_row(self, t_s: int) -> None:
        """Write the row of second `t_s` while no program runs: nothing is shown or asked."""
        world = self._world
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

    def row(self, t_s: int) -> None:
        """Write the row of second `t_s`."""
        world = self._world
        plant = world.plant
        drives = world.drives
        settings = self._settings
        estimates = self._controller.estimates
        outputs = self._controller.outputs
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
                self._shown_alarms(),
                self._audio(),
            )
        )

    def _shown_alarms(self) -> str:
        """Their names, the most urgent first."""
        alarms = self._controller.alarms
        return ";".join([NAMES[alarms.listed[place]] for place in range(alarms.count)])

    def _audio(self) -> str:
        """The priority that sounds; "paused" while alarms are shown in silence."""
        alarms = self._controller.alarms
        return _AUDIO[alarms.sounding_priority] or ("paused" if alarms.count else "")


class Events:
    """events.csv: who did what, and when."""

    def __init__(self, file):
        self._file = file
        self._reasons = 0
        self._alarms = bytearray(COUNT)
        self._relay = False
        file.write("t_s,source,event,detail\n")

    def note(self, t_s: int, source: str, event: str, detail: object) -> None:
        """Write one event; a comma in the detail is quoted."""
        detail = str(detail)
        if "," in detail:
            detail = '"' + detail + '"'
        self._file.write("%d,%s,%s,%s\n" % (t_s, source, event, detail))

    def watch(self, t_s: int, reasons: int, alarms: bytearray, relay: bool) -> None:
        """Note what changed by itself since the last second: reasons against heat, alarms, relay.

        `alarms`: a byte for each row of the alarm table.
        """
        changed = reasons ^ self._reasons
        if changed:
            for bit, name in REASONS:
                if changed & bit:
                    self.note(t_s, "protection", "begins" if reasons & bit else "ends", name)
            self._reasons = reasons
        if alarms != self._alarms:
            for row in range(COUNT):
                if alarms[row] != self._alarms[row]:
                    self.note(t_s, "alarm", "begins" if alarms[row] else "ends", NAMES[row])
            self._alarms[:] = alarms
        if relay != self._relay:
            self.note(t_s, "machine", "relay", "closed" if relay else "open")
            self._relay = relay
