"""What the two microcontrollers have as chips: GPIOs, and how many of each peripheral.

MicroPython on them is sim/mcu/.
"""


class ESP32:
    """ESP32-WROOM-32E. Pins: ESP32 datasheet, table 2-1; peripherals: section 4."""

    # GPIO6 to 11 go to the flash in the module; 20, 24 and 28 to 31 are not led out.
    pins = (0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23, 25, 26, 27) + tuple(
        range(32, 40)
    )
    input_only = tuple(range(34, 40))
    psram_pins = {"none": (), "quad": (16, 17)}
    adc_pins = tuple(range(32, 40))  # ADC1; ADC2 is the radio's
    pwm_timers = 8
    pwm_channels = 16
    pwm_bits = 20
    pwm_slow_clock = True
    counters = 8
    # SCK, MOSI, MISO that SPI(1) and SPI(2) take unless told, which go round the GPIO matrix; how
    # fast they are by way of it.
    spi_pins = ((14, 13, 12), (18, 23, 19))
    spi_matrix_hz = 26_666_666


class ESP32S3:
    """ESP32-S3-WROOM-1 N8. Pins: ESP32-S3 datasheet, table 2-1; peripherals: section 4."""

    # GPIO19 and 20 are the USB's, 26 to 32 go to the flash in the module; 22 to 25 do not exist.
    pins = tuple(range(19)) + (21,) + tuple(range(33, 49))
    input_only = ()
    psram_pins = {"none": (), "quad": (26,), "octal": (26, 33, 34, 35, 36, 37)}
    adc_pins = tuple(range(1, 11))  # ADC1
    pwm_timers = 4
    pwm_channels = 8
    pwm_bits = 14
    pwm_slow_clock = False
    counters = 4
    spi_pins = ((12, 11, 13), (36, 35, 37))
    spi_matrix_hz = 80_000_000


def with_psram(soc, kind: str):
    """The same chip in a module with PSRAM: MicroPython has no pins that this takes.

    (ports/esp32/machine_pin.h, MICROPY_HW_ENABLE_GPIO16 and the like.) ValueError: no such kind.
    """
    if kind not in soc.psram_pins:
        raise ValueError(soc.__name__ + " has no " + kind + " PSRAM")

    class Variant(soc):
        pins = tuple([pin for pin in soc.pins if pin not in soc.psram_pins[kind]])

    return Variant
