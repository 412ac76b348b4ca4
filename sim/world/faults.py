"""Every fault of the incubator, each as a physical cause that can come and go at any time.

TMP117, ADS1115 and INA226 send no checksum, so a word garbled on their wires cannot be told from
another value: only the SHT45 has a fault of that kind.
"""

from sim.world.defects import drifting, frozen, noisy, offset, stuck
from sim.world.fault_acts import (
    Defect,
    FlashCut,
    Happen,
    Hold,
    LooseLead,
    Strike,
    StuckKey,
    Switch,
    Unplugged,
    fail_flash,
    hang,
    raise_error,
    raise_memory_error,
    reset,
)
from sim.world.noise import Noise
from sim.world.thermistor import OPEN_OHM, SHORT_OHM, ntc_ohm

_SEED_STEP = 1_000_003  # parts the random numbers of faults from those of the sensors
_DRIFT_S = 600.0
_HOUR_S = 3_600.0
_STRETCH_US = 500  # how long each clock pulse is held, so that a transfer takes 10 to 40 ms
_BUSY_CLOCKS = 5  # pulses until a chip that hangs lets go of the data line
_DAY_S = 86_400
_FULL_U16 = 65_535
KEYS = ("up", "down", "left", "right", "silence", "override")  # as sim/world/panel.py has them

# name, line of the world, what it is called, rails, how far off it can be, unit. A drift goes a
# third as far in _DRIFT_S, one that creeps a quarter in an hour; noise has a third as standard
# deviation. The rails of a thermistor are a short and an open lead.
_MEASURED = (
    ("air-sensor", "air", "air sensor", (-256.0, 256.0), 3.0, "K"),
    ("air2-sensor", "air2", "second air sensor", (-45.0, 130.0), 3.0, "K"),
    ("humidity-sensor", "humidity", "humidity sensor", (0.0, 100.0), 15.0, "% RH"),
    ("skin-probe", "skin", "skin probe", None, 3.0, "K"),
    ("skin2-probe", "skin2", "second skin probe", None, 3.0, "K"),
    ("element-sensor", "element", "heater element's sensor", None, 30.0, "K"),
    ("current-sensor", "current", "heater's current sensor", (0.0, 40.96), 3.0, "A"),
    ("voltage-sensor", "voltage", "supply's voltage sensor", (0.0, 40.96), 6.0, "V"),
)


def _sensors():
    faults = []
    for name, line, what, rails, most, unit in _MEASURED:
        third = most / 3.0

        def add(defect_name, cause, defect, name=name, line=line, what=what):
            cause = "the {} {}".format(what, cause)
            faults.append((name + "-" + defect_name, cause, Defect(line, defect)))

        if rails:
            add("stuck-low", "reads its least", stuck(rails[0]))
            add("stuck-high", "reads its most", stuck(rails[1]))
        add("frozen", "gives its last value for ever, as if new", frozen)
        add("offset-low", "reads {:g} {} low".format(most, unit), offset(-most))
        add("offset-high", "reads {:g} {} high".format(most, unit), offset(most))
        add(
            "drifting",
            "drifts down by {:g} {} in 10 min".format(third, unit),
            drifting(-third / _DRIFT_S),
        )
        add(
            "creeping",
            "drifts down by {:g} {} in an hour".format(most / 4.0, unit),
            drifting(-most / 4.0 / _HOUR_S),
        )
        add("noisy", "scatters by {:g} {}, standard deviation".format(third, unit), noisy(third))
    return tuple(faults)


def _leads():
    faults = []
    for name, probe, what in (
        ("skin-probe", "skin_probe", "skin probe"),
        ("skin2-probe", "skin2_probe", "second skin probe"),
        ("element-sensor", "element_probe", "heater element's sensor"),
    ):
        lead = "the lead of the " + what
        faults.append((name + "-open", lead + " is broken", Hold(probe, "lead", lambda: OPEN_OHM)))
        faults.append(
            (name + "-short", lead + " is shorted", Hold(probe, "lead", lambda: SHORT_OHM))
        )
    return tuple(faults)


def _buses():
    faults = []
    for bus in ("bus0", "bus1"):
        for name, cause, act in (
            ("sda-stuck", "the data line of {} is low", Switch(bus, "hold_sda", "release_sda")),
            ("scl-stuck", "the clock line of {} is low", Switch(bus, "hold_scl", "release_scl")),
            (
                "slow",
                "a chip on {} stretches the clock: a transfer takes 10 to 40 ms",
                Hold(bus, "stretch_us", _STRETCH_US),
            ),
            (
                "hung",
                "a chip on {} holds the data line until it is clocked on",
                Happen(bus, "hold_sda", _BUSY_CLOCKS),
            ),
        ):
            faults.append((bus + "-" + name, cause.format(bus), act))
    return tuple(faults)


