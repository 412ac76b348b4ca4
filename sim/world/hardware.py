"""The board as seen from the pins of the ESP32: what is wired to what."""

from sim.world.clock import NEVER_US, Clock, Deadline
from sim.world.i2c_bus import I2cBus
from sim.world.mcu import ESP32
from sim.world.spi_bus import SpiBus

# Values of machine.reset_cause() (ports/esp32/modmachine.c). Brown-out counts as power-on.
PWRON_RESET = 1
HARD_RESET = 2
WDT_RESET = 3
SOFT_RESET = 5
_DUTY_FULL = 65_535
_CPU_HZ = 160_000_000  # after a reset, until somebody asks for more


class Reset(BaseException):
    """The microcontroller restarts, for `cause`; no `except Exception` stops that."""

    def __init__(self, cause: int):
        super().__init__(cause)
        self.cause = cause


class Watchdog(Deadline):
    """The task watchdog: once started it cannot be stopped, and resets the chip unless fed."""

    def __init__(self, clock: Clock):
        super().__init__(clock, self._expire)
        self.timeout_us = 0

    def start(self, timeout_us: int) -> None:
        """Start, or change the timeout: the ESP32 allows it (ports/esp32/machine_wdt.c)."""
        self.timeout_us = timeout_us
        self.move(self._clock.now_us + timeout_us)

    def feed(self) -> None:
        """Put the reset off by one timeout."""
        self.due_us = self._clock.now_us + self.timeout_us

    def stop(self) -> None:
        """Stop, as only a reset of the chip does."""
        self.due_us = NEVER_US

    def _expire(self):
        raise Reset(WDT_RESET)


class Mishap:
    """What will strike the program in one of its coming calls into the machine.

    `armed` has [calls left, strike]; a strike raises or takes its time.
    """

    def __init__(self):
        self.armed = []

    def arm(self, calls: int, strike) -> None:
        """Let `strike()` happen in the call of that number from now, the next being 1."""
        self.armed.append([calls, strike])

    def count(self) -> None:
        """One call has come; of several strikes in one call the others follow in the next."""
        for entry in self.armed:
            entry[0] -= 1
        for entry in self.armed:
            if entry[0] <= 0:
                self.armed.remove(entry)
                entry[1]()
                return


class Hardware:
    """One microcontroller and all that its pins lead to.

    The dictionaries are keyed by GPIO number and hold callables:
    `inputs` f() -> 0 or 1, `outputs` f(level), `pwms` f(duty_u16) (0 to 65535), `analogs`
    f() -> microvolts, `counters` f() -> pulses so far. `buses` is keyed by (scl, sda), `spi_buses`
    by (sck, mosi).
    A pin that nobody drives rests at its `rest_levels`, low where not stated: external pull-downs.
    """

    def __init__(self, clock: Clock | None = None, soc=ESP32):
        self.clock = clock or Clock()
        self.soc = soc
        self.buses = {}
        self.spi_buses = {}
        self.inputs = {}
        self.outputs = {}
        self.pwms = {}
        self.analogs = {}
        self.counters = {}
        self.rest_levels = {}
        self.reset_cause = PWRON_RESET
        self.cpu_hz = _CPU_HZ
        self.watchdog = Watchdog(self.clock)
        self.mishap = Mishap()
        self.flash = {}  # what esp32.NVS keeps: {namespace: {key: value}}
        self.rtc_memory = b""  # outlives every reset, but not a loss of power
        self.uarts = {}  # by the pin that a serial port sends on: f(bytes)
        self.before_flash_write = None  # called before each write, which it may make fail
        # The state of the pins: mode, pull and level of each GPIO, hertz of each running PWM.
        self.modes = {}
        self.pulls = {}
        self.levels = {}
        self.pwm_frequencies = {}

    def add_bus(self, scl: int, sda: int) -> I2cBus:
        """Wire an I2C bus with its pull-ups to two pins; plug chips into what comes back."""
        bus = I2cBus(self.clock)
        self.buses[(scl, sda)] = bus
        self.inputs[scl] = bus.read_scl
        self.inputs[sda] = bus.read_sda
        self.outputs[scl] = bus.drive_scl
        self.outputs[sda] = bus.drive_sda
        self.rest_levels[scl] = self.rest_levels[sda] = 1
        return bus

    def add_spi_bus(self, sck: int, mosi: int) -> SpiBus:
        """Wire an SPI bus to two pins; put chips into the `chips` of what comes back."""
        bus = SpiBus(self.clock)
        self.spi_buses[(sck, mosi)] = bus
        return bus

    def reset(self, cause: int) -> None:
        """The microcontroller resets: its pins let go, its peripherals stop. Chips keep on."""
        self.reset_cause = cause
        self.cpu_hz = _CPU_HZ
        self.watchdog.stop()
        self.modes.clear()
        self.pulls.clear()
        self.levels.clear()
        self.pwm_frequencies.clear()
        for pin, listener in self.pwms.items():
            listener(_DUTY_FULL if self.rest_levels.get(pin) else 0)
        for pin, listener in self.outputs.items():
            listener(self.rest_levels.get(pin, 0))
