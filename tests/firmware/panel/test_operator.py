"""What keys do: nothing unseen, nothing past a bound, and LEFT goes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.alarm_table import HIGH, LOW
from control.settings import (
    AIR,
    AIR_SET,
    HUMIDITY_SET,
    SETTINGS,
    SKIN,
    SKIN_SET,
    STANDBY,
    Settings,
)
from firmware.panel import menu as screens
from firmware.panel.keys import DOWN, LEFT, OVERRIDE, RIGHT, SILENCE, UP, Keys
from firmware.panel.menu import ENTRIES, LOCK_MS, MAIN, MENU, Menu
from firmware.panel.operator import (
    AIR_ROW,
    CONFIRM_MS,
    FILTER,
    HUMIDITY_ROW,
    MODE_ROW,
    NOTHING,
    OVERRIDE_ROW,
    SET_POINT_ROWS,
    Operator,
)
from firmware.storage.hours import Hours

POLL_MS = 60


class Alarms:
    def __init__(self):
        self.calls = []
        self.count = 0
        self.began_priority = 0

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

    def stop(self):
        self.stops += 1

    def click(self):
        self.clicks += 1


class Desk:
    """An operator's fingers on the keys."""

    def __init__(self, mode=STANDBY, screen=MAIN):
        self.settings = Settings()
        self.settings.set_mode(mode)
        self.alarms = Alarms()
        self.sound = Sound()
        self.keys = Keys()
        self.resets = 0
        self.hours = Hours()
        self.operator = Operator(
            self.settings, self.alarms, self.sound, self.reset_cutouts, self.hours
        )
        self.menu = Menu(self.operator, self.alarms, self.settings)
        self.menu.screen = screen
        self.rest(2)

    def reset_cutouts(self):
        self.resets += 1

    def rest(self, count=2):
        self.down(0, count)

    def down(self, keys, count):
        for _ in range(count):
            self.keys.update(keys, POLL_MS)
            self.menu.act(self.keys, POLL_MS)

    def press(self, keys, count=2):
        self.down(keys, count)
        self.rest()

    def hold(self, keys):
        self.press(keys, 60)

    def chosen(self):
        """All that is chosen."""
        return {row.field: getattr(self.settings, row.field) for row in SETTINGS}


def test_silence_pauses_the_sound_at_once_and_held_acknowledges():
    desk = Desk()
    desk.press(SILENCE)
    assert (desk.alarms.calls, desk.sound.stops) == (["pause"], 1)
    desk.hold(SILENCE)
    assert desk.alarms.calls == ["pause", "pause", "acknowledge"]


def test_every_press_is_heard():
    desk = Desk()
    for key in (UP, DOWN, LEFT, RIGHT, SILENCE, OVERRIDE):
        desk.press(key)
    assert desk.sound.clicks == 6


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
    assert (desk.resets, desk.operator.proposed, desk.settings.mode) == (1, NOTHING, STANDBY)
    assert desk.menu.screen == MAIN


def test_override_is_entered_by_a_hold_and_up_and_left_by_a_hold():
    desk = Desk(AIR)
    desk.press(OVERRIDE, 40)
    assert desk.operator.proposed == NOTHING
    desk.hold(OVERRIDE)
    assert (desk.settings.override, desk.operator.proposed) == (False, OVERRIDE_ROW)
    desk.press(UP)
    assert (desk.settings.override, desk.settings.air_mc) == (True, 34_000)
    desk.press(UP)
    desk.press(RIGHT)
    assert desk.settings.air_mc == 34_100
    desk.hold(OVERRIDE)
    assert (desk.settings.override, desk.operator.proposed) == (False, NOTHING)


@pytest.mark.proves("SAFE-KEYS")
@given(st.integers(0, 200))
def test_override_is_entered_only_within_5_s_of_its_hold(wait):
    desk = Desk()
    desk.hold(OVERRIDE)
    desk.rest(wait)
    desk.press(UP)
    assert desk.settings.override == ((wait + 2) * POLL_MS < CONFIRM_MS)


def test_every_key_but_up_drops_the_proposal_of_override_or_leaves_it():
    for key in (LEFT, RIGHT, DOWN, SILENCE, OVERRIDE):
        desk = Desk(AIR)
        desk.hold(OVERRIDE)
        desk.press(key)
        assert not desk.settings.override
        assert (desk.operator.proposed == NOTHING) == (key in (LEFT, RIGHT))


def test_an_up_that_is_held_does_not_enter_override():
    desk = Desk(AIR)
    desk.down(UP, 20)
    desk.hold(UP | OVERRIDE)
    assert not desk.settings.override


# Samples of closed and open in turn: short, in the window of a hold, and beyond it.
contact = st.lists(st.integers(1, 600) | st.integers(40, 180), max_size=40)
keys = st.sampled_from((UP, DOWN, LEFT, RIGHT, SILENCE, OVERRIDE))
any_screen = st.sampled_from((MAIN, MENU, *ENTRIES))


