"""Every law holds for short lives with the program as it is, and breaks once that is sabotaged."""

from math import inf
from types import SimpleNamespace

import pytest

from boards.incubators import single_300w
from control import alarms, humidifier_check, limits, self_test
from control.alarm_table import HIGH, LOW, MAINS_LOST
from control.alarms import AlarmSystem
from control.controller import Controller
from control.heater_check import HeaterCheck
from control.outputs import Gate
from control.probe_check import ClimbCheck
from control.protection import Protection
from control.report import Report
from control.settings import SKIN, Settings
from firmware.panel.sound import Sound
from firmware.storage import resume
from firmware.storage.store import Store
from sim.campaign.heat_laws import AirLaw
from sim.campaign.laws import STATEMENTS
from sim.campaign.signal_laws import SilenceLaw
from sim.campaign.warmth_law import WarmthLaw
from sim.campaign.watch import watch
from sim.world import heater_circuit
from sim.world.drives import Drives
from sim.world.plant.plant import Plant
from tests.sim.campaign.short_lives import UNSTOPPABLE, scenario

SEED = 3
STOPPED_FAN = ((60, "fault", "fan-stopped"),)
CUT = ((60, "fault", "battery-flat"), (100, "fault", "mains-cut"), (1_000, "clear", "mains-cut"))


def broken(*actions, **how):
    """The laws that a life breaks, each with its words."""
    return {found.law: found.words for found in watch(scenario(*actions, **how), SEED).violations}


@pytest.mark.parametrize(
    "actions",
    [
        (),
        STOPPED_FAN,
        (*STOPPED_FAN, (80, "press", "silence"), (81, "release", "silence")),
        ((60, "fault", "cpu-stuck"),),
        ((60, "fault", "memory-error"),),
        ((0, "fault", "relay-welded"),),
        ((0, "fault", "cutout-dead"),),
    ],
)
def test_the_program_as_it_is_breaks_no_law(actions):
    assert broken(*actions) == {}


def test_nothing_breaks_where_therapy_ends_after_a_long_cut():
    assert broken(*CUT, duration_s=1_100) == {}


def test_LAW_1_AIR_breaks_when_nothing_can_stop_the_heat():
    words = broken(*UNSTOPPABLE, duration_s=900, room_c=30.0)["LAW-1-AIR"]
    assert "above 38.0" in words


def test_LAW_1_AIR_wants_an_alarm_when_the_sun_heats_the_hood(monkeypatch):
    monkeypatch.setattr(Report, "hold", lambda *_: None)
    assert "no alarm" in broken((0, "fault", "sun"), duration_s=600, room_c=36.0)["LAW-1-AIR"]


def test_LAW_1_AIR_breaks_when_a_stuck_key_chooses_override_and_holds_when_a_person_does():
    assert "above 38.0" in AirLaw().look(override_scene(stuck=True))
    assert AirLaw().look(override_scene(stuck=False)) == ""


def override_scene(stuck):
    """39 degC in override: the key is stuck, or a person has held it."""
    world = SimpleNamespace(keys=set(), stuck_keys={"override"} if stuck else set())
    return SimpleNamespace(
        t_s=100,
        world=world,
        program=object(),
        settings=SimpleNamespace(override=True),
        plant=SimpleNamespace(air_true=39.0),
        drives=SimpleNamespace(sun_w=0.0, radiant_w_m2=0.0, room_c=24.0),
    )


def test_LAW_2_STOP_breaks_when_protection_never_trips(monkeypatch):
    def permit(self, estimates, settings, readings, checks, dt_ms, permits):
        permits.heat = permits.humidify = checks.self_test.passed()
        permits.pulse = True
        permits.air_most_mc = permits.heat_most_mc = limits.AIR_CUTOUT_MC

    monkeypatch.setattr(Protection, "update", permit)
    assert "the fan was not seen to run" in broken(*STOPPED_FAN)["LAW-2-STOP"]


def test_LAW_2_STOP_breaks_when_air_sensors_that_parted_are_believed(monkeypatch):
    monkeypatch.setattr(limits, "AIR_DISAGREE_MC", 9_000)
    parted = (60, "fault", "air2-sensor-offset-low")
    assert "the air sensors parted" in broken(parted)["LAW-2-STOP"]


def test_LAW_2_STOP_breaks_when_the_heat_cannot_be_stopped_in_standby():
    assert "standby" in broken(*UNSTOPPABLE, mode="standby")["LAW-2-STOP"]


def test_LAW_2_DEAD_breaks_when_the_relay_holds_without_an_arm_signal(monkeypatch):
    monkeypatch.setattr(heater_circuit, "_RELAY_HOLD_US", 60_000_000)
    assert "after the last period" in broken((60, "fault", "cpu-stuck"))["LAW-2-DEAD"]


