"""What each fault must lead to: which alarms may announce it, and by when.

A fault with a time is announced within it whatever else happens, as long as its condition is
given. One without is judged by what it does to the infant (harm.py): it is announced, or it is
harmless. `found` says how a fault comes to light that shows nothing by itself.
"""

from dataclasses import dataclass

from sim.world.faults import BY_NAME, FAULTS

# Conditions under which the time counts.
ALWAYS = "while the program runs"
THERAPY = "during therapy"
# An incubator may be used without a probe. But one that was there is missed for a minute.
JUST_LOST = "in skin mode, and in air mode while it has just been lost"
JUST_LOST_SKIN_MODE = "in skin mode while it has just been lost"
TESTED = "before the start-up test of a board that it finds broken lets heat flow"

HUMIDITY = "humidity"
COLD_SKIN = "cold skin"

_START_UP_TEST = "The start-up test finds it before heat is ever allowed."
_ALARM_TEST = "The operator's alarm test, before each use, finds it."
_NO_EFFECT = "Harmless while air, skin and humidity stay as set; an alarm tells when they do not."
_TWO_AGREE = "Harmless while both air sensors agree; an alarm tells when they part."
_HYGROMETER = (
    "The machine has one humidity sensor and believes what is possible: the humidity may go "
    "astray unseen. A check with a hygrometer finds it."
)
_THERMOMETER = "Too warm an infant has its alarms; a clinical thermometer finds the rest."
_COMPARISON = "Nothing given to the infant depends on it; a clinical thermometer finds it."
_NOT_USED = "In air mode nothing given to the infant depends on it; in skin mode it alarms."
_ON_DEMAND = "It shows as soon as heat is asked for that it contradicts."
_SHOWN_ONLY = "Nothing given to the infant depends on it; the technician's check finds it."
_SENSE = "The humidifier runs for a moment at the start and every 10 min, and is not seen to."
_LOOK = "A look at it finds it: it is dark, and cannot say so. Lamps and sound go on."
_RESTART = "The program starts again, tests itself, and goes on as before."
_OUTSIDE = "Seen from the hood; what it does to air and skin has its alarms."

_HUMIDITY = (
    "humidity-high",
    "humidity-low",
    "humidity-sensor-fault",
    "water-low",
)
_AIR = (
    "air-sensors-differ",
    "air-sensors-disagree",
    "air-sensor-fault",
    "air-low",
    "air-high",
    "air-cutout",
    "thermal-cutout",
)
_SKIN = (
    "skin-probes-differ",
    "skin-in-doubt",
    "skin-low",
    "skin-high",
    "skin-cutout",
    "skin-probe-fault",
    "skin-probe-fault-air-mode",
    "skin-probe-off",
    "air-cutout",
    "air-high",
)
_ELEMENT = ("element-sensor-fault", "airflow-blocked", "no-heat", "element-over-temperature")
_CURRENT = (
    "current-sensor-fault",
    "no-heat",
    "heater-stuck-on",
    "heater-test-failed",
    "heater-too-strong",
    "relay-test-failed",
    "cutout-test-failed",
)
_NO_HEAT = ("no-heat", "heater-test-failed", "air-low", "skin-low")
_STUCK_ON = (
    "heater-stuck-on",
    "heater-test-failed",
    "heater-too-strong",
    "relay-test-failed",
    "air-high",
    "air-cutout",
    "skin-high",
    "skin-cutout",
    "thermal-cutout",
    "element-over-temperature",
)
_AIRFLOW = ("airflow-blocked", "fan-fault", "element-over-temperature", *_AIR)
_WARMTH = ("air-high", "air-low", "air-cutout", "thermal-cutout", "skin-high", "skin-low")


@dataclass(frozen=True)
class Expected:
    """alarms: any of them is right. within_s: after the fault began, given the condition `when`.

    hidden_by: faults that keep it from having its effect. unseen: what it may change without a
    word, for nothing on the machine could tell: HUMIDITY, or COLD_SKIN.
    """

    alarms: tuple[str, ...]
    within_s: int | None = None
    when: str = ALWAYS
    found: str = ""
    hidden_by: tuple[str, ...] = ()
    unseen: str = ""


