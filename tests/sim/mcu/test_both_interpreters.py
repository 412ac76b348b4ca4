"""What the pretended machine does under MicroPython is what it does under CPython."""

from tests.sim.mcu.interpreters import cpython, micropython

TOUR = """
import machine, time
from micropython import const
import esp32
from sim.world.chips.ads1115 import Ads1115
from sim.world.chips.ds3231 import Ds3231
from sim.world.chips.ina226 import Ina226
from sim.world.chips.sht45 import Sht45
from sim.world.chips.tmp117 import Tmp117
from sim.world.clock import Clock
from sim.world.hardware import Hardware, Reset

_BLOCK = const(2)
board = Hardware(Clock(start_ticks_ms=(1 << 30) - 2500))
clock = board.clock
machine.attach(board)
air = lambda: 20.0 + clock.now_us * 1.7e-6
bus = board.add_bus(22, 21)
bus.add(0x48, Tmp117(clock, air))
bus.add(0x49, Ads1115(clock, [lambda: 0.31, lambda: 0.33, lambda: 0.71, lambda: 3.3]))
bus.add(0x44, Sht45(clock, air, lambda: 55.5))
bus.add(0x40, Ina226(clock, lambda: 12.34, lambda: 23.9, 0.002))
bus.add(0x68, Ds3231(clock))
board.pwms[25] = lambda duty: print("duty", duty)
board.outputs[32] = lambda level: print("arm", level)
board.inputs[13] = lambda: 1
board.analogs[36] = lambda: 1234567
board.counters[34] = lambda: clock.now_us // 10000
clock.on_second = lambda t_s: print("second", t_s, clock.now_us)
i2c = machine.I2C(0, scl=machine.Pin(22), sda=machine.Pin(21), freq=100000)
arm = machine.Pin(32, machine.Pin.OUT, value=0)
mains = machine.Pin(13, machine.Pin.IN)
heater = machine.PWM(machine.Pin(25), freq=100)
counter = machine.Counter(0, machine.Pin(34, machine.Pin.IN))
adc = machine.ADC(machine.Pin(36))
print(i2c.scan())
watchdog = machine.WDT(timeout=3000)
buf = bytearray(2)
long_buf = bytearray(7)
for period in range(8):
    start = time.ticks_ms()
    for address, register in ((0x48, 1), (0x48, 0), (0x49, 0), (0x49, 1), (0x40, 1), (0x40, 2)):
        i2c.readfrom_mem_into(address, register, buf)
        print("%02x" % buf[0] + "%02x" % buf[1], clock.now_us, time.ticks_us())
    i2c.writeto(0x49, bytes((1, 0xC5 | (period & 3) << 4, 0x83)))
    i2c.writeto_mem(0x49, 2, buf)
    i2c.readfrom_mem_into(0x68, 0, long_buf)
    print(list(long_buf))
    try:
        i2c.writeto(0x44, bytes((0xFD,)))
        time.sleep_ms(9 if period < 6 else 8)
        i2c.readfrom_into(0x44, long_buf)
        print(list(long_buf))
    except OSError as error:
        print("nack", error.errno, error.args[0])
    heater.duty_u16(period * 1000)
    arm(period & 1)
    print(mains.value(), adc.read_uv(), counter.value(0))
    watchdog.feed()
    time.sleep_ms(500 - time.ticks_diff(time.ticks_ms(), start))
    print(time.ticks_ms())
bus.hold_sda(3)
try:
    i2c.readfrom_into(0x48, buf)
except OSError as error:
    print("stuck", error.errno, clock.now_us)
store = esp32.NVS("cradle")
store.set_i32("mode", -2)
store.set_blob("set", bytes((1, 2, 3)))
print(store.get_i32("mode"), store.get_blob("set", long_buf), list(long_buf))
try:
    time.sleep_ms(100000)
except Reset as reset:
    print("reset", reset.cause, clock.now_us)
    board.reset(reset.cause)
print(machine.reset_cause() == machine.WDT_RESET)
"""

