"""What a person at the hood presses, sees and hears, and the nurse far away."""

from sim.world.chips.ili9341 import Ili9341
from sim.world.chips.mcp23017 import Mcp23017

KEYS = ("up", "down", "left", "right", "silence", "override")  # on GPA0 and up, to ground
LAMPS = ("red", "yellow", "cyan", "override")  # on GPB0 and up, lit when high
# Other pins of the expander.
HOOD = 0x0040  # GPA6: low while the reed switch is closed
NIGHT = 0x0080  # GPA7: dims the display's light while high and the nurse call's relay is held
WATER = 0x1000  # GPB4: low while the float switch is open
HUMIDIFIER_SENSE = 0x2000  # GPB5: low while the humidifier has no voltage
NO_CALL = 0x8000  # GPB7: holds the relay of the nurse call
_PORT_B = 8
_ALL_LAMPS = (1 << len(LAMPS)) - 1
_HOLD_US = 3_000_000  # that a relay's charge pump lasts without an edge


class Panel:
    """Keys and lamps on the I/O expander `chip`. keys_down: sets of names of keys that are closed.

    switches: a function that gives those of HOOD, WATER and HUMIDIFIER_SENSE that are low.
    display: the controller and its glass.
    The speaker: `tone_hz` and `duty_u16` of what its coil gets; on_tone(hz, duty_u16), when given,
    hears of each change.
    """

    def __init__(self, hardware, speaker_pin: int, *keys_down):
        self._hardware = hardware
        self._speaker_pin = speaker_pin
        self._keys_down = keys_down
        self.switches = _no_switch
        self.chip = Mcp23017(self._closed)
        self.chip.on_change = self._feel
        self._high = 0
        self._edges_us = {}  # of each pin that was ever moved, when it last was
        self.display = Ili9341(hardware.clock)
        self.tone_hz = 0
        self.duty_u16 = 0
        self.on_tone = None
        hardware.pwms[speaker_pin] = self._drive_speaker

    def lamps(self) -> tuple:
        """The names of those lit."""
        lit = self.chip.driven_high() >> _PORT_B & _ALL_LAMPS
        if not lit:
            return ()
        return tuple([name for bit, name in enumerate(LAMPS) if lit >> bit & 1])

    def power_up(self) -> None:
        """Its chips have lost their power, and get it back."""
        self.chip.power_up()
        self.display.power_up()

    def calls_nurse(self) -> bool:
        """Whether the relay of the nurse call is at rest."""
        return not self.held(NO_CALL)

    def held(self, pin: int) -> bool:
        """Whether the edges of a pin hold the relay behind its charge pump."""
        edge_us = self._edges_us.get(pin, -_HOLD_US)
        return self._hardware.clock.now_us - edge_us < _HOLD_US

    def dimmed(self) -> bool:
        """Whether the display's light is dim."""
        return bool(self.chip.driven_high() & NIGHT) and not self.calls_nurse()

    def _feel(self) -> None:
        high = self.chip.driven_high()
        changed = high ^ self._high
        self._high = high
        while changed:
            pin = changed & -changed
            changed ^= pin
            self._edges_us[pin] = self._hardware.clock.now_us

    def _closed(self) -> int:
        bits = self.switches()
        for names in self._keys_down:
            if names:
                for name in names:
                    bits |= 1 << KEYS.index(name)
        return bits

    def _drive_speaker(self, duty_u16: int) -> None:
        self.duty_u16 = duty_u16
        hertz = self._hardware.pwm_frequencies.get(self._speaker_pin, 0)
        self.tone_hz = hertz if duty_u16 else 0
        if self.on_tone:
            self.on_tone(self.tone_hz, duty_u16)


def _no_switch() -> int:
    """Nothing is wired to these pins."""
    return 0
