"""What a start knows of the life before it, and when a version has proved itself."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine import HARD_RESET, PWRON_RESET, SOFT_RESET, WDT_RESET

from firmware.life import Life
from firmware.storage.crc16 import crc16

PERIODS_A_MINUTE = 120
UNNAMED_RESET = 0  # ports/esp32/modmachine.c: what it has no name for, as a reset by the S3's USB
CAUSES = (PWRON_RESET, HARD_RESET, WDT_RESET, SOFT_RESET, UNNAMED_RESET)
causes = st.sampled_from(CAUSES)
LAUNCHER = bytes((0xC7, 1, 0, 2, 3, 0xCD))  # its bytes: of /a two starts, of /b three


class Rtc:
    """Keeps a copy, as RTC memory does."""

    def __init__(self, kept=b""):
        self.kept = kept

    def memory(self, data=None):
        if data is None:
            return self.kept
        self.kept = bytes(data)
        return None


def prove(life):
    for _ in range(PERIODS_A_MINUTE):
        life.period(True, True)


def slot_file(tmp_path, **slots):
    path = tmp_path / "slot.json"
    path.write_text(json.dumps(slots))
    return str(path)


def recorded(record):
    """RTC memory that holds a record with the right checksum."""
    return LAUNCHER + record + crc16(record, len(record)).to_bytes(2, "big")


def test_the_first_life_after_darkness_knows_of_none_before():
    life = Life(Rtc(), PWRON_RESET)
    assert (life.began, life.crashed, life.safe) == ("power-on", False, False)
    assert (life.last_words, life.last_uptime_s, life.slot) == ("", 0, "")


@given(st.binary(max_size=200), causes)
def test_no_bytes_in_rtc_memory_stop_a_start(noise, cause):
    life = Life(Rtc(noise), cause)
    assert not life.safe
    assert life.last_words == ""


NEAR = st.integers(0, 6) | st.just(255)
HEADS = st.lists(NEAR, min_size=6, max_size=6).map(lambda rest: bytes((2, *rest)))


@given(st.builds(bytes.__add__, HEADS, st.binary(max_size=140)), causes)
def test_no_record_in_rtc_memory_stops_a_start_although_its_checksum_is_right(record, cause):
    life = Life(Rtc(recorded(record)), cause)
    assert life.last_words.isprintable()
    assert 0 <= life.last_uptime_s < 1 << 30
    life.end()


@given(st.text(max_size=300), st.booleans(), st.data())
def test_a_flipped_bit_makes_the_record_unknown_and_never_wrong(words, proved, data):
    rtc = Rtc()
    life = Life(rtc, PWRON_RESET)
    if proved:
        prove(life)
    life.end(ValueError(words))
    bit = data.draw(st.integers(8 * len(LAUNCHER), 8 * len(rtc.kept) - 1))
    flipped = bytearray(rtc.kept)
    flipped[bit // 8] ^= 1 << bit % 8
    after = Life(Rtc(bytes(flipped)), HARD_RESET)
    assert (after.last_words, after.crashed) == ("", False)


@given(st.text(max_size=300))
def test_last_words_are_kept_as_far_as_there_is_room(words):
    rtc = Rtc()
    Life(rtc, PWRON_RESET).end(ValueError(words))
    after = Life(rtc, HARD_RESET)
    expected = f"ValueError: {words}"[:120]
    ascii_words = "".join(chr(min(ord(letter), 0x7E)) for letter in expected)
    assert after.last_words == "".join(
        letter if letter.isprintable() else "?" for letter in ascii_words
    )
    assert (after.began, after.crashed) == ("exception", True)


def test_the_cause_is_told_from_what_the_last_life_was_doing():
    for cause, began, crashed in (
        (WDT_RESET, "watchdog", True),
        (HARD_RESET, "panic", True),
        (PWRON_RESET, "brown-out", False),
        (SOFT_RESET, "soft reset", False),
        (UNNAMED_RESET, "reset", False),
    ):
        rtc = Rtc()
        Life(rtc, PWRON_RESET)
        after = Life(rtc, cause)
        assert (after.began, after.crashed) == (began, crashed)


def test_an_engineer_who_stops_the_program_is_no_fault():
    rtc = Rtc()
    Life(rtc, PWRON_RESET).end()
    after = Life(rtc, HARD_RESET)
    assert (after.began, after.crashed, after.safe) == ("reset", False, False)


@given(st.integers(1, 12))
def test_resets_over_usb_are_no_fault_of_the_program_however_many_come(count):
    rtc = Rtc()
    Life(rtc, PWRON_RESET)
    for _ in range(count):
        life = Life(rtc, UNNAMED_RESET)
        assert (life.began, life.crashed, life.safe) == ("reset", False, False)


def test_a_reset_over_usb_hides_no_exception_and_forgets_no_failed_start():
    rtc = Rtc()
    for _ in range(3):
        Life(rtc, UNNAMED_RESET).end(MemoryError("at start"))
    life = Life(rtc, UNNAMED_RESET)
    assert (life.began, life.crashed, life.safe) == ("exception", True, True)


@given(st.lists(st.sampled_from(("crash", "exception", "proved crash", "stop")), max_size=12))
def test_safe_mode_comes_after_exactly_three_failed_starts_in_a_row(lives):
    rtc = Rtc()
    failed = 0
    for end in lives:
        life = Life(rtc, HARD_RESET)
        assert life.safe == (failed >= 3)
        if end == "proved crash":
            prove(life)
            life.end(MemoryError("later"))
        elif end == "exception":
            life.end(MemoryError("at start"))
        elif end == "stop":
            life.end()
        failed = failed + 1 if end in ("crash", "exception") else 0
    assert Life(rtc, WDT_RESET).safe == (failed >= 3)


@given(st.lists(st.sampled_from(("brown-out", "fault")), max_size=12), st.booleans())
def test_a_supply_that_fails_is_no_fault_of_the_program_and_never_ends_in_safe_mode(ends, proved):
    rtc = Rtc()
    life = Life(rtc, PWRON_RESET)
    if proved:
        prove(life)
    faults = 0
    for number, end in enumerate(ends):
        life = Life(rtc, PWRON_RESET if end == "brown-out" else WDT_RESET)
        faults += end == "fault" and (number > 0 or not proved)
        assert life.safe == (faults >= 3)
        assert life.crashed == (end == "fault")
        assert life.began == {"brown-out": "brown-out", "fault": "watchdog"}[end]


@given(st.integers(0, 300))
def test_brown_outs_within_a_minute_of_a_start_tell_of_the_supply_from_the_second_on(count):
    rtc = Rtc()
    prove(Life(rtc, PWRON_RESET))
    for number in range(count):
        assert Life(rtc, PWRON_RESET).supply_dips == (number >= 1)
    prove(Life(rtc, PWRON_RESET))
    assert not Life(rtc, PWRON_RESET).supply_dips, "it had held for a minute"


def test_failures_of_another_slot_do_not_count(tmp_path):
    rtc = Rtc()
    on_trial = slot_file(tmp_path, run="b", former="a", trial=2)
    for _ in range(3):
        Life(rtc, HARD_RESET, on_trial, ["/b"]).end(OSError(5))
    back = slot_file(tmp_path, run="a", former="", trial=0, failed="b")
    life = Life(rtc, HARD_RESET, back, ["/a"])
    assert (life.safe, life.slot, life.update_failed) == (False, "a", True)


def test_where_both_slots_have_failed_three_times_it_is_safe_mode():
    rtc = Rtc()
    for folder in ("/b", "/a"):
        for _ in range(3):
            assert not Life(rtc, HARD_RESET, path=[folder]).safe
    assert Life(rtc, HARD_RESET, path=["/b"]).safe


@pytest.mark.parametrize("end", ["proved", "stopped"])
def test_what_has_proved_itself_or_was_stopped_ends_the_launcher_s_count(tmp_path, end):
    rtc = Rtc(LAUNCHER)
    life = Life(rtc, HARD_RESET, str(tmp_path / "slot.json"), ["/a"])
    assert rtc.kept[:6] == LAUNCHER, "until then it is left as it is"
    if end == "proved":
        prove(life)
        assert rtc.kept[:6] == bytes((0xC7, 1, 0, 0, 3, 0xCB)), "the other's count stays"
    else:
        life.end()
        assert rtc.kept[:6] == bytes((0xC7, 1, 0, 0, 0, 0xC8))


@given(st.integers(1, PERIODS_A_MINUTE), st.booleans())
def test_a_version_is_proved_by_a_minute_of_punctual_periods_in_a_row(breach, late):
    life = Life(Rtc(), PWRON_RESET)
    for _ in range(breach - 1):
        life.period(True, True)
    life.period(not late, late)  # late, or the start-up test has not passed
    for _ in range(PERIODS_A_MINUTE - 1):
        life.period(True, True)
        assert not life.proved
    life.period(True, True)
    assert life.proved


def test_proof_ends_the_trial_and_is_written_once(tmp_path):
    path = slot_file(tmp_path, run="b", former="a", trial=2)
    life = Life(Rtc(), PWRON_RESET, path, ["/b"])
    assert json.loads(open(path).read())["trial"] == 2
    prove(life)
    assert json.loads(open(path).read()) == {"run": "b", "former": "a", "trial": 0}
    open(path, "w").close()
    prove(life)
    assert open(path).read() == ""


def test_flash_that_cannot_be_written_is_reported_and_raises_nothing(tmp_path):
    path = slot_file(tmp_path, run="b", former="a", trial=2)
    life = Life(Rtc(), PWRON_RESET, path, ["/b"])
    (tmp_path / "slot.json.new").mkdir()
    prove(life)
    assert life.storage_failed


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "a", "b", "run", "trial"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["run", "former", "trial", "failed"]), inner)
    ),
    max_leaves=6,
)


@given(
    ANY_JSON.map(json.dumps).map(str.encode) | st.binary(max_size=80),
    st.sampled_from((["/a"], ["/b", "/lib"], [""], [])),
)
def test_whatever_the_slot_file_holds_the_version_lives_and_mends_it(bench_file, content, path):
    with open(bench_file, "wb") as file:
        file.write(content)
    life = Life(Rtc(), PWRON_RESET, bench_file, path)
    prove(life)
    assert not life.storage_failed
    with open(bench_file, "rb") as file:
        after = file.read()
    if path and path[0]:
        slots = json.loads(after)
        assert (slots["run"], slots["trial"]) == (path[0][1:], 0)
        assert not Life(Rtc(), PWRON_RESET, bench_file, path).update_failed


@pytest.fixture(scope="module")
def bench_file(tmp_path_factory):
    return str(tmp_path_factory.mktemp("slots") / "slot.json")


def test_a_version_that_the_launcher_chose_against_the_file_says_so_and_sets_it_right(tmp_path):
    path = slot_file(tmp_path, run="b", former="a", trial=1)
    life = Life(Rtc(), PWRON_RESET, path, ["/a"])
    assert (life.slot, life.update_failed) == ("a", True)
    prove(life)
    assert json.loads(open(path).read()) == {"run": "a", "former": "", "trial": 0}


def test_the_uptime_is_known_to_a_minute():
    rtc = Rtc()
    life = Life(rtc, PWRON_RESET)
    for _ in range(3 * PERIODS_A_MINUTE + 60):
        life.period(True, True)
    assert life.uptime_s == 180
    assert Life(rtc, WDT_RESET).last_uptime_s == 180


@given(
    run=st.sampled_from(("", "a", "b")),
    former=st.sampled_from(("", "a", "b")),
    trial=st.integers(0, 3),
    path=st.sampled_from((["/a"], ["/b"], [])),
)
def test_an_update_is_told_once_when_it_has_proved_itself_and_nothing_else_is(
    tmp_path_factory, run, former, trial, path
):
    slots = slot_file(tmp_path_factory.mktemp("life"), run=run, former=former, trial=trial)
    life = Life(Rtc(), PWRON_RESET, slots, path)
    told = [life.period(True, True) for _ in range(3 * PERIODS_A_MINUTE)]
    updated = bool(trial and former and "".join(path)[1:] == run)
    assert sum(told) == updated
    assert told[PERIODS_A_MINUTE - 1] == updated
    again = Life(Rtc(), PWRON_RESET, slots, path)
    assert not any(again.period(True, True) for _ in range(3 * PERIODS_A_MINUTE))
