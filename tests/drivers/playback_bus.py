"""An I2C bus that plays back prepared bytes and allocates nothing; runs under MicroPython too."""


class PlaybackBus:
    """`streams` {address: bytearray} answer plain reads; registers() makes those read by pointer.

    A register remembers the 16-bit word written to it. `error`: raised by every transfer while
    set. `log`: a list to append the writes to, or None.
    """

    def __init__(self):
        self.streams = {}
        self.error = None
        self.log = None
        self._registers = {}

    def registers(self, address, register, content):
        """Answer reads of this register with these bytes."""
        self._registers[address << 8 | register] = bytearray(content)

    def word(self, address, register, value):
        """Answer reads of this register with these 16 bits, big-endian."""
        self.registers(address, register, (value >> 8, value & 0xFF))

    def writeto(self, address, data):
        self._fail()
        if self.log is not None:
            self.log.append((address, bytes(data)))
        if len(data) == 3:
            register = self._registers.get(address << 8 | data[0])
            if register:
                register[0] = data[1]
                register[1] = data[2]

    def readfrom_into(self, address, buffer):
        self._fail()
        _copy(self.streams[address], buffer)

    def readfrom_mem_into(self, address, register, buffer):
        self._fail()
        _copy(self._registers[address << 8 | register], buffer)

    def _fail(self):
        if self.error:
            self.error.__traceback__ = None  # it would grow
            raise self.error


def _copy(source, target):
    assert len(source) == len(target)
    for index in range(len(target)):
        target[index] = source[index]
