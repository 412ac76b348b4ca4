"""Reads all sensors and switches once a period."""

import time

from control.calibration import Calibration, Correction
from control.quantities import QUANTITY_NAMES
from control.records import Readings, Sample
from firmware.chip import Chip
from firmware.hardware import PROBES, SENSORS, Hardware


class Inputs:
    """All sensors and switches of one incubator, calibrated, read into one record."""

    __slots__ = (
        "_hardware",
        "_last_ms",
        "_power",
        "_probe_chip",
        "_probes",
        "_sensors",
    )

    def __init__(self, hardware: Hardware, calibration: Calibration, now_ms):
        self._hardware = hardware
        # Of each chip: itself, its driver, and for each of its quantities the place among the
        # samples, the correction and the driver's attribute.
        self._sensors = tuple(
            [
                (
                    Chip(getattr(hardware, part), getattr(hardware, bus)),
                    getattr(hardware, part),
                    tuple([_place(name, calibration) + (value,) for name, value in quantities]),
                )
                for part, bus, quantities in SENSORS
            ]
        )
        self._probe_chip = Chip(hardware.probes, hardware.bus0)
        self._probes = tuple(
            [_place(name, calibration) + (getattr(hardware.probes, name),) for name in PROBES]
        )
        self._power = Chip(hardware.power, hardware.bus1)
        self._last_ms = now_ms

    def read(self, readings: Readings, now_ms) -> None:
        """Fill `readings` for the period that begins at `now_ms`."""
        self._read_sensors(readings.samples)
        self._read_probes(readings.samples)
        self._read_power(readings)
        hardware = self._hardware
        hardware.fan.poll(time.ticks_diff(now_ms, self._last_ms))
        self._last_ms = now_ms
        readings.fan_rpm = hardware.fan.rpm
        self._read_switches(readings)
        readings.mains = hardware.mains.poll()
        hardware.battery.poll()
        readings.battery_mv = hardware.battery.voltage_mv
        readings.cutout_tripped = hardware.cutout.tripped()

    def _read_sensors(self, samples: tuple) -> None:
        for chip, driver, quantities in self._sensors:
            fresh = chip.poll()
            for index, correction, value in quantities:
                if fresh:
                    _take(samples[index], getattr(driver, value), correction)
                else:
                    samples[index].miss()

    def _read_probes(self, samples: tuple) -> None:
        self._probe_chip.poll()
        for index, correction, probe in self._probes:
            if probe.fresh:
                _take(samples[index], probe.temperature_mc, correction)
            else:
                samples[index].miss(probe.fault)

    def _read_switches(self, readings: Readings) -> None:
        """Those on the expander, as the panel has last read it, at most a period ago."""
        hardware = self._hardware
        fresh = hardware.expander.fresh
        hardware.expander.fresh = False
        if fresh:
            for name, switch in hardware.switches:
                if readings.switches_fresh:
                    switch.poll()
                else:
                    switch.begin()
                setattr(readings, name, switch.active)
        readings.switches_fresh = fresh

    def _read_power(self, readings: Readings) -> None:
        power = self._hardware.power
        if self._power.poll():
            readings.heater_ma.take(power.current_ma)
            readings.supply_mv.take(power.supply_mv)
        else:
            readings.heater_ma.miss(power.stranger)
            readings.supply_mv.miss()


def _place(name: str, calibration: Calibration) -> tuple:
    """Where a quantity is among the samples, and its correction."""
    return QUANTITY_NAMES.index(name), getattr(calibration, name)


def _take(sample: Sample, raw: int, correction: Correction) -> None:
    sample.correct(raw, correction.correct(raw))
