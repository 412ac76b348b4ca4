"""Pretends an MCP23017 16-bit I/O expander, register by register (Microchip DS20001952).

Interrupts are not here.
"""

from micropython import const

# Registers, table 3-5, IOCON.BANK = 0: even for port A, odd for port B.
_IODIR = const(0x00)
_IPOL = const(0x02)
_IOCON = const(0x0A)
_GPPU = const(0x0C)
_INTF = const(0x0E)
_INTCAP = const(0x10)
_GPIO = const(0x12)
_OLAT = const(0x14)
_REGISTERS = const(0x16)

# IOCON, register 3-6.
_BANK = const(0x80)  # the registers of port A first, then from 0x10 those of port B
_BYTE_MODE = const(0x20)  # SEQOP: the pointer does not go on
_IOCON_WRITABLE = const(0xFE)
_BANK_B = const(0x10)
_BANK_LAST = const(0x1A)
_BANK_PORT_REGISTERS = const(0x0B)


class Mcp23017:
    """An MCP23017 with pins GPA0 to GPA7 as bits 0 to 7 of a number and GPB0 to GPB7 above.

    `grounded()` gives the pins that a closed contact ties to ground. An input that nothing drives
    and no pull-up holds reads as 0. on_change() hears that a register was written.
    """

    def __init__(self, grounded):
        self._grounded = grounded
        self.on_change = None
        self.power_up()

    def power_up(self) -> None:
        """Power was applied: every pin an input without pull-up."""
        self._registers = bytearray(_REGISTERS)
        self._registers[_IODIR] = self._registers[_IODIR + 1] = 0xFF
        self._pointer = 0
        self._settle()

    def driven_high(self) -> int:
        """The pins that are outputs and high."""
        return self._pair(_OLAT) & ~self._pair(_IODIR)

    def write(self, data) -> bool:
        """Set the pointer and the registers from there on."""
        if not len(data):
            return True
        self._pointer = data[0]
        if len(data) == 1:
            return True
        for value in data[1:]:
            self._store(self._register(), value)
            self._advance()
        self._settle()
        return True

    def read_into(self, buf) -> bool:
        """Read the registers from the pointer on."""
        registers = self._registers
        levels = self._open & ~self._grounded() ^ self._inverted
        registers[_GPIO] = levels & 0xFF
        registers[_GPIO + 1] = levels >> 8
        start = self._pointer
        end = start + len(buf)
        if not registers[_IOCON] and end <= _REGISTERS:  # as it nearly always is
            buf[:] = registers[start:end]
            self._pointer = end % _REGISTERS
            return True
        for i in range(len(buf)):
            register = self._register()
            buf[i] = registers[register] if register < _REGISTERS else 0
            self._advance()
        return True

    def _settle(self):
        """Work out the levels with all contacts open, and which of them read inverted."""
        inputs = self._pair(_IODIR)
        self._open = self._pair(_GPPU) & inputs | self._pair(_OLAT) & ~inputs
        self._inverted = self._pair(_IPOL) & inputs
        if self.on_change:
            self.on_change()

    def _pair(self, register):
        return self._registers[register] | self._registers[register + 1] << 8

    def _store(self, register, value):
        registers = self._registers
        if _IOCON <= register <= _IOCON + 1:
            registers[_IOCON] = registers[_IOCON + 1] = value & _IOCON_WRITABLE
        elif _GPIO <= register <= _GPIO + 1:
            registers[register + _OLAT - _GPIO] = value
        elif register < _INTF or _OLAT <= register < _REGISTERS:
            registers[register] = value

    def _register(self):
        """Where the pointer shows to, in the order of BANK = 0; beyond the last where to none."""
        pointer = self._pointer
        if not self._registers[_IOCON] & _BANK:
            return pointer
        port = 1 if pointer & _BANK_B else 0
        register = pointer & ~_BANK_B
        return register * 2 + port if register < _BANK_PORT_REGISTERS else _REGISTERS

    def _advance(self):
        iocon = self._registers[_IOCON]
        if iocon & _BYTE_MODE:
            if not iocon & _BANK:
                self._pointer ^= 1  # section 3.2.1: to and fro between the ports
            return
        last = _BANK_LAST if iocon & _BANK else _REGISTERS - 1
        self._pointer = 0 if self._pointer >= last else self._pointer + 1
