"""Which screen is seen, and what a key does there: docs/operating.md.

LEFT goes back, RIGHT goes on and confirms, UP and DOWN choose and change. A setting changes only
by the confirmation of what the glass shows as proposed (operator.py). With nobody at the keys they
are locked after a time; SILENCE never is, and nothing is during an alarm.
"""

from micropython import const

from control.alarm_table import HIGH, LOW
from control.settings import AIR, STANDBY
from firmware.panel import operator as settings_rows
from firmware.panel.keys import DOWN, LEFT, OVERRIDE, RIGHT, SILENCE, UP, Keys
from firmware.panel.operator import NOTHING, OVERRIDE_ROW, Operator

MAIN = const(0)
ALARM = const(1)
MENU = const(2)
SET_POINTS = const(3)
TRENDS = const(4)
HISTORY = const(5)
ALARM_TEST = const(6)
LANGUAGE = const(7)
VOLUME = const(8)
NIGHT = const(9)
SERVICE = const(10)
START_UP = const(11)
LIMITS = const(12)

ENTRIES = (  # of the menu
    SET_POINTS,
    LIMITS,
    TRENDS,
    HISTORY,
    ALARM_TEST,
    LANGUAGE,
    VOLUME,
    NIGHT,
    SERVICE,
    START_UP,
)
CHOICES = {  # the settings that are changed there
    SET_POINTS: settings_rows.SET_POINT_ROWS,
    LIMITS: settings_rows.LIMIT_ROWS,
    LANGUAGE: (settings_rows.LANGUAGE_ROW,),
    VOLUME: (settings_rows.VOLUME_ROW,),
    NIGHT: (settings_rows.NIGHT_ROW,),
}
# The same where no humidifier is fitted.
_HUMIDITY = (settings_rows.HUMIDITY_ROW, settings_rows.HUMIDITY_ALARM_ROW)
_CHOICES_DRY = {
    SET_POINTS: tuple([row for row in settings_rows.SET_POINT_ROWS if row not in _HUMIDITY]),
    LIMITS: tuple([row for row in settings_rows.LIMIT_ROWS if row not in _HUMIDITY]),
}
HOURS = (1, 4, 12, 24)  # of trends
SERVICE_PAGES = const(4)
HOURS_PAGE = const(3)  # of service: hours of work, and the filter
PRIORITY_COUNT = const(3)
HISTORY_ROWS = const(22)  # the first of three that are seen

LOCK_MS = const(120_000)  # nobody has pressed a key for so long, and there is no alarm
HOME_MS = const(60_000)  # back to what matters
ALARM_AGAIN_MS = const(15_000)  # the same, while there is an alarm
ECHO_MS = const(400)  # for how long a pressed key is shown
CHANGED_MS = const(3_000)  # for how long the glass says that a setting has changed
_IDLE_MAX_MS = const(600_000)


