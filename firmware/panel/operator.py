"""What each key does: docs/operating.md. A press acts once, however long it lasts; no key repeats.

A hold acts when the key is let go in time (keys.py). Override is proposed by one key and entered
by another, so that no contact that closes by itself enters it; leaving takes one.
"""

from control.alarm_table import HIGH
from control.settings import AIR, AIR_SET, MODES, SKIN, SKIN_SET, Settings
from firmware.panel.keys import DOWN, LEFT, OVERRIDE, RIGHT, SILENCE, UP, Keys

CONFIRM_MS = 5_000  # a proposal that nobody confirms for so long is dropped
NO_PROPOSAL = -1
TO_OVERRIDE = len(MODES)  # beside the modes


class Operator:
    """proposed: what awaits confirmation: a mode, TO_OVERRIDE or NO_PROPOSAL.

    alarms: has pause_audio(), acknowledge() and start_test(priority). sound: a Sound.
    reset_cutouts: a function without arguments, called when RIGHT was held.
    """

    def __init__(self, settings: Settings, alarms, sound, reset_cutouts):
        self._settings = settings
        self._alarms = alarms
        self._sound = sound
        self._reset_cutouts = reset_cutouts
        self._confirm_ms = 0  # time left in which to confirm
        self.proposed = NO_PROPOSAL

    def act(self, keys: Keys, dt_ms: int) -> None:
        """Do what the last update of the keys says, dt_ms after the one before."""
        if self.proposed != NO_PROPOSAL:
            self._confirm_ms -= dt_ms
            if self._confirm_ms <= 0:
                self.proposed = NO_PROPOSAL
        if keys.pressed:
            self._press(keys.pressed)
            self._sound.click()
        if keys.held:
            self._hold(keys.held)

    def _press(self, pressed: int) -> None:
        if pressed & SILENCE:
            self._alarms.pause_audio()
            self._sound.stop()
        if pressed & UP:
            self._up()
        if pressed & DOWN:
            self._step(-1)
        if pressed & LEFT:
            self.proposed = NO_PROPOSAL
        if pressed & RIGHT:
            self._next_mode()

    def _hold(self, held: int) -> None:
        if held & SILENCE:
            self._alarms.acknowledge()
            self._sound.stop()
        if held & LEFT:
            self._alarms.start_test(HIGH)
        if held & RIGHT:
            self.proposed = NO_PROPOSAL
            self._reset_cutouts()
        if held & OVERRIDE:
            self._override()

    def _up(self) -> None:
        if self.proposed == TO_OVERRIDE:
            self.proposed = NO_PROPOSAL
            self._settings.set_override(True)
        else:
            self._step(1)

    def _override(self) -> None:
        if self._settings.override:
            self._settings.set_override(False)
        else:
            self._propose(TO_OVERRIDE)

    def _step(self, direction: int) -> None:
        settings = self._settings
        if settings.mode == AIR:
            settings.set_air(_stepped(AIR_SET, settings.air_mc, direction, settings.override))
        elif settings.mode == SKIN:
            settings.set_skin(_stepped(SKIN_SET, settings.skin_mc, direction, settings.override))

    def _next_mode(self) -> None:
        settings = self._settings
        if self.proposed in (NO_PROPOSAL, TO_OVERRIDE):
            self._propose((settings.mode + 1) % len(MODES))
        else:
            settings.set_mode(self.proposed)
            self.proposed = NO_PROPOSAL

    def _propose(self, what: int) -> None:
        self.proposed = what
        self._confirm_ms = CONFIRM_MS


def _stepped(bounds, value: int, direction: int, override: bool) -> int:
    """The next value within the bounds: one beyond is refused in words, which take memory."""
    high = bounds.override_high if override else bounds.high
    return min(max(value + direction * bounds.step, bounds.low), high)