@pytest.mark.proves("SAFE-KEYS")
@given(contact, keys, any_screen)
def test_nothing_that_the_contact_of_one_key_does_enters_override_or_moves_a_set_point(
    spans, key, screen
):
    desk = Desk(AIR, screen)
    before = desk.chosen()
    for number, count in enumerate(spans):
        desk.down(0 if number % 2 else key, count)
        assert desk.chosen() == before


@pytest.mark.parametrize("mode, name", [(AIR, "air_mc"), (SKIN, "skin_mc")])
def test_up_and_down_propose_the_set_point_of_the_running_therapy_and_right_sets_it(mode, name):
    desk = Desk(mode)
    before = desk.chosen()
    desk.press(UP)
    desk.press(UP)
    desk.press(DOWN)
    assert desk.chosen() == before
    assert desk.operator.value == before[name] + 100
    desk.press(RIGHT)
    assert desk.chosen() == before | {name: before[name] + 100}
    assert desk.menu.changed


@given(st.lists(st.sampled_from((UP, DOWN)), max_size=60), st.booleans())
def test_set_points_stop_at_their_bounds_and_stay_in_steps(presses, override):
    for mode, bounds, name in ((AIR, AIR_SET, "air_mc"), (SKIN, SKIN_SET, "skin_mc")):
        desk = Desk(mode)
        desk.settings.set_override(override)
        for key in presses:
            for _ in range(5):
                desk.press(key)
            desk.press(RIGHT)
            assert desk.operator.proposed == NOTHING
            assert not bounds.refusal(getattr(desk.settings, name), override)
            assert not desk.menu.refused


def test_humidity_goes_from_off_to_its_lowest_and_back_by_key():
    desk = Desk(AIR, screens.SET_POINTS)
    for _ in range(SET_POINT_ROWS.index(HUMIDITY_ROW)):
        desk.press(DOWN)
    for key, pm in ((UP, HUMIDITY_SET.low), (UP, HUMIDITY_SET.low + 10), (DOWN, 300), (DOWN, 0)):
        desk.press(RIGHT)
        desk.press(key)
        desk.press(RIGHT)
        assert desk.settings.humidity_pm == pm