HEAP_LOCKED = """
import machine, time
from micropython import heap_lock, heap_unlock
from sim.world.hardware import Hardware
from sim.world.chips.sht45 import Sht45
board = Hardware()
machine.attach(board)
floats = []
board.clock.on_second = lambda t_s: floats.append(t_s * 0.5)
board.pwms[25] = lambda duty: floats.append(duty / 65535)
board.outputs[32] = lambda level: floats.append(level / 2)
board.inputs[13] = lambda: int(floats[-1] * 1.5)
board.analogs[36] = lambda: int(1e6 * 1.5)
board.counters[34] = lambda: int(1e3 * 1.5)
board.add_bus(22, 21).add(0x44, Sht45(board.clock, lambda: 36.6, lambda: 55.5))
i2c = machine.I2C(0, scl=22, sda=21)
pwm = machine.PWM(25, freq=100, duty_u16=0)
arm = machine.Pin(32, machine.Pin.OUT, value=0)
switch = machine.Pin(13, machine.Pin.IN)
adc = machine.ADC(36)
counter = machine.Counter(0, 34)
command = bytes((0xFD,))
buf = bytearray(6)

def period():
    for _ in range(120):
        time.sleep_ms(9)
        i2c.writeto(0x44, command)
        time.sleep_us(9000)
        i2c.readfrom_into(0x44, buf)
        pwm.duty_u16(300)
        arm.value(1)
        switch.value()
        adc.read_uv()
        counter.value(0)

heap_lock()
heap_lock()
period()
print(heap_unlock(), heap_unlock(), len(floats) > 240, buf[2] != 0)
"""


GLASS = """
import machine, time
from drivers.ili9341 import Ili9341
from sim.world.chips import ili9341
from sim.world.hardware import Hardware

board = Hardware()
machine.attach(board)
chip = ili9341.Ili9341(board.clock)
bus = board.add_spi_bus(18, 23)
bus.chips.append(chip)
board.outputs[5] = chip.select
board.outputs[13] = chip.data_command
board.clock.advance_us(300_000)
Pin = machine.Pin
spi = machine.SPI(2, 10_000_000, sck=Pin(18), mosi=Pin(23), miso=None)
select = Pin(5, Pin.OUT, value=1)
glass = Ili9341(spi, select, Pin(13, Pin.OUT, value=1), time.ticks_diff)
strip = bytearray(bytes(range(250)) * 4)
for turn in range(400):
    glass.turn(time.ticks_ms())
    glass.write(turn % 300, turn % 200, 20, 25, memoryview(strip))
    time.sleep_ms(30)
print(glass.renewals, chip.shown(), chip.faults, chip.commands, chip.bytes_taken)
print(bus.busy_us(10_000_000), bus.busy_us(20_000_000), board.clock.now_us)
print(sum([chip.pixel(x, y) * (x + y) for x in range(0, 320, 7) for y in range(0, 240, 7)]))
for wrong in ({"miso": 40}, {"bits": 0}, {"baudrate": 0}):
    try:
        machine.SPI(2, sck=Pin(18), mosi=Pin(23), **dict({"miso": None}, **wrong))
    except ValueError as error:
        print(error)
"""


def test_the_same_tour_of_every_part_prints_the_same():
    printed = cpython(TOUR)
    assert "second 4 4000000" in printed
    assert "nack 19 19" in printed
    assert "stuck 116" in printed
    assert "reset 3 " in printed
    assert micropython(TOUR) == printed


def test_the_display_is_told_and_shows_the_same():
    printed = cpython(GLASS)
    assert printed.startswith("3 True [] ")
    assert micropython(GLASS) == printed


def test_a_locked_heap_stays_locked_for_the_firmware_and_never_troubles_the_world():
    assert cpython(HEAP_LOCKED) == micropython(HEAP_LOCKED) == "1 0 True True\n"


def test_writing_a_register_needs_memory_as_on_the_esp32():
    printed = micropython(
        "import machine\nfrom micropython import heap_lock, heap_unlock\n"
        "from sim.world.hardware import Hardware\n"
        "board = Hardware()\nboard.add_bus(22, 21)\nmachine.attach(board)\n"
        "i2c = machine.I2C(0, scl=22, sda=21)\nbuf = bytearray(2)\nheap_lock()\n"
        "try:\n    i2c.writeto_mem(0x48, 1, buf)\n"
        "except MemoryError:\n    heap_unlock()\n    print('refused')\n"
    )
    assert printed == "refused\n"


def test_on_micropython_the_built_in_micropython_wins_over_the_stand_in():
    printed = micropython(
        "import micropython\nfrom micropython import const\n_X = const(7)\n"
        "micropython.heap_lock()\n"
        "try:\n    [0]\n    print('allocated')\n"
        "except MemoryError:\n    micropython.heap_unlock()\n    print(_X, 'refused')\n"
    )
    assert printed == "7 refused\n"
