"""The running program and its flash: what is confirmed outlives every end; a loss is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from control.alarm_table import AIR_CUTOUT, AIR_SENSORS_DISAGREE, HIGH, LOG_FAULT, SETTINGS_LOST
from control.protection import AIR_CUTOUT as AIR_TRIP
from control.settings import AIR, SKIN, STANDBY, Settings
from firmware.program import STORE
from firmware.storage.nvs_cells import NvsCells
from firmware.storage.store import Store
from sim.runs.boot import SilentTerminal, boot
from sim.runs.run import Finished
from sim.world.hardware import PWRON_RESET, SOFT_RESET, WDT_RESET, Reset
from tests.looking import Before

pytestmark = pytest.mark.proves("LAW-6-RESTART")

CALLS = 250  # into the machine: two periods and more


class Typed(SilentTerminal):
    """Somebody types a line; `said` is what came back, after the echo."""

    def __init__(self):
        self.bytes = b""
        self.written = ""

    def type(self, line):
        self.bytes += line.encode() + b"\r"
        self.written = ""

    def read(self):
        if not self.bytes:
            return -1
        byte, self.bytes = self.bytes[0], self.bytes[1:]
        return byte

    def write(self, text):
        self.written += text

    @property
    def confirmed(self):
        return "\nok\n" in self.written


class Board:
    """A run whose moments are in a test's hand."""

    def __init__(self, warm_up):
        self.run = warm_up(1_000_000)
        self.terminal = Typed()
        self._wire()
        self.until_s = 0
        self.run.observers.append(Before(self._second))

    def _second(self, t_s):
        if t_s >= self.until_s:
            raise Finished

    def _wire(self):
        self.program.hardware.start_watchdog()
        self.program._console._terminal = self.terminal

    @property
    def program(self):
        return self.run.program

    @property
    def now_s(self):
        return self.run.world.clock.now_us // 1_000_000

    def live(self, seconds):
        """As it goes on by itself."""
        self.until_s = self.now_s + seconds
        try:
            self.program.loop.run()
        except Finished:
            pass

    def end(self, error, calls):
        """The program runs until this strikes in one of the next calls into the machine."""

        self.strike_after(calls, error)
        self.until_s = self.now_s + 100
        with pytest.raises(type(error)):
            self.program.run()

    def strike_after(self, calls, error):
        """Let this be raised in the call into the machine of that number from now."""

        def strike():
            raise error

        self.run.world.hardware.mishap.arm(calls, strike)

    def restart(self, cause=SOFT_RESET, dark_s=0):
        """Off, and on again after so long."""
        run = self.run
        run.world.hardware.mishap.armed.clear()
        run.world.hardware.reset(cause)
        run.world.clock.restart_ticks()
        run.world.ds3231.jump(dark_s) if dark_s else None
        run.program = boot(run.board, run.incubator, run.world.files)
        self._wire()
        return self.program

    def kept(self):
        """The settings that are in flash."""
        found = Settings()
        Store(NvsCells(STORE)).load(found)
        return found


@pytest.fixture
def board(warm_up):
    return Board(warm_up)


# --- what was never there, and what was lost -----------------------------------------------------


def test_a_blank_board_has_lost_nothing(board):
    board.live(5)
    assert not board.program.controller.alarms.present[SETTINGS_LOST]


def test_a_board_whose_nvs_was_erased_says_so_and_stands_by(board):
    board.program.settings.set_mode(AIR)
    board.live(5)
    board.run.world.hardware.flash[STORE].clear()
    board.restart()
    board.live(2)
    assert board.program.controller.alarms.present[SETTINGS_LOST]
    assert board.program.settings.mode == STANDBY


@pytest.mark.parametrize("empty", [True, False], ids=["empty", "gone"])
def test_a_calibration_that_is_gone_is_said(board, empty):
    board.terminal.type("calibrate air 30 30.1 37 37.2 Meier")
    board.live(5)
    assert board.terminal.confirmed
    board.live(5)
    board.restart()
    board.live(2)
    assert not board.program.controller.alarms.present[SETTINGS_LOST]
    contents = board.run.world.files.contents
    for name in [name for name in contents if name.startswith("calibration")]:
        if empty:
            contents[name].clear()
        else:
            del contents[name]
    board.restart()
    board.live(2)
    assert board.program.controller.alarms.present[SETTINGS_LOST]


def test_nvs_that_cannot_be_opened_costs_no_controller(board, monkeypatch):
    board.program.settings.set_mode(AIR)
    board.live(5)

    def refused(self):
        raise OSError(-0x1105)

    opened = NvsCells._open
    monkeypatch.setattr(NvsCells, "_open", refused)
    program = board.restart()
    board.live(15)
    assert program.settings.mode == STANDBY
    alarms = program.controller.alarms
    assert alarms.present[SETTINGS_LOST]
    assert program.controller.report.active[LOG_FAULT]
    assert not program.settings.set_air(35_500)
    monkeypatch.setattr(NvsCells, "_open", opened)
    board.live(90)
    assert not program.controller.report.active[LOG_FAULT]
    assert board.kept().air_mc == 35_500


