"""The service console: lines out of bytes, a little at a time, whatever is typed."""

import itertools
import json
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.settings import AIR, MODES, STANDBY
from firmware.loop import NOTHING_DUE_MS
from firmware.service.commands import _COMMANDS
from firmware.storage.trends import Trends
from tests.firmware.service.service_bench import Bench, Clock
from tests.firmware.service.test_commands import within_bounds
from tests.firmware.storage.test_journal import CountedFiles

CHUNK = 64
CHUNK_MS = 6
BYTES_A_TURN = 32
LINE_MAX = 120


@pytest.fixture
def bench():
    return Bench()


def test_a_typed_line_is_echoed_and_answered(bench):
    assert bench.type(b"get air\r") == "get air\nair  36.512  degC\nok\n"


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_any_end_of_line_ends_it_once(bench, end):
    bench.commands.json = True
    assert bench.type(b"version" + end) == '{"version": "cradle 1.2.3"}\n{"ok": true}\n'


def test_an_empty_line_asks_nothing(bench):
    assert bench.type(b"\r\n\r\n") == ""


def test_commands_sent_together_are_answered_in_order(bench):
    bench.commands.json = True
    replies = bench.type(b"version\nget mode\njson off\nget air\n").splitlines()
    assert [json.loads(reply) for reply in replies[:4:2]] == [
        {"version": "cradle 1.2.3"},
        {"name": "mode", "value": "standby", "unit": ""},
    ]
    assert replies[4:] == ["ok", "get air", "air  36.512  degC", "ok"]


def test_in_json_nothing_is_echoed(bench):
    bench.type(b"json on\r")
    assert bench.type(b"get ") == ""


@pytest.mark.parametrize(
    "typed",
    [
        b"gett\x7f mode\r",
        b"gett\x08 mode\r",
        b"rubbish\x15get mode\r",
        b"get\x1b[A mode\r",
        b"get\x1bOA mode\r",
    ],
)
def test_what_was_mistyped_can_be_taken_back(bench, typed):
    assert bench.type(typed).endswith("mode  standby\nok\n")


# What the keyboard sends for cursor and function keys; all else that begins with ESC is no key.
KEY = re.compile(rb"\x1b(?:\[[0-9;]*[ABCDFH~]|O[ABCDFHPQRS])")
WORDS = (b"get air", b"json on", b"set air 35", b"[", b"O", b"A", b"\x7f", b"\b")
KEYS = (b"\x1b[A", b"\x1bOA", b"\x1b[1;5C", b"\x1b[3~")
MEANINGLESS = (b"\t", b"\0", b"\x1b", b"\x1b[", b"\x1bO", b"\xe2\x88\x92")
pieces = st.sampled_from(WORDS + KEYS + MEANINGLESS)
typed_bytes = st.lists(
    pieces | st.binary(max_size=4).filter(lambda data: not set(data) & set(b"\r\n\x01\x03\x15"))
).map(b"".join)


def meant(typed):
    """The line that these bytes are; None if they are none, "" if they ask nothing."""
    line = bytearray()
    for byte in (rest := KEY.sub(b"", typed)):
        if byte in b"\b\x7f":
            del line[-1:]
        elif 0x20 <= byte <= 0x7E:
            line.append(byte)
    if not all(byte in b"\b\x7f" or 0x20 <= byte <= 0x7E for byte in rest):
        return None
    return line.decode()


@given(typed=typed_bytes)
def test_what_is_run_is_exactly_what_was_typed_or_nothing(typed):
    bench = BENCH
    asked = []
    bench.commands.run = lambda line: asked.append(line) or iter(("ok",))
    try:
        written = bench.type(typed + b"\r")
        assert bench.type(b"json on\r").endswith("ok\n"), "and the next line is its own"
    finally:
        del bench.commands.run
    assert asked.pop() == "json on"
    line = meant(typed)
    if line is None or len(line) > LINE_MAX:
        assert asked == []
        assert written.splitlines()[-1].startswith("error: the line ")
    else:
        assert asked == ([line] if line else [])


@pytest.mark.parametrize(
    "typed",
    [
        *(b"set air \xe2\x88\x9235", b"set\tair\t35", b"\0set air 35", b"set air 35\xff", b"\xff"),
        *(b"\x1bset air 35", b"set air 35\x1b", b"\x1b[set air 35", b"\x1b\x1b", b"\x04", b"\x02"),
    ],
)
def test_a_line_with_a_byte_that_means_nothing_is_refused_as_a_whole(bench, typed):
    before = bench.settings.air_mc
    written = bench.type(typed + b"\r").splitlines()
    assert written[-1].startswith("error: the line has a byte that means nothing here")
    assert bench.settings.air_mc == before
    assert bench.type(b"get air\r") == "get air\nair  36.512  degC\nok\n"