def test_LAW_2_DEAD_holds_when_the_weld_breaks_just_after_the_program_has_died():
    weld = ((40, "fault", "relay-welded"), (64, "clear", "relay-welded"))
    assert broken(*weld, (60, "fault", "cpu-stuck")) == {}


def test_LAW_2_START_breaks_when_the_test_heats_with_full_power(monkeypatch):
    monkeypatch.setattr(self_test, "_TEST_PM", 1_000)
    assert "before the start-up test" in broken(duration_s=60)["LAW-2-START"]


def test_LAW_2_START_holds_when_the_short_that_the_test_found_has_passed():
    assert broken((0, "fault", "heater-stuck-on"), (60, "clear", "heater-stuck-on")) == {}


def test_LAW_3_ALARM_breaks_when_no_condition_is_seen(monkeypatch):
    monkeypatch.setattr(Report, "hold", lambda *_: None)
    assert "none of fan-fault" in broken(*STOPPED_FAN)["LAW-3-ALARM"]


def test_LAW_3_ALARM_breaks_when_a_broken_part_passes_the_start_up_test(monkeypatch):
    monkeypatch.setattr(self_test, "_NOTHING_PM", 1_000)
    assert "relay-welded" in broken((0, "fault", "relay-welded"))["LAW-3-ALARM"]


def read_low(fault="skin-probe-offset-low", foot="skin2-probe-frozen"):
    """A probe that reads 3 K low from the beginning, on an infant that the air overheats."""
    life = scenario(
        (0, "fault", fault),
        (1, "fault", foot),
        mode="skin",
        room_c=27.0,
        infant={"weight_g": 3500, "gestation_weeks": 40, "age_days": 5},
        duration_s=3_900,
    )
    life["room"]["humidity_pct"] = 50.0
    life["machine"]["walls"] = "double"
    life["start"] |= {"air_mc": 37_000, "humidity_pm": 800}
    return {found.law: found.words for found in watch(life, SEED).violations}


def test_LAW_3_ALARM_holds_when_the_foot_tells_of_a_probe_that_reads_low():
    assert read_low(foot="clock-ahead") == {}


def test_LAW_3_ALARM_holds_when_the_air_tells_of_a_probe_that_reads_low():
    assert read_low() == {}


def test_LAW_3_ALARM_breaks_when_only_a_cold_skin_is_told_of_an_infant_that_overheats(monkeypatch):
    monkeypatch.setattr(ClimbCheck, "update", lambda *_: None)
    assert "skin-probe-offset-low since 0 s" in read_low()["LAW-3-ALARM"]


def soaked(monkeypatch):
    """A double-walled hood that a humidifier stuck on has soaked: moist long after it.

    The program is never certain here that the humidifier runs unasked.
    """
    monkeypatch.setattr(humidifier_check, "_CERTAIN_MS", 1 << 29)
    soaking = scenario(
        (300, "fault", "humidifier-stuck-on"),
        (860, "clear", "humidifier-stuck-on"),
        mode="skin",
        room_c=26.0,
        infant={"weight_g": 2700, "gestation_weeks": 36, "age_days": 15},
        duration_s=2_700,
    )
    soaking["room"]["humidity_pct"] = 35.0
    soaking["machine"] |= {"walls": "double", "humidifier": "boiler"}
    soaking["start"] |= {"air_mc": 32_700, "skin_mc": 36_300, "humidity_pm": 450}
    return {found.law: found.words for found in watch(soaking, SEED).violations}


def test_LAW_3_ALARM_holds_when_what_a_fault_has_left_is_announced(monkeypatch):
    assert soaked(monkeypatch) == {}


def test_LAW_3_ALARM_breaks_when_what_a_fault_has_left_is_not_announced(monkeypatch):
    monkeypatch.setattr(limits, "HUMIDITY_DEVIATION_PM", 900)
    monkeypatch.setattr(Settings, "humidity_off_pm", lambda _: 900)
    assert "humidifier-stuck-on" in soaked(monkeypatch)["LAW-3-ALARM"]


def test_LAW_4_PRIORITY_breaks_when_the_lamps_show_a_lower_one(monkeypatch):
    original = AlarmSystem._signal

    def hide(self):
        original(self)
        if self.lamp_priority == HIGH:
            self.lamp_priority = LOW

    monkeypatch.setattr(AlarmSystem, "_signal", hide)
    assert "the lamps show priority 1" in broken(*STOPPED_FAN)["LAW-4-PRIORITY"]


def test_LAW_4_PRIORITY_breaks_when_the_speaker_is_never_driven(monkeypatch):
    monkeypatch.setattr(Sound, "want", lambda *_: None)
    assert "nothing sounds" in broken(*STOPPED_FAN)["LAW-4-PRIORITY"]


