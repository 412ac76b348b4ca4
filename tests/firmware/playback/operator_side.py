"""Runs panel, operator, sound, lamps, store and loop with the heap locked; prints the outcome."""

import time

import micropython
from micropython import const

from control.settings import AIR, Settings
from drivers.ds3231 import Ds3231
from drivers.mcp23017 import Mcp23017
from drivers.slow_pwm import SlowPwm
from drivers.speaker import Speaker
from firmware.expander import INPUTS
from firmware.loop import Loop
from firmware.panel.keys import ALL_KEYS
from firmware.panel.menu import MAIN, Menu
from firmware.panel.operator import Operator
from firmware.panel.panel import Panel
from firmware.panel.sound import Sound
from firmware.storage.hours import Hours
from firmware.storage.resume import resume
from firmware.storage.store import Store
from tests.drivers.playback_bus import PlaybackBus

SECONDS = 40
_STEP_MS = const(10)
PERIOD_MS = 500
# GPPU, INTF, INTCAP, GPIO, OLAT of both ports; the key on a bit closes to ground.
IDLE = b"\x7f\x30\x00\x00\x00\x00\x3f\x10\x00\x00"
PORT_A = 6


class Bus:
    def answered(self):
        pass

    def failed(self):
        pass


class Pwm:
    def __init__(self):
        self.tones = 0

    def duty_u16(self, duty):
        self.tones += 1

    def freq(self, hz):
        pass


class Pin:
    def value(self, level):
        pass


class Alarms:
    count = 0
    began_priority = 0

    def pause_audio(self):
        pass

    def acknowledge(self):
        pass

    def start_test(self, priority):
        return ""


class Cells:
    """Flash that keeps what is written to it."""

    def __init__(self):
        self.kept = {}

    def read(self, name):
        return self.kept.get(name)

    def write(self, name, data):
        self.kept[name] = bytes(data)


class Expander(PlaybackBus):
    """Reads of the expander show the keys that are closed; writes are swallowed."""

    def __init__(self):
        super().__init__()
        self.reply = bytearray(IDLE)
        self.gone = OSError(19)
        self.silent = False

    def writeto(self, address, data):
        if self.silent:
            raise self.gone
        if address == 0x20 and data[0] == 0x14:
            self.reply[8] = data[1]
            self.reply[9] = data[2]

    def readfrom_mem_into(self, address, register, buffer):
        if self.silent:
            raise self.gone
        if address == 0x20:
            for index in range(len(buffer)):
                buffer[index] = self.reply[index]
        else:
            super().readfrom_mem_into(address, register, buffer)


def fingers(at_ms):
    """The keys down at a moment: up, and right that confirms; much later silence held."""
    if 2_000 <= at_ms < 2_300:
        return 1
    if 3_000 <= at_ms < 3_300:
        return 8
    if 30_000 <= at_ms < 33_500:
        return 16
    return 0


def run():
    for at_ms in range(0, SECONDS * 1000, _STEP_MS):
        now_ms = time.now_ms = time.ticks_add(START_MS, at_ms)
        i2c.reply[PORT_A] = ALL_KEYS & ~fingers(at_ms)
        i2c.silent = 35_000 <= at_ms < 37_000
        panel.next_ms(now_ms)
        panel.turn(now_ms)
        sound.next_ms(now_ms)
        sound.turn(now_ms)
        if at_ms % PERIOD_MS == 0:
            priority = at_ms // 10_000
            panel.show(priority, at_ms >= 20_000, at_ms >= 30_000)
            sound.want(priority, 0, now_ms)
            if store.changed(settings):  # a write may take memory, to look whether one is due not
                micropython.heap_unlock()
                store.save(settings)
                micropython.heap_lock()
            store.save(settings)
            if not i2c.silent:
                clock.stamp()
    sound.stop()
    try:
        loop.run()
    except OSError:
        pass  # all its periods are over


def period(now_ms):
    if not left[0]:
        raise over
    left[0] -= 1
    sound.want(3, 0, now_ms)


left = bytearray((20,))  # periods of the loop
over = OSError()
START_MS = (1 << 30) - 5_000
i2c = Expander()
i2c.registers(0x68, 0, b"\x58\x59\x23\x06\x28\x02\x26" + bytes(9))
clock = Ds3231(i2c)
settings = Settings()
pwm = Pwm()
sound = Sound(Speaker(pwm))
operator = Operator(settings, Alarms(), sound, lambda: None, Hours())
menu = Menu(operator, Alarms(), settings)
menu.screen = MAIN
panel = Panel(Mcp23017(i2c, INPUTS), Bus(), menu, START_MS)
loop = Loop(period, sound)
slow_pwm = SlowPwm(Pin(), time.ticks_diff)
slow_pwm.duty_u16(20_000)
loop.watchers = (panel,)
loop.tasks = (sound, slow_pwm)
cells = Cells()
store = Store(cells)
store.load(settings)
resume(settings, clock.outage_s())
settings.set_mode(AIR)
micropython.heap_lock()
try:
    run()
finally:
    micropython.heap_unlock()
found = Settings()
Store(cells).load(found)
print("air", settings.air_mc, "tones", pwm.tones > 50, "stored", found.air_mc == settings.air_mc)
print("periods left", left[0])
