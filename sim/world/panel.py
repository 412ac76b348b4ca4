"""What a person at the hood presses, sees and hears."""

from sim.world.chips.mcp23017 import Mcp23017

KEYS = ("up", "down", "left", "right", "silence", "override")  # on GPA0 and up, to ground
LAMPS = ("red", "yellow", "cyan", "override")  # on GPB0 and up, lit when high
_PORT_B = 8


class Panel:
    """Keys and lamps on the I/O expander `chip`. keys_down: sets of names of keys that are closed.

    The speaker: `tone_hz` and `duty_u16` of what its coil gets; on_tone(hz, duty_u16), when given,
    hears of each change.
    """

    def __init__(self, hardware, speaker_pin: int, *keys_down):
        self._hardware = hardware
        self._speaker_pin = speaker_pin
        self._keys_down = keys_down
        self.chip = Mcp23017(self._closed)
        self.tone_hz = 0
        self.duty_u16 = 0
        self.on_tone = None
        hardware.pwms[speaker_pin] = self._drive_speaker

    def lamps(self) -> tuple:
        """The names of those lit."""
        lit = self.chip.driven_high() >> _PORT_B
        return tuple([name for bit, name in enumerate(LAMPS) if lit >> bit & 1])

    def _closed(self) -> int:
        bits = 0
        for names in self._keys_down:
            for name in names:
                bits |= 1 << KEYS.index(name)
        return bits

    def _drive_speaker(self, duty_u16: int) -> None:
        self.duty_u16 = duty_u16
        hertz = self._hardware.pwm_frequencies.get(self._speaker_pin, 0)
        self.tone_hz = hertz if duty_u16 else 0
        if self.on_tone:
            self.on_tone(self.tone_hz, duty_u16)
