"""Free an I2C bus whose data line a chip holds low (NXP UM10204, 3.1.16 "Bus clear")."""

from micropython import const

from drivers.errors import BUS_STUCK, fail

# A byte and its acknowledge: what a chip interrupted in sending may still have to shift out.
_PULSES = const(9)
_QUARTER_US = const(5)  # of a pulse: 50 kHz, slow enough for weak pull-ups


def recover(scl, sda, sleep_us) -> None:
    """Clock the bus until it is free, at most nine pulses: 0.2 ms.

    scl, sda: open-drain pins, the I2C object released. Raises BUS_STUCK if either line stays low.
    """
    sda.value(1)
    sleep_us(_QUARTER_US)
    scl.value(1)
    sleep_us(_QUARTER_US)
    for _ in range(_PULSES):
        # Data follows the clock by a quarter: if the chip has let go, each pulse ends in a STOP.
        scl.value(0)
        sleep_us(_QUARTER_US)
        sda.value(0)
        sleep_us(_QUARTER_US)
        scl.value(1)
        sleep_us(_QUARTER_US)
        sda.value(1)
        sleep_us(_QUARTER_US)
        if sda.value() and scl.value():
            return
    fail(BUS_STUCK)
