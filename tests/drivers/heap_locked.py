"""Run by MicroPython: every driver, good bytes and bad, with the heap locked. Prints OK.

A driver that takes memory dies of MemoryError here.
"""

import gc

import micropython

from drivers.actuator import Actuator
from drivers.battery import Battery
from drivers.cutout import CutOut
from drivers.ds3231 import Ds3231
from drivers.edges import Edges
from drivers.errors import BAD_CHECKSUM, BUS_STUCK, WRONG_CHIP
from drivers.fan import Fan
from drivers.i2c_recovery import recover
from drivers.ili9341 import Ili9341
from drivers.ina226 import Ina226
from drivers.mcp23017 import Mcp23017
from drivers.probes import NO_FAULT, OPEN, Probes
from drivers.sht45 import Sht45
from drivers.slow_pwm import SlowPwm
from drivers.speaker import Speaker
from drivers.switch import Switch
from drivers.tmp117 import Tmp117
from firmware.panel.keys import Keys
from firmware.panel.lamps import Lamps
from tests.drivers.playback_bus import PlaybackBus

ROUNDS = 500


class Pin:
    def __init__(self):
        self.level = 0

    def value(self, level=None):
        if level is None:
            return self.level
        self.level = level
        return None


class HeldLine(Pin):
    """Low, whatever is driven."""

    def value(self, level=None):
        return 0


class Pwm:
    def duty_u16(self, duty):
        pass

    def freq(self, hz):
        pass


class Spi:
    error = None

    def write(self, data):
        if self.error:
            raise self.error


class Counter:
    def value(self, value):
        return 50


class Adc:
    def read_uv(self):
        return 2_400_000


def ticks_diff(end, start):
    return end - start


def sleep_us(duration_us):
    pass


def prepared_bus():
    bus = PlaybackBus()
    bus.word(0x48, 0x00, 0x1280)  # TMP117: 37 degC, ready, identity
    bus.word(0x48, 0x01, 0x2120)
    bus.word(0x48, 0x0F, 0x0117)
    bus.streams[0x44] = bytearray(b"\xbe\xef\x92\xbe\xef\x92")  # SHT45: datasheet's example
    bus.word(0x49, 0x00, 26400)  # ADS1115: 3.3 V
    bus.word(0x49, 0x01, 0)
    bus.word(0x40, 0x00, 0x4927)  # INA226: ready, 12.5 A, 24 V, identity
    bus.word(0x40, 0x01, 10_000)
    bus.word(0x40, 0x02, 19_200)
    bus.word(0x40, 0x06, 0x0008)
    bus.word(0x40, 0xFE, 0x5449)
    bus.word(0x40, 0xFF, 0x2260)
    bus.registers(0x68, 0, b"\x58\x59\x23\x06\x28\x02\x26" + bytes(9))  # DS3231
    return bus


def outcome(action):
    """Whatever the action returns or raises, with the heap locked."""
    micropython.heap_lock()
    try:
        for _ in range(6):  # past a whole round of the converter's inputs
            result = action()
        return result
    except OSError as error:
        return error
    finally:
        micropython.heap_unlock()


def expect(action, end):
    got = outcome(action)
    assert got is end, (action, got)


def expect_error(action, error):
    expect(action, error)
    gc.collect()
    before = gc.mem_alloc()
    for _ in range(ROUNDS):  # nor, with the heap open, does an error leave anything behind
        try:
            action()
        except OSError:
            pass
    gc.collect()
    taken = gc.mem_alloc() - before
    assert taken < ROUNDS, (action, taken)


def move_no_bytes():
    now_ms[0] += 500
    actuator.renew(now_ms[0], now_ms[0])
    actuator.expire(now_ms[0])
    actuator.expire(now_ms[0] + 5000)
    slow.duty_u16(30_000)
    slow.turn(now_ms[0])
    slow.next_ms(now_ms[0])
    fan.renew(now_ms[0], now_ms[0])
    fan.poll(500)
    arm.toggle()
    arm.renew(now_ms[0] & 1 == 0, now_ms[0])
    cutout.renew(True, 0)
    cutout.override(False)
    cutout.tripped()
    switch.poll()
    battery.poll()
    arm.rest()
    for sample in (0, 0, 5, 5, 5, 37, 0):
        keys.update(sample, 29_000)
    keys.lost()
    lamps.show(3, now_ms[0] & 1 == 0)
    lamps.update(300)
    lamps.next_ms()
    speaker.tone(523)
    speaker.silence()


def paint():
    glass.turn(now_ms[0])
    glass.write(0, 0, 2, 1, pixels)
    now_ms[0] += 500


now_ms = [0]
pixels = bytearray(4)
spi = Spi()
glass = Ili9341(spi, Pin(), Pin(), ticks_diff)
actuator = Actuator(Pwm(), ticks_diff, 1000)
slow = SlowPwm(Pin(), ticks_diff)
fan = Fan(Pwm(), Counter())
arm = Edges(Pin())
cutout = CutOut(Pin(), Pin(), Pin())
switch = Switch(Pin(), 1)
battery = Battery(Adc(), 250)
keys = Keys()
lamps = Lamps()
speaker = Speaker(Pwm())
expect(move_no_bytes, None)

bus = prepared_bus()
air = Tmp117(bus)
air2 = Sht45(bus)
power = Ina226(bus)
clock = Ds3231(bus)
probes = Probes(bus, 18200, 2200)
expander = Mcp23017(bus, 0x003F)
bus.registers(0x20, 0x0C, b"\x3f\x00\x00\x00\x00\x00\x3e\x00\x00\x00")
expect(expander.configure, None)
expect(expander.poll, True)
expander.outputs = 0x0100
expect_error(expander.poll, WRONG_CHIP)  # the playback keeps no latch
expect(air.poll, True)
expect(air2.poll, True)
expect(power.poll, True)
expect(clock.read, None)
expect(lambda: clock.set(2026, 2, 28, 23, 59, 58), None)
expect(clock.outage_s, -1)
expect(clock.stamp, None)
for part in (air, air2, power, probes):
    expect(part.configure, None)
outcome(probes.poll)
assert probes.skin.fault == NO_FAULT and probes.element.fault == OPEN  # each reads 26400 counts

bus.error = OSError(19)
for part in (air, air2, power, probes):
    expect_error(part.configure, bus.error)
    expect_error(part.poll, bus.error)
for action in (clock.read, clock.stamp, clock.outage_s, expander.poll, expander.configure):
    expect_error(action, bus.error)
bus.error = None

free, held = Pin(), HeldLine()
expect(lambda: recover(free, free, sleep_us), None)
expect_error(lambda: recover(held, held, sleep_us), BUS_STUCK)

for _ in range(100):
    expect(paint, None)
assert glass.ready
spi.error = OSError(19)
for _ in range(100):
    expect(paint, None)
assert not glass.ready

bus.streams[0x44][2] ^= 1
bus.word(0x48, 0x01, 0x0220)
bus.word(0x48, 0x0F, 0x0118)
bus.word(0x49, 0x01, 0x8583)
bus.word(0x40, 0x00, 0x4127)
bus.word(0x40, 0xFF, 0)
bus.registers(0x68, 0, bytes(16))
expect_error(air2.poll, BAD_CHECKSUM)
for action in (air.poll, air.configure, probes.poll, power.poll, power.configure, clock.read):
    expect_error(action, WRONG_CHIP)

print("OK")
