"""Every fault: seen where it should be, nowhere else, gone when it ends, and never in the way."""

import io
import json
import re
from itertools import pairwise

import pytest
from esp32 import NVS
from hypothesis import given, settings
from hypothesis import strategies as st
from machine import Pin
from micropython import heap_lock, heap_unlock

from boards.esp32_devkitc import board
from sim.launch import launch
from sim.runs.recorder import Events, Trace
from sim.runs.run import Run
from sim.world.drives import Drives
from sim.world.fault_acts import InjectedError, Strike
from sim.world.faults import BY_NAME, FAULTS
from sim.world.hardware import Reset
from sim.world.overrides import Overrides
from sim.world.panel import KEYS
from sim.world.plant.plant import Plant
from sim.world.world import World
from tests.firmware.conftest import WARM_UP, make_run
from tests.sim.world.fault_bench import BEGIN_S, END_S, TRUTH, Bench

# What a fault is seen in, by the beginning of its name; the longest that fits.
SEEN_IN = {
    "air-sensor": ["air read"],
    "air2-sensor": ["air2 read"],
    "humidity-sensor": ["humidity read"],
    "skin-probe": ["skin read"],
    "skin2-probe": ["skin2 read"],
    "element-sensor": ["element read"],
    "current-sensor": ["current read"],
    "voltage-sensor": ["voltage read"],
    "probe-converter": ["skin read", "skin2 read", "element read"],
    "bus0": ["air read", "skin read"],
    "bus0-slow": [],  # in time only
    "bus0-hung": [],
    "bus1": ["air2 read", "humidity read", "current read", "clock read", "keys read"],
    "bus1-slow": [],
    "bus1-hung": [],
    "heater": ["heater", "element", "current read"],
    "relay-welded": ["heater", "relay"],
    "relay-stuck-open": ["heater", "relay"],
    "cutout-dead": ["heater", "cutout_sense"],
    "fan": ["fan", "tachometer", "element"],
    "tachometer-dead": ["tachometer"],
    "tachometer-noisy": ["tachometer"],
    "air-outlet-blocked": ["element", "air"],
    "air-inlet-blocked": ["air", "rh"],
    "humidifier": ["rh", "humidifier_sense"],
    "humidifier-sense": ["humidifier_sense"],
    "humidifier-dry": ["rh"],
    "water-empty": ["rh", "water"],
    "hood-switch": ["hood"],
    "mains-cut": ["mains", "heater", "fan", "voltage read"],
    "battery-flat": ["battery"],
    "supply-sag": ["voltage read", "heater"],
    "flash-failing": ["flash"],
    "clock": ["clock read"],
    "key-": ["keys read"],
    "keys-silent": ["keys read", "hood", "humidifier_sense", "water"],
    "speaker-dead": ["heard"],
    "sun": ["air", "skin"],
    "phototherapy": ["skin"],
    "cold-room": ["air"],
    "hot-room": ["air"],
    "display": ["display"],
}
# These change what is measured or shown, and nothing of the incubator itself.
APART = {"sensors", "probes", "buses", "hood", "clock", "keys and sound", "display"}
READINGS = {what for seen_in in SEEN_IN.values() for what in seen_in if what.endswith(" read")}
STRIKES = [fault.name for fault in FAULTS if isinstance(fault.acts[0], Strike)]
OTHERS = [fault.name for fault in FAULTS if fault.name not in (*STRIKES, "flash-write-cut")]
NAMES = [fault.name for fault in FAULTS]


@pytest.fixture(scope="module")
def healthy():
    """The bench without a fault."""
    return Bench().play()


def differing(seen, healthy, start_s, end_s):
    """What differs at any second from start_s to before end_s."""
    return {
        what
        for now, then in zip(seen[start_s:end_s], healthy[start_s:end_s], strict=True)
        for what in then
        if now[what] != then[what]
    }


def test_names_are_kebab_case_and_unique_and_causes_are_one_line():
    assert len(BY_NAME) == len(FAULTS)
    for fault in FAULTS:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+|sun|phototherapy|exception", fault.name)
        assert fault.cause.isprintable()
        assert len(fault.cause) <= 72
        assert len({act.lasts for act in fault.acts}) == 1


