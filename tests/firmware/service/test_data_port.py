"""The data port: what is sent can be read back, what is damaged is never believed."""

import json
import random
import re
from binascii import crc32
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.read_data_port import FIELDS, LAYOUT, Damaged, as_table, lost, main, parse, watch
from control.alarm_table import COUNT, NAMES
from control.protection import REASON_NAMES
from firmware.service.data_port import _EVERY_PERIODS, BUFFER, DataPort, alarm_bits
from firmware.service.values import values
from tests.firmware.service.service_bench import Bench

ROOT = Path(__file__).parents[3]


class Uart:
    """Collects what is sent."""

    def __init__(self):
        self.lines = []

    def write(self, data):
        self.lines.append(data)


def make_port(bench):
    uart = Uart()
    return DataPort(uart, bench.settings, bench.controller, bench.readings), uart


def test_a_line_is_sent_every_2_s_and_numbered():
    bench = Bench()
    port, uart = make_port(bench)
    for period in range(1, 41):
        port.after_period()
        assert len(uart.lines) == period // _EVERY_PERIODS
    assert _EVERY_PERIODS * 500 == 2_000
    assert [parse(line)["sequence"] for line in uart.lines] == list(range(10))


def test_a_line_says_every_value_that_the_console_knows():
    bench = Bench()
    message = parse(make_port(bench)[0].line())
    for name, value, _ in values(bench.settings, bench.controller, bench.readings):
        if value is None or isinstance(value, (bool, str)):
            assert message[name] == value
        else:
            assert message[name] == float(str(value))
    assert message["air"] == 36.512


def test_the_sequence_starts_again_after_9999():
    bench = Bench()
    port, uart = make_port(bench)
    port._sequence = 9_999
    for _ in range(2 * _EVERY_PERIODS):
        port.after_period()
    assert [parse(line)["sequence"] for line in uart.lines] == [9_999, 0]


def test_a_port_that_fails_disturbs_nobody():
    class Dead:
        def write(self, data):
            raise OSError(5)

    bench = Bench()
    port = DataPort(Dead(), bench.settings, bench.controller, bench.readings)
    for _ in range(20):
        port.after_period()


def test_the_longest_line_fits_the_buffer():
    bench = Bench()
    bench.controller.permits.reasons = (1 << len(REASON_NAMES)) - 1
    bench.controller.alarms.present[:] = b"\1" * COUNT
    bench.readings.heater_ma.take(-32_768)
    line = make_port(bench)[0].line()
    assert len(line) <= BUFFER
    assert len(parse(line)["alarms"]) == COUNT


@given(present=st.lists(st.integers(0, 1), min_size=COUNT, max_size=COUNT))
def test_alarm_bits_are_the_rows_of_the_table(present):
    bits = int(alarm_bits(bytearray(present)), 16)
    assert [bits >> row & 1 for row in range(COUNT)] == present


def test_100_000_damaged_lines_are_never_believed():
    chance = random.Random(3)
    bench = Bench()
    bench.controller.alarms.present[3] = 1
    whole = make_port(bench)[0].line()
    assert parse(whole)["alarms"] == [NAMES[3]]
    for _ in range(100_000):
        line = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.2 else whole)
        for _ in range(chance.choice((1, 1, 2, 5))):
            if line:
                line[chance.randrange(len(line))] ^= 1 << chance.randrange(8)
        if bytes(line).rstrip(b"\r\n") == whole.rstrip(b"\r\n"):
            continue
        with pytest.raises(Damaged):
            parse(bytes(line))


def test_a_line_of_another_layout_is_refused():
    bench = Bench()
    port, _ = make_port(bench)
    port._layout = b"00000000"
    with pytest.raises(Damaged, match="another version"):
        parse(port.line())


@pytest.mark.parametrize("rest", [b"", b",x", b",1,2", b",\xff"])
def test_a_line_that_says_nothing_is_damaged_though_its_checksum_is_right(rest):
    body = b"CRADLE," + LAYOUT.encode() + rest
    with pytest.raises(Damaged):
        parse(b"%s*%08X\r\n" % (body, crc32(body)))


def test_missing_lines_are_counted_round_the_end():
    assert lost(4, 5) == 0
    assert lost(4, 8) == 3
    assert lost(9_999, 0) == 0
    assert lost(9_998, 1) == 2


def test_the_reader_shows_whole_lines_and_reports_the_rest(capsys):
    bench = Bench()
    port, uart = make_port(bench)
    for _ in range(5 * _EVERY_PERIODS):
        port.after_period()
    first, second, third, fourth, fifth = uart.lines
    shown = []
    watch([first[30:], second, third[:-9] + b"0000000\r\n", b"", fifth], shown.append)
    assert [message["sequence"] for message in shown] == [1, 4]
    silent, *rest = capsys.readouterr().err.splitlines()[1:]
    assert silent.startswith("no line for 5 s: is this the data port")
    assert rest == ["2 lines lost"]
    assert "air             36.512 degC" in as_table(shown[0])
    assert "alarm_count     0" in as_table(shown[0])
    assert "override        no" in as_table(shown[0])
    assert json.loads(json.dumps(shown[0])) == shown[0]
    assert fourth


def test_the_page_lists_every_field_in_order_with_its_unit():
    page = (ROOT / "docs" / "data-port.md").read_text()
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|([^|]*)\|", page, re.MULTILINE)
    listed = [(int(number), name, unit.strip()) for number, name, unit in rows]
    expected = [(number, name, unit) for number, (name, unit, _) in enumerate(FIELDS, 4)]
    assert listed == [(3, "sequence", ""), *expected, (4 + len(FIELDS), "alarm_bits", "")]
    assert len(LAYOUT) == 8


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ([], 2, "which port?"),
        (["/dev/null"], 1, "/dev/null"),
        (["/no/port"], 1, "/no/port"),
        (["--jsn"], 2, "--jsn"),
    ],
)
def test_a_port_that_is_none_is_one_line(monkeypatch, capsys, arguments, status, words):
    monkeypatch.setattr("sys.argv", ["read_data_port", *arguments])
    assert main() == status
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert words in printed.err
