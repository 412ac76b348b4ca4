"""Measures modules loaded from files: bytes of each when those that it imports are there."""

import binascii  # noqa: F401 (these are in the flash of a board, as parts of MicroPython)
import json  # noqa: F401
import os  # noqa: F401
import select  # noqa: F401
import struct  # noqa: F401
import sys

import micropython  # noqa: F401


class BuiltIn:
    """Stands for a module that costs a board nothing: it has whatever name is asked for."""

    def __getattr__(self, name):
        return None


def _in_flash(of) -> tuple:
    """Says what an ESP32's own modules have names for: they are in its flash, and cost no RAM."""
    return (
        of.Pin.IN.OUT.OPEN_DRAIN.value.PWM.freq.duty_u16.ADC.read_uv.WDT.feed.RTC.memory.timeout,
        of.UART.tx.rx.txbuf.SPI.sck.mosi.miso.I2C.scl.sda.writeto.readfrom_into.readfrom_mem_into,
        of.Counter.filter_ns.reset.reset_cause.PWRON_RESET.HARD_RESET.WDT_RESET.SOFT_RESET,
        of.esp32.NVS.get_blob.set_blob.erase_key.commit,
        of.kbd_intr.alloc_emergency_exception_buf.ticks_ms.ticks_diff.ticks_add.sleep_ms.sleep_us,
    )


def stand_in() -> None:
    """Let modules be imported without a machine."""
    for name in ("machine", "esp32", "time"):
        sys.modules[name] = BuiltIn()


def steps(argument: dict, data: str):
    """Import the modules, each after those that it imports."""
    stand_in()
    yield "nothing"
    for name in argument["modules"]:
        __import__(name)
        yield name