def test_LAW_4_SILENCE_breaks_when_a_pause_lasts_too_long(monkeypatch):
    monkeypatch.setattr(alarms, "_PAUSE_MS", (0, 240_000, 240_000, 3_600_000))
    pressed = ((80, "press", "silence"), (81, "release", "silence"))
    found = broken(*STOPPED_FAN, *pressed, duration_s=340)
    assert "silent" in found["LAW-4-SILENCE"]


CLOSES = ((0, "press"), (1, "release"))


def test_LAW_4_SILENCE_holds_for_a_key_whose_contact_closes_again_and_again():
    chatter = [(at_s + off, do, "silence") for at_s in range(80, 500, 40) for off, do in CLOSES]
    assert broken(*STOPPED_FAN, *chatter, duration_s=500) == {}


def test_LAW_5_QUIET_breaks_when_an_alarm_comes_from_nowhere(monkeypatch):
    original = HeaterCheck.update

    def cry(self, *readings):
        original(self, *readings)
        self.no_heat = True

    monkeypatch.setattr(HeaterCheck, "update", cry)
    assert "no-heat without a fault" in broken()["LAW-5-QUIET"]


def test_LAW_5_QUIET_breaks_when_the_skin_trips_without_a_fever(monkeypatch):
    infant = {"weight_g": 1500, "gestation_weeks": 31, "age_days": 3}
    monkeypatch.setattr(limits, "SKIN_CUTOUT_MC", 33_000)
    found = broken(mode="skin", infant=infant, duration_s=600)
    assert "skin-cutout without a fault" in found["LAW-5-QUIET"]


def test_LAW_5_QUIET_holds_when_more_warmth_is_chosen_just_after_half_an_hour_in_the_cold():
    more = ((1_801, "set_skin_mc", 36_600),)
    infant = {"weight_g": 917, "gestation_weeks": 27, "age_days": 1}
    assert broken(*more, mode="skin", infant=infant, room_c=21.9, duration_s=1_830) == {}


def test_LAW_5_QUIET_holds_when_a_small_infant_cools_again_soon_after_more_warmth_was_chosen():
    """It came near its set point, not nearer, and then the room grew cold."""
    cooling = scenario(
        (1_500, "set_skin_mc", 36_300),
        (1_500, "room_c", 20.0),
        mode="skin",
        room_c=30.0,
        infant={"weight_g": 682, "gestation_weeks": 26, "age_days": 7},
        duration_s=2_600,
    )
    cooling["start"]["skin_mc"] = 36_200
    assert watch(cooling, SEED).violations == []


CUT_OF_MAINS = ((200, "mains", 0), (230, "mains", 1))


def test_LAW_5_QUIET_holds_while_the_mains_are_off():
    assert "mains-lost" not in str(broken(*CUT_OF_MAINS, mode="standby", duration_s=500))


def test_LAW_5_QUIET_breaks_when_the_alarm_of_a_cut_stays(monkeypatch):
    original = AlarmSystem.update
    cut = []

    def stay(self, dt_ms):
        active = self._report.active
        cut.extend([1] * active[MAINS_LOST])
        for row in range(len(active)):  # and no other alarm
            active[row] = row == MAINS_LOST and bool(cut)
        original(self, dt_ms)

    monkeypatch.setattr(AlarmSystem, "update", stay)
    assert "mains-lost without a fault" in broken(*CUT_OF_MAINS, duration_s=400)["LAW-5-QUIET"]


def test_LAW_5_QUIET_breaks_when_a_reset_raises_an_alarm(monkeypatch):
    original = Store.load

    def lose(self, settings):
        original(self, settings)
        self.lost = True

    monkeypatch.setattr(Store, "load", lose)
    found = broken((60, "fault", "brown-out"), mode="standby", duration_s=120)
    assert "settings-lost without a fault" in found["LAW-5-QUIET"]


def test_LAW_5_WARMTH_breaks_when_heat_is_refused_after_a_cut(monkeypatch):
    update = Protection.update

    def refuse(self, estimates, settings, readings, checks, dt_ms, permits):
        update(self, estimates, settings, readings, checks, dt_ms, permits)
        permits.heat = False

    monkeypatch.setattr(Protection, "update", refuse)
    found = broken(*CUT_OF_MAINS, duration_s=1_300, room_c=34.0)["LAW-5-WARMTH"]
    assert "the air is not back at 36.0" in found