def _any(*alarms: str, found: str = _NO_EFFECT) -> Expected:
    return Expected(alarms, None, ALWAYS, found)


def _lead(name: str) -> dict[str, Expected]:
    skin = Expected(("skin-probe-fault", "skin-probe-fault-air-mode"), 10, JUST_LOST, _NOT_USED)
    second = Expected(("second-probe-fault",), 10, JUST_LOST_SKIN_MODE, _COMPARISON)
    element = Expected(("element-sensor-fault",), 10)
    chosen = {"skin-probe": skin, "skin2-probe": second, "element-sensor": element}[name]
    return {f"{name}-open": chosen, f"{name}-short": chosen}


def _measured(
    name: str,
    alarms: tuple[str, ...],
    found: str,
    unseen: str = "",
    unseen_defects: tuple[str, ...] = (),
) -> dict[str, Expected]:
    """Every defect of a value, with the ends of its scale where it has such faults."""
    defects = ("frozen", "offset-low", "offset-high", "drifting", "creeping", "noisy")
    rails = ("stuck-low", "stuck-high")
    return {
        f"{name}-{defect}": Expected(
            alarms,
            found=found,
            unseen=unseen if defect in unseen_defects else "",
        )
        for defect in (*defects, *rails)
        if f"{name}-{defect}" in BY_NAME
    }


def _bus(name: str, first: str) -> dict[str, Expected]:
    stuck = Expected((first,), 6)
    return {
        f"{name}-sda-stuck": stuck,
        f"{name}-scl-stuck": stuck,
        f"{name}-slow": _any(
            first, "system-fault", "element-sensor-fault", "current-sensor-fault"
        ),
        f"{name}-hung": _any(first, "system-fault", found="The bus is clocked free by itself."),
    }


_AIR_SENSOR = Expected(("air-sensor-fault",), 6)
_DEAD_PROGRAM = Expected(("system-fault",), 25)
_FAN = Expected(("fan-fault",), 8)

