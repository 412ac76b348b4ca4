"""What keys do: each press one action, nothing without its key, nothing past a bound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.alarm_table import HIGH
from control.settings import AIR, AIR_SET, SKIN, SKIN_SET, STANDBY, Settings
from firmware.panel.keys import DOWN, LEFT, OVERRIDE, RIGHT, SILENCE, UP, Keys
from firmware.panel.operator import CONFIRM_MS, NO_PROPOSAL, TO_OVERRIDE, Operator

POLL_MS = 60


class Alarms:
    def __init__(self):
        self.calls = []

    def pause_audio(self):
        self.calls.append("pause")

    def acknowledge(self):
        self.calls.append("acknowledge")

    def start_test(self, priority):
        self.calls.append(("test", priority))
        return ""


class Sound:
    def __init__(self):
        self.stops = 0
        self.clicks = 0

    def click(self):
        self.clicks += 1

    def stop(self):
        self.stops += 1


class Desk:
    """An operator's fingers on the keys."""

    def __init__(self, mode=STANDBY):
        self.settings = Settings()
        self.settings.set_mode(mode)
        self.alarms = Alarms()
        self.sound = Sound()
        self.keys = Keys()
        self.resets = 0
        self.operator = Operator(self.settings, self.alarms, self.sound, self.reset_cutouts)
        self.rest(2)

    def reset_cutouts(self):
        self.resets += 1

    def rest(self, count=2):
        self.down(0, count)

    def down(self, keys, count):
        for _ in range(count):
            self.keys.update(keys, POLL_MS)
            self.operator.act(self.keys, POLL_MS)

    def press(self, keys, count=2):
        self.down(keys, count)
        self.rest()

    def hold(self, keys):
        self.press(keys, 60)


def test_silence_pauses_the_sound_at_once_and_held_acknowledges():
    desk = Desk()
    desk.press(SILENCE)
    assert (desk.alarms.calls, desk.sound.stops) == (["pause"], 1)
    desk.hold(SILENCE)
    assert desk.alarms.calls == ["pause", "pause", "acknowledge"]


def test_left_held_starts_the_alarm_test():
    desk = Desk()
    desk.press(LEFT)
    assert desk.alarms.calls == []
    desk.hold(LEFT)
    assert desk.alarms.calls == [("test", HIGH)]


def test_right_held_resets_the_cutouts_once_and_proposes_nothing():
    desk = Desk()
    desk.press(RIGHT)
    desk.press(LEFT)
    assert desk.resets == 0
    desk.hold(RIGHT)
    assert (desk.resets, desk.operator.proposed, desk.settings.mode) == (1, NO_PROPOSAL, STANDBY)


def test_override_is_entered_by_a_hold_and_up_and_left_by_a_hold():
    desk = Desk(AIR)
    desk.press(OVERRIDE, 40)
    assert desk.operator.proposed == NO_PROPOSAL
    desk.hold(OVERRIDE)
    assert (desk.settings.override, desk.operator.proposed) == (False, TO_OVERRIDE)
    desk.press(UP)
    assert (desk.settings.override, desk.settings.air_mc) == (True, 34_000)
    desk.press(UP)
    assert desk.settings.air_mc == 34_100
    desk.hold(OVERRIDE)
    assert (desk.settings.override, desk.operator.proposed) == (False, NO_PROPOSAL)


@pytest.mark.proves("SAFE-KEYS")
@given(st.integers(0, 200))
def test_override_is_entered_only_within_5_s_of_its_hold(wait):
    desk = Desk()
    desk.hold(OVERRIDE)
    desk.rest(wait)
    desk.press(UP)
    assert desk.settings.override == ((wait + 2) * POLL_MS < CONFIRM_MS)


def test_left_and_right_drop_the_proposal_of_override():
    for key in (LEFT, RIGHT):
        desk = Desk(AIR)
        desk.hold(OVERRIDE)
        desk.press(key)
        desk.press(UP)
        assert not desk.settings.override
        assert desk.settings.mode == AIR


# Samples of closed and open in turn: short, in the window of a hold, and beyond it.
contact = st.lists(st.integers(1, 600) | st.integers(40, 180), max_size=40)