def _keys():
    return tuple(
        [
            ("key-" + key + "-stuck", "the key " + key + " stays down", StuckKey(key))
            for key in KEYS
        ]
    )


# Groups of rows: name, cause, and acts. The first argument of an act is the part of the world that
# it acts on; None: the world itself.
_TABLE = (
    (
        "sensors",
        ("air-sensor-silent", "the air sensor does not answer", Unplugged("bus0", 0x48)),
        (
            "air2-sensor-silent",
            "the second air sensor, which also measures humidity, does not answer",
            Unplugged("bus1", 0x44),
        ),
        (
            "air2-sensor-bad-crc",
            "the second air sensor's answers are garbled on the wire",
            Hold("sht45", "garbles", True),
        ),
        (
            "probe-converter-silent",
            "the converter of skin probes and element does not answer",
            Unplugged("bus0", 0x49),
        ),
        (
            "current-sensor-silent",
            "the heater's current sensor does not answer",
            Unplugged("bus1", 0x40),
        ),
    )
    + _sensors(),
    ("probes",)
    + _leads()
    + (
        (
            "skin-probe-drifting-up",
            "the skin probe drifts up by 1 K in 10 min",
            Defect("skin", drifting(1.0 / _DRIFT_S)),
        ),
        (
            "skin-probe-loose",
            "the lead of the skin probe breaks and closes every few seconds",
            LooseLead("skin_probe"),
        ),
        (
            "skin-probe-off",
            "the skin probe has come off and hangs in the air",
            Hold("drives", "skin_attached", False),
        ),
        (
            "skin-probe-covered",
            "the infant lies on the skin probe, which feels its core",
            Hold("drives", "skin_covered", True),
        ),
        (
            "skin-probe-wrong-type",
            "a probe of 10 kohm stands in for one of 2252 ohm",
            Hold("skin_probe", "curve", ntc_ohm),
        ),
    ),
    ("buses",) + _buses(),
    (
        "heater",
        (
            "heater-stuck-on",
            "the heater's MOSFET always conducts",
            Hold("heater_circuit", "mosfet_stuck", _FULL_U16),
        ),
        (
            "heater-stuck-off",
            "the heater's MOSFET, or its lead, is open",
            Hold("heater_circuit", "mosfet_stuck", 0),
        ),
        (
            "heater-half-power",
            "one of the heater's two elements is open",
            Hold("heater_circuit", "element_share", 0.5),
        ),
        (
            "relay-welded",
            "the contact of the safety relay is welded",
            Hold("heater_circuit", "relay_stuck", True),
        ),
        (
            "relay-stuck-open",
            "the safety relay does not close",
            Hold("heater_circuit", "relay_stuck", False),
        ),
        (
            "cutout-dead",
            "the thermal cut-out neither opens nor answers its test",
            Hold("heater_circuit", "cutout_dead", True),
        ),
    ),
    (
        "airflow",
        ("fan-stopped", "the fan's rotor is held", Hold("drives", "fan_stalled", True)),
        ("fan-slow", "the fan reaches 40 % of its speed", Hold(None, "fan_share", 0.4)),
        (
            "tachometer-dead",
            "the fan turns but gives no pulses",
            Hold(None, "tachometer_dead", True),
        ),
        (
            "tachometer-noisy",
            "the tachometer's line gathers 20,000 pulses a second",
            Hold(None, "tachometer_noise_hz", 20_000),
        ),
        (
            "air-outlet-blocked",
            "linen lies on the outlet: a tenth of the warm air reaches the hood",
            Hold("drives", "circulation", 0.1),
            Hold("drives", "fresh_air", 0.1),
        ),
        (
            "air-inlet-blocked",
            "the filter lets a tenth of the fresh air through",
            Hold("drives", "fresh_air", 0.1),
        ),
    ),
    (
        "humidifier",
        (
            "humidifier-stuck-on",
            "the humidifier's switch always conducts",
            Hold("heater_circuit", "humidifier_stuck", _FULL_U16),
        ),
        (
            "humidifier-stuck-off",
            "the humidifier's switch, or its lead, is open",
            Hold("heater_circuit", "humidifier_stuck", 0),
        ),
        (
            "humidifier-sense-dead",
            "the line that senses the humidifier's voltage is broken",
            Hold(None, "humidifier_sense_stuck", 0),
        ),
        (
            "humidifier-sense-stuck",
            "the line that senses the humidifier's voltage always says it has some",
            Hold(None, "humidifier_sense_stuck", 1),
        ),
        (
            "humidifier-dry",
            "no water reaches the humidifier, though the tank has some",
            Hold("drives", "water", False),
        ),
        (
            "water-empty",
            "the tank is empty, and its float switch says so",
            Hold("drives", "water", False),
            Hold(None, "water_gone", True),
        ),
    ),
    (
        "hood",
        (
            "hood-switch-stuck-closed",
            "the hood's reed switch says closed, whatever is open",
            Hold(None, "reed_stuck", 0),
        ),
        (
            "hood-switch-stuck-open",
            "the hood's reed switch says open",
            Hold(None, "reed_stuck", 1),
        ),
    ),
    (
        "power",
        (
            "mains-cut",
            "the mains is cut; the board runs on from its battery",
            Hold("drives", "mains", False),
        ),
        (
            "battery-flat",
            "the battery is flat: without mains the board stops",
            Hold(None, "battery_v", 5.5),
        ),
        (
            "supply-sag",
            "the heater's supply is a quarter low",
            Hold("drives", "supply_ratio", 0.75),
        ),
        (
            "brown-out",
            "a dip resets the microcontroller at some instant within two seconds",
            Strike(reset),
        ),
    ),
    (
        "program",
        ("cpu-stuck", "the program hangs at some instant within two seconds", Strike(hang)),
        (
            "exception",
            "the program raises an exception at some instant within two seconds",
            Strike(raise_error),
        ),
        (
            "memory-error",
            "memory runs out at some instant within two seconds",
            Strike(raise_memory_error),
        ),
        (
            "flash-failing",
            "the flash refuses every write",
            Hold("hardware", "before_flash_write", fail_flash),
        ),
        (
            "flash-write-cut",
            "a dip resets the microcontroller in one of its next writes to flash",
            FlashCut(),
        ),
    ),
    (
        "clock",
        ("clock-silent", "the clock does not answer", Unplugged("bus1", 0x68)),
        ("clock-stopped", "the clock's crystal has stopped", Switch("ds3231", "stop", "start")),
        ("clock-ahead", "the clock jumps ahead by a day", Happen("ds3231", "jump", _DAY_S)),
        ("clock-back", "the clock jumps back by a day", Happen("ds3231", "jump", -_DAY_S)),
    ),
    ("keys and sound",)
    + _keys()
    + (
        ("keys-silent", "the chip that reads the keys does not answer", Unplugged("bus1", 0x20)),
        ("speaker-dead", "the speaker's coil is open", Hold(None, "speaker_dead", True)),
    ),
    # Through a window the sun can give an infant more heat than its own body does.
    (
        "surroundings",
        (
            "sun",
            "sun on the hood: 80 W/m2 on the infant, 60 W in the air",
            Hold("drives", "radiant_w_m2", 80.0),
            Hold("drives", "sun_w", 60.0),
        ),
        (
            "phototherapy",
            "a phototherapy lamp: 40 W/m2 on the infant",
            Hold("drives", "radiant_w_m2", 40.0),
        ),
        ("cold-room", "the room is at 15 degC", Hold("drives", "room_c", 15.0)),
        ("hot-room", "the room is at 35 degC", Hold("drives", "room_c", 35.0)),
    ),
    (
        "display",
        (
            "display-unplugged",
            "the display's cable is pulled",
            Switch("display", "unplug", "plug"),
        ),
        (
            "display-reset",
            "a static discharge resets the display's controller",
            Happen("display", "power_up"),
        ),
    ),
)


