"""Run by MicroPython: grace, conditions and alarms live a hard life under a locked heap."""

import micropython

from boards.incubators import single_300w
from control import alarm_table as table
from control import conditions, protection, self_test
from control.alarm_log import AlarmLog
from control.alarms import AlarmSystem
from control.checks import Checks
from control.grace import Grace
from control.protection import Protection
from control.records import Readings
from control.report import Report
from control.sensing import Estimates
from control.settings import Settings

STANDING = (
    table.CLOCK_LOST,
    table.KEY_STUCK,
    table.LOG_FAULT,
    table.PANEL_FAULT,
    table.SETTINGS_LOST,
    table.THERAPY_INTERRUPTED,
    table.UPDATE_FAILED,
    table.WORDS_FAULT,
)

reasons = [0]
flicker = bytearray(1)
readings = Readings()
readings.mains = True
estimates = Estimates(single_300w)
settings = Settings()
grace = Grace()
of_chosen = Grace(chosen=True)
report = Report()
checks = Checks(single_300w)
guard = Protection(single_300w, False)
log = AlarmLog()
alarms = AlarmSystem(report, log)
all_reasons = 0
for bit, _ in protection.each_reason():
    all_reasons |= bit
seen = bytearray(table.COUNT)


def period(air_mc, humidity_pm, dt_ms):
    readings.air.take(air_mc)
    readings.air2.take(air_mc + 1_500)
    if air_mc == 33_000:
        readings.skin.miss()
        readings.skin2.miss()
        readings.humidity.miss()
    else:
        flicker[0] ^= 1  # as all that lives does
        readings.skin.take(air_mc + flicker[0])
        readings.skin2.take(air_mc + 3_000 + flicker[0])  # warmer than skin and air
        readings.humidity.take(abs(humidity_pm - flicker[0]))
    estimates.update(readings, 50_000)
    readings.battery_mv = air_mc // 5
    readings.hood_open = air_mc % 1_000 == 0
    readings.water_low = readings.hood_open
    grace.update(estimates, settings, air_mc, readings.hood_open, readings.mains, dt_ms)
    of_chosen.update(estimates, settings, air_mc, readings.hood_open, readings.mains, dt_ms)
    report.begin()
    checks.report(readings, grace.starting, report)
    guard.report(estimates, readings, reasons[0], checks.heater.most_ma, report)
    conditions.report(estimates, settings, readings, False, grace, of_chosen, report)
    alarms.update(dt_ms)
    for row in range(table.COUNT):
        seen[row] |= alarms.present[row]


def find(fault):
    checks.self_test.fault = fault
    heater = checks.heater
    heater.no_heat = heater.supply_out_of_range = heater.sensor_lost = fault > 0
    checks.humidifier.stuck_on = checks.humidifier.dead = checks.climb.doubtful = fault > 0
    for row in STANDING:
        report.stand(row, fault > 0)


def keys():
    alarms.pause_audio()
    alarms.acknowledge()
    alarms.start_test(table.HIGH)
    while log.take() is not None:
        pass


def life():
    for mode in range(3):
        settings.mode = mode
        for air_mc in (36_000, 30_300, 38_900, 34_100, 33_000):
            settings.air_mc = settings.skin_mc = 72_000 - air_mc
            settings.humidity_pm = air_mc // 50
            for _ in range(45):
                period(air_mc, 1_000 if air_mc > 35_000 else 0, 60_000)
                keys()
            for fault in range(len(self_test.FAULTS)):
                reasons[0] = all_reasons if fault else 0
                find(fault)
                period(air_mc, 500, 500)
                period(air_mc, 500, 60_000)  # longer than any delay of what was found
                keys()
            reasons[0] = 0
            find(0)
            period(air_mc, 500, 500)
            keys()


micropython.heap_lock()
try:
    life()
finally:
    micropython.heap_unlock()
unseen = [name for row, name in enumerate(table.NAMES) if not seen[row]]
print("OK" if not unseen else unseen)