# --- no end loses what was confirmed -------------------------------------------------------------

ends = st.sampled_from((KeyboardInterrupt, RuntimeError, MemoryError, lambda: Reset(PWRON_RESET)))


@settings(max_examples=60)
@given(end=ends, calls=st.integers(1, CALLS), alarm=st.booleans())
def test_standby_that_the_console_confirmed_lasts_whatever_ends_the_program(
    warm_up_once, end, calls, alarm
):
    board = Board(warm_up_once)
    board.program.settings.set_mode(AIR)
    board.live(2)
    if alarm:
        board.program.controller.alarms.start_test(HIGH)
    board.terminal.type("set mode standby")
    board.end(end(), calls)
    if board.terminal.confirmed:
        assert board.kept().mode == STANDBY
    board.restart()
    assert board.program.settings.mode in (board.kept().mode, STANDBY)


@settings(max_examples=40)
@given(
    end=st.sampled_from((KeyboardInterrupt, RuntimeError, MemoryError)),
    calls=st.integers(1, CALLS),
    mode=st.sampled_from((STANDBY, SKIN)),
)
def test_every_way_out_writes_what_was_chosen_last(warm_up_once, end, calls, mode):
    board = Board(warm_up_once)
    board.program.settings.set_mode(AIR)
    board.live(2)
    board.program.settings.set_mode(mode)
    board.program.settings.set_air(35_500)
    board.end(end(), calls)
    assert board.program.hardware.heater.duty_pm == 0
    assert (board.kept().mode, board.kept().air_mc) == (mode, 35_500)


def test_a_mode_chosen_by_key_is_in_flash_within_the_period_even_while_an_alarm_sounds(board):
    board.live(2)
    sound = board.program._sound
    archive = board.program._archive
    keep = archive.keep
    gaps_ms = []

    def watched(settings):
        gaps_ms.append(sound.next_ms(board.run.world.clock.ticks_us() // 1000))
        keep(settings)

    archive.keep = watched
    settings = board.program.settings
    for mode in (AIR, STANDBY, SKIN, STANDBY):
        sound.stop()
        board.program.controller.alarms.start_test(HIGH)
        board.live(1)
        assert sound.sounding
        settings.set_mode(mode)
        cut = Reset(PWRON_RESET)
        board.strike_after(40, cut)  # calls into the machine, some 0.2 s
        with pytest.raises(Reset):
            board.program.loop.run()
        assert board.kept().mode == mode
    assert min(gaps_ms) >= 60, "no edge of the sound waits for flash"


def test_a_choice_that_flash_does_not_take_is_refused(board):
    board.live(5)
    board.run.world.faults.begin("flash-failing")
    board.terminal.type("set air 35.5")
    board.live(3)
    assert "flash does not take it" in board.terminal.written
    assert not board.terminal.confirmed


# --- what is latched -----------------------------------------------------------------------------


@pytest.mark.parametrize("cause", [SOFT_RESET, WDT_RESET, PWRON_RESET])
@pytest.mark.parametrize("dark_s", [0, 2, 100_000])
def test_a_trip_outlives_a_reset_and_holds_the_heat_until_it_is_reset_by_hand(
    board, cause, dark_s
):
    board.program.settings.set_mode(AIR)
    board.live(20)
    step = board.program.controller.step

    def step_hot(readings, now_ms):
        readings.air.take(38_500)
        return step(readings, now_ms)

    board.program.controller.step = step_hot
    board.live(20)
    present = board.program.controller.alarms.present
    assert present[AIR_CUTOUT] and present[AIR_SENSORS_DISAGREE]
    board.restart(cause, dark_s)
    board.program.settings.set_mode(AIR)
    heated = []
    renew = board.program.hardware.heater.renew
    board.program.hardware.heater.renew = lambda pm, ms: (heated.append(pm), renew(pm, ms))
    board.live(1)
    controller = board.program.controller
    assert controller.alarms.present[AIR_CUTOUT]
    assert controller.alarms.present[AIR_SENSORS_DISAGREE]
    assert controller.alarms.sounding_priority == HIGH
    board.live(30)
    assert controller.permits.reasons & AIR_TRIP
    assert max(heated) <= 150, "the pulse of the start-up test at most"
    assert not controller.reset_cutouts() & AIR_TRIP
    controller.alarms.acknowledge()
    board.live(5)
    board.restart(cause)
    board.live(5)
    assert not board.program.controller.permits.reasons & AIR_TRIP
    assert not board.program.controller.alarms.present[AIR_CUTOUT]