def test_each_key_of_the_panel_can_stick():
    assert {name for name in NAMES if re.fullmatch(r"key-\w+-stuck", name)} == {
        f"key-{key}-stuck" for key in KEYS
    }


@pytest.mark.parametrize("name", OTHERS)
def test_a_fault_is_seen_where_it_acts_and_only_from_then_on(healthy, name):
    seen = Bench().play(name)
    assert not differing(seen, healthy, 0, BEGIN_S)
    changed = differing(seen, healthy, BEGIN_S, END_S)
    prefix = max((prefix for prefix in SEEN_IN if name.startswith(prefix)), key=len)
    assert changed >= set(SEEN_IN[prefix])
    if BY_NAME[name].group in APART:
        assert not changed & set(TRUTH)


@pytest.mark.parametrize("name", [name for name in OTHERS if BY_NAME[name].group in APART])
def test_a_cleared_fault_of_a_measurement_leaves_nothing_behind(healthy, name):
    seen = Bench().play(name)
    stays = set()
    if name.startswith("clock"):
        stays = {"clock read"}  # it keeps what has happened to it
    elif name in ("skin-probe-off", "skin-probe-covered"):
        stays = {"skin read"}  # the probe has cooled, or warmed
    elif name.startswith("display"):
        stays = {"display"}  # until it is told everything anew
    elif name.startswith("bus") or name.endswith("silent"):
        stays = READINGS  # the chips sample at other moments
        for what in ("air read", "air2 read"):
            assert abs(seen[-1][what] - healthy[-1][what]) < 100
    assert differing(seen, healthy, END_S + 5, len(seen)) <= stays


@pytest.mark.parametrize("bus", ["bus0", "bus1"])
def test_a_slow_bus_takes_10_to_40_ms_a_transfer(bus):
    bench = Bench()
    clock = bench.world.clock
    i2c, address = {"bus0": (bench.i2c0, 0x48), "bus1": (bench.i2c1, 0x40)}[bus]
    bench.world.faults.begin(bus + "-slow")
    for transfer in (
        lambda: i2c.writeto(address, b"\x00"),
        lambda: i2c.readfrom_mem_into(address, 0, bytearray(2)),
        lambda: i2c.readfrom_into(address, bytearray(6)),
    ):
        before_us = clock.now_us
        transfer()
        assert 10_000 <= clock.now_us - before_us <= 40_000


def test_a_hung_bus_is_freed_by_clocking_it(healthy):
    seen = Bench().play("bus0-hung")
    assert differing(seen, healthy, BEGIN_S, BEGIN_S + 5)
    assert seen[-1]["air read"]


def test_a_hung_bus_stays_stuck_where_its_line_is_shorted():
    bench = Bench()
    bench.world.faults.begin("bus0-sda-stuck")
    bench.world.faults.begin("bus0-hung")
    assert not any(second["air read"] for second in bench.play())


def test_a_loose_lead_opens_and_closes_every_few_seconds():
    faults = [second["skin read"][1] for second in Bench().play("skin-probe-loose")[BEGIN_S:END_S]]
    changes = sum(one != other for one, other in pairwise(faults))
    assert 5 <= changes <= 40


def test_a_covered_probe_feels_more_than_the_core_and_a_probe_that_is_off_feels_the_air():
    covered = Bench().play("skin-probe-covered")[END_S - 1]
    assert 0.3 < covered["skin read"][0] / 1000 - covered["core"] < 1.0
    off = Bench().play("skin-probe-off")[END_S - 1]
    assert off["skin read"][0] / 1000 < off["skin"] - 5


@pytest.mark.parametrize(("name", "days"), [("clock-ahead", 1), ("clock-back", -1)])
def test_a_clock_that_jumps_keeps_the_time_of_day_and_does_not_say_so(healthy, name, days):
    lost, day, *time = Bench().play(name)[-1]["clock read"]
    lost_before, day_before, *time_before = healthy[-1]["clock read"]
    assert (lost, time) == (lost_before, time_before)
    assert (day - day_before) % 31 == days % 31


def test_a_clock_that_stopped_says_so_and_counts_again_when_it_runs():
    seen = [second["clock read"] for second in Bench().play("clock-stopped")]
    assert len({tuple(time) for time in seen[BEGIN_S + 1 : END_S]}) == 1
    assert all(lost for lost, *_ in seen[BEGIN_S + 1 :])
    assert (seen[-1][-1] - seen[END_S - 1][-1]) % 60 in (19, 20, 21)


