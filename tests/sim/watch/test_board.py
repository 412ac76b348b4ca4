"""What a watcher believes of a line: what was sent, and never for longer than it holds."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.read_data_port import parse
from sim.bench.trace import Trace
from sim.errors import InputError
from sim.watch.board import HOLDS_MS, Board
from sim.watch.command import named_ports
from sim.watch.tiles import state, table, tile
from tests.sim.watch.lines import numbered, recorded


def garbled(line, hand):
    """Some bytes are others, some are gone; not of the line's end alone, which nobody misses."""
    whole = line.rstrip(b"\r\n")
    data = bytearray(whole)
    for _ in range(hand.randrange(1, 4)):
        at = hand.randrange(len(data))
        if hand.randrange(2):
            data[at] ^= 1 << hand.randrange(8)
        else:
            del data[at : at + hand.randrange(1, 30)]
    return bytes(data) if data.rstrip(b"\r\n") != whole else garbled(line, hand)


@given(
    st.lists(st.sampled_from(["good", "good", "garbled", "silence", "noise", "pulled"])),
    st.integers(0, 10**6),
)
def test_what_is_shown_was_sent_within_ten_seconds(course, seed):
    hand = random.Random(seed)
    board = Board("bed")
    board.plugged()
    now_ms = last_good_ms = 0
    last_good = None
    board.feed(b"rest of a line\r\n", now_ms)
    for number, what in enumerate(course):
        now_ms += 2_000
        line = numbered(recorded()[number % len(recorded())], number)
        if what == "good":
            cut = hand.randrange(len(line))
            assert board.feed(line[:cut], now_ms) == []
            [message] = board.feed(line[cut:], now_ms)
            assert message == parse(line)
            last_good, last_good_ms = message, now_ms
        elif what == "garbled":
            board.feed(garbled(line, hand) + b"\n", now_ms)
        elif what == "noise":
            board.feed(hand.randbytes(hand.randrange(3_000)) + b"\n", now_ms)
        elif what == "pulled":
            board.unplugged("no port")
            assert board.values(now_ms) is None and board.lost(now_ms) == "no port"
            board.plugged()
            board.feed(b"\n", now_ms)
            last_good = None
        shown = board.values(now_ms)
        holds = last_good is not None and now_ms - last_good_ms < HOLDS_MS
        assert shown == (last_good if holds else None)
        assert bool(board.lost(now_ms)) == (shown is None)


def test_lost_and_damaged_lines_are_counted():
    board = Board("bed")
    lines = [numbered(recorded()[0], number) for number in (9_998, 9_999, 0, 3)]
    board.feed(lines[0][20:], 0)  # half gone before we came: no damage
    for line in lines:
        board.feed(line, 1_000)
    board.feed(lines[0][:-6] + b"\r\n", 1_000)
    assert (board.missed, board.damaged) == (2, 1)


def test_a_tile_says_what_the_board_says_and_dashes_when_it_is_lost():
    message = parse(recorded(fault="skin-probe-open", seconds=60)[-1])
    said = tile("bed", message, "", Trace(), 0)
    assert message["skin"] is None and "skin</small><b>--<" in said
    assert f"{message['air']:.1f}" in said
    assert "Skin probe lost" in said and state(message) == "low"
    lost = tile("<bed>", None, "nothing for 11 s", Trace(), 0)
    assert f"{message['air']:.1f}" not in lost and "LOST: nothing for 11 s" in lost
    assert "&lt;bed&gt;" in lost and state(None) == "lost"
    assert table(None).count("--") == table(message).count("<tr>")


def test_an_alarm_of_another_version_is_shown_as_the_worst():
    message = {**parse(recorded()[-1]), "alarms": ["new-alarm"]}
    assert state(message) == "high" and "new-alarm" in tile("bed", message, "", Trace(), 0)


def test_boards_have_names():
    assert named_ports(["/dev/ttyUSB1", "bed-2=/dev/ttyUSB2"]) == {
        "ttyUSB1": "/dev/ttyUSB1",
        "bed-2": "/dev/ttyUSB2",
    }


@pytest.mark.parametrize("wrong", [["a=/x", "a=/y"], ["bed 1=/x"], ["=/x"], ["a="], ["a/b=/x"]])
def test_names_that_cannot_be_are_refused(wrong):
    with pytest.raises(InputError, match="NAME=PORT"):
        named_ports(wrong)
