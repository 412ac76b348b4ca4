"""A controller on a test bench: fed one period after another, healthy unless told otherwise."""

import importlib
from types import SimpleNamespace

from hypothesis import strategies as st

from boards.incubators import single_300w
from control.self_test import PASSED
from control.settings import AIR, SKIN, STANDBY

PERIOD_MS = 500
TICKS = 1 << 30  # the clock's count wraps here
ELEMENT_LIMIT_MC = single_300w.ELEMENT_LIMIT_MC
HEATER_W = single_300w.HEATER_W
SUPPLY_MV = single_300w.HEATER_SUPPLY_MV

BROKEN = "broken"  # shown by a sensor whose driver knows that it is open or short
FOLLOWS = "follows"  # shown by what senses a current or a voltage: what the controller asked for
SILENT = None  # shown by a sensor that gives no reading

HEALTHY = {
    "air": 34_000,
    "air2": 34_100,
    "skin": 36_300,
    "skin2": 35_000,
    "humidity": 500,
    "element": 40_000,
    "heater_ma": FOLLOWS,
    "supply_mv": 24_000,
}
MACHINE = {
    "fan_rpm": 3_000,
    "battery_mv": 9_000,
    "mains": True,
    "cutout_tripped": False,
    "hood_open": False,
    "humidifier_on": FOLLOWS,
    "switches_fresh": True,
    "water_low": False,
}


def incubator(**changes):
    """The description of an ordinary incubator, but for these."""
    figures = {name: value for name, value in vars(single_300w).items() if name.isupper()}
    return SimpleNamespace(**{**figures, **changes})


class Bench:
    """A controller in `mode` with its readings. `load` gives it modules: plain ones or watched."""

    def __init__(
        self,
        mode: int = AIR,
        start_ms: int = 0,
        load=importlib.import_module,
        restarted_by_fault: bool = False,
        mist_w: int = 0,
        **described,
    ):
        self.settings = load("control.settings").Settings()
        self.settings.set_mode(mode)
        self.settings.set_air(36_000)
        self.settings.set_humidity(600)
        self.readings = load("control.records").Readings()
        self.controller = load("control.controller").Controller(
            self.settings, incubator(HUMIDIFIER_MIST_W=mist_w, **described), restarted_by_fault
        )
        self.controller.checks.self_test.stage = PASSED
        self.now_ms = start_ms % TICKS
        self.shown = {**HEALTHY, **MACHINE}

    @property
    def heat(self) -> bool:
        """Whether protection let heat flow in the last period."""
        return self.controller.permits.heat

    @property
    def reasons(self) -> int:
        """What stood against heat in the last period."""
        return self.controller.permits.reasons

    def period(self, after_ms: int = PERIOD_MS, **changes):
        """One period, `after_ms` after the last; `changes` to what is shown last until changed."""
        self.shown.update(changes)
        self.now_ms = (self.now_ms + after_ms) % TICKS
        for name, value in self.shown.items():
            if name == "humidifier_on" and value == FOLLOWS:
                self.readings.humidifier_on = self.controller.outputs.humidifier_pm > 0
            elif name in MACHINE:
                setattr(self.readings, name, value)
            elif value == FOLLOWS:
                asked_pm = self.controller.outputs.heater_pm
                getattr(self.readings, name).take(asked_pm * HEATER_W * 1000 // SUPPLY_MV)
            elif value is SILENT:
                getattr(self.readings, name).miss()
            elif value is BROKEN:
                getattr(self.readings, name).miss(1)
            else:
                getattr(self.readings, name).take(value)
        return self.controller.step(self.readings, self.now_ms)

    def periods(self, count: int, **changes):
        """Some periods in time; the last one's outputs."""
        for _ in range(count):
            outputs = self.period(**changes)
        return outputs

    def reset_cutouts(self) -> int:
        """The operator presses reset."""
        return self.controller.reset_cutouts()

    def command(self, name: str, value: object) -> str:
        """The operator chooses; the refusal, or an empty string."""
        return getattr(self.settings, name)(value)

    def outputs(self) -> tuple:
        """What the drivers are told now."""
        outputs = self.controller.outputs
        return (outputs.heater_pm, outputs.humidifier_pm, outputs.fan_pm, outputs.arm)


# --- what can happen to it -----------------------------------------------------------------------

modes = st.sampled_from((STANDBY, AIR, SKIN))
any_driver_value = st.integers(-TICKS, TICKS - 1)


def shown_by(name: str):
    """What a sensor may show: what it should, near that, anything a driver can say, or nothing."""
    usual = 5_000 if name == "heater_ma" else HEALTHY[name]
    return st.one_of(
        st.just(usual),
        st.integers(usual - 1_500, usual + 4_000),
        st.integers(0, 130_000),
        any_driver_value,
        st.just(SILENT),
        st.just(BROKEN),
    )


sensor_changes = st.sampled_from(sorted(HEALTHY)).flatmap(
    lambda name: st.tuples(st.just(name), shown_by(name))
)
machine_changes = st.one_of(
    st.tuples(st.just("fan_rpm"), st.sampled_from((0, 1_499, 1_500, 3_000)) | any_driver_value),
    st.tuples(
        st.sampled_from(("mains", "cutout_tripped", "hood_open", "humidifier_on", "water_low")),
        st.booleans(),
    ),
)
commands = st.one_of(
    st.tuples(st.just("set_mode"), modes),
    st.tuples(st.just("set_override"), st.booleans()),
    st.tuples(st.just("set_air"), st.integers(190, 400).map(lambda tenths: tenths * 100)),
    st.tuples(st.just("set_skin"), st.integers(330, 400).map(lambda tenths: tenths * 100)),
    st.tuples(st.just("set_humidity"), st.just(0) | st.integers(29, 96).map(lambda pct: pct * 10)),
)
# On time, late, not at all later, backwards, by nearly half the count either way.
gaps_ms = st.one_of(
    st.just(PERIOD_MS),
    st.sampled_from((0, 1, 499, 501, 1_000, 1_001, 2_001, 60_000, -1, -500)),
    st.integers(-TICKS // 2, TICKS // 2 - 1),
)
events = st.one_of(
    st.tuples(st.just("show"), sensor_changes),
    st.tuples(st.just("show"), machine_changes),
    st.tuples(st.just("command"), commands),
    st.tuples(st.just("gap"), gaps_ms),
    st.tuples(st.just("run"), st.integers(1, 30)),
    st.tuples(st.just("heal"), st.none()),
    st.tuples(st.just("reset"), st.none()),
)
histories = st.lists(events, max_size=40)


def play(bench: Bench, history: list) -> list:
    """The outputs of every period of a history of events."""
    played = []
    for kind, what in history:
        if kind == "show":
            bench.period(**dict([what]))
        elif kind == "heal":
            bench.period(**HEALTHY, **MACHINE)
        elif kind == "gap":
            bench.period(what)
        elif kind == "run":
            for _ in range(what):
                bench.period()
                played.append(bench.outputs())
        elif kind == "reset":
            bench.reset_cutouts()
        else:
            bench.command(*what)
        played.append(bench.outputs())
    return played
