"""The display's driver on the pretended machine, in front of the pretended controller."""

import time

import machine
from machine import SPI, Pin

from drivers.ili9341 import Ili9341
from sim.world.chips import ili9341
from sim.world.hardware import Hardware

SCK, MOSI, SELECT, DATA_COMMAND = 18, 23, 5, 13


class Bench:
    """A board with a display. chip: the pretended one. glass: its driver."""

    def __init__(self, hz=20_000_000, start_ticks_ms=0):
        from sim.world.clock import Clock

        self.board = Hardware(Clock(start_ticks_ms))
        machine.attach(self.board)
        self.clock = self.board.clock
        self.clock.advance_us(1_000_000)
        self.chip = ili9341.Ili9341(self.clock)
        self.bus = self.board.add_spi_bus(SCK, MOSI)
        self.bus.chips.append(self.chip)
        self.board.outputs[SELECT] = self.chip.select
        self.board.outputs[DATA_COMMAND] = self.chip.data_command
        self.clock.advance_us(1_000_000)
        spi = SPI(2, hz, sck=Pin(SCK), mosi=Pin(MOSI), miso=None)
        self.glass = Ili9341(
            spi,
            Pin(SELECT, Pin.OUT, value=1),
            Pin(DATA_COMMAND, Pin.OUT, value=1),
            time.ticks_diff,
        )

    def pass_ms(self, duration_ms):
        """Let so much time pass, with every step at its time."""
        end_us = self.clock.now_us + duration_ms * 1000
        while self.clock.now_us < end_us:
            self.glass.turn(time.ticks_ms())
            wait_ms = self.glass.next_ms(time.ticks_ms())
            time.sleep_us(max(min(wait_ms * 1000, end_us - self.clock.now_us), 0))

    def start(self):
        """Until the display shows what is painted."""
        self.pass_ms(1_000)
        return self

    def picture(self):
        """What is seen, a colour each pixel, row after row."""
        return [self.chip.pixel(x, y) for y in range(ili9341.HEIGHT) for x in range(ili9341.WIDTH)]
