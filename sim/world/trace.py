"""The two files a run leaves: one row a simulated second, and one row a thing that happened."""

from control.protection import REASONS
from control.settings import MODES

COLUMNS = (
    "t_s,mode,set_air_mc,set_skin_mc,set_rh_pm,air_true_mc,air_shown_mc,skin_true_mc,"
    "skin_shown_mc,core_true_mc,rh_true_pm,rh_shown_pm,element_true_mc,supply_true_mc,heater_pm,"
    "heater_w,humidifier_pm,fan_rpm,hood_open,mains,relay,alarms,audio"
)
_ROW = "%d,%s,%d,%d,%d,%d,%s,%d,%s,%d,%d,%s,%d,%d,%d,%d,%d,%d,%d,%d,%d,%s,%s\n"


class Trace:
    """trace.csv: the truth of the plant beside what the firmware shows."""

    def __init__(self, file, world, program):
        self._file = file
        self._world = world
        self._settings = program.settings
        self._controller = program.controller
        self._readings = program.readings
        self._alarms = {0: ""}  # text of each combination of reasons met so far
        file.write(COLUMNS + "\n")

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
                self._alarm_text(self._controller.permits.reasons),
                "",
            )
        )

    def _alarm_text(self, reasons: int) -> str:
        text = self._alarms.get(reasons)
        if text is None:
            text = self._alarms[reasons] = ";".join(
                [name for bit, name in REASONS if reasons & bit]
            )
        return text


class Events:
    """events.csv: who did what, and when."""

    def __init__(self, file):
        self._file = file
        self._reasons = 0
        self._relay = False
        file.write("t_s,source,event,detail\n")

    def note(self, t_s: int, source: str, event: str, detail: object) -> None:
        """Write one event; a comma in the detail is quoted."""
        detail = str(detail)
        if "," in detail:
            detail = '"' + detail + '"'
        self._file.write("%d,%s,%s,%s\n" % (t_s, source, event, detail))

    def watch(self, t_s: int, reasons: int, relay: bool) -> None:
        """Note what changed by itself since the last second."""
        changed = reasons ^ self._reasons
        if changed:
            for bit, name in REASONS:
                if changed & bit:
                    self.note(t_s, "controller", "begins" if reasons & bit else "ends", name)
            self._reasons = reasons
        if relay != self._relay:
            self.note(t_s, "machine", "relay", "closed" if relay else "open")
            self._relay = relay