class Fault:
    """`cause` in one line. A fault that does not last strikes once, and is over."""

    def __init__(self, group: str, name: str, cause: str, acts: tuple):
        self.group = group
        self.name = name
        self.cause = cause
        self.acts = acts
        self.lasts = acts[0].lasts


FAULTS = tuple([Fault(group[0], row[0], row[1], row[2:]) for group in _TABLE for row in group[1:]])
BY_NAME = {fault.name: fault for fault in FAULTS}


class Faults:
    """What is wrong with one world: `active` holds the names of the faults that last."""

    def __init__(self, world, seed: int):
        self.active = []
        self.noise = Noise(seed + _SEED_STEP)
        self.unplugged = {}  # chip by the name of the fault
        self._world = world

    def begin(self, name: str) -> None:
        """Let a fault begin; one that is there already goes on. ValueError: no such fault."""
        fault = _named(name)
        if name in self.active:
            return
        if fault.lasts:
            self.active.append(name)
        self._world.settle()
        for act in fault.acts:
            act.begin(self._world, name)

    def end(self, name: str) -> None:
        """Let a fault end, if it is there. ValueError: no such fault."""
        fault = _named(name)
        if name not in self.active:
            return
        self.active.remove(name)
        self._world.settle()
        for act in fault.acts:
            act.end(self._world, name)


def _named(name):
    if name not in BY_NAME:
        raise ValueError("there is no fault " + str(name))
    return BY_NAME[name]
