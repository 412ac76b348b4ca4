"""MicroPython's `machine` on the pretended chip: every object is the board's, at the other end.

What each does and refuses is in sim/mcu/machine.py; here is only what must be near.
"""

from link import BOARD, call, call_into

PWRON_RESET = 1
HARD_RESET = 2
WDT_RESET = 3
DEEPSLEEP_RESET = 4
SOFT_RESET = 5


class _Clock:
    """The board's clock, as sim/mcu/time.py wants it."""

    start_us = 0

    @property
    def now_us(self) -> int:
        """The microseconds that the board has counted."""
        return call(BOARD, "ticks_us")

    def skip_us(self, _duration_us: int) -> bool:
        """Only the board knows what is due on the way."""
        return False

    def advance_us(self, duration_us: int) -> None:
        call(BOARD, "sleep_us", duration_us)


class hardware:
    """What sim/mcu/time.py needs of the attached hardware."""

    clock = _Clock()


def reset() -> None:
    """Restart the chip; never returns."""
    call(BOARD, "reset")


def soft_reset() -> None:
    """Restart the interpreter."""
    raise SystemExit


def reset_cause() -> int:
    """Why the chip last started."""
    return call(BOARD, "reset_cause")


def freq(hz: int) -> None:
    """The clock of the CPU, which the PC does not have."""


def unique_id() -> bytes:
    """The chip's number."""
    return call(BOARD, "unique_id")


class Pin:
    """One GPIO."""

    IN = 1
    OUT = 3
    OPEN_DRAIN = 7
    PULL_DOWN = 1
    PULL_UP = 2

    def __init__(self, id, mode=None, pull=-1, value=None):
        self.number = id.number if isinstance(id, Pin) else id
        self._there = call(BOARD, "pin", self.number, mode, pull, value)

    def init(self, mode=None, pull=-1, value=None) -> None:
        """Set the level first and the direction second."""
        call(self._there, "init", mode, pull, value)

    def value(self, level=None):
        """Read the level of the pin, or set the level that it drives."""
        if level is None:
            return call(self._there, "value")
        call(self._there, "value", level)

    __call__ = value

    def on(self) -> None:
        """Drive high."""
        call(self._there, "value", 1)

    def off(self) -> None:
        """Drive low."""
        call(self._there, "value", 0)


def _number(pin):
    if not isinstance(pin, Pin):
        raise ValueError("expecting a pin")
    return pin.number


class PWM:
    """A PWM output. Without a duty it starts at 50 %."""

    def __init__(self, dest, freq=5000, duty_u16=32768, invert=False):
        self._there = call(BOARD, "pwm", _number(dest), freq, duty_u16, bool(invert))

    def freq(self, hertz=None):
        """Read or set the frequency."""
        return call(self._there, "freq", hertz)

    def duty_u16(self, duty=None):
        """Read or set the duty, 0 to 65535."""
        return call(self._there, "duty_u16", duty)

    def deinit(self) -> None:
        """Stop; the pin stays low."""
        call(self._there, "deinit")


class I2C:
    """An I2C controller."""

    def __init__(self, id, scl, sda, freq=400_000, timeout=50_000):
        self._there = call(BOARD, "i2c", id, _number(scl), _number(sda), freq, timeout)

    def scan(self) -> list:
        """The addresses that acknowledge."""
        return call(self._there, "scan")

    def writeto(self, address: int, buf) -> int:
        """Write the bytes and give their number."""
        return call(self._there, "writeto", address, buf)

    def readfrom_into(self, address: int, buf) -> None:
        """Fill buf."""
        call_into(buf, self._there, "readfrom", address, len(buf))

    def readfrom_mem_into(self, address: int, register: int, buf) -> None:
        """Write the register's number and, after a repeated start, fill buf."""
        call_into(buf, self._there, "readfrom_mem", address, register, len(buf))

    def writeto_mem(self, address: int, register: int, buf) -> None:
        """Write the register's number and the bytes."""
        call(self._there, "writeto_mem", address, register, buf)


class SPI:
    """An SPI controller that sends."""

    MSB = 0
    LSB = 1

    _OWN = "of its own choice"

    def __init__(
        self,
        id,
        baudrate=500_000,
        *,
        polarity=0,
        phase=0,
        bits=8,
        firstbit=MSB,
        sck=_OWN,
        mosi=_OWN,
        miso=_OWN,
    ):
        pins = [pin.number if isinstance(pin, Pin) else pin for pin in (sck, mosi, miso)]
        mode = (polarity, phase, bits, firstbit)
        self._there = call(BOARD, "spi", id, baudrate, mode, pins)

    def deinit(self) -> None:
        """Let go of the pins."""
        call(self._there, "deinit")

    def write(self, buf) -> None:
        """Send the bytes, and wait until they are sent."""
        call(self._there, "write", buf)


class ADC:
    """A channel of ADC1 at 11 dB."""

    ATTN_11DB = 3

    def __init__(self, pin, atten=ATTN_11DB):
        self._there = call(BOARD, "adc", _number(pin), atten)

    def read_uv(self) -> int:
        """The voltage in microvolts."""
        return call(self._there, "read_uv")


class Counter:
    """Counts the pulses on a pin."""

    RISING = 1
    FALLING = 2

    def __init__(self, id, src, edge=RISING, filter_ns=0):
        self._there = call(BOARD, "counter", id, _number(src), edge, filter_ns)

    def value(self, value=None):
        """Give the pulses counted so far; with a value, the count goes on from there."""
        return call(self._there, "value", value)


class UART:
    """A serial port that sends; UART 0 is the console."""

    def __init__(self, id, baudrate=115_200, tx=None, rx=None, txbuf=256):
        tx = tx.number if isinstance(tx, Pin) else tx
        rx = rx.number if isinstance(rx, Pin) else rx
        self._there = call(BOARD, "uart", id, baudrate, tx, rx, txbuf)

    def write(self, buf) -> int:
        """Send the bytes and give their number; the buffer takes them at once."""
        return call(self._there, "write", buf)


class WDT:
    """The task watchdog. There is no way to stop it; another WDT changes the timeout."""

    def __init__(self, id=0, timeout=5000):
        self._there = call(BOARD, "wdt", id, timeout)

    def feed(self) -> None:
        """Put the reset off by one timeout."""
        call(self._there, "feed")


class RTC:
    """Of the real-time clock only its memory: 2048 bytes that outlive all but a loss of power."""

    def __init__(self):
        self._there = call(BOARD, "rtc")

    def memory(self, data=None):
        """Read the memory, or write it."""
        return call(self._there, "memory", data)
