"""What is lived for the tests: which runs, under which conditions, and how each goes on."""

from typing import Any

from sim.conformance.bench import Actions, Job, Setup, Way
from sim.world.plant.parameters import PRESETS

# Conditions of the standard: 21 to 26 degC unless stated otherwise; 20 and 30, and the supply
# 10 % low and high, at worst.
USUAL_ROOM_C = 23.0
CORNERS = tuple((room_c, supply) for room_c in (20.0, 30.0) for supply in (0.9, 1.1))
ABOVE_ROOM_K = 3.0  # of a control temperature, at least
LOW_C, HIGH_C = 32.0, 36.0
# The infants for whom skin mode's responses are disclosed.
INFANTS: dict[str, dict[str, Any]] = {
    "700 g": {"weight_g": 700, "gestation_weeks": 26.0, "age_days": 3},
    "1.5 kg": {"weight_g": 1500, "gestation_weeks": 31.0, "age_days": 3},
    "3.5 kg": {"weight_g": 3500, "gestation_weeks": 40.0, "age_days": 1},
}
INFANT = INFANTS["1.5 kg"]
BATHS_C = (33.0, 36.0, 38.0)

STEP_S = 7_200  # steady at LOW_C until then
CORNER_STEP_S = 5_400
STEP_FOR_S = 7_200
AIR_S = 4_500  # steady at HIGH_C from here on
OVERRIDE_S = 5_400
SKIN_S = 7_200
FREE_S = 3_600  # when skin mode begins without an infant: the hood is warm by then
DISCLOSED_S = 9_000
OPENED_S, PORTS_S, PANEL_S, BETWEEN_S = AIR_S + 60, 60, 300, 1_800
CUTS_S = (1, 29, 300, 590)
CUTS_FROM_S, CUTS_APART_S = 900, 900
MAINS_AT_S, MAINS_FOR_S = 1_200, 600

PROBE_FAULTS = ("open", "short", "loose", "drifting", "off")
FAN_FAULTS = ("fan-stopped", "fan-slow", "air-outlet-blocked", "air-inlet-blocked")
# Of the heater both that switch it, and the sensor that would tell of it.
_HEATER_ON = ("current-sensor-frozen", "heater-stuck-on", "relay-welded")


class Bath:
    """A bath of water in place of an incubator: everything is as warm as it is."""

    def __init__(self, scenario: dict[str, Any]) -> None:
        bath_c = float(scenario["room"]["temperature_c"])
        self.air_true = self.skin_true = self.foot_true = self.core_true = bath_c
        self.element_true = self.supply_true = bath_c
        self.rh_true = 45.0
        self.heater = self.fan = 0.0

    def step(self, _dt_s: float, drives: Any) -> None:
        """Nothing changes, but the fan turns."""
        self.fan = 3000.0 * drives.fan


def press(key: str, at_s: int, for_s: int = 1) -> Actions:
    """A key pressed and let go."""
    return ((at_s, "press", key), (at_s + for_s, "release", key))


def _faults(at_s: int, *names: str) -> Actions:
    return tuple((at_s, "fault", name) for name in names)


def _into_override(at_s: int, steps: int) -> Actions:
    """The special action, which UP confirms; then steps of 0.1 degC, which RIGHT sets."""
    return (*press("override", at_s, 4), *press("up", at_s + 6), *_higher(at_s + 9, steps))


def _higher(at_s: int, steps: int) -> Actions:
    actions: Actions = ()
    for step in range(steps):
        actions += press("up", at_s + 2 * step)
    return actions + press("right", at_s + 2 * steps)


