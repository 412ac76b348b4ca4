"""16-bit big-endian registers behind an 8-bit pointer: TMP117, ADS1115, INA226."""


class Registers:
    """The registers of one chip. Raises the bus's OSError if it does not answer."""

    def __init__(self, i2c, address: int):
        self._i2c = i2c
        self._address = address
        self._word = bytearray(2)
        self._message = bytearray(3)  # pointer, high byte, low byte

    def read(self, register: int) -> int:
        """The value of a register, 0..65535."""
        word = self._word
        self._i2c.readfrom_mem_into(self._address, register, word)
        return word[0] << 8 | word[1]

    def write(self, register: int, value: int) -> None:
        """Set a register to `value`, 0..65535."""
        message = self._message
        message[0] = register
        message[1] = value >> 8
        message[2] = value & 0xFF
        # One buffer: writeto_mem sends two, for which the ESP32 port takes memory.
        self._i2c.writeto(self._address, message)


def signed(word: int) -> int:
    """A register read as two's complement: -32768..32767."""
    return word - 0x10000 if word & 0x8000 else word
