"""Which conditions hold: every alarm has its cause, and an excuse hides what it is for only."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control import alarm_table as table
from control import limits, protection, self_test
from control.controller import Controller
from control.protection import SPOKEN_FOR
from control.records import Readings
from control.settings import AIR, HUMIDITY_OFF, SKIN, STANDBY, Settings
from tests import watched
from tests.control.bench import incubator

pytestmark = pytest.mark.proves("LAW-7-ALARMS", "LAW-3-ALARM")

ELEMENT_LIMIT_MC = 120_000
THERAPIES = (AIR, SKIN)
MODES = (STANDBY, *THERAPIES)
NAMES = table.NAMES
GRACES = ("cold", "hot", "humidity", "starting", "fan")
# What a check or the program found, and how it is put there.
FAULTS = {
    "relay_test_failed": self_test.RELAY_WELDED,
    "heater_test_failed": self_test.NO_CURRENT,
    "heater_too_strong": self_test.TOO_STRONG,
    "cutout_test_failed": self_test.CUTOUT_DEAD,
    "system_fault": self_test.NOT_READY,
}
CHECKED = {
    "no_heat": ("heater", "no_heat"),
    "supply_out_of_range": ("heater", "supply_out_of_range"),
    "power_sensor_lost": ("heater", "sensor_lost"),
    "humidifier_stuck_on": ("humidifier", "stuck_on"),
    "humidifier_dead": ("humidifier", "dead"),
    "skin_in_doubt": ("climb", "doubtful"),
}
STANDING = {
    "settings_lost": table.SETTINGS_LOST,
    "therapy_interrupted": table.THERAPY_INTERRUPTED,
    "clock_lost": table.CLOCK_LOST,
    "key_stuck": table.KEY_STUCK,
    "panel_lost": table.PANEL_FAULT,
    "log_fault": table.LOG_FAULT,
    "update_failed": table.UPDATE_FAILED,
    "words_fault": table.WORDS_FAULT,
}
FLAGS = (*FAULTS, *CHECKED, *STANDING)


class Situation:
    """Everything that alarms come from: healthy therapy at its set points until changed."""

    def __init__(self, mode=AIR, **changes):
        self.settings = Settings()
        self.controller = Controller(
            self.settings, incubator(ELEMENT_LIMIT_MC=ELEMENT_LIMIT_MC), False
        )
        self.estimates = self.controller.estimates
        for name, value in {
            "air": 36_000, "air2": 36_100, "skin": 36_500, "skin2": 35_500,
            "element": 60_000, "humidity": 600,
        }.items():  # fmt: skip
            channel = getattr(self.estimates, name)
            channel.value, channel.age_ms, channel.valid = value, 500, True
        self.estimates.air_hottest_mc = 36_100
        self.settings.mode = mode
        self.settings.air_mc = 36_000
        self.settings.skin_mc = 36_500
        self.settings.humidity_pm = 600
        self.readings = Readings()
        self.readings.mains = True
        self.readings.cutout_tripped = False
        self.readings.fan_rpm = 3_000
        self.readings.battery_mv = 8_000
        self.grace = self.controller._grace
        self.grace.starting = self.grace.fan = False
        self.held_open = False
        self.set(**changes)

    @property
    def report(self):
        return self.controller.report

    def find(self, name):
        """Let a check or the program have found this."""
        checks = self.controller.checks
        if name in FAULTS:
            checks.self_test.fault = FAULTS[name]
        elif name in CHECKED:
            part, found = CHECKED[name]
            setattr(getattr(checks, part), found, True)
        else:
            self.report.stand(STANDING[name], True)

    def set(self, **changes):
        """Change parts by name, `air__value=37_000` for a part of a part."""
        for path, value in changes.items():
            if path in FLAGS:
                self.find(path)
                continue
            *parts, last = path.split("__")
            controller = self.controller
            owners = (
                self.estimates,
                self.settings,
                self.readings,
                self.grace,
                controller.permits,
                controller.protection,
                controller.checks.heater,
            )
            owner = next(o for o in owners if parts or last in type(o).__slots__)
            if parts:
                owner = next(getattr(o, parts[0]) for o in owners if hasattr(o, parts[0]))
            setattr(owner, last, value)
        return self

    def judge(self, **changes):
        """The names of the conditions that hold in one more period."""
        self.set(**changes)
        self.controller._report(self.readings, self.held_open)
        return {NAMES[row] for row in range(table.COUNT) if self.report.active[row]}

    def numbers(self, row):
        return self.report.values[row], self.report.limits[row]


def reason(name):
    return {"reasons": next(bit for bit, text in protection.each_reason() if text == name)}


# What brings each alarm about, and the numbers it then shows.
CAUSES = {
    "air-cutout": (
        AIR, dict(air_mc=37_000, air_hottest_mc=37_900, **reason("air-cutout")), (37_900, 37_700),
    ),
    "skin-cutout": (SKIN, dict(hot=True, skin__hot=38_100, **reason("skin-cutout")),
                    (38_100, 38_000)),
    "element-over-temperature": (
        AIR, dict(element__hot=121_000, **reason("element-over-temperature")),
        (121_000, ELEMENT_LIMIT_MC),
    ),
    "thermal-cutout": (STANDBY, reason("thermal-cutout"), (0, 0)),
    "air-sensor-fault": (AIR, dict(air2__age_ms=2_500, **reason("air-sensor-fault")),
                         (2_500, 2_000)),
    "air-sensors-disagree": (
        AIR, dict(air2__value=33_000, **reason("air-sensors-disagree")), (3_000, 2_000),
    ),
    "skin-probe-fault": (
        SKIN, dict(skin__valid=False, skin__age_ms=5_500, **reason("skin-probe-fault")),
        (5_500, 5_000),
    ),
    "skin-probe-off": (SKIN, reason("skin-probe-off"), (36_500, 36_000)),
    "fan-fault": (STANDBY, dict(fan_rpm=900, **reason("fan-fault")), (900, 1_500)),
    "airflow-blocked": (AIR, reason("airflow-blocked"), (0, 0)),
    "heater-stuck-on": (
        AIR, dict(heater_ma__value=12_400, most_ma=6_500, **reason("heater-stuck-on")),
        (12_400, 6_500),
    ),
    "heater-test-failed": (STANDBY, {"heater_test_failed": True}, (0, 0)),
    "heater-too-strong": (STANDBY, {"heater_too_strong": True}, (0, 0)),
    "cutout-test-failed": (STANDBY, {"cutout_test_failed": True}, (0, 0)),
    "relay-test-failed": (STANDBY, {"relay_test_failed": True}, (0, 0)),
    "mains-lost": (STANDBY, dict(mains=False, **reason("mains-lost")), (8_000, 7_000)),
    "system-fault": (STANDBY, {"system_fault": True}, (0, 0)),
    "air-high": (AIR, {"air_hottest_mc": 37_501}, (37_501, 37_500)),
    "air-low": (AIR, {"air__value": 34_499}, (34_499, 34_500)),
    "skin-high": (SKIN, {"skin__value": 37_001}, (37_001, 37_000)),
    "skin-low": (SKIN, {"skin__value": 35_999}, (35_999, 36_000)),
    "no-heat": (
        AIR, {"no_heat": True, "heater_ma__value": 200, "least_ma": 900}, (200, 900),
    ),
    "air-sensors-differ": (AIR, {"air_differ": True, "air2__value": 37_000}, (1_000, 800)),
    "hood-open": (AIR, {"hood_open": True}, (0, 0)),
    "battery-low": (STANDBY, {"battery_mv": 6_999}, (6_999, 7_000)),
    "supply-voltage": (
        AIR, {"supply_out_of_range": True, "supply_mv__value": 19_000, "supply_limit_mv": 20_400},
        (19_000, 20_400),
    ),
    "settings-lost": (STANDBY, {"settings_lost": True}, (0, 0)),
    "second-probe-fault": (SKIN, {"skin2__valid": False}, (500, 5_000)),
    "therapy-interrupted": (STANDBY, {"therapy_interrupted": True}, (0, 0)),
    "element-sensor-fault": (AIR, dict(element__age_ms=6_000, **reason("element-sensor-fault")),
                             (6_000, 5_000)),
    "current-sensor-fault": (AIR, {"power_sensor_lost": True}, (0, 0)),
    "panel-fault": (AIR, {"panel_lost": True}, (0, 0)),
    "humidifier-stuck-on": (AIR, {"humidifier_stuck_on": True}, (0, 0)),
    "skin-probes-differ": (SKIN, {"warm_foot_mc": 37_001, "skin_mc": 36_600},
                           (37_001, 37_000)),
    "skin-in-doubt": (SKIN, {"skin_in_doubt": True}, (0, 0)),
    "humidity-high": (AIR, {"humidity__value": 751}, (751, 750)),
    "humidity-low": (AIR, {"humidity__value": 449}, (449, 450)),
    "humidity-sensor-fault": (
        STANDBY, {"humidity__valid": False, "humidity__age_ms": 11_000}, (11_000, 10_000),
    ),
    "water-low": (AIR, {"water_low": True}, (0, 0)),
    "humidifier-fault": (AIR, {"humidifier_dead": True}, (0, 0)),
    "skin-probe-fault-air-mode": (AIR, {"skin__valid": False}, (500, 5_000)),
    "clock-lost": (STANDBY, {"clock_lost": True}, (0, 0)),
    "key-stuck": (STANDBY, {"key_stuck": True}, (0, 0)),
    "log-fault": (STANDBY, {"log_fault": True}, (0, 0)),
    "update-failed": (STANDBY, {"update_failed": True}, (0, 0)),
    "words-fault": (STANDBY, {"words_fault": True}, (0, 0)),
}  # fmt: skip


# --- completeness --------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_wrong_with_a_healthy_machine(mode):
    assert Situation(mode).judge() == set()


def test_every_alarm_has_a_cause_here():
    assert list(CAUSES) == NAMES


@pytest.mark.parametrize("name", CAUSES)
def test_each_alarm_comes_from_its_cause_alone_with_its_numbers_and_goes_with_it(name):
    mode, changes, numbers = CAUSES[name]
    situation = Situation(mode)
    assert situation.judge(**changes) == {name}
    assert situation.numbers(NAMES.index(name)) == numbers
    assert situation.judge() == {name}, "it holds as long as its cause"
    healthy = Situation(mode)
    healthy.controller.report = situation.report
    for row in range(table.COUNT):
        healthy.report.stand(row, False)
    assert healthy.judge() == set()


@pytest.mark.parametrize(("bit", "name"), protection.each_reason())
def test_every_reason_against_heat_raises_the_alarm_of_its_name_which_takes_the_heat(bit, name):
    held = Situation(STANDBY).judge(reasons=bit)
    assert held == (set() if name in SPOKEN_FOR else {name})
    assert all(table.STOPS[NAMES.index(alarm)] == table.HEAT for alarm in held)


@pytest.mark.parametrize("mode", THERAPIES)
def test_heat_refused_above_the_set_point_is_told_by_the_deviation_alarm(mode):
    """The reasons air-above-set and skin-above-set have no alarm of their own."""
    assert limits.AIR_DEVIATION_MC <= limits.AIR_ABOVE_SET_MC
    assert limits.SKIN_DEVIATION_MC <= limits.SKIN_ABOVE_SET_MC
    hot_mc = 36_000 + limits.AIR_ABOVE_SET_MC + 1, 36_500 + limits.SKIN_ABOVE_SET_MC + 1
    situation = Situation(mode, air_hottest_mc=hot_mc[0], skin__value=hot_mc[1])
    assert {AIR: "air-high", SKIN: "skin-high"}[mode] in situation.judge()


def test_all_reasons_and_findings_at_once_raise_all_of_theirs():
    situation = Situation(SKIN, reasons=sum(bit for bit, _ in protection.each_reason()))
    flags = {*CHECKED, *STANDING, "relay_test_failed"}
    held = situation.judge(**dict.fromkeys(flags, True))
    assert held >= {name for _, name in protection.each_reason()} - set(SPOKEN_FOR)
    assert held >= {name for name, (_, changes, _) in CAUSES.items() if set(changes) & flags}


# --- limits, sides and hysteresis ----------------------------------------------------------------

EDGES = {
    "air-high": (AIR, "air_hottest_mc", 37_500, 1, 200),
    "air-low": (AIR, "air__value", 34_500, -1, 200),
    "skin-high": (SKIN, "skin__value", 37_000, 1, 100),
    "skin-low": (SKIN, "skin__value", 36_000, -1, 100),
    "humidity-high": (AIR, "humidity__value", 750, 1, 20),
    "humidity-low": (AIR, "humidity__value", 450, -1, 20),
    "battery-low": (STANDBY, "battery_mv", 7_000, -1, 200),
}
every_edge = pytest.mark.parametrize("name", EDGES)


@pytest.mark.proves("SAFE-DEVIATION", "SAFE-BATTERY")
@every_edge
def test_a_condition_holds_beyond_its_limit_until_it_is_clear_of_it(name):
    mode, quantity, limit, outward, clear = EDGES[name]
    situation = Situation(mode)
    assert situation.judge(**{quantity: limit}) == set()
    assert situation.judge(**{quantity: limit + outward}) == {name}
    assert situation.judge(**{quantity: limit}) == {name}
    assert situation.judge(**{quantity: limit - outward * (clear - 1)}) == {name}
    assert situation.numbers(NAMES.index(name)) == (limit - outward * (clear - 1), limit)
    assert situation.judge(**{quantity: limit - outward * clear}) == set()
    assert situation.judge(**{quantity: limit}) == set()


@pytest.mark.proves("SAFE-DEVIATION")
@every_edge
def test_limits_follow_the_set_point(name):
    mode, quantity, limit, outward, _ = EDGES[name]
    if mode == STANDBY:
        return
    situation = Situation(mode, air_mc=33_000, skin_mc=34_500, humidity_pm=300)
    shift = {"a": -3_000, "s": -2_000, "h": -300}[name[0]]
    for channel, value in (("air", 33_000), ("skin", 34_500), ("humidity", 300)):
        getattr(situation.estimates, channel).value = value
    situation.estimates.air_hottest_mc = 33_000
    assert situation.judge(**{quantity: limit + shift}) == set()
    assert situation.judge(**{quantity: limit + shift + outward}) == {name}


@pytest.mark.proves("SAFE-DEVIATION")
@pytest.mark.parametrize(("override", "limit_mc"), ((False, 37_650), (True, 39_150)))
def test_in_skin_mode_air_is_high_above_its_bound_whatever_its_target(override, limit_mc):
    situation = Situation(SKIN, override_limits=override, air_mc=30_000, hot=True)
    assert situation.judge(air_hottest_mc=limit_mc) == set()
    assert situation.judge(air_hottest_mc=limit_mc + 1) == {"air-high"}
    assert situation.numbers(table.AIR_HIGH) == (limit_mc + 1, limit_mc)
    assert situation.judge(air_hottest_mc=limit_mc - 199) == {"air-high"}
    assert situation.judge(air_hottest_mc=limit_mc - 200) == set()


def test_a_warm_foot_counts_as_skin_above_the_set_point_and_beside_the_central_probe():
    situation = Situation(SKIN, skin__value=36_300)
    assert situation.judge(warm_foot_mc=36_800) == set()
    assert situation.judge(warm_foot_mc=36_801) == {"skin-probes-differ"}
    assert situation.judge(warm_foot_mc=36_701) == {"skin-probes-differ"}, "until it is clear"
    assert situation.judge(warm_foot_mc=36_700) == set()
    assert situation.judge(warm_foot_mc=37_001) == {"skin-high", "skin-probes-differ"}
    assert situation.judge(hot=True) == {"skin-probes-differ"}
    assert Situation(AIR, warm_foot_mc=38_000, skin__value=35_000).judge() == set()


def test_each_mode_watches_what_it_controls():
    assert Situation(AIR).judge(skin__value=39_000) == set()
    assert Situation(AIR).judge(skin__value=30_000) == set()
    assert Situation(SKIN).judge(air__value=20_000) == set()
    extremes = {"skin__value": 39_000, "air_hottest_mc": 39_000, "air__value": 20_000}
    assert Situation(STANDBY).judge(hood_open=True, water_low=True, **extremes) == set()
    assert Situation(AIR, humidity_pm=HUMIDITY_OFF).judge(water_low=True) == set()


@pytest.mark.parametrize("humidity_pm", (0, 1_000))
def test_no_humidity_is_wrong_while_none_is_asked_for(humidity_pm):
    assert Situation(humidity_pm=HUMIDITY_OFF).judge(humidity__value=humidity_pm) == set()


def test_a_number_that_is_not_believed_is_not_judged():
    nowhere = {"air__value": 0, "skin__value": 0, "humidity__value": 0, "air_hottest_mc": 0}
    lost = {"air__valid": False, "air2__valid": False, "humidity__valid": False}
    assert Situation(AIR).judge(**nowhere, **lost) == {"humidity-sensor-fault"}
    lost["skin__valid"] = False
    assert Situation(SKIN).judge(**nowhere, **lost) == {"humidity-sensor-fault"}
    everywhere = dict.fromkeys(("air__value", "skin__value", "air_hottest_mc"), 50_000)
    assert Situation(SKIN).judge(**everywhere, **lost) == {"humidity-sensor-fault"}
    assert "air-high" not in Situation(AIR).judge(**everywhere, **lost)


@pytest.mark.parametrize("mode", THERAPIES)
@pytest.mark.parametrize("silent", ("air", "air2"))
def test_one_air_sensor_is_enough_to_see_hot_air(mode, silent):
    situation = Situation(mode, air_hottest_mc=37_660, **{f"{silent}__valid": False})
    assert situation.judge() == {"air-high"}


def test_through_an_open_hood_the_air_sensors_may_differ_but_not_disagree():
    situation = Situation(AIR, air_differ=True, hood_open=True)
    assert situation.judge() == {"hood-open"}
    assert "air-sensors-disagree" in situation.judge(**reason("air-sensors-disagree"))


# --- probes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "probe", "name"),
    ((AIR, "skin", "skin-probe-fault-air-mode"), (SKIN, "skin2", "second-probe-fault")),
)
def test_a_probe_that_may_be_missing_is_missed_only_when_it_was_there(mode, probe, name):
    never = Situation(mode, **{f"{probe}__valid": False, f"{probe}__age_ms": 3_600_000})
    assert never.judge() == set()
    lost = Situation(mode, **{f"{probe}__valid": False, f"{probe}__age_ms": 0})
    assert lost.judge() == {name}
    assert lost.judge(**{f"{probe}__age_ms": 59_999}) == {name}
    assert lost.judge(**{f"{probe}__age_ms": 60_000}) == set()
    assert table.LATCHED[NAMES.index(name)], "it waits for a person"


@pytest.mark.parametrize("mode", MODES)
def test_a_shorted_switch_is_a_heater_that_is_stuck_on(mode):
    situation = Situation(mode, heater_ma__value=6_100)
    situation.controller.checks.self_test.fault = self_test.SWITCH_SHORTED
    assert situation.judge() == {"heater-stuck-on"}
    assert situation.numbers(table.HEATER_STUCK_ON) == (6_100, 500)


def test_a_second_probe_matters_in_skin_mode_only():
    assert Situation(AIR).judge(skin2__valid=False) == set()
    assert Situation(STANDBY).judge(skin__valid=False, skin2__valid=False) == set()


# --- numbers -------------------------------------------------------------------------------------


def test_in_override_the_cutouts_show_the_limits_of_override():
    situation = Situation(SKIN, override_limits=True, air_hottest_mc=39_800, skin__hot=39_100)
    situation.judge(reasons=protection.AIR_CUTOUT | protection.SKIN_CUTOUT)
    assert situation.numbers(table.AIR_CUTOUT) == (39_800, 39_700)
    assert situation.numbers(table.SKIN_CUTOUT) == (39_100, 39_000)


def test_numbers_stay_after_the_condition_has_gone():
    situation = Situation(AIR)
    situation.judge(air_hottest_mc=37_600)
    situation.judge(air_hottest_mc=36_000, reasons=protection.FAN)
    assert situation.numbers(table.AIR_HIGH) == (37_600, 37_500)
    assert situation.numbers(table.AIR_CUTOUT) == (0, 0), "of what did not hold there are none"


# --- what excuses what ---------------------------------------------------------------------------

values_mc = st.integers(20_000, 42_000)
flags = st.sets(st.sampled_from(FLAGS), max_size=4)
all_reasons = st.integers(0, sum(bit for bit, _ in protection.each_reason()))


@st.composite
def situations(draw):
    situation = Situation(draw(st.sampled_from(MODES)))
    for name in ("air", "air2", "skin", "skin2", "element", "humidity"):
        channel = getattr(situation.estimates, name)
        channel.value = draw(st.integers(0, 1_000) if name == "humidity" else values_mc)
        channel.valid = draw(st.booleans())
        channel.age_ms = draw(st.sampled_from((0, 500, 59_999, 60_000, 3_600_000)))
    situation.set(
        reasons=draw(all_reasons),
        air_hottest_mc=draw(values_mc),
        air_differ=draw(st.booleans()),
        hood_open=draw(st.booleans()),
        water_low=draw(st.booleans()),
        battery_mv=draw(st.integers(0, 9_000)),
        override=draw(st.booleans()),
        humidity_pm=draw(st.sampled_from((0, 300, 950))),
    )
    for name in draw(flags):
        situation.find(name)
    for name in draw(st.sets(st.sampled_from(GRACES))):
        setattr(situation.grace, name, True)
    return situation


@given(situations())
def test_conditions_are_a_function_of_what_is_known(situation):
    again = copy.deepcopy(situation)
    held = situation.judge()
    assert again.judge() == held
    assert situation.judge() == held, "nothing changes by being asked again"


@given(situations(), situations())
def test_only_the_edges_remember_anything(before, situation):
    fresh = copy.deepcopy(situation)
    standing = [row for row in STANDING.values() if situation.report._standing[row]]
    before.judge()
    situation.controller.report = before.report
    for row in range(table.COUNT):
        situation.report.stand(row, row in standing)
    assert situation.judge() ^ fresh.judge() <= {*EDGES, "skin-probes-differ"}


HIDES = {
    "cold": {"air-low", "skin-low"},
    "hot": {"air-high", "skin-high"},
    "humidity": {"humidity-high", "humidity-low"},
    "starting": {
        "air-sensor-fault", "skin-probe-fault", "element-sensor-fault",
        "current-sensor-fault", "humidity-sensor-fault", "air-sensors-differ",
    },
    "fan": {"fan-fault", "air-sensors-differ"},
}  # fmt: skip


@pytest.mark.parametrize("grace", HIDES)
@given(situation=situations())
def test_a_grace_hides_what_it_is_for_and_nothing_else(grace, situation):
    excused = copy.deepcopy(situation)
    setattr(situation.grace, grace, False)
    setattr(excused.grace, grace, True)
    held = situation.judge()
    left = excused.judge()
    assert left <= held
    assert held - left == held & HIDES[grace] - ({"air-high"} if in_skin(situation) else set())


def in_skin(situation):
    return situation.settings.mode == SKIN


@pytest.mark.parametrize(
    ("grace", "name"), [(grace, name) for grace, names in HIDES.items() for name in sorted(names)]
)
def test_each_alarm_is_hidden_by_its_grace(grace, name):
    mode, changes, _ = CAUSES[name]
    assert Situation(mode).judge(**changes) == {name}
    excused = Situation(mode)
    setattr(excused.grace, grace, True)
    assert excused.judge(**changes) == set()


@given(situations())
def test_no_grace_but_that_of_sensors_and_fan_hides_a_high_alarm(situation):
    excused = copy.deepcopy(situation)
    for grace in GRACES:
        setattr(situation.grace, grace, False)
        setattr(excused.grace, grace, grace not in ("starting", "fan"))
    high = {name for row, name in enumerate(NAMES) if table.PRIORITY_OF[row] == table.HIGH}
    assert situation.judge() & high == excused.judge() & high


@given(situations())
def test_the_self_test_hides_the_cut_out_that_it_tripped_and_nothing_else(situation):
    testing = copy.deepcopy(situation)
    testing.held_open = True
    assert testing.judge() == situation.judge() - {"thermal-cutout"}


@given(situations())
def test_every_intermediate_fits_31_bits(situation):
    controller = situation.controller
    checks = controller.checks
    parts = (checks.heater, checks.humidifier, checks.climb, checks.self_test)
    for part in (controller, controller.protection, controller.report, checks, *parts):
        kind = type(part)
        part.__class__ = getattr(watched.load(kind.__module__), kind.__name__)
    situation.judge()
    situation.judge()