@given(st.binary(max_size=20))
def test_ctrl_u_and_json_on_are_the_way_back_from_anything(typed):
    bench = Bench()
    bench.type(typed)
    assert bench.type(b"\x15json on\r").endswith('{"ok": true}\n')
    assert bench.commands.json


# --- mpremote ------------------------------------------------------------------------------------

ENTERED = "raw REPL; CTRL-B to exit\n>"


def test_mpremote_finds_a_raw_prompt_that_refuses_at_once(bench):
    assert bench.type(b"get\r\x03").startswith("get\nerror: ")
    assert bench.type(b"\r\x01") == ENTERED
    assert bench.type(b"\x04").endswith("soft reboot\n" + ENTERED)
    for _ in range(2):
        assert bench.type(b"\x05A\x01") == (
            "R\x01\0\0\x04\x04error: while therapy runs no other program is let in:"
            " choose standby first\n\x04>"
        )
        assert bench.type(b"\x04") == ""
    bench.type(b"\r\x02")
    assert bench.type(b"get air\r") == "get air\nair  36.512  degC\nok\n"


@given(st.binary(max_size=8).map(lambda data: bytes(byte & 7 for byte in data)), st.booleans())
def test_whoever_was_at_the_raw_prompt_the_next_line_is_a_line(said, returns):
    bench = BENCH
    bench.type(b"\x01" + said.replace(b"\x05", b"\x05A"))
    bench.type(b"\x15" + b"\r" * returns)
    assert bench.type(b"version\r") == "version\ncradle 1.2.3\nok\n"


# --- memory --------------------------------------------------------------------------------------


def test_a_reply_that_finds_no_memory_costs_the_reply_alone(bench):
    def run(line):
        yield "begun"
        raise MemoryError("none")

    bench.commands.run = run
    assert bench.type(b"get air\r").splitlines()[1:] == [
        "begun",
        "error: no memory for this, try again",
    ]
    del bench.commands.run
    assert bench.type(b"get air\r").endswith("ok\n")


@given(st.integers(0, LINE_MAX * 3))
def test_a_line_is_accepted_up_to_its_length_and_refused_beyond(blanks):
    written = BENCH.type(b"version" + b" " * blanks + b"\r")
    expected = "ok" if len("version") + blanks <= LINE_MAX else "error: the line is too long"
    assert written.splitlines()[-1] == expected
    assert BENCH.type(b"version\r").endswith("ok\n"), "and the next line is its own"


def test_ctrl_c_is_answered_with_what_to_do(bench):
    assert bench.type(b"\r\x03").startswith("error: Ctrl-C is ignored while therapy runs")
    assert bench.type(b"get m\x03ode\r").endswith("no command ode: help lists them\n")


def test_while_nothing_is_under_way_any_moment_will_do(bench):
    assert bench.console.next_ms(bench.now_ms) == NOTHING_DUE_MS
    bench.type(b"get air")
    assert bench.console.next_ms(bench.now_ms) == NOTHING_DUE_MS


def watched(bench, data, turns):
    """Give turns, as often as possible, and hold each against what one may cost."""
    bench.wire.arriving.extend(data)
    lines = []
    run = bench.commands.run

    def counted(line):
        for reply in run(line):
            lines.append(reply)
            yield reply

    bench.commands.run = counted
    written_at = []
    for _ in range(turns):
        bench.now_ms += 1
        reads, writes, replies = bench.wire.reads, len(bench.wire.written), len(lines)
        bench.console.turn(bench.now_ms)
        reads = bench.wire.reads - reads
        written = bench.wire.written[writes:]
        assert reads <= BYTES_A_TURN
        assert len(written) <= 1
        assert len("".join(written)) <= CHUNK
        assert len(lines) - replies <= 1
        assert (reads > 0) + len(written) + (len(lines) > replies) <= 1
        if written:
            written_at.append(bench.now_ms)
    del bench.commands.run
    gaps = [after - before for before, after in itertools.pairwise(written_at)]
    assert min(gaps, default=CHUNK_MS) >= CHUNK_MS
    return lines


@given(data=st.binary(max_size=300))
def test_a_turn_reads_or_writes_or_thinks_and_little_of_it(data):
    watched(BENCH, data + b"\rhelp\rlog\r", 2000)


def test_a_turn_of_the_longest_reply_is_no_longer(bench):
    bench.events.lines = lambda: ("x" * 1000 for _ in range(30))
    assert len(watched(bench, b"log\r", 4000)) == 31


# --- fuzz --------------------------------------------------------------------------------------