@given(contact, st.sampled_from((DOWN, LEFT, RIGHT, SILENCE, OVERRIDE)))
def test_nothing_that_the_contact_of_one_key_does_enters_override(spans, key):
    desk = Desk(AIR)
    for number, count in enumerate(spans):
        desk.down(0 if number % 2 else key, count)
        assert not desk.settings.override


@pytest.mark.parametrize("mode, name", [(AIR, "air_mc"), (SKIN, "skin_mc")])
def test_up_and_down_move_the_set_point_of_the_running_therapy_by_a_step(mode, name):
    desk = Desk(mode)
    before = {field: getattr(desk.settings, field) for field in Settings.__slots__}
    desk.press(UP)
    desk.press(UP)
    desk.press(DOWN)
    after = {field: getattr(desk.settings, field) for field in Settings.__slots__}
    assert after == before | {name: before[name] + 100}


@given(st.lists(st.sampled_from((UP, DOWN)), max_size=60), st.booleans())
def test_set_points_stop_at_their_bounds_and_stay_in_steps(presses, override):
    for mode, bounds, name in ((AIR, AIR_SET, "air_mc"), (SKIN, SKIN_SET, "skin_mc")):
        desk = Desk(mode)
        desk.settings.set_override(override)
        for key in presses:
            for _ in range(5):
                desk.press(key)
                assert not bounds.refusal(getattr(desk.settings, name), override)


def test_in_standby_up_and_down_do_nothing():
    desk = Desk()
    desk.press(UP)
    desk.press(DOWN)
    assert (desk.settings.air_mc, desk.settings.skin_mc) == (34_000, 36_500)


def test_right_twice_goes_to_the_next_mode_and_round():
    desk = Desk()
    for mode in (AIR, SKIN, STANDBY):
        desk.press(RIGHT)
        assert desk.operator.proposed == mode
        desk.press(RIGHT)
        assert desk.settings.mode == mode
        assert desk.operator.proposed == NO_PROPOSAL


@given(st.integers(0, 200))
def test_a_mode_is_chosen_only_within_5_s_of_its_proposal(wait):
    desk = Desk()
    desk.press(RIGHT)
    desk.rest(wait)
    in_time = (wait + 4) * POLL_MS < CONFIRM_MS
    assert (desk.operator.proposed == AIR) == ((wait + 2) * POLL_MS < CONFIRM_MS)
    desk.press(RIGHT)
    assert (desk.settings.mode == AIR) == in_time


def test_left_drops_a_proposal():
    desk = Desk()
    desk.press(RIGHT)
    desk.press(LEFT)
    desk.press(RIGHT)
    assert desk.settings.mode == STANDBY


ACTIONS = {UP: "up", DOWN: "down", RIGHT: "right", SILENCE: "silence"}


@given(st.lists(st.tuples(st.integers(0, 63), st.integers(1, 100)), max_size=30))
def test_mashed_at_random_there_are_never_more_actions_than_presses(fingers):
    desk = Desk(AIR)
    presses = 0
    changes = []
    for keys, count in fingers:
        for _ in range(count):
            before = (desk.settings.air_mc, desk.settings.skin_mc, desk.settings.mode)
            override = desk.settings.override
            desk.down(keys, 1)
            presses += bin(desk.keys.pressed).count("1")
            after = (desk.settings.air_mc, desk.settings.skin_mc, desk.settings.mode)
            if desk.settings.override == override and after != before:
                assert desk.keys.pressed
                changes.append(after)
            if desk.settings.override != override:
                assert desk.keys.pressed & UP if desk.settings.override else desk.keys.held
    assert len(changes) + desk.alarms.calls.count("pause") <= presses


@pytest.mark.parametrize("key", [DOWN, LEFT, RIGHT, SILENCE, OVERRIDE])
def test_a_stuck_key_does_nothing_but_its_press(key):
    desk = Desk(AIR)
    desk.down(key, 2_000)
    desk.rest()
    assert desk.settings.air_mc == (33_900 if key == DOWN else 34_000)
    assert desk.alarms.calls == (["pause"] if key == SILENCE else [])
    assert (desk.settings.mode, desk.settings.override, desk.resets) == (AIR, False, 0)


@given(keys=st.sampled_from((UP, DOWN, LEFT, RIGHT, SILENCE, OVERRIDE)))
def test_each_press_is_heard_once(keys):
    desk = Desk()
    desk.down(keys, 5)
    desk.rest()
    assert desk.sound.clicks == 1
