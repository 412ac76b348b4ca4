"""For technicians: what each sensor says, the machine's own measures, and what the device is."""

from micropython import const

from control.quantities import QUANTITIES
from firmware.panel import symbols, texts, units, view
from firmware.panel.colours import AIR, BLACK, DIM, GROUND, INK, YELLOW
from firmware.panel.glyphs import SMALL
from firmware.panel.menu import HOURS_PAGE, SERVICE_PAGES
from firmware.panel.operator import FILTER
from firmware.panel.page import NO_VALUE, RIGHT
from firmware.panel.screens import frame

_TOP = const(38)
_HEIGHT = const(24)
_NAMES = (  # of QUANTITIES
    texts.AIR_CONTROL,
    texts.AIR_SECOND,
    texts.FIRST_SKIN,
    texts.SECOND_SKIN,
    texts.ELEMENT,
    texts.HUMIDITY,
)


def show(page, seen) -> None:
    """Put the fields of the page that is open."""
    number = seen.menu.row
    page.begin(20 + number, GROUND)
    frame.hint(page, seen, texts.HINT_CHOOSE if number == HOURS_PAGE else texts.HINT_PAGE)
    frame.header(page, seen, texts.SERVICE)
    (_sensors, _machine, _device, _hours)[number](page, seen)
    frame.scroll_bar(page, number, 1, SERVICE_PAGES)
    page.end()


def _sensors(page, seen) -> None:
    """Raw and converted; a tick where somebody has calibrated."""
    page.text(136, _TOP, 76, _HEIGHT, texts.RAW, DIM, GROUND, RIGHT)
    page.text(212, _TOP, 76, _HEIGHT, texts.MEASURED, DIM, GROUND, RIGHT)
    for index in range(len(QUANTITIES)):
        y = _TOP + (index + 1) * _HEIGHT
        row = QUANTITIES[index]
        driver, attribute, correction = seen.sensors[index]
        channel = seen.estimates.channels[index]
        sample = seen.readings.samples[index]
        decimals = 2 if row.suffix == "mc" else 1
        parts = 10 if row.suffix == "mc" else 1
        unit = units.DEGREES if row.suffix == "mc" else units.PER_CENT
        raw = getattr(driver, attribute) // parts if sample.fresh else NO_VALUE
        value = channel.value // parts if channel.valid else NO_VALUE
        page.text(8, y, 130, _HEIGHT, _NAMES[index], INK, GROUND)
        page.number(136, y, 76, _HEIGHT, SMALL, raw, decimals, DIM, GROUND, RIGHT)
        page.number(212, y, 80, _HEIGHT, SMALL, value, decimals, INK, GROUND, RIGHT, unit)
        page.symbol(292, y, 20, _HEIGHT, symbols.CHECK if correction.by else 0, AIR, GROUND)


def _machine(page, seen) -> None:
    """Current, voltages, airflow, power and what the heater does."""
    readings = seen.readings
    ma = readings.heater_ma
    mv = readings.supply_mv
    outputs = seen.controller.outputs
    _value(page, 0, texts.HEATER_CURRENT, _fresh(ma), 0, units.MILLIAMPERES)
    _value(page, 1, texts.SUPPLY, _fresh(mv), 0, units.MILLIVOLTS)
    _value(page, 2, texts.ON_BATTERY, readings.battery_mv, 0, units.MILLIVOLTS)
    _value(page, 3, texts.FAN_SPEED, readings.fan_rpm, 0, units.TURNS)
    _value(page, 4, texts.HEATER, outputs.heater_pm, 1, units.PER_CENT)


def _hours(page, seen) -> None:
    """How long what wears has worked, and whether the filter is to be changed, or has been."""
    hours = seen.hours
    names = (texts.HEATER_HOURS, texts.FAN_HOURS, texts.FILTER_HOURS, texts.LIFE_HOURS)
    for what in range(len(names)):  # as firmware/storage/hours.py counts them
        _value(page, what, names[what], hours.of(what), 0, units.HOURS)
    text = texts.FILTER_DUE if hours.filter_due else -1
    y = _TOP + len(names) * _HEIGHT + 6
    page.text(28, y, 252, 32, text, YELLOW, GROUND)
    y += 36
    paper = YELLOW if seen.operator.proposed == FILTER else AIR
    page.symbol(0, y, 28, 32, symbols.RIGHT, BLACK, paper)
    page.text(28, y, 252, 32, texts.FILTER_CHANGED, BLACK, paper)
    page.box(280, y, 32, 32, paper)


def _device(page, seen) -> None:
    """What it is, and how it came to run."""
    names = (texts.VERSION, texts.BOARD, texts.INCUBATOR, texts.LAST_RESETS)
    for position in range(len(names)):
        y = _TOP + position * _HEIGHT
        page.text(8, y, 128, _HEIGHT, names[position], DIM, GROUND)
        page.string(138, y, 172, _HEIGHT, view.VERSION_STRING + position, SMALL, INK, GROUND)
    y = _TOP + len(names) * _HEIGHT
    page.string(8, y, 304, _HEIGHT, view.LAST_WORDS_STRING, SMALL, INK, GROUND)
    text = texts.DEVELOPMENT_BUILD if seen.notice else -1
    page.text(8, y + _HEIGHT, 284, _HEIGHT, text, YELLOW, GROUND)
    y += 2 * _HEIGHT
    page.string(8, y, 304, _HEIGHT, view.FAULT_STRING, SMALL, YELLOW, GROUND)


def _value(page, position: int, text: int, value: int, form: int, unit: int) -> None:
    y = _TOP + position * _HEIGHT
    page.text(8, y, 168, _HEIGHT, text, DIM, GROUND)
    page.number(176, y, 128, _HEIGHT, SMALL, value, form, INK, GROUND, RIGHT, unit)


def _fresh(sample) -> int:
    return sample.value if sample.fresh else NO_VALUE