def _thermal(machine: dict[str, Any], seed: int) -> dict[str, Job]:
    """What depends on the incubator."""

    def job(setup: Setup, **ways: Way) -> Job:
        return Job(machine, setup, seed, ways)

    def step(at_s: int) -> Way:
        return Way(at_s + STEP_FOR_S, ((at_s + 1, "set_air_mc", round(HIGH_C * 1000)),))

    def heater_on(at_s: int) -> Way:
        return Way(at_s + 1_500, _faults(at_s + 1, *_HEATER_ON))

    air = {
        "cut-out": heater_on(AIR_S),
        "low": Way(AIR_S + 1_500, _faults(AIR_S + 1, "air-sensor-offset-low")),
        "drift": Way(AIR_S + 3_300, _faults(AIR_S + 1, "air-sensor-drifting")),
        "cold": Way(
            AIR_S + 3_600, ((AIR_S + 1, "room_c", 0.0), *_faults(AIR_S + 1, "supply-sag"))
        ),
        "opening": Way(
            OPENED_S + PORTS_S + BETWEEN_S + PANEL_S + 3_600,
            (
                (OPENED_S, "ports", 6),
                (OPENED_S + PORTS_S, "ports", 0),
                (OPENED_S + PORTS_S + BETWEEN_S, "panel", 1),
                (OPENED_S + PORTS_S + BETWEEN_S + PANEL_S, "panel", 0),
            ),
        ),
        **{name: Way(AIR_S + 1_200, _faults(AIR_S + 1, name)) for name in FAN_FAULTS},
    }
    warming = {
        "frozen": Way(4_200, _faults(601, "air-sensor-frozen")),
        "killed": Way(660, _faults(601, "cpu-stuck")),
    }
    skin = {
        "cut-out": heater_on(SKIN_S),
        "hot": Way(SKIN_S + 3_600, ((SKIN_S + 1, "room_c", 40.0), *_faults(SKIN_S + 1, "sun"))),
        "cold": Way(
            SKIN_S + 5_400, ((SKIN_S + 1, "room_c", 0.0), *_faults(SKIN_S + 1, "supply-sag"))
        ),
        **{
            name: Way(SKIN_S + 1_500, _faults(SKIN_S + 1, f"skin-probe-{name}"))
            for name in PROBE_FAULTS
        },
    }
    jobs = {
        "steady": job(Setup(STEP_S, air_c=LOW_C), step=step(STEP_S)),
        "warm-up": job(Setup(3_600, air_c=USUAL_ROOM_C + 12, humidity_pct=95)),
        "humid": job(Setup(5_400, air_c=34.0, humidity_pct=60)),
        "free": job(Setup(FREE_S + 5_400, skin_c=36.0, actions=((FREE_S, "set_mode", "skin"),))),
        "air": job(Setup(AIR_S), **air),
        "warming": job(Setup(600), **warming),
        "override": job(
            Setup(OVERRIDE_S, air_c=37.0, actions=_into_override(60, 30)),
            **{"cut-out": heater_on(OVERRIDE_S)},
        ),
        "hot": job(
            Setup(AIR_S, air_c=30.0), hot=Way(AIR_S + 3_600, ((AIR_S + 1, "room_c", 42.0),))
        ),
        "skin": job(Setup(SKIN_S, mode="skin", humidity_pct=60, infant=INFANT), **skin),
    }
    for name, infant in INFANTS.items():
        # The smallest lose more water than any hood could make up for in dry air.
        humidity_pct = 80 if infant["gestation_weeks"] < 28 else 60
        step_skin = Way(DISCLOSED_S + 7_200, ((DISCLOSED_S + 1, "set_skin_mc", 36_500),))
        jobs[f"disclosed {name}"] = job(
            Setup(DISCLOSED_S, mode="skin", skin_c=36.0, humidity_pct=humidity_pct, infant=infant),
            step=step_skin,
        )
    for room_c, supply in CORNERS:
        setup = Setup(CORNER_STEP_S, room_c, supply, air_c=max(LOW_C, room_c + ABOVE_ROOM_K))
        ways = {"step": step(CORNER_STEP_S), "cut-out": heater_on(CORNER_STEP_S)}
        jobs[corner(room_c, supply)] = job(setup, **ways)
    return jobs


def corner(room_c: float, supply: float) -> str:
    """The name of the run at a corner of the conditions."""
    return f"{room_c:.0f} degC, supply {supply - 1:+.0%}"


def _functional(machine: dict[str, Any], seed: int) -> dict[str, Job]:
    """What depends on the controller alone, and is lived once."""
    cuts: Actions = ()
    for place, for_s in enumerate(CUTS_S):
        at_s = CUTS_FROM_S + place * CUTS_APART_S
        cuts += ((at_s, "mains", 0), (at_s + for_s, "mains", 1))
    returns = Setup(
        CUTS_FROM_S + len(CUTS_S) * CUTS_APART_S,
        air_c=36.3,
        humidity_pct=55,
        actions=(*_into_override(60, 3), (500, "fault", "battery-flat"), *cuts),
    )
    mains = ((MAINS_AT_S, "mains", 0), (MAINS_AT_S + MAINS_FOR_S, "mains", 1))
    silence: Actions = (
        (600, "fault", "element-sensor-open"),
        *press("silence", 630),
        (660, "fault", "fan-stopped"),
        *press("silence", 690),
    )
    setups = {
        "mains": Setup(MAINS_AT_S + MAINS_FOR_S + 60, actions=mains),
        "return": returns,
        "silence": Setup(1_200, actions=silence),
        "limit": Setup(300, air_c=36.8, actions=(*_higher(20, 8), *_into_override(60, 40))),
        "alarm-test": Setup(
            300,
            actions=(*press("left", 60, 4), *press("left", 100, 4), (106, "fault", "fan-stopped")),
        ),
        **{
            f"bath {bath_c:g}": Setup(300, bath_c, mode="standby", plant=Bath)
            for bath_c in BATHS_C
        },
    }
    return {name: Job(machine, setup, seed) for name, setup in setups.items()}


def jobs(name: str, machine: dict[str, Any], seed: int) -> dict[str, Job]:
    """All that is lived for one incubator; the controller's own tests with the first."""
    own = _functional(machine, seed) if name == first() else {}
    return {**_thermal(machine, seed), **own}


def presets() -> list[str]:
    """The incubators, the first one first."""
    return list(PRESETS)


def first() -> str:
    """The incubator with which the controller's own tests are made."""
    return presets()[0]
