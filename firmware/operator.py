"""What each key does.

silence         pause the sound; held 3 s, acknowledge
override        held 3 s, enter or leave override
up, down        the set point of the therapy that runs, by one step a press; nothing in standby
right           propose the next mode (standby, air, skin, standby ...); pressed again within 5 s,
                choose it; held 3 s, reset the cut-outs whose cause is gone
left            drop the proposal; held 3 s, test lamp and sound of a HIGH alarm

A press acts once, however long it lasts, and no key repeats. Set points stop at their bounds.
"""

from control.alarm_table import HIGH
from control.settings import AIR, AIR_SET, MODES, SKIN, SKIN_SET, Settings
from drivers.keys import DOWN, LEFT, OVERRIDE, RIGHT, SILENCE, UP, Keys

CONFIRM_MS = 5_000
NO_MODE = -1


class Operator:
    """proposed: the mode that awaits confirmation, or NO_MODE.

    alarms: has pause_audio(), acknowledge() and start_test(priority). sound: has stop().
    reset_cutouts: to be called.
    """

    def __init__(self, settings: Settings, alarms, sound, reset_cutouts):
        self._settings = settings
        self._alarms = alarms
        self._sound = sound
        self._reset_cutouts = reset_cutouts
        self._confirm_ms = 0  # left to confirm in
        self.proposed = NO_MODE

    def act(self, keys: Keys, dt_ms: int) -> None:
        """Do what the last update of the keys says, dt_ms after the one before."""
        if self.proposed != NO_MODE:
            self._confirm_ms -= dt_ms
            if self._confirm_ms <= 0:
                self.proposed = NO_MODE
        if keys.pressed:
            self._press(keys.pressed)
        if keys.held:
            self._hold(keys.held)

    def _press(self, pressed: int) -> None:
        if pressed & SILENCE:
            self._alarms.pause_audio()
            self._sound.stop()
        if pressed & UP:
            self._step(1)
        if pressed & DOWN:
            self._step(-1)
        if pressed & LEFT:
            self.proposed = NO_MODE
        if pressed & RIGHT:
            self._next_mode()

    def _hold(self, held: int) -> None:
        if held & SILENCE:
            self._alarms.acknowledge()
            self._sound.stop()
        if held & LEFT:
            self._alarms.start_test(HIGH)
        if held & RIGHT:
            self.proposed = NO_MODE
            self._reset_cutouts()
        if held & OVERRIDE:
            self._settings.set_override(not self._settings.override)

    def _step(self, direction: int) -> None:
        settings = self._settings
        if settings.mode == AIR:
            settings.set_air(_stepped(AIR_SET, settings.air_mc, direction, settings.override))
        elif settings.mode == SKIN:
            settings.set_skin(_stepped(SKIN_SET, settings.skin_mc, direction, settings.override))

    def _next_mode(self) -> None:
        settings = self._settings
        if self.proposed == NO_MODE:
            self.proposed = (settings.mode + 1) % len(MODES)
            self._confirm_ms = CONFIRM_MS
        else:
            settings.set_mode(self.proposed)
            self.proposed = NO_MODE


def _stepped(bounds, value: int, direction: int, override: bool) -> int:
    """The next value that the bounds allow: refusals are words, and words take memory."""
    high = bounds.override_high if override else bounds.high
    return min(max(value + direction * bounds.step, bounds.low), high)
