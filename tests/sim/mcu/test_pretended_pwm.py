import machine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine import PWM, Pin

from sim.world.hardware import Hardware
from sim.world.mcu import ESP32, ESP32S3

HEATER = 25


@pytest.fixture
def duties():
    board = Hardware()
    machine.attach(board)
    duties = []
    board.pwms[HEATER] = duties.append
    return duties


def test_without_a_duty_it_starts_at_half_power(duties):
    PWM(Pin(HEATER), freq=100)
    assert duties == [32768]


@given(st.integers(0, 65535), st.booleans())
def test_what_comes_out_is_the_duty_or_its_inverse(duty, invert):
    board = Hardware()
    machine.attach(board)
    duties = []
    board.pwms[HEATER] = duties.append
    pwm = PWM(Pin(HEATER), freq=100, duty_u16=0, invert=invert)
    pwm.duty_u16(duty)
    assert pwm.duty_u16() == duty
    assert duties[-1] == (65535 - duty if invert else duty)


@pytest.mark.parametrize("duty", [-1, 65536])
def test_a_duty_out_of_range_is_refused_and_changes_nothing(duties, duty):
    pwm = PWM(Pin(HEATER), freq=100, duty_u16=7)
    with pytest.raises(ValueError, match="duty_u16"):
        pwm.duty_u16(duty)
    assert duties == [7]


@pytest.mark.parametrize("hertz", [0, -1, 40_000_001])
def test_a_frequency_out_of_range_is_refused(duties, hertz):
    with pytest.raises(ValueError, match="frequency must be from 1Hz to 40MHz"):
        PWM(Pin(HEATER), freq=hertz, duty_u16=0)


@pytest.mark.parametrize(("soc", "timers"), [(ESP32, 8), (ESP32S3, 4)])
def test_each_frequency_takes_a_timer_and_shares_it(soc, timers):
    machine.attach(Hardware(soc=soc))
    pins = [pin for pin in soc.pins if pin not in soc.input_only]
    pwms = [PWM(pins[i], freq=100 + i, duty_u16=0) for i in range(timers)]
    with pytest.raises(RuntimeError, match="out of PWM timers"):
        PWM(pins[timers], freq=99, duty_u16=0)
    pwms[0].freq(98)
    pwms[0].freq(100)
    PWM(pins[timers], freq=100, duty_u16=0)
    pwms[1].freq(100)
    PWM(pins[timers + 1], freq=99, duty_u16=0)


@pytest.mark.parametrize(("soc", "channels"), [(ESP32, 16), (ESP32S3, 8)])
def test_channels_run_out(soc, channels):
    machine.attach(Hardware(soc=soc))
    pins = [pin for pin in soc.pins if pin not in soc.input_only]
    pwms = [PWM(pins[i], freq=100, duty_u16=0) for i in range(channels)]
    with pytest.raises(RuntimeError, match="out of PWM channels"):
        PWM(pins[channels], freq=100, duty_u16=0)
    pwms[0].deinit()
    PWM(pins[channels], freq=100, duty_u16=0)


def test_stopped_it_rests_low_even_if_inverted_and_answers_no_more(duties):
    pwm = PWM(Pin(HEATER), freq=100, duty_u16=0, invert=True)
    pwm.deinit()
    assert duties == [65535, 0]
    with pytest.raises(RuntimeError, match="PWM is inactive"):
        pwm.duty_u16(0)


def test_input_only_pins_are_refused(duties):
    with pytest.raises(OSError, match="ESP_ERR_INVALID_ARG"):
        PWM(Pin(34), freq=100, duty_u16=0)


def test_a_pin_made_an_output_takes_the_gpio_away_from_the_pwm(duties):
    pwm = PWM(Pin(HEATER), freq=100, duty_u16=1000)
    pin = Pin(HEATER, Pin.OUT, value=1)
    assert duties == [1000, 65535]
    pwm.duty_u16(0)
    assert duties == [1000, 65535]
    pin.off()
    assert duties[-1] == 0
    PWM(Pin(HEATER), freq=100, duty_u16=500)
    assert duties[-1] == 500


@pytest.mark.parametrize(
    ("soc", "hertz", "refused"),
    [
        (ESP32, 1, None),
        (ESP32, 9, None),
        (ESP32S3, 1, (-258, "ESP_ERR_INVALID_ARG")),  # no divider for 14 bits
        (ESP32S3, 4, (-258, "ESP_ERR_INVALID_ARG")),
        (ESP32S3, 5, (1, "ESP_FAIL")),  # for 14 bits there is one, and MicroPython takes 13
        (ESP32S3, 9, (1, "ESP_FAIL")),
        (ESP32S3, 10, None),
        (ESP32S3, 40_000_000, None),
    ],
)
def test_what_no_divider_of_the_chip_gives_is_refused(soc, hertz, refused):
    machine.attach(Hardware(soc=soc))
    if refused is None:
        assert PWM(Pin(4), freq=hertz, duty_u16=0).freq() == hertz
        return
    with pytest.raises(OSError) as error:
        PWM(Pin(4), freq=hertz, duty_u16=0)
    assert error.value.args == refused
