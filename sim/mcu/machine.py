"""MicroPython's `machine` as it behaves on an ESP32, in front of simulated hardware.

Only what the firmware uses is here, with the traps of the real one. `attach` says which hardware.
"""

from sim.mcu import boundary
from sim.mcu.boundary import ask, lift_locks, restore_locks, tell
from sim.world.hardware import (  # the firmware reads the causes here
    HARD_RESET,
    PWRON_RESET,  # noqa: F401
    SOFT_RESET,  # noqa: F401
    WDT_RESET,  # noqa: F401
    Hardware,
    Reset,
)

# An error of ESP-IDF is negated (ports/esp32/mphalport.c, check_esp_err_).
_ESP_FAIL = 1
_ESP_ERR_INVALID_ARG = -258
_ENODEV = 19  # ESP32's I2C driver: nobody acknowledged
_MHZ = 1_000_000
_ETIMEDOUT = 116  # newlib's number, not Linux's 110


def attach(board: Hardware) -> None:
    """Put the firmware on another board; objects made before stay on theirs."""
    global hardware
    hardware = board
    boundary.mishap = board.mishap


attach(Hardware())


def reset() -> None:
    """Restart the chip."""
    raise Reset(HARD_RESET)


def reset_cause() -> int:
    """Why the chip last started: PWRON_RESET, HARD_RESET, WDT_RESET or SOFT_RESET."""
    return hardware.reset_cause


def freq(hz: int) -> None:
    """Set the clock of the CPU. Here it computes in no time at any."""
    if hz not in [mhz * _MHZ for mhz in (20, 40, 80, 160, 240)]:
        raise ValueError("frequency must be 20MHz, 40MHz, 80Mhz, 160MHz or 240MHz")
    hardware.cpu_hz = hz


class Pin:
    """One GPIO. Made without a mode it stays as it is: the state belongs to the pin, not here."""

    IN = 1
    OUT = 3
    OPEN_DRAIN = 7
    PULL_DOWN = 1
    PULL_UP = 2

    def __init__(self, id, mode=None, pull=-1, value=None):
        if isinstance(id, Pin):
            id = id.number
        if id not in hardware.soc.pins:
            raise ValueError("invalid pin")
        self.number = id
        self._board = hardware
        if mode is not None or pull != -1 or value is not None:
            self.init(mode, pull, value)

    def init(self, mode=None, pull=-1, value=None) -> None:
        """Set the level first and the direction second, as the chip does."""
        board = self._board
        number = self.number
        if value is not None:
            board.levels[number] = 1 if value else 0
        if mode is not None:
            if mode != Pin.IN and number in board.soc.input_only:
                raise ValueError("pin can only be input")
            board.modes[number] = mode
            board.pwm_frequencies.pop(number, None)  # the GPIO takes the pin from the PWM
        if pull != -1 and number not in board.soc.input_only:  # which have none, and say nothing
            board.pulls[number] = pull
        if board.modes.get(number) == Pin.IN:
            self._tell_level(board.rest_levels.get(number, 0))
        else:
            self._drive()

    def value(self, level=None):
        """Read the level of the pin, or set the level that it drives."""
        if level is None:
            return self._read()
        board = self._board
        level = 1 if level else 0
        board.levels[self.number] = level
        if board.modes.get(self.number, Pin.IN) != Pin.IN:
            self._tell_level(level)
        return None

    __call__ = value

    def on(self) -> None:
        """Drive high."""
        self.value(1)

    def off(self) -> None:
        """Drive low."""
        self.value(0)

    def _drive(self):
        if self._board.modes.get(self.number, Pin.IN) != Pin.IN:
            self._tell_level(self._board.levels.get(self.number, 0))

    def _tell_level(self, level):
        board = self._board
        listener = board.outputs.get(self.number)
        if listener:
            tell(listener, level)
        listener = board.pwms.get(self.number)
        if listener:
            tell(listener, 65535 if level else 0)

    def _read(self):
        board = self._board
        source = board.inputs.get(self.number)
        mode = board.modes.get(self.number)
        if source and mode != Pin.OUT:
            return ask(source)
        if mode in (Pin.OUT, Pin.OPEN_DRAIN):
            return board.levels.get(self.number, 0)
        pull = board.pulls.get(self.number)
        if not pull:
            raise RuntimeError("GPIO%d floats: nothing is wired to it" % self.number)
        return 1 if pull == Pin.PULL_UP else 0


