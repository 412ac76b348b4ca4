"""One I2C bus: the chips on it, and the two wires with what can go wrong with them."""

FOREVER = 1 << 30  # clocks that nobody will ever give


class SharedAddress:
    """Chips at one address: both hear every write, and what they answer is ANDed on the wire."""

    def __init__(self, first, second):
        self._chips = (first, second)

    def write(self, data) -> bool:
        """Write to both; one acknowledgement is enough to pull SDA low."""
        first, second = self._chips
        acknowledged = first.write(data)
        return second.write(data) or acknowledged

    def read_into(self, buf) -> bool:
        """Read from both at once."""
        first, second = self._chips
        other = bytearray(len(buf))
        acknowledged = first.read_into(buf)
        if second.read_into(other):
            for i in range(len(buf)):
                buf[i] = buf[i] & other[i] if acknowledged else other[i]
            acknowledged = True
        return acknowledged


class I2cBus:
    """Wires SCL and SDA with pull-ups, and `chips` by 7-bit address.

    A chip has `write(data) -> bool` and `read_into(buf) -> bool`, False where it does not
    acknowledge. Remove one from `chips` to cut its wires. The bus is `ready` when a controller is
    connected and nothing holds a line low.
    """

    def __init__(self, clock):
        self.clock = clock
        self.chips = {}
        self.ready = True
        self.stretch_us = 0  # how long a chip holds each clock low
        self._connected = True  # to the I2C peripheral rather than to plain GPIO
        self._scl = 1  # what the microcontroller's pin lets the line be
        self._sda = 1
        self._scl_held = False
        self._sda_clocks = 0  # clock pulses until the chip that holds SDA lets go

    def add(self, address: int, chip) -> None:
        """Plug a chip in, beside any that has the same address already."""
        there = self.chips.get(address)
        self.chips[address] = SharedAddress(there, chip) if there else chip

    # Faults.

    def hold_sda(self, clocks: int = FOREVER) -> None:
        """A chip, cut off in the middle of a read, holds SDA low until clocked so many times."""
        self._sda_clocks = max(clocks, self._sda_clocks)
        self._update()

    def release_sda(self) -> None:
        """Whoever held SDA lets go by itself."""
        self._sda_clocks = 0
        self._update()

    def hold_scl(self) -> None:
        """SCL is shorted to ground, or a chip stretches the clock for ever."""
        self._scl_held = True
        self._update()

    def release_scl(self) -> None:
        """The short goes away by itself."""
        self._scl_held = False
        self._update()

    # The microcontroller's pins.

    def connect(self) -> None:
        """The I2C peripheral takes both lines."""
        self._connected = True
        self._scl = self._sda = 1
        self._update()

    def drive_scl(self, level: int) -> None:
        """Drive SCL as an open drain: from here on the I2C peripheral has lost the line."""
        self._connected = False
        if level and not self._scl and self._sda_clocks and not self._scl_held:
            self._sda_clocks -= self._sda_clocks != FOREVER
        self._scl = level
        self._update()

    def drive_sda(self, level: int) -> None:
        """Drive SDA as an open drain: from here on the I2C peripheral has lost the line."""
        self._connected = False
        self._sda = level
        self._update()

    def read_scl(self) -> int:
        """The level of SCL."""
        return 0 if self._scl_held else self._scl

    def read_sda(self) -> int:
        """The level of SDA."""
        return 0 if self._sda_clocks else self._sda

    def _update(self):
        self.ready = self._connected and not self._scl_held and not self._sda_clocks
