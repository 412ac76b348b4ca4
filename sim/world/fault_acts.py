"""What a fault does to a world, and how that ends.

Each act has begin and end, which take the world and the name of the fault. An act that `lasts` is
there until it ends; one that does not strikes once and is over.
"""

from sim.world.hardware import PWRON_RESET, Reset
from sim.world.thermistor import LooseContact

_MOST_CALLS = 100  # of the program into the machine: some two seconds of them
_MOST_FLASH_WRITES = 4  # one of so many coming writes is cut


class InjectedError(RuntimeError):
    """Raised by the fault `exception`: a mistake in the program."""


class InjectedMemoryError(MemoryError):
    """Raised by the fault `memory-error`."""


class Act:
    """What the acts have in common."""

    lasts = True

    def end(self, world, name):
        """Undo what begin did."""


class Hold(Act):
    """An attribute of a part of the world (None: of the world itself) is held at a value."""

    def __init__(self, part, attribute: str, value):
        self._part = part
        self._attribute = attribute
        self._value = value

    def begin(self, world, name):
        world.overrides.hold(self._in(world), self._attribute, name, self._value)

    def end(self, world, name):
        world.overrides.release(self._in(world), self._attribute, name)

    def _in(self, world):
        return getattr(world, self._part) if self._part else world


class Defect(Act):
    """A measured value gets a defect (sim/world/defects.py)."""

    def __init__(self, line: str, make):
        self._line = line
        self._make = make

    def begin(self, world, name):
        line = world.lines[self._line]
        line.add(name, self._make(line, world.clock, world.faults.noise))

    def end(self, world, name):
        world.lines[self._line].remove(name)


class LooseLead(Act):
    """The lead of a probe makes contact now and then."""

    def __init__(self, probe: str):
        self._probe = probe

    def begin(self, world, name):
        contact = LooseContact(world.clock, world.faults.noise)
        world.overrides.hold(getattr(world, self._probe), "lead", name, contact)

    def end(self, world, name):
        world.overrides.release(getattr(world, self._probe), "lead", name)


class Unplugged(Act):
    """A chip is off its bus, as far as it is there at all."""

    def __init__(self, bus: str, address: int):
        self._bus = bus
        self._address = address

    def begin(self, world, name):
        chips = getattr(world, self._bus).chips
        world.faults.unplugged[name] = chips.pop(self._address, None)

    def end(self, world, name):
        chip = world.faults.unplugged.pop(name)
        if chip:
            getattr(world, self._bus).chips[self._address] = chip


class Happen(Act):
    """A part does something, once and for all."""

    lasts = False

    def __init__(self, part: str, do: str, *how: int):
        self._part = part
        self._do = do
        self._how = how

    def begin(self, world, name):
        getattr(getattr(world, self._part), self._do)(*self._how)


class Switch(Act):
    """A part does one thing as the fault begins, and another as it ends."""

    def __init__(self, part: str, do: str, undo: str):
        self._part = part
        self._do = do
        self._undo = undo

    def begin(self, world, name):
        getattr(getattr(world, self._part), self._do)()

    def end(self, world, name):
        getattr(getattr(world, self._part), self._undo)()


class StuckKey(Act):
    """The contact of a key stays closed."""

    def __init__(self, key: str):
        self._key = key

    def begin(self, world, name):
        world.stuck_keys.add(self._key)

    def end(self, world, name):
        world.stuck_keys.discard(self._key)


class Strike(Act):
    """`strike(world)` happens in one of the next calls of the program into the machine."""

    lasts = False

    def __init__(self, strike):
        self._strike = strike

    def begin(self, world, name):
        calls = 1 + world.faults.noise.next_below(_MOST_CALLS)
        world.hardware.mishap.arm(calls, lambda: self._strike(world))


class FlashCut(Act):
    """The board resets at one of the next writes to flash, before that is done."""

    lasts = False

    def begin(self, world, name):
        left = [1 + world.faults.noise.next_below(_MOST_FLASH_WRITES)]

        def cut():
            left[0] -= 1
            if not left[0]:
                world.overrides.release(world.hardware, "before_flash_write", name)
                reset(world)

        world.overrides.hold(world.hardware, "before_flash_write", name, cut)


def reset(world):
    """The microcontroller resets, as after a dip of its supply."""
    raise Reset(PWRON_RESET)


def hang(world):
    """The program goes no further: only the watchdog, or the scenario's end, gets out."""
    while True:
        world.clock.advance_us(1_000_000)


def raise_error(world):
    """The program raises."""
    raise InjectedError("a fault was told to raise this")


def raise_memory_error(world):
    """The program runs out of memory."""
    raise InjectedMemoryError("a fault was told to raise this")


def fail_flash():
    """The flash answers with an error."""
    raise OSError(-0x6001, "ESP_ERR_FLASH_OP_FAIL")