def test_LAW_5_WARMTH_breaks_when_most_of_the_heat_is_withheld(monkeypatch):
    let_through = Gate.let_through

    def withhold(self, *arguments):
        let_through(self, *arguments)
        self.outputs.heater_pm //= 4

    monkeypatch.setattr(Gate, "let_through", withhold)
    assert "LAW-5-WARMTH" in broken(duration_s=2_400, room_c=32.0)


def skin_that_stays(skin_c, steps_s=60):
    """What LAW-5-WARMTH says of two hours in skin mode in which the true skin is ever so warm."""
    infant = {"weight_g": 1500, "gestation_weeks": 31, "age_days": 3}
    plant = Plant(scenario(infant=infant))
    plant.skin_true = skin_c
    drives = Drives()
    drives.room_c, drives.room_rh = 24.0, 45.0
    scene = SimpleNamespace(
        program=object(),
        settings=SimpleNamespace(mode=SKIN, skin_mc=36_500, air_mc=20_000, humidity_pm=0),
        world=SimpleNamespace(hood_open=lambda: False),
        drives=drives,
        plant=plant,
        incubator=single_300w,
    )
    law = WarmthLaw(inf)
    said = []
    for scene.t_s in range(0, 7_200, steps_s):
        said.append(law.look(scene))
    return [words for words in said if words]


def test_LAW_5_WARMTH_breaks_when_the_true_skin_stays_cold_in_skin_mode():
    assert "the skin is not back at 36.5 degC, but at 35.70" in skin_that_stays(35.7)[0]
    assert skin_that_stays(35.9) == []


def test_each_way_in_which_a_law_breaks_is_told_once(monkeypatch):
    def look(_law, scene):
        return f"the {'odd' if scene.t_s % 2 else 'even'} second {scene.t_s}"

    monkeypatch.setattr(SilenceLaw, "look", look)
    found = watch(scenario(duration_s=20), SEED).violations
    assert [violation.words for violation in found] == ["the odd second 1", "the even second 2"]


def test_LAW_6_RESTART_breaks_when_therapy_always_resumes(monkeypatch):
    monkeypatch.setattr(resume, "resume", lambda settings, outage_s: False)
    assert "without the program" in broken(*CUT, duration_s=1_100)["LAW-6-RESTART"]


def test_LAW_6_RESTART_breaks_when_settings_are_lost_without_a_word(monkeypatch):
    def forget(self, settings):
        self.lost = False

    monkeypatch.setattr(Store, "load", forget)
    assert "LAW-6-RESTART" in broken((60, "fault", "brown-out"))


STOPPED_BEFORE = ((0, "fault", "fan-stopped"), (60, "clear", "fan-stopped"))
HOT_BEFORE = ((5, "room_c", 10.0), (5, "panel", 1))  # in a ward of 39 degC
LATCHING = [
    (STOPPED_BEFORE, AlarmSystem, "alarm fan-fault"),
    (HOT_BEFORE, Protection, "trip air-cutout"),
]


@pytest.mark.parametrize("before, part, what", LATCHING)
def test_LAW_6_RESTART_breaks_when_a_reset_lets_go_of_what_is_latched(
    monkeypatch, before, part, what
):
    def words():
        found = broken(*before, (200, "fault", "brown-out"), duration_s=210, room_c=39.0)
        return found.get("LAW-6-RESTART", "")

    assert words() == ""
    monkeypatch.setattr(part, "restore", lambda *_: None)
    assert f"{what} was latched" in words()


def test_LAW_6_RESTART_breaks_when_an_older_setting_comes_back(monkeypatch):
    original = Store.load

    def older(self, settings):
        original(self, settings)
        settings.set_air(36_000)

    monkeypatch.setattr(Store, "load", older)
    chosen = ((60, "set_air_mc", 35_000), (62, "fault", "brown-out"))
    assert "became" in broken(*chosen, duration_s=80)["LAW-6-RESTART"]


@pytest.mark.parametrize("law", STATEMENTS)
def test_every_law_is_broken_on_purpose_once(law):
    name = f"test_{law.replace('-', '_')}_breaks"
    assert any(test.startswith(name) for test in globals()), f"no {name}..."


def test_LAW_0_PROGRAM_breaks_when_the_program_raises(monkeypatch):
    def fail(self, readings, now_ms):
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.setattr(Controller, "step", fail)
    assert "nobody thought of this" in broken()["LAW-0-PROGRAM"]


def test_a_law_that_raises_is_told_and_ends_no_campaign(monkeypatch):
    def fail(_law, scene):
        return "" * (1 // (scene.t_s - 10))

    monkeypatch.setattr(SilenceLaw, "look", fail)
    found = broken((5, "fault", "brown-out"), duration_s=20)
    assert "a law failed at 10 s" in found["LAW-0-PROGRAM"]
    assert "ZeroDivisionError" in found["LAW-0-PROGRAM"]