class Menu:
    """screen: the one that is to be seen. row: the chosen row of a list. item: which alarm, or the
    first row that is seen. part: of the texts of one alarm, of `parts`, as the screen counts them.

    locked: keys do nothing but silence. refused: one was pressed all the same. echo: the keys
    that were just pressed. changed: a setting was. moved: the glass is to be looked at anew.
    """

    def __init__(self, operator: Operator, alarms, settings):
        self._operator = operator
        self._alarms = alarms
        self._settings = settings
        self._idle_ms = 0
        self._echo_ms = 0
        self._changed_ms = 0
        self._alarmed = False
        self._starting = True
        self.screen = START_UP
        self.row = 0
        self.item = 0
        self.part = 0
        self.parts = 1
        self.locked = False
        self.refused = False
        self.echo = 0
        self.changed = False
        self.moved = True

    def choices(self):
        """The settings that the screen changes, by their places; None if it changes none."""
        screen = self.screen
        if not self._settings.can_humidify and screen in _CHOICES_DRY:
            return _CHOICES_DRY[screen]
        return CHOICES.get(screen)

    def act(self, keys: Keys, dt_ms: int) -> bool:
        """Do what the last update of the keys says, dt_ms after the one before, if anything."""
        before = self.moved
        self.moved = False
        self._operator.wait(dt_ms)
        self._wait(dt_ms)
        if keys.pressed or keys.repeated:
            self._press(keys.pressed, keys.repeated)
        if keys.held:
            self._hold(keys.held)
        moved = self.moved  # as all does that has come of it
        self.moved = before or moved
        return moved

    def look(self, started: bool) -> None:
        """After a period: a new alarm is shown at once, and unlocks the keys.

        started: the start-up test has been passed; then the main screen comes, once.
        """
        alarms = self._alarms
        if self._starting and started:
            self._starting = False
            if self.screen == START_UP:
                self._go(MAIN)
        if alarms.began_priority or (alarms.count and not self._alarmed):
            self._operator.drop()
            self._go(ALARM)
            self.locked = False
            self._idle_ms = 0
        elif not alarms.count and self.screen == ALARM:
            self._go(MAIN)
        elif self.item >= alarms.count and self.screen == ALARM:
            self.item = self.part = 0
        self._alarmed = alarms.count > 0

    def _wait(self, dt_ms: int) -> None:
        self._idle_ms = min(self._idle_ms + dt_ms, _IDLE_MAX_MS)
        if self._echo_ms:
            self._echo_ms = max(self._echo_ms - dt_ms, 0)
            if not self._echo_ms:
                self.echo = 0
                self.moved = True
        if self._changed_ms:
            self._changed_ms = max(self._changed_ms - dt_ms, 0)
            if not self._changed_ms:
                self.changed = False
                self.refused = False
                self.moved = True
        count = self._alarms.count
        if self._idle_ms >= LOCK_MS and not count and not self.locked:
            self.locked = True
            self.moved = True
        if count and self._idle_ms >= ALARM_AGAIN_MS:
            if self.screen != ALARM:
                self._go(ALARM)
        elif self._idle_ms >= HOME_MS and self.screen not in (MAIN, ALARM):
            self._go(MAIN)

    # --- presses -------------------------------------------------------------------------------

    def _press(self, pressed: int, repeated: int) -> None:
        if pressed:
            self.echo = pressed
            self._echo_ms = ECHO_MS
            self.moved = True
            self._operator.click()
        if pressed & SILENCE:
            self._operator.silence()
        if self.locked:
            if pressed & ~SILENCE:
                self._say(refused=True)
            return
        self._idle_ms = 0
        if pressed & LEFT:
            self._back()
        if pressed & RIGHT:
            self._on()
        up = (pressed | repeated) & UP
        if up:
            self._choose(1, pressed & UP != 0)
        if (pressed | repeated) & DOWN:
            self._choose(-1, False)

    def _back(self) -> None:
        """LEFT: drop what is proposed, or go to where this screen was opened."""
        if self._operator.proposed != NOTHING:
            self._operator.drop()
        elif self.screen in (MAIN, ALARM, MENU, START_UP):
            self._go(MAIN)
        else:
            entry = ENTRIES.index(self.screen)
            self._go(MENU)
            self.row = entry

    def _on(self) -> None:
        """RIGHT: confirm what is proposed, or go on."""
        operator = self._operator
        screen = self.screen
        if operator.proposed == OVERRIDE_ROW:  # which another key confirms
            operator.drop()
        elif operator.proposed != NOTHING:
            self._confirm()
        elif screen == MAIN:
            self._go(MENU)
        elif screen == MENU:
            self._go(ENTRIES[self.row])
        elif screen == ALARM:
            self._page()
        elif screen == ALARM_TEST:
            if operator.test(LOW + self.row):
                self._say(refused=True)
        elif screen == START_UP:
            self._go(MAIN)
        elif screen in CHOICES:
            operator.step(self.choices()[self.row], 0)
        elif screen == SERVICE and self.row == HOURS_PAGE:
            operator.propose_filter()
        else:
            self._choose(-1, False)

    def _page(self) -> None:
        """The next part of what is said of an alarm, then the next alarm."""
        self.part += 1
        if self.part >= self.parts:
            self.part = 0
            self.item = (self.item + 1) % max(self._alarms.count, 1)

    def _choose(self, direction: int, pressed_up: bool) -> None:
        """UP (1) or DOWN (-1): change what is proposed, or choose another row."""
        operator = self._operator
        screen = self.screen
        self.moved = True
        if operator.proposed == OVERRIDE_ROW:
            if pressed_up:
                self._confirm()
        elif operator.proposed != NOTHING:
            operator.step(operator.proposed, direction)
        elif screen == MAIN:
            mode = self._settings.mode
            if mode != STANDBY:
                row = settings_rows.AIR_ROW if mode == AIR else settings_rows.SKIN_ROW
                operator.step(row, direction)
        elif screen in CHOICES and len(CHOICES[screen]) == 1:
            operator.step(CHOICES[screen][0], direction)
        elif screen == ALARM:
            count = max(self._alarms.count, 1)
            self.item = (self.item - direction) % count
            self.part = 0
        else:
            self.row = min(max(self.row - direction, 0), self._rows() - 1)

    def _rows(self) -> int:
        """How many rows the list of this screen has."""
        screen = self.screen
        if screen == MENU:
            return len(ENTRIES)
        if screen in CHOICES:
            return len(self.choices())
        if screen == TRENDS:
            return len(HOURS)
        if screen == ALARM_TEST:
            return PRIORITY_COUNT
        if screen == HISTORY:
            return HISTORY_ROWS
        return SERVICE_PAGES if screen == SERVICE else 1

    # --- holds ---------------------------------------------------------------------------------

    def _hold(self, held: int) -> None:
        operator = self._operator
        self.moved = True
        if held & SILENCE:
            operator.acknowledge()
        if self.locked:
            if held & LEFT:
                self.locked = False
                self._idle_ms = 0
            return
        if held & LEFT:
            operator.test(HIGH)
        if held & RIGHT:
            operator.drop()
            operator.reset()
            self._go(ALARM if self._alarms.count else MAIN)
        if held & OVERRIDE:
            if self._settings.override:
                operator.leave_override()
                self._say(changed=True)
            else:
                self._go(MAIN)
                operator.propose_override()

    # --- what is seen --------------------------------------------------------------------------

    def _go(self, screen: int) -> None:
        self.screen = screen
        self.row = self.item = self.part = 0
        self.moved = True

    def _confirm(self) -> None:
        """Bring into force what the glass shows as proposed."""
        if self._operator.confirm():
            self._say(refused=True)
        else:
            self._say(changed=True)

    def _say(self, changed: bool = False, refused: bool = False) -> None:
        self.changed = changed
        self.refused = refused
        self._changed_ms = CHANGED_MS
        self.moved = True
