"""A `machine` that allocates nothing: pins hold their level, buses play back recorded replies."""

from sim.world.hardware import Hardware

hardware = Hardware()  # whose flash the simulator's `esp32` keeps
replies = {}  # address -> list of recorded reads, each bytes, in order
silent = False  # no chip answers

_GONE = OSError(19)


class Line:
    def __init__(self, level):
        self.level = level

    def value(self, level=None):
        if level is None:
            return self.level
        self.level = level

    __call__ = value


class Pins:
    """Like the ESP32's `Pin`: one object for each GPIO, given again by every call."""

    IN = 1
    OUT = 3
    OPEN_DRAIN = 7

    def __init__(self):
        self.lines = {}

    def __call__(self, number, mode=-1, value=None):
        if number not in self.lines:
            self.lines[number] = Line(levels.get(number, 0))
        line = self.lines[number]
        if value is not None:
            line.level = value
        return line


Pin = Pins()
levels = {}  # GPIO -> what stands on an input


PWRON_RESET = 1
HARD_RESET = 2
WDT_RESET = 3
SOFT_RESET = 5


def reset_cause():
    return PWRON_RESET


class PWM:
    def __init__(self, pin, freq, duty_u16):
        self.duty = duty_u16

    def freq(self, hertz):
        pass

    def duty_u16(self, duty):
        self.duty = duty


class ADC:
    def __init__(self, pin):
        pass

    def read_uv(self):
        return 2_000_000


class Counter:
    PULSES_A_PERIOD = 50  # 3000 rpm at two pulses a turn

    def __init__(self, number, pin, filter_ns):
        pass

    def value(self, value=None):
        return self.PULSES_A_PERIOD


class WDT:
    fed = 0

    def __init__(self, timeout):
        pass

    def feed(self):
        WDT.fed += 1


class Bus:
    def __init__(self):
        self.positions = dict.fromkeys(replies, 0)

    def writeto(self, address, buf):
        if silent:
            raise _GONE

    def readfrom_into(self, address, buf):
        self.writeto(address, buf)
        position = self.positions[address]
        self.positions[address] = position + 1
        reply = replies[address][position]
        for i in range(len(buf)):
            buf[i] = reply[i]

    def readfrom_mem_into(self, address, register, buf):
        self.readfrom_into(address, buf)


class Buses:
    """Like the ESP32's `I2C`: one object for each bus, given again by every call."""

    def __init__(self):
        self.buses = {}

    def __call__(self, number, scl, sda, freq, timeout):
        if number not in self.buses:
            self.buses[number] = Bus()
        return self.buses[number]


I2C = Buses()


class SPI:
    def __init__(self, id, baudrate, sck, mosi, miso):
        pass

    def write(self, data):
        if silent:
            raise _GONE


class UART:
    def __init__(self, id, baudrate, tx, rx, txbuf):
        pass


class RTC:
    def memory(self, data=None):
        return b""