class PWM:
    """A PWM output of the LEDC peripheral. Without a duty it starts at 50 %: a trap."""

    _DEFAULT_HZ = 5000
    _DEFAULT_DUTY_U16 = 32768
    _MAX_HZ = 40_000_000
    _CLOCK_HZ = 80_000_000
    _SLOW_CLOCK_HZ = 1_000_000  # REF_TICK, which only the ESP32 has, below 10 Hz
    _SLOW_BELOW_HZ = 10
    _DIVIDER_MAX = 0x3FFFF  # of 256ths: 10 bits and a fraction
    _DUTY_BITS_MAX = 16

    def __init__(self, dest, freq=_DEFAULT_HZ, duty_u16=_DEFAULT_DUTY_U16, invert=False):
        self._pin = Pin(dest).number
        self._board = board = hardware
        self._invert = invert
        self._active = True
        running = board.pwm_frequencies
        if self._pin in board.soc.input_only:
            raise OSError(_ESP_ERR_INVALID_ARG, "ESP_ERR_INVALID_ARG")
        if self._pin not in running and len(running) == board.soc.pwm_channels:
            raise RuntimeError("out of PWM channels:%d" % board.soc.pwm_channels)
        self._use_timer(freq)
        self.duty_u16(duty_u16)

    def freq(self, hertz=None):
        """Read or set the frequency, 1 Hz to 40 MHz. Channels of one frequency share a timer."""
        self._check_active()
        if hertz is None:
            return self._board.pwm_frequencies.get(self._pin)
        self._use_timer(hertz)
        return None

    def duty_u16(self, duty=None):
        """Read or set the duty, 0 to 65535. Nothing comes out where a Pin has taken the GPIO."""
        self._check_active()
        if duty is None:
            return self._duty_u16
        if not 0 <= duty <= 65535:
            raise ValueError("duty_u16 must be from 0 to 65535")
        self._duty_u16 = duty
        board = self._board
        listener = board.pwms.get(self._pin)
        if listener and self._pin in board.pwm_frequencies:
            tell(listener, 65535 - duty if self._invert else duty)
        return None

    def deinit(self) -> None:
        """Stop; the pin stays low, even where the signal is inverted."""
        self._active = False
        if self._board.pwm_frequencies.pop(self._pin, None):
            listener = self._board.pwms.get(self._pin)
            if listener:
                tell(listener, 0)

    def _check_active(self):
        if not self._active:
            raise RuntimeError("PWM is inactive")

    def _use_timer(self, hertz):
        if not 1 <= hertz <= PWM._MAX_HZ:
            raise ValueError("frequency must be from 1Hz to 40MHz")
        board = self._board
        running = board.pwm_frequencies
        others = {running[pin] for pin in running if pin != self._pin}
        if hertz not in others and len(others) == board.soc.pwm_timers:
            raise RuntimeError("out of PWM timers:%d" % board.soc.pwm_timers)
        self._find_divider(hertz, board.soc)
        running[self._pin] = hertz

    @staticmethod
    def _find_divider(hertz, soc):
        """Refuse what no divider gives.

        ports/esp32/machine_pwm.c, set_freq and find_suitable_duty_resolution, which takes one of
        the most bits off; ESP-IDF, ledc.c, ledc_find_suitable_duty_resolution, ledc_timer_config.
        """
        clock_hz = PWM._CLOCK_HZ
        if soc.pwm_slow_clock and hertz < PWM._SLOW_BELOW_HZ:
            clock_hz = PWM._SLOW_CLOCK_HZ
        bits = 0
        while bits < soc.pwm_bits and (clock_hz + hertz // 2) // hertz >> bits + 1:
            bits += 1
        if not 256 <= _divider(clock_hz, hertz, bits) <= PWM._DIVIDER_MAX:
            bits = 0
        bits = min(bits, PWM._DUTY_BITS_MAX)
        if bits >= soc.pwm_bits:
            bits -= 1
        if not bits:
            raise OSError(_ESP_ERR_INVALID_ARG, "ESP_ERR_INVALID_ARG")
        if not 256 <= _divider(clock_hz, hertz, bits) <= PWM._DIVIDER_MAX:
            raise OSError(_ESP_FAIL, "ESP_FAIL")


def _divider(clock_hz, hertz, bits):
    """In 256ths, to the nearest."""
    counts = hertz << bits
    return ((clock_hz << 8) + counts // 2) // counts


class I2C:
    """An I2C controller. NACK raises OSError(19), a line held low OSError(116) after `timeout`."""

    def __init__(self, id, scl, sda, freq=400_000, timeout=50_000):
        if id not in (0, 1):
            raise ValueError("I2C(%d) doesn't exist" % id)
        bus = hardware.buses.get((Pin(scl).number, Pin(sda).number))
        if bus is None:
            raise RuntimeError("no I2C bus is wired to these pins")
        bus.connect()
        self._bus = bus
        self._freq = freq
        self._timeout_us = timeout
        self._register = bytearray(1)

    def scan(self) -> list:
        """The addresses that acknowledge."""
        found = []
        for address in range(0x08, 0x78):
            try:
                self.writeto(address, b"")
                found.append(address)
            except OSError:
                pass
        return found

    def writeto(self, address: int, buf) -> int:
        """Write the bytes and give their number."""
        self._transfer(address, buf, None)
        return len(buf)

    def readfrom_into(self, address: int, buf) -> None:
        """Fill buf."""
        self._transfer(address, None, buf)

    def readfrom_mem_into(self, address: int, register: int, buf) -> None:
        """Write the register's number and, after a repeated start, fill buf."""
        self._register[0] = register
        self._transfer(address, self._register, buf)

    def writeto_mem(self, address: int, register: int, buf) -> None:
        """Write the register's number and the bytes. It needs memory, here as on the ESP32."""
        self._transfer(address, bytes((register,)) + bytes(buf), None)

    def _transfer(self, address, outgoing, incoming):
        """Write, then read, whichever is given.

        A chip decides on a read when it is addressed, and acts on a write when that has ended.
        """
        locks = lift_locks()
        try:
            bus = self._bus
            clock = bus.clock
            if not bus.ready:
                clock.advance_us(self._timeout_us)
                raise OSError(_ETIMEDOUT, "ETIMEDOUT")
            chip = bus.chips.get(address)
            acknowledged = chip is not None
            bits = 2  # start and stop; then each byte, the address's own too, has its ninth bit
            if outgoing is not None:
                bits += 9 * len(outgoing) + 9 if acknowledged else 9
            if incoming is not None:
                if acknowledged:
                    acknowledged = outgoing is None or chip.write(outgoing)
                    acknowledged = acknowledged and chip.read_into(incoming)
                bits += 9 * len(incoming) + 9 if acknowledged else 9
            end_us = clock.now_us + bits * 1_000_000 // self._freq + bits * bus.stretch_us
            if end_us < clock.due_us:
                clock.now_us = end_us
            else:
                clock.advance_us(end_us - clock.now_us)
            if incoming is None and acknowledged:
                acknowledged = chip.write(outgoing)
            if not acknowledged:
                raise OSError(_ENODEV, "ENODEV")
        finally:
            if locks:
                restore_locks(locks)


class SPI:
    """An SPI controller that sends, and waits until it has. Mode 0, the high bit first.

    What it refuses: ports/esp32/machine_hw_spi.c; ESP-IDF, spi_common.c and spi_hal.c.
    """

    MSB = 0
    LSB = 1

    _CLOCK_HZ = 80_000_000
    _PIECE = 4092  # bytes that go in one transaction
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
        if id not in (1, 2):
            raise ValueError("SPI(%d) doesn't exist" % id)
        board = hardware
        own = board.soc.spi_pins[id - 1]
        if SPI._OWN in (sck, mosi, miso):
            raise RuntimeError("SPI(%d) would take GPIO%r %s" % (id, own, SPI._OWN))
        pins = [-1 if pin is None else Pin(pin).number for pin in (sck, mosi, miso)]
        if bits <= 0:
            raise ValueError("invalid bits")
        if polarity or phase or bits != 8 or firstbit != SPI.MSB:
            raise RuntimeError("nothing here wants another mode, or other than bytes")
        self._hz = SPI._divided(baudrate)
        if pins[0] in board.soc.input_only or pins[1] in board.soc.input_only:
            raise OSError("invalid configuration")
        direct = all([pin in (-1, its_own) for pin, its_own in zip(pins, own)])
        if self._hz > board.soc.spi_matrix_hz and not direct:
            raise RuntimeError("faster than the GPIO matrix: nothing would be sent, nor told")
        self._bus = board.spi_buses.get((pins[0], pins[1]))
        if self._bus is None:
            raise RuntimeError("no SPI bus is wired to these pins")
        for pin in pins:
            board.pwm_frequencies.pop(pin, None)
        self._active = True

    def deinit(self) -> None:
        """Let go of the pins."""
        self._active = False

    def write(self, buf) -> None:
        """Send the bytes."""
        if not self._active:
            raise OSError("transfer on deinitialized SPI")
        if not len(buf):
            raise ValueError("buffer too short")
        locks = lift_locks()
        try:
            self._bus.send(buf, self._hz, (len(buf) - 1) // SPI._PIECE + 1)
        finally:
            restore_locks(locks)

    @staticmethod
    def _divided(baudrate):
        """The nearest that a whole divider gives (ESP-IDF, spi_ll.h, spi_ll_master_cal_clock)."""
        if baudrate <= 0:
            raise ValueError("the chip would divide by zero")
        if baudrate > SPI._CLOCK_HZ // 4 * 3:
            return SPI._CLOCK_HZ
        divider = max(SPI._CLOCK_HZ // baudrate, 2)
        faster = SPI._CLOCK_HZ // divider
        slower = SPI._CLOCK_HZ // (divider + 1)
        return faster if faster - baudrate < baudrate - slower else slower


class ADC:
    """A channel of ADC1 at 11 dB, calibrated. Whole millivolts; below 100 mV it reads 0."""

    ATTN_11DB = 3

    _FLOOR_MV = 100
    _CEILING_MV = 3100  # where 12 bits at 11 dB are all ones, after calibration

    def __init__(self, pin, atten=ATTN_11DB):
        if atten != ADC.ATTN_11DB:
            raise ValueError("invalid attenuation")
        number = Pin(pin).number
        if number not in hardware.soc.adc_pins:
            raise ValueError("invalid pin")
        self._source = hardware.analogs[number]

    def read_uv(self) -> int:
        """The voltage in microvolts."""
        millivolts = ask(self._source) // 1000
        if millivolts < ADC._FLOOR_MV:
            return 0
        return min(millivolts, ADC._CEILING_MV) * 1000


class Counter:
    """Counts the pulses on a pin (a PCNT unit).

    `filter_ns` is taken as the nearest of 0 to 12787 (ports/esp32/modules/machine.py); no pulse
    here is so short.
    """

    RISING = 1
    FALLING = 2

    def __init__(self, id, src, edge=RISING, filter_ns=0):
        if not 0 <= id < hardware.soc.counters:
            raise ValueError("invalid id")
        self._source = hardware.counters[Pin(src).number]
        self._base = ask(self._source)

    def value(self, value=None):
        """Give the pulses counted so far; with a value, the count goes on from there."""
        pulses = ask(self._source)
        count = pulses - self._base
        if value is not None:
            self._base = pulses - value
        return count


class WDT:
    """The task watchdog. There is no way to stop it; another WDT changes the timeout."""

    def __init__(self, id=0, timeout=5000):
        if id != 0:  # ports/esp32/machine_wdt.c, mp_machine_wdt_make_new_instance, without words
            raise ValueError
        if timeout <= 0:
            raise ValueError("WDT timeout too short")
        self._watchdog = hardware.watchdog
        self._watchdog.start(timeout * 1000)

    def feed(self) -> None:
        """Put the reset off by one timeout."""
        self._watchdog.feed()


class UART:
    """A serial port that sends; nothing ever comes in. UART 0 is the console.

    What it refuses: ports/esp32/machine_uart.c, mp_machine_uart_make_new and _init_helper;
    ESP-IDF, uart.c, uart_driver_install and uart_set_pin.
    """

    _FIFO = 128
    _BITS = 10  # of a byte on the line

    def __init__(self, id, baudrate=115_200, tx=None, rx=None, txbuf=256):
        if id not in (0, 1, 2):
            raise ValueError("UART(%d) does not exist" % id)
        if id == 0:
            raise ValueError("REPL UART buffer size is fixed")
        if 0 < txbuf <= UART._FIFO:
            raise OSError(_ESP_FAIL, "ESP_FAIL")
        if rx is None:
            raise ValueError("without rx the port takes a pin of its own choice")
        Pin(rx)
        number = Pin(tx).number
        if number in hardware.soc.input_only:
            raise OSError(_ESP_FAIL, "ESP_FAIL")
        self._board = hardware
        self._pin = number
        self._byte_us = UART._BITS * 1_000_000 // baudrate
        self._room_us = (txbuf + UART._FIFO) * self._byte_us
        self._sent_us = 0  # when the last byte will be on the line

    def write(self, buf) -> int:
        """Send the bytes and give their number. Waits until the buffer has taken them all."""
        locks = lift_locks()
        try:
            clock = self._board.clock
            self._sent_us = max(self._sent_us, clock.now_us) + len(buf) * self._byte_us
            wait_us = self._sent_us - clock.now_us - self._room_us
            if wait_us > 0:
                clock.advance_us(wait_us)
        finally:
            restore_locks(locks)
        listener = self._board.uarts.get(self._pin)
        if listener:
            tell(listener, bytes(buf))
        return len(buf)


class RTC:
    """Of the real-time clock only its memory: 2048 bytes that outlive all but a loss of power."""

    _SIZE = 2048

    def memory(self, data=None):
        """Read the memory, or write it."""
        if data is None:
            return hardware.rtc_memory
        if len(data) > RTC._SIZE:
            raise ValueError("buffer too long")
        hardware.rtc_memory = bytes(data)
        return None