FUZZED = 100_000
NAMES = [(name, len(usage.split())) for name, usage, *_ in _COMMANDS]
ARGUMENTS = (
    *("air", "skin", "humidity", "mode", "override", "set_air", "element", "on", "off", "changed"),
    *(
        "standby",
        "36.5",
        "37.0",
        "37.1",
        "38.9",
        "99",
        "-1",
        "0",
        "1e9",
        "60",
        "95.5",
        "2147483648",
    ),
    *(
        "999999999999999999999",
        "2026-01-02",
        "03:04:05",
        "2026-99-99",
        "--",
        "''",
        '"',
        "{}",
        "%s",
    ),
    *(*MODES, "ann", "\\", "\x7f", "\x1b[A", "\x15", "\x03", "\x04", "\x00", "\xff", "a" * 130),
)


def fuzzed_line(chance):
    """A command with arguments of all kinds, or noise; now and then a byte of it is spoilt."""
    kind = chance.random()
    if kind < 0.15:
        return chance.randbytes(chance.randrange(40))
    if kind < 0.4:
        value = chance.choice((str(chance.randrange(100)), f"{chance.uniform(18, 40):.1f}"))
        words = ["set", chance.choice(("air", "skin", "humidity")), value]
    else:
        name, arguments = chance.choice(NAMES)
        if chance.random() < 0.2:
            arguments = chance.randrange(8)
        words = [name, *chance.choices(ARGUMENTS, k=arguments)]
    data = " ".join(words).encode("latin-1")
    if chance.random() < 0.1:
        at = chance.randrange(len(data))
        data = data[:at] + chance.randbytes(1) + data[at + 1 :]
    return data


def test_100_000_inputs_of_any_kind_crash_nothing_delay_nothing_and_pass_no_limit():
    """No exception, no reply without an end, no set point past its bounds, override untouched.

    And no turn that costs more than a turn may.
    """
    chance = random.Random(1)
    bench = Bench()
    wire = bench.wire
    console = bench.console
    carried_out = set()
    for number in range(FUZZED):
        if number % 100 == 0:
            bench.settings.set_override(chance.random() < 0.3)
            bench.settings.set_mode(chance.choice((STANDBY, AIR)))
        override = bench.settings.override
        line = fuzzed_line(chance)
        wire.arriving.extend(line + chance.choice((b"\r", b"\n", b"\r\n")))
        wire.written.clear()
        while wire.arriving or console.next_ms(bench.now_ms) != NOTHING_DUE_MS:
            bench.now_ms += CHUNK_MS
            reads, writes = wire.reads, len(wire.written)
            console.turn(bench.now_ms)
            assert wire.reads - reads <= BYTES_A_TURN * (len(wire.written) == writes)
            assert len(wire.written) - writes <= 1
        assert bench.settings.override is override
        within_bounds(bench.settings)
        replies = "".join(wire.written).splitlines()
        if replies and not set(line) & set(b"\b\x7f\x15\x03\x01\r\n") and line.strip().isascii():
            assert_ended(replies[-1])
            if replies[-1] in ("ok", '{"ok": true}'):
                carried_out.add(line.split()[0].decode())
    assert carried_out == {name for name, _ in NAMES}


def assert_ended(reply):
    if reply.startswith("{"):
        last = json.loads(reply)
        assert last == {"ok": True} or (last["ok"] is False and last["error"])
    else:
        assert reply == "ok" or reply.startswith("error: ")
    assert "failed: " not in reply, "an exception that was caught is a fault all the same"


def test_after_anything_the_console_answers():
    chance = random.Random(2)
    bench = Bench()
    for _ in range(300):
        bench.type(b"\r".join(fuzzed_line(chance) for _ in range(chance.randrange(10))), turns=1)
        while bench.wire.arriving or bench.console.next_ms(bench.now_ms) != NOTHING_DUE_MS:
            bench.now_ms += CHUNK_MS
            bench.console.turn(bench.now_ms)
        bench.type(b"~\x15\rjson off\r")
        assert bench.type(b"version\r") == "version\ncradle 1.2.3\nok\n"


BENCH = Bench()


@pytest.mark.parametrize(
    "contents",
    [
        {"trends.0": b"\xff" * 16_380},
        {f"trends.{number}": b"\x55" * 16_380 for number in range(8)},
        {"trends.0": bytes(28), "trends.9999": bytes(28), "trends.999999": bytes(28)},
        {f"trends.{number}": b"" for number in range(0, 9000, 10)},
    ],
    ids=["one rotten", "eight rotten", "far apart", "hundreds"],
)
def test_a_turn_reads_one_small_piece_of_damaged_trends(bench, contents):
    files = CountedFiles(contents)
    bench.trends.lines = Trends(files, Clock()).lines
    bench.wire.arriving.extend(b"trends\r")
    turns = 0
    while not turns or bench.console.next_ms(bench.now_ms) != NOTHING_DUE_MS:
        files.reset()
        bench.now_ms += CHUNK_MS
        bench.console.turn(bench.now_ms)
        assert files.asked <= 1
        assert files.bytes_read <= 8 * 28
        turns += 1
    assert "".join(bench.wire.written).endswith("heater_pm\nok\n")
    assert turns < 8 * 586
