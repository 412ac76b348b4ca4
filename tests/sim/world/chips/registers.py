"""Reading and writing 16-bit registers of a chip as a controller does."""


def read(chip, register):
    """The register, most significant byte first."""
    buf = bytearray(2)
    assert chip.write(bytes((register,)))
    assert chip.read_into(buf)
    return buf[0] << 8 | buf[1]


def write(chip, register, value):
    """Both bytes of the register."""
    assert chip.write(bytes((register, value >> 8, value & 0xFF)))


def signed(word):
    """Two's complement."""
    return word - ((word & 0x8000) << 1)
