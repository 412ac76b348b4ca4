"""What the pretended TMP117, ADS1115 and INA226 have in common: a pointer and 16-bit registers."""

_FLOATING_BUS = 0xFF  # a chip that has nothing to say leaves SDA high


class RegisterChip:
    """Registers of two bytes, the most significant first, behind a pointer that stays.

    A kind of chip adds `load(register) -> int` and `store(register, value)`. A store takes both
    bytes; a single one is lost. `power_up()` puts everything into its power-up state.
    """

    def __init__(self, clock):
        self._clock = clock
        self._pointer = 0

    def write(self, data) -> bool:
        """Set the pointer and, with two bytes more, the register."""
        length = len(data)
        if length:
            self._pointer = data[0]
            if length > 2:
                self.store(data[0], data[1] << 8 | data[2])
        return True

    def read_into(self, buf) -> bool:
        """Read the register that the pointer shows."""
        value = self.load(self._pointer)
        length = len(buf)
        buf[0] = value >> 8
        if length > 1:
            buf[1] = value & 0xFF
            for i in range(2, length):
                buf[i] = _FLOATING_BUS
        return True