EXPECTED: dict[str, Expected] = {
    **_measured("air-sensor", _AIR, _TWO_AGREE),
    **_measured("air2-sensor", (*_AIR, *_HUMIDITY), _TWO_AGREE),
    **_measured(
        "humidity-sensor",
        _HUMIDITY,
        _HYGROMETER,
        HUMIDITY,
        ("offset-low", "offset-high", "drifting", "creeping", "noisy"),
    ),
    **_measured("skin-probe", _SKIN, _THERMOMETER, COLD_SKIN, ("offset-high",)),
    **_measured("skin2-probe", (*_SKIN, "second-probe-fault"), _COMPARISON),
    **_measured("element-sensor", _ELEMENT, _ON_DEMAND),
    **_measured("current-sensor", _CURRENT, _ON_DEMAND),
    **_measured("voltage-sensor", ("supply-voltage", "current-sensor-fault"), _SHOWN_ONLY),
    **_lead("skin-probe"),
    **_lead("skin2-probe"),
    **_lead("element-sensor"),
    **_bus("bus0", "air-sensor-fault"),
    **_bus("bus1", "air-sensor-fault"),
    "air-sensor-silent": _AIR_SENSOR,
    "air2-sensor-silent": _AIR_SENSOR,
    "air2-sensor-bad-crc": _AIR_SENSOR,
    "air-sensor-stuck-low": _AIR_SENSOR,
    "air-sensor-stuck-high": _AIR_SENSOR,
    "air2-sensor-stuck-low": _AIR_SENSOR,
    "air2-sensor-stuck-high": _AIR_SENSOR,
    "probe-converter-silent": Expected(("element-sensor-fault",), 10),
    "current-sensor-silent": Expected(("current-sensor-fault",), 10),
    "voltage-sensor-stuck-low": Expected(("supply-voltage", "current-sensor-fault"), 60),
    "voltage-sensor-stuck-high": Expected(("supply-voltage", "current-sensor-fault"), 60),
    "skin-probe-drifting-up": Expected(_SKIN, found=_THERMOMETER, unseen=COLD_SKIN),
    "skin-probe-loose": _any(*_SKIN, found=_THERMOMETER),
    "skin-probe-off": _any(*_SKIN, found=_THERMOMETER),
    "skin-probe-covered": Expected(_SKIN, found=_THERMOMETER, unseen=COLD_SKIN),
    "skin-probe-wrong-type": _any(*_SKIN, found=_THERMOMETER),
    "heater-stuck-on": _any(*_STUCK_ON, found=_START_UP_TEST),
    "heater-stuck-off": _any(*_NO_HEAT, found=_START_UP_TEST),
    "heater-half-power": _any(*_NO_HEAT, found=_ON_DEMAND),
    "relay-welded": Expected(
        ("relay-test-failed",), 0, TESTED, _START_UP_TEST, ("relay-stuck-open",)
    ),
    "relay-stuck-open": _any(*_NO_HEAT, "relay-test-failed", found=_START_UP_TEST),
    "cutout-dead": Expected(("cutout-test-failed",), 0, TESTED, _START_UP_TEST),
    "fan-stopped": _FAN,
    "fan-slow": _FAN,
    "tachometer-dead": _FAN,
    "tachometer-noisy": _FAN,
    "air-outlet-blocked": _any(*_AIRFLOW),
    "air-inlet-blocked": _any(
        *_AIRFLOW, *_HUMIDITY, found="The filter's own check finds it; air and heat stay as set."
    ),
    "humidifier-stuck-on": _any("humidifier-stuck-on", *_HUMIDITY, *_WARMTH),
    "humidifier-stuck-off": _any("humidifier-fault", *_HUMIDITY),
    "humidifier-sense-dead": _any("humidifier-fault", found=_SENSE),
    "humidifier-sense-stuck": _any("humidifier-stuck-on", *_HUMIDITY, *_WARMTH),
    "humidifier-dry": _any(*_HUMIDITY),
    "water-empty": _any(*_HUMIDITY),
    "hood-switch-stuck-closed": _any("hood-open", found=_OUTSIDE),
    "hood-switch-stuck-open": Expected(
        ("hood-open",), 125, THERAPY, hidden_by=("hood-switch-stuck-closed", "keys-silent")
    ),
    "mains-cut": Expected(("mains-lost",), 4),
    "battery-flat": Expected(("battery-low",), 15),
    "supply-sag": Expected(("supply-voltage", "current-sensor-fault"), 15),
    "brown-out": _any("system-fault", "therapy-interrupted", found=_RESTART),
    "cpu-stuck": _DEAD_PROGRAM,
    "exception": _DEAD_PROGRAM,
    "memory-error": _DEAD_PROGRAM,
    "flash-failing": _any("log-fault", found="The next write to flash finds it."),
    "flash-write-cut": _any(
        "log-fault", "system-fault", "settings-lost", "therapy-interrupted", found=_RESTART
    ),
    "clock-silent": _any("clock-lost", found=_SHOWN_ONLY),
    "clock-stopped": _any("clock-lost", found=_SHOWN_ONLY),
    "clock-ahead": _any("clock-lost", "therapy-interrupted", found=_SHOWN_ONLY),
    "clock-back": _any("clock-lost", "therapy-interrupted", found=_SHOWN_ONLY),
    "keys-silent": Expected(("panel-fault",), 15),
    "speaker-dead": _any(found=_ALARM_TEST),
    "sun": _any(*_WARMTH, *_HUMIDITY, found=_OUTSIDE),
    "phototherapy": _any(*_WARMTH, *_HUMIDITY, found=_OUTSIDE),
    "cold-room": _any(*_WARMTH, *_HUMIDITY, "no-heat", found=_OUTSIDE),
    "hot-room": _any(*_WARMTH, *_HUMIDITY, found=_OUTSIDE),
    "display-unplugged": _any(found=_LOOK),
    "display-reset": _any(found=_LOOK),
    **{
        fault.name: Expected(("key-stuck",), 75, hidden_by=("keys-silent",))
        for fault in FAULTS
        if fault.name.startswith("key-")
    },
}
