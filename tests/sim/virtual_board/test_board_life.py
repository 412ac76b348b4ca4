"""A virtual board starts, runs, resets and loses power as an ESP32 does."""

import pytest

from tests.sim.virtual_board.board_process import board, console, read_until

PWRON, HARD, WDT, SOFT = 1, 2, 3, 5
REPORT = "import machine\nprint('cause', machine.reset_cause(), machine.RTC().memory())\n"


@pytest.fixture
def flash(tmp_path):
    return tmp_path / "flash.img"


@pytest.fixture
def device(flash):
    with board(flash) as process:
        yield process


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """The raw prompt of a board that nobody resets."""
    with board(tmp_path_factory.mktemp("bench") / "flash.img") as process:
        with process.prompt() as prompt:
            yield prompt


def write(prompt, name, text):
    prompt.exec(f"with open({name!r}, 'w') as file: print(file.write({text!r}))")


def ctrl_d(port) -> None:
    """A soft reset from the friendly prompt."""
    port.write(b"\r\x03\x02")
    read_until(port, b">>> ")
    port.write(b"\x04")
    read_until(port, b"MPY: soft reboot\r\n")


# Start.


def test_boot_runs_before_main_and_the_prompt_follows(device):
    with device.prompt() as prompt:
        write(prompt, "boot.py", "order = ['boot']\n")
        write(prompt, "main.py", "order.append('main')\nprint(order)\n")
    with console(device.port) as port:
        ctrl_d(port)
        said = read_until(port, b">>> ")
        assert b"['boot', 'main']\r\n" in said


def test_a_boot_that_raises_skips_main(device):
    with device.prompt() as prompt:
        write(prompt, "boot.py", "1 / 0\n")
        write(prompt, "main.py", "print('main ran')\n")
    with console(device.port) as port:
        ctrl_d(port)
        said = read_until(port, b">>> ")
    assert b"ZeroDivisionError" in said
    assert b"main ran" not in said


def test_a_main_that_exits_is_a_soft_reset(device):
    with device.prompt() as prompt:
        write(prompt, "main.py", REPORT + "machine.reset_cause() == 5 or machine.soft_reset()\n")
    with console(device.port) as port:
        port.write(b"import machine; machine.reset()\r")
        assert b"cause 2" in read_until(port, b"MPY: soft reboot\r\n")
        assert b"cause 5" in read_until(port, b">>> ")


def test_the_heap_is_unlocked_when_a_program_died_with_it_locked(device):
    with device.prompt() as prompt:
        write(prompt, "main.py", "import micropython\nmicropython.heap_lock()\n1 / 0\n")
    with console(device.port) as port:
        ctrl_d(port)
        assert b"ZeroDivisionError" in read_until(port, b">>> ")
        port.write(b"[1] * 3\r")
        read_until(port, b"[1, 1, 1]\r\n")


def test_a_flash_that_is_no_file_system_is_never_formatted(flash):
    flash.write_bytes(bytes(0x200000))
    with board(flash) as process, console(process.port) as port:
        for _ in range(2):
            read_until(port, b"The filesystem appears to be corrupted.")
    assert flash.read_bytes() == bytes(0x200000)


# Resets.


def test_the_watchdog_bites_at_the_prompt_and_survives_a_soft_reset(device):
    with device.prompt() as prompt:
        write(prompt, "main.py", REPORT)
        prompt.exec("import machine; machine.RTC().memory(b'kept'); machine.WDT(timeout=20_000)")
    with console(device.port) as port:
        ctrl_d(port)
        assert b"cause 5 b'kept'" in read_until(port, b">>> ")
        assert b"cause 3 b'kept'" in read_until(port, b"cause 3 b'kept'\r\n")
    device.wait_for("reset watchdog")


def test_another_watchdog_changes_the_timeout(bench):
    bench.exec("import machine, time; machine.WDT(timeout=1000); machine.WDT(timeout=3600_000)")
    bench.exec("time.sleep_ms(5000)")


def test_a_program_that_computes_for_ever_meets_the_watchdog(device):
    with console(device.port) as port:
        port.write(b"import machine; machine.WDT(timeout=5000)\r")
        port.write(b"while True: pass\r\r")
        device.wait_for("reset watchdog")


def test_pins_keep_their_level_over_a_soft_reset(device):
    with device.prompt() as prompt:
        prompt.exec("from machine import Pin; Pin(32, Pin.OUT, value=1)")
    with device.prompt() as prompt:
        assert prompt.eval("__import__('machine').Pin(32).value()") == 1


def test_rtc_memory_is_lost_with_power_and_nvs_is_not(flash):
    with board(flash) as process, process.prompt() as prompt:
        prompt.exec("from machine import RTC; RTC().memory(b'lost')")
        prompt.exec("from esp32 import NVS; n = NVS('test'); n.set_i32('one', 1)")
        prompt.exec("n.set_blob('two', b'\\x00\\xff'); n.commit()")
    with board(flash) as process, process.prompt() as prompt:
        prompt.exec("import machine; from esp32 import NVS; n = NVS('test'); b = bytearray(4)")
        assert prompt.eval("machine.RTC().memory()") == b""
        assert prompt.eval("(n.get_i32('one'), n.get_blob('two', b), bytes(b[:2]))") == (
            1,
            2,
            b"\x00\xff",
        )


# Interrupts.


