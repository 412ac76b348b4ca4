"""What is latched outlives every reset: trips against heat, and alarms nobody has acknowledged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.incubators import single_300w
from control import protection
from control.alarm_table import (
    AIR_SENSORS_DISAGREE,
    COUNT,
    HEATER_STUCK_ON,
    LATCHED,
    NAMES,
    PRIORITY_OF,
)
from control.controller import Controller
from control.records import Readings
from control.settings import AIR, Settings
from firmware.storage.latches import Latches
from firmware.storage.record import pack, unpack
from tests.firmware.storage.storage_bench import BenchNvs
from tests.firmware.storage.test_store import damages, store_in, strike

pytestmark = pytest.mark.proves("LAW-6-RESTART")

KEYS = ("latched.0", "latched.1")
LATCHED_ROWS = [row for row in range(COUNT) if LATCHED[row]]
TRIPS = [bit for bit, _ in protection.each_reason() if bit & protection.LATCHED]
rows = st.sets(st.sampled_from(LATCHED_ROWS))
trips = st.sets(st.sampled_from(TRIPS)).map(sum)
PERIOD_MS = 500


class Life:
    """A controller that starts on this flash, and is then in air mode."""

    def __init__(self, nvs, rows=(), trips=0):
        settings = Settings()
        self.controller = Controller(settings, single_300w, False)
        self.latches = store_in(nvs, Latches)
        self.known = self.latches.restore(self.controller)
        for row in rows:
            self.controller.alarms.restore(row)
        self.controller.protection.restore(trips)
        settings.set_mode(AIR)
        self.readings = Readings()
        self.readings.cutout_tripped = False
        self.readings.mains = True
        self.readings.fan_rpm = 3_000
        self.readings.supply_mv.take(24_000)
        self.now_ms = 0

    def periods(self, count):
        """Some periods in which nothing is wrong."""
        readings = self.readings
        for _ in range(count):
            for channel in (readings.air, readings.air2):
                channel.take(30_000 + self.now_ms % 7)
            for channel in (readings.skin, readings.skin2):
                channel.take(33_000 + self.now_ms % 7)
            readings.element.take(30_000)
            readings.heater_ma.take(0)
            self.now_ms += PERIOD_MS
            self.controller.step(readings, self.now_ms)
            self.latches.note(self.controller)
        return self

    def save(self):
        self.latches.save()
        return self

    @property
    def shown(self):
        present = self.controller.alarms.present
        return {row for row in LATCHED_ROWS if present[row]}


def alarms_of(trips):
    return {
        row
        for bit, name in protection.each_reason()
        for row in range(COUNT)
        if trips & bit and NAMES[row] == name
    }


def test_every_trip_has_an_alarm_of_its_name():
    assert len(alarms_of(protection.LATCHED)) == len(TRIPS)


@given(rows, trips)
def test_latched_alarms_sound_again_and_trips_hold_the_heat_before_it_can_flow(latched, tripped):
    nvs = BenchNvs()
    Life(nvs, latched, tripped).periods(1).save()
    life = Life(nvs)
    assert life.known
    assert life.controller.protection.latched == tripped
    life.periods(1)
    assert life.shown >= latched | alarms_of(tripped)
    highest = max((PRIORITY_OF[row] for row in life.shown), default=0)
    assert life.controller.alarms.sounding_priority == highest
    assert life.controller.permits.reasons & protection.LATCHED == tripped
    assert not life.controller.outputs.heater_pm


@given(rows, trips)
def test_what_was_acknowledged_or_reset_is_not_latched_again(latched, tripped):
    nvs = BenchNvs()
    Life(nvs, latched, tripped).periods(1).save()
    life = Life(nvs).periods(3)
    life.controller.reset_cutouts()
    life.controller.alarms.acknowledge()
    life.latches.note(life.controller)
    life.save()
    again = Life(nvs)
    assert not again.controller.protection.latched
    assert not again.shown


@given(rows, trips)
def test_only_a_change_is_written(latched, tripped):
    nvs = BenchNvs()
    life = Life(nvs, latched, tripped).periods(1)
    life.save()
    writes = nvs.writes
    for _ in range(3):
        life.periods(1)
        life.save()
    again = Life(nvs).periods(1).save()
    again.periods(1).save()
    assert nvs.writes == writes
    assert latched or tripped or not writes


@given(rows, trips, st.sampled_from(KEYS), damages())
def test_one_damaged_copy_forgets_nothing(latched, tripped, key, damage):
    nvs = BenchNvs()
    Life(nvs, latched, tripped).periods(1).save()
    strike(nvs, key, damage)
    life = Life(nvs)
    assert life.known
    assert life.controller.protection.latched == tripped
    assert life.shown >= latched


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_copies_that_cannot_be_read_are_said(first, second):
    life = Life(BenchNvs(zip(KEYS, (first, second), strict=True)))
    assert not life.known
    life.periods(2)


fields = st.dictionaries(
    st.text("abc-", min_size=1, max_size=9) | st.sampled_from(NAMES),
    st.binary(max_size=3),
)


@given(fields)
def test_an_unknown_trip_is_said_and_an_unknown_alarm_is_passed_over(kept):
    nvs = BenchNvs({key: bytes(pack(1, kept)) for key in KEYS})
    life = Life(nvs)
    names = NAMES
    unknown = [flags for name, flags in kept.items() if name not in names and flags]
    assert life.known == (not any(flags[0] & 2 for flags in unknown))
    for row in range(COUNT):
        flags = kept.get(NAMES[row])
        if flags and flags[0] & 1:
            assert life.controller.alarms.present[row]
    life.periods(2).save()
    assert not set(unpack(nvs.values[KEYS[0]])) - set(names)


def test_a_heater_that_was_stuck_on_is_let_go_by_hand_in_a_later_life_only():
    nvs = BenchNvs()
    life = Life(nvs)
    life.controller.checks.heater._stuck_ms = 10_000
    for _ in range(4):
        life.readings.heater_ma.take(12_000)
        life.now_ms += PERIOD_MS
        life.controller.step(life.readings, life.now_ms)
    assert life.controller.reset_cutouts() == protection.HEATER_STUCK_ON
    life.latches.note(life.controller)
    life.save()
    later = Life(nvs).periods(3)
    assert later.controller.permits.reasons & protection.HEATER_STUCK_ON
    assert HEATER_STUCK_ON in later.shown
    assert later.controller.reset_cutouts() == 0


def test_sensors_that_disagreed_are_shown_again_though_they_hold_no_heat():
    nvs = BenchNvs()
    life = Life(nvs)
    for _ in range(20):
        life.readings.air.take(36_000)
        life.readings.air2.take(33_000)
        life.now_ms += PERIOD_MS
        life.controller.step(life.readings, life.now_ms)
        life.latches.note(life.controller)
    assert AIR_SENSORS_DISAGREE in life.shown
    life.save()
    assert AIR_SENSORS_DISAGREE in Life(nvs).periods(1).shown
