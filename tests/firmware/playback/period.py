"""Runs control periods with the heap locked, on the recorded replies of RECORDING.json.

Prints what the heater was told each period, so that a test can see that it really controlled.
"""

import json
import sys
import time

import machine
import micropython

from boards.esp32_devkitc import board
from boards.incubators import single_300w
from sim.runs.boot import boot
from sim.world.ram_files import RamFiles

PERIOD_MS = 500
SILENT_FROM = 38  # periods: from then on no chip answers, and the buses are cleared in vain


def run(program, periods, duties):
    pwm = program.hardware.heater
    for period in range(periods):
        time.now_ms = 1000 + period * PERIOD_MS
        if period == SILENT_FROM:
            machine.silent = True
        micropython.heap_lock()
        try:
            program.period(time.now_ms)
        finally:
            micropython.heap_unlock()
        duties[period] = pwm.duty_pm


with open(sys.argv[1]) as file:
    for address, reads in json.load(file).items():
        machine.replies[int(address)] = [bytes(read) for read in reads]
machine.levels[board.INPUT_PINS["mains"]] = 1
# A cut-out that works: told that it is hot, it says so.
test_pin = board.OUTPUT_PINS["cutout_test"]
machine.Pin.lines[board.INPUT_PINS["cutout_sense"]] = machine.Pin(test_pin, value=0)
program = boot(board, single_300w, RamFiles(machine.hardware))
program.hardware.start_watchdog()
program.settings.set_air(36000)
program.settings.set_humidity(600)
program.settings.set_mode(1)
PERIODS = 48
duties = [0] * PERIODS
run(program, PERIODS, duties)
print(json.dumps({"duties": duties, "fed": machine.WDT.fed}))