def test_half_power_is_half():
    whole, half = (
        Bench().play(*names)[END_S - 1]["heater"] for names in ((), ["heater-half-power"])
    )
    assert half == pytest.approx(whole / 2)


@pytest.mark.parametrize(
    ("stuck", "flows"), [("heater-stuck-on", {300.0}), ("heater-stuck-off", {0.0})]
)
def test_a_switch_that_sticks_does_not_listen(stuck, flows):
    seen = Bench().play(stuck)
    assert {round(second["heater"], 6) for second in seen[BEGIN_S + 1 : 40]} == flows
    assert {round(second["heater"], 6) for second in seen[43:48]} == {0.0}  # the relay does


def test_a_switch_that_sticks_within_a_second_conducts_from_then_on():
    world = Bench().world
    world.hardware.pwms[board.OUTPUT_PINS["heater"]](0)
    world.hardware.outputs[board.OUTPUT_PINS["arm"]](1)
    world.clock.advance_us(750_000 - world.clock.now_us)
    world.faults.begin("heater-stuck-on")
    world.clock.advance_us(250_000)
    assert world.plant.heater == pytest.approx(300.0 / 4)


@pytest.mark.parametrize("name, hotter_k", [("air-outlet-blocked", 36), ("air-inlet-blocked", 0)])
def test_a_blocked_outlet_bakes_the_element_at_full_fan(name, hotter_k):
    whole, blocked = Bench().world, Bench().world
    blocked.faults.begin(name)
    for world in (whole, blocked):
        for _ in range(300):
            world.drives.heater = world.drives.fan = 1.0
            world.plant.step(1.0, world.drives)
    assert blocked.plant.element_true - whole.plant.element_true == pytest.approx(hotter_k, abs=3)
    assert blocked.plant.fan == whole.plant.fan


def test_an_open_relay_beats_a_stuck_switch_and_a_welded_one_does_not():
    welded = Bench().play("heater-stuck-on", "relay-welded")
    assert {round(second["heater"], 6) for second in welded[43:48]} == {300.0}
    assert welded[51]["heater"] == 0.0  # the cut-out opens
    dead = Bench().play("heater-stuck-on", "relay-welded", "cutout-dead")
    assert round(dead[51]["heater"], 6) == 300.0


@pytest.mark.parametrize("order", [("cold-room", "hot-room"), ("hot-room", "cold-room")])
def test_of_two_faults_that_hold_one_thing_the_last_wins_and_each_goes_alone(order):
    world = Bench().world
    room = {"cold-room": 15.0, "hot-room": 35.0}
    for name in order:
        world.faults.begin(name)
        assert world.drives.room_c == room[name]
    world.faults.end(order[0])
    assert world.drives.room_c == room[order[1]]
    world.overrides.write(world.drives, "room_c", 22.0)
    assert world.drives.room_c == room[order[1]]
    world.faults.end(order[1])
    assert world.drives.room_c == 22.0
    world.overrides.write(world.drives, "room_c", 23.0)
    assert world.drives.room_c == 23.0


def test_of_many_that_hold_one_thing_the_last_that_is_left_wins():
    drives = Drives()
    overrides = Overrides()
    for number in (1, 2, 3):
        overrides.hold(drives, "sun_w", str(number), number)
    overrides.release(drives, "sun_w", "3")
    assert drives.sun_w == 2
    overrides.release(drives, "sun_w", "1")
    assert drives.sun_w == 2
    overrides.release(drives, "sun_w", "2")
    overrides.release(drives, "sun_w", "2")
    assert drives.sun_w == 0.0


def test_defects_of_one_line_add_up_and_go_one_by_one():
    world = Bench().world
    line = world.lines["air"]
    felt = line()
    world.faults.begin("air-sensor-offset-low")
    world.faults.begin("air-sensor-frozen")
    world.faults.begin("air-sensor-offset-high")
    assert line() == pytest.approx(felt)
    world.faults.end("air-sensor-offset-high")
    assert line() == pytest.approx(felt - 3)
    world.faults.end("air-sensor-offset-low")
    assert line() == pytest.approx(felt - 3)  # frozen while it was off
    world.faults.end("air-sensor-frozen")
    assert line() == felt


