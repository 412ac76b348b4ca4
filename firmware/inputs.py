"""Reading everything once a period."""

import time

from control.calibration import Calibration, Correction
from control.records import Readings, Sample
from firmware.chip import Chip
from firmware.hardware import Hardware


class Inputs:
    """All sensors and switches of one incubator, calibrated, read into one record."""

    __slots__ = ("_air", "_air2", "_calibration", "_hardware", "_last_ms", "_power", "_probes")

    def __init__(self, hardware: Hardware, calibration: Calibration, now_ms):
        self._hardware = hardware
        self._calibration = calibration
        self._air = Chip(hardware.air, hardware.bus0)
        self._probes = Chip(hardware.probes, hardware.bus0)
        self._air2 = Chip(hardware.air2, hardware.bus1)
        self._power = Chip(hardware.power, hardware.bus1)
        self._last_ms = now_ms

    def read(self, readings: Readings, now_ms) -> None:
        """Fill `readings` for the period that begins at `now_ms`."""
        self._read_air(readings)
        self._read_probes(readings)
        self._read_power(readings)
        hardware = self._hardware
        hardware.fan.poll(time.ticks_diff(now_ms, self._last_ms))
        self._last_ms = now_ms
        readings.fan_rpm = hardware.fan.rpm
        readings.hood_open = hardware.hood.poll()
        readings.water_low = hardware.water.poll()
        readings.humidifier_on = hardware.humidifier_sense.poll()
        readings.mains = hardware.mains.poll()
        hardware.battery.poll()
        readings.battery_mv = hardware.battery.voltage_mv
        readings.cutout_tripped = hardware.cutout.tripped()

    def _read_air(self, readings: Readings) -> None:
        hardware = self._hardware
        calibration = self._calibration
        if self._air.poll():
            _take(readings.air, hardware.air.temperature_mc, calibration.air)
        else:
            readings.air.miss()
        if self._air2.poll():
            _take(readings.air2, hardware.air2.temperature_mc, calibration.air2)
            _take(readings.humidity, hardware.air2.humidity_pm, calibration.humidity)
        else:
            readings.air2.miss()
            readings.humidity.miss()

    def _read_probes(self, readings: Readings) -> None:
        probes = self._hardware.probes
        self._probes.poll()
        calibration = self._calibration
        _fill(readings.skin, probes.skin, calibration.skin)
        _fill(readings.skin2, probes.skin2, calibration.skin2)
        _fill(readings.element, probes.element, calibration.element)

    def _read_power(self, readings: Readings) -> None:
        power = self._hardware.power
        if self._power.poll():
            readings.heater_ma.take(power.current_ma)
            readings.supply_mv.take(power.supply_mv)
        else:
            readings.heater_ma.miss(power.stranger)
            readings.supply_mv.miss()


def _take(sample: Sample, raw: int, correction: Correction) -> None:
    sample.correct(raw, correction.correct(raw))


def _fill(sample: Sample, probe, correction: Correction) -> None:
    if probe.fresh:
        _take(sample, probe.temperature_mc, correction)
    else:
        sample.miss(probe.fault)