def test_ctrl_c_ends_the_program(device):
    with device.prompt() as prompt:
        write(prompt, "main.py", "import time\nprint('busy')\nwhile True: time.sleep_ms(100)\n")
    with console(device.port) as port:
        ctrl_d(port)
        read_until(port, b"busy")
        port.write(b"\x03")
        assert b"KeyboardInterrupt" in read_until(port, b">>> ")
        port.write(b"import time; time.sleep_ms(10); 6 * 7\r")
        read_until(port, b"42\r\n")


def test_where_ctrl_c_is_no_interrupt_it_is_a_byte_among_others(device):
    with device.prompt() as prompt:
        write(
            prompt,
            "main.py",
            "import micropython, select, sys, time\n"
            "micropython.kbd_intr(-1)\n"
            "poll = select.poll()\n"
            "poll.register(sys.stdin, select.POLLIN)\n"
            "print('deaf')\n"
            "heard = b''\n"
            "while not heard.endswith(b'x'):\n"
            "    if poll.poll(0):\n"
            "        heard += sys.stdin.buffer.read(1)\n"
            "    time.sleep_ms(10)\n"
            "print(heard)\n",
        )
    with console(device.port) as port:
        ctrl_d(port)
        read_until(port, b"deaf")
        port.write(b"\x03\x04a\x03x")
        read_until(port, b"b'\\x03\\x04a\\x03x'\r\n")


def test_a_byte_reaches_the_program_at_once_in_the_first_life_and_in_the_next(flash):
    with board(flash) as process, process.prompt() as prompt:
        write(
            prompt,
            "main.py",
            "import machine, sys\n"
            "while True:\n"
            "    byte = sys.stdin.buffer.read(1)\n"
            "    print('heard', byte, machine.reset_cause())\n"
            "    if byte == b'r':\n"
            "        machine.reset()\n",
        )
    with board(flash) as process, console(process.port) as port:
        for cause in (PWRON, HARD):
            heard = b"heard b'a' %d\r\n" % cause
            port.write(b"a")
            assert read_until(port, heard) == heard, "and nothing is echoed"
            port.write(b"r")
            read_until(port, b"heard b'r' %d\r\n" % cause)
            process.wait_for("reset program")


def test_what_a_program_prints_is_no_prompt_though_it_looks_like_one(device):
    with device.prompt() as prompt:
        write(prompt, "main.py", "print('raw REPL; CTRL-B to exit')\n")
    with console(device.port) as port:
        ctrl_d(port)
        read_until(port, b"raw REPL; CTRL-B to exit\r\n")
        read_until(port, b">>> ")
        port.write(b"6 * 7\r")
        read_until(port, b"42\r\n")


# Time.


def test_ticks_have_30_bits_and_waiting_for_one_ends(bench):
    bench.exec("import time")
    assert 0 <= bench.eval("time.ticks_ms()") < 1 << 30
    assert bench.eval("time.ticks_diff(0, (1 << 30) - 5)") == 5
    bench.exec("t = time.ticks_ms()\nwhile time.ticks_diff(time.ticks_ms(), t) < 10: pass")


def test_a_sleep_takes_its_time_to_the_millisecond(bench):
    bench.exec("import time; t = time.ticks_ms(); time.sleep_ms(2500)")
    assert bench.eval("time.ticks_diff(time.ticks_ms(), t)") in range(2500, 2520)


# The world outside.


def test_the_chips_answer_on_their_buses(bench):
    bench.exec("from machine import I2C, Pin")
    assert bench.eval("I2C(0, scl=Pin(22), sda=Pin(21)).scan()") == [0x48, 0x49]
    assert bench.eval("I2C(1, scl=Pin(17), sda=Pin(16)).scan()") == [0x20, 0x40, 0x44, 0x68]


def test_calls_go_out_while_the_heap_is_locked(bench):
    bench.exec(
        "import micropython, time\n"
        "from machine import Pin\n"
        "pin = Pin(32, Pin.OUT, value=0)\n"
        "def locked():\n"
        "    micropython.heap_lock()\n"
        "    pin.value(1)\n"
        "    time.sleep_ms(1)\n"
        "    level = pin.value()\n"
        "    return level, micropython.heap_unlock()\n"
    )
    assert bench.eval("locked()") == (1, 0)


@pytest.mark.parametrize(
    "refused",
    [
        "Pin(34, Pin.OUT)",
        "Pin(20)",
        "PWM(25)",
        "PWM(Pin(25), freq=0)",
        "I2C(2, scl=Pin(22), sda=Pin(21))",
        "UART(0)",
        "SPI(0)",
        "SPI(2, sck=Pin(18), mosi=Pin(23))",
        "WDT(timeout=0)",
        "ADC(Pin(25))",
    ],
)
def test_what_an_esp32_refuses_is_refused(bench, refused):
    bench.exec("from machine import *")
    assert bench.exec(
        f"try: {refused}\nexcept (ValueError, RuntimeError, OSError): print('refused')"
    ).startswith(b"refused")


def test_the_data_port_sends_and_does_not_listen(device):
    with console(device.data_port) as data, device.prompt() as prompt:
        data.write(b"nobody hears\r\x03")
        prompt.exec("from machine import UART; u = UART(1, 115200, tx=14, rx=39)")
        assert prompt.eval("u.write(b'\\n\\x00line\\n')") == 7
        assert read_until(data, b"line\n") == b"\n\x00line\n"