def test_a_fault_begun_twice_is_one_and_ends_once():
    world = Bench().world
    for _ in range(2):
        world.faults.begin("air-sensor-offset-low")
    assert world.faults.active == ["air-sensor-offset-low"]
    world.faults.end("air-sensor-offset-low")
    world.faults.end("air-sensor-offset-low")
    assert world.faults.active == []
    assert world.lines["air"]() == world.sensors.air


def test_no_fault_of_another_name():
    faults = Bench().world.faults
    for act in (faults.begin, faults.end):
        with pytest.raises(ValueError, match="there is no fault air-sensor"):
            act("air-sensor")


def test_flash_that_is_cut_keeps_what_it_had_and_cuts_once():
    bench = Bench()
    bench.world.faults.begin("flash-write-cut")
    writes = 0
    with pytest.raises(Reset):
        while writes < 10:
            bench.write_flash()
            writes += 1
    assert writes <= 4
    assert bench.write_flash()


@pytest.mark.parametrize(
    "write",
    [
        lambda storage: storage.set_i32("value", 2),
        lambda storage: storage.set_blob("value", b"2"),
        lambda storage: storage.erase_key("value"),
        lambda storage: storage.commit(),
    ],
)
def test_flash_that_fails_refuses_every_kind_of_write_and_keeps_what_it_had(write):
    bench = Bench()
    assert bench.write_flash()
    bench.world.faults.begin("flash-failing")
    storage = NVS("bench")
    with pytest.raises(OSError, match="ESP_ERR_FLASH_OP_FAIL"):
        write(storage)
    assert storage.get_i32("value") == 1


def test_a_mishap_strikes_in_the_call_it_was_told_and_leaves_the_heap_as_it_was():
    bench = Bench()

    def strike():
        raise InjectedError

    bench.world.hardware.mishap.arm(3, strike)
    bench.world.hardware.mishap.arm(3, strike)
    pin = Pin(board.INPUT_PINS["mains"], Pin.IN)
    heap_lock()
    pin.value()
    pin.value()
    for _ in range(2):  # two in one call follow each other
        with pytest.raises(InjectedError):
            pin.value()
    pin.value()
    assert heap_unlock() == 0


# Faults under the program.


def at(at_s, do, value):
    return {"at_s": at_s, "do": do, "value": value}


def played(duration_s, *timetable):
    """A run of the firmware: the run, its rows and its events."""
    scenario = {**WARM_UP, "duration_s": duration_s, "timetable": sorted(timetable, key=by_time)}
    trace, events = io.StringIO(), io.StringIO()
    run = Run(scenario, 1, Plant, (Trace(trace), Events(events)))
    run.play()
    rows = [line.split(",") for line in trace.getvalue().splitlines()[1:]]
    return run, rows, events.getvalue().splitlines()


def by_time(entry):
    return entry["at_s"]


@pytest.fixture(scope="module")
def untroubled():
    """The rows of a run without a fault."""
    return played(60)[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_run_goes_on_through_a_fault_and_was_untouched_before_it(untroubled, name):
    timetable = [at(30, "fault", name)]
    if BY_NAME[name].lasts:
        timetable.append(at(45, "clear", name))
    run, rows, events = played(60, *timetable)
    assert len(rows) == 60
    assert rows[:30] == untroubled[:30]
    assert f"30,scenario,fault,{name}" in events
    at_rest(run.world)


def at_rest(world):
    """Nothing that a fault held is held any more."""
    assert world.faults.active == []
    assert world.faults.unplugged == {}
    assert not any(line._defects for line in world.lines.values())
    held = [entry for entry in world.overrides._held if entry[1] != "before_flash_write"]
    assert held == []


TROUBLES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 30), st.integers(1, 30)),
    min_size=2,
    max_size=4,
    unique_by=lambda trouble: trouble[0],
)


@settings(max_examples=60)
@given(TROUBLES)
def test_faults_together_do_not_stop_the_simulation_and_all_end(troubles):
    timetable = [at(begin_s, "fault", name) for name, begin_s, _ in troubles]
    timetable += [at(begin_s + lasting_s, "clear", name) for name, begin_s, lasting_s in troubles]
    run, rows, _ = played(62, *timetable)
    assert [int(row[0]) for row in rows] == list(range(1, 63))
    at_rest(run.world)