def test_that_the_filter_was_changed_is_proposed_and_confirmed_on_the_last_service_page():
    desk = Desk(AIR, screens.SERVICE)
    hours = desk.hours
    for _ in range(screens.HOURS_PAGE):
        desk.press(RIGHT)
    assert desk.operator.proposed == NOTHING
    for key in (UP, DOWN):
        desk.press(RIGHT)
        assert desk.operator.proposed == FILTER
        desk.press(key)
        assert (desk.operator.proposed, desk.menu.row) == (FILTER, screens.HOURS_PAGE)
        desk.press(LEFT)
        assert (desk.operator.proposed, hours.reset) == (NOTHING, False)
    desk.press(RIGHT)
    desk.rest(CONFIRM_MS // POLL_MS + 1)
    desk.press(RIGHT)
    assert not hours.reset
    desk.press(RIGHT)
    assert hours.reset
    assert (desk.operator.proposed, desk.menu.changed) == (NOTHING, True)


def test_an_alarm_limit_goes_from_its_default_to_its_least_by_key_and_no_farther():
    desk = Desk(SKIN, screens.LIMITS)
    desk.press(DOWN)
    for key, limit_mc in ((UP, 500), (DOWN, 400), (DOWN, 300), (DOWN, 300), (UP, 400)):
        desk.press(RIGHT)
        desk.press(key)
        desk.press(RIGHT)
        assert desk.settings.skin_alarm_mc == limit_mc


def test_in_standby_up_and_down_do_nothing():
    desk = Desk()
    desk.press(UP)
    desk.press(DOWN)
    assert desk.operator.proposed == NOTHING


def test_the_mode_is_chosen_among_the_set_points():
    desk = Desk()
    for mode in (AIR, SKIN):
        for key in (RIGHT, RIGHT, RIGHT, UP):
            desk.press(key)
        assert (desk.operator.proposed, desk.operator.value) == (MODE_ROW, mode)
        desk.press(RIGHT)
        assert desk.settings.mode == mode
        desk.press(LEFT)
        desk.press(LEFT)
        assert desk.menu.screen == MAIN


@given(st.integers(0, 200))
def test_a_proposal_waits_for_5_s(wait):
    desk = Desk(AIR)
    desk.press(UP)
    desk.rest(wait)
    assert (desk.operator.proposed == AIR_ROW) == ((wait + 2) * POLL_MS < CONFIRM_MS)
    desk.press(RIGHT)
    in_time = (wait + 4) * POLL_MS < CONFIRM_MS
    assert (desk.settings.air_mc == 34_100) == in_time


def test_left_drops_a_proposal():
    desk = Desk(AIR)
    desk.press(UP)
    desk.press(LEFT)
    desk.press(RIGHT)
    assert desk.settings.air_mc == 34_000


def test_up_that_is_held_repeats_and_still_sets_nothing():
    desk = Desk(AIR)
    desk.down(UP, 30)
    assert desk.operator.value >= 34_500
    assert desk.settings.air_mc == 34_000


mashed = st.lists(st.tuples(st.integers(0, 63), st.integers(1, 100)), max_size=30)


@pytest.mark.proves("SAFE-KEYS")
@given(mashed, st.sampled_from((STANDBY, AIR, SKIN)), any_screen)
def test_mashed_at_random_nothing_changes_that_was_not_proposed_before_it_was_confirmed(
    fingers, mode, screen
):
    desk = Desk(mode, screen)
    for sample, count in fingers:
        for _ in range(count):
            before = desk.chosen()
            proposed, value = desk.operator.proposed, desk.operator.value
            desk.down(sample, 1)
            after = desk.chosen()
            if desk.hours.reset:  # the filter was changed
                desk.hours.reset = False
                assert (proposed, desk.keys.pressed & RIGHT) == (FILTER, RIGHT)
                assert desk.menu.changed
            if after == before:
                continue
            if before["override"] and not after["override"]:
                assert desk.keys.held & OVERRIDE
                continue
            confirmed = UP if proposed == OVERRIDE_ROW else RIGHT
            assert desk.keys.pressed & confirmed
            field = screens.settings_rows.SETTINGS[proposed].field
            assert after == before | {field: value}
            assert desk.menu.changed


@given(mashed, st.sampled_from((STANDBY, AIR, SKIN)), any_screen)
def test_left_leads_back_to_main_from_wherever_keys_have_led(fingers, mode, screen):
    desk = Desk(mode, screen)
    for sample, count in fingers:
        desk.down(sample, count)
    desk.rest(1_100)  # whatever was stuck works again
    desk.menu.locked = False
    for _ in range(4):
        desk.press(LEFT)
    assert (desk.menu.screen, desk.operator.proposed) == (MAIN, NOTHING)


@pytest.mark.parametrize("key", [UP, DOWN, LEFT, RIGHT, SILENCE, OVERRIDE])
def test_a_stuck_key_changes_nothing(key):
    desk = Desk(AIR)
    before = desk.chosen()
    desk.down(key, 2_000)
    desk.rest()
    assert desk.chosen() == before
    assert desk.alarms.calls == (["pause"] if key == SILENCE else [])
    assert desk.resets == 0


def locked(mode=AIR):
    desk = Desk(mode)
    desk.rest(LOCK_MS // POLL_MS + 1)
    assert desk.menu.locked
    return desk


def test_keys_that_nobody_has_pressed_for_2_min_are_locked_and_say_so():
    desk = locked()
    for key in (UP, RIGHT, DOWN, LEFT, OVERRIDE):
        desk.menu.refused = False
        desk.press(key)
        assert desk.menu.refused
        assert (desk.menu.screen, desk.operator.proposed) == (MAIN, NOTHING)
    desk.hold(RIGHT)
    desk.hold(OVERRIDE)
    assert (desk.resets, desk.operator.proposed) == (0, NOTHING)


def test_left_held_unlocks_and_tests_nothing():
    desk = locked()
    desk.hold(LEFT)
    assert not desk.menu.locked
    assert desk.alarms.calls == []
    desk.press(UP)
    assert desk.operator.proposed == AIR_ROW


def test_silence_works_locked_or_not():
    desk = locked()
    desk.hold(SILENCE)
    assert desk.alarms.calls == ["pause", "acknowledge"]
    assert desk.menu.locked


def test_an_alarm_unlocks_the_keys_is_shown_and_drops_what_was_proposed():
    desk = locked()
    desk.alarms.count = 1
    desk.alarms.began_priority = LOW
    desk.menu.look(True)
    assert (desk.menu.locked, desk.menu.screen) == (False, screens.ALARM)
    desk.alarms.began_priority = 0
    desk.press(LEFT)
    desk.press(UP)
    assert desk.operator.proposed == AIR_ROW
    desk.alarms.began_priority = HIGH
    desk.menu.look(True)
    assert (desk.menu.screen, desk.operator.proposed) == (screens.ALARM, NOTHING)


def test_during_an_alarm_keys_are_never_locked_and_it_comes_back_to_the_glass():
    desk = Desk(AIR)
    desk.alarms.count = 1
    desk.menu.look(True)
    desk.press(LEFT)
    assert desk.menu.screen == MAIN
    desk.rest(LOCK_MS // POLL_MS + 10)
    assert (desk.menu.locked, desk.menu.screen) == (False, screens.ALARM)
    desk.alarms.count = 0
    desk.menu.look(True)
    assert desk.menu.screen == MAIN


def test_every_entry_of_the_menu_can_be_opened_and_left():
    for position, screen in enumerate(ENTRIES):
        desk = Desk(screen=MENU)
        for _ in range(position):
            desk.press(DOWN)
        desk.press(RIGHT)
        assert desk.menu.screen == screen
        desk.press(LEFT)
        if screen != screens.START_UP:
            assert (desk.menu.screen, desk.menu.row) == (MENU, position)


def test_the_alarm_test_signals_the_chosen_priority():
    desk = Desk(screen=screens.ALARM_TEST)
    for priority in range(LOW, HIGH + 1):
        desk.press(RIGHT)
        assert desk.alarms.calls[-1] == ("test", priority)
        desk.press(DOWN)