@pytest.mark.parametrize("name", STRIKES)
@pytest.mark.parametrize("seed_s", range(3))
def test_a_program_struck_down_is_restarted_with_the_right_cause(name, seed_s):
    cause, within_s = ("power", 4) if name == "brown-out" else ("watchdog", 13)
    run, rows, events = played(60, at(30 + seed_s, "fault", name))
    resets = [event.split(",") for event in events if ",board,reset," in event]
    assert [reset[3] for reset in resets] == [cause]
    reset_s = int(resets[0][0])
    assert 30 + seed_s <= reset_s <= 30 + seed_s + within_s
    assert f"{reset_s + 1},board,start," in events
    assert rows[reset_s][1] == "off"
    assert run.program.hardware.heater.duty_pm == 0 or rows[-1][1] != "standby"


def test_without_mains_and_battery_the_board_is_off_until_mains_returns():
    _, rows, events = played(
        60,
        at(20, "fault", "battery-flat"),
        at(30, "fault", "mains-cut"),
        at(31, "set_air_mc", 35_000),
        at(50, "clear", "mains-cut"),
    )
    assert [row[1] == "off" for row in rows] == [30 < t_s <= 51 for t_s in range(1, 61)]
    assert "31,controller,refused,the board does not run" in events
    assert "30,board,reset,power" in events
    assert "51,board,start," in events


def test_ticks_begin_anew_after_a_reset():
    run, _, events = played(40, at(30, "fault", "brown-out"))
    reset_s = next(int(event.split(",")[0]) for event in events if ",reset," in event)
    since_us = run.world.clock.now_us - reset_s * 1_000_000
    assert 0 <= since_us - run.world.clock.ticks_us() < 1_000_000


def test_what_is_broken_at_0_s_was_so_before_the_program_started():
    run = make_run(2, [at(0, "fault", "bus0-scl-stuck"), at(0, "fault", "exception")])
    assert run.program.readings.air.value == 0, "no sensor has ever answered"
    assert run.world.faults.active == ["bus0-scl-stuck"]


def test_the_chips_lose_their_configuration_with_the_power(monkeypatch):
    restored = []
    monkeypatch.setattr(World, "power_up", lambda world: restored.append(world.clock.now_us))
    cut = [at(30, "fault", "mains-cut"), at(40, "clear", "mains-cut")]
    played(60, *cut)
    assert restored == []
    played(60, at(20, "fault", "battery-flat"), *cut)
    assert restored == [40_000_000]


def test_what_the_timetable_changes_under_a_fault_counts_once_it_is_over():
    run, _, _ = played(
        10, at(2, "fault", "hot-room"), at(4, "room_c", 20.0), at(6, "clear", "hot-room")
    )
    assert run.world.drives.room_c == 20.0


def test_a_mistake_of_the_program_itself_is_no_fault_and_ends_the_run():
    run = make_run(10)

    def mistaken(now_ms):
        raise TypeError("mistake")

    run.program.period = mistaken
    with pytest.raises(TypeError, match="mistake"):
        run.play()


def test_faults_give_the_same_trace_on_both_interpreters(tmp_path):
    names = [
        *("skin-probe-loose", "air-sensor-noisy", "bus0-slow", "cpu-stuck", "element-sensor-open"),
        *("memory-error", "air2-sensor-bad-crc", "brown-out", "heater-stuck-on", "exception"),
        *("air-outlet-blocked", "clock-back", "battery-flat", "mains-cut", "flash-write-cut"),
    ]
    timetable = [at(20 + 20 * number, "fault", name) for number, name in enumerate(names)]
    timetable.append(at(350, "clear", "mains-cut"))
    scenario = {**WARM_UP, "duration_s": 400, "timetable": timetable}
    left = []
    for interpreter in ("micropython", "cpython"):
        out = tmp_path / interpreter
        out.mkdir()
        launch(json.loads(json.dumps(scenario)), interpreter, 1, out, None)
        left.append([(out / name).read_bytes() for name in ("trace.csv", "events.csv")])
    assert left[0] == left[1]
