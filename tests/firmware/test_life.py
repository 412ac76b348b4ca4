"""What a start knows of the life before it, and when a version has proved itself."""

import json

from hypothesis import given
from hypothesis import strategies as st
from machine import HARD_RESET, PWRON_RESET, SOFT_RESET, WDT_RESET

from firmware.life import Life

PERIODS_A_MINUTE = 120
CAUSES = (PWRON_RESET, HARD_RESET, WDT_RESET, SOFT_RESET)
causes = st.sampled_from(CAUSES)


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


def test_the_first_life_after_darkness_knows_of_none_before():
    life = Life(Rtc(), PWRON_RESET)
    assert (life.began, life.crashed, life.safe) == ("power-on", False, False)
    assert (life.last_words, life.last_uptime_s, life.slot) == ("", 0, "")


@given(st.binary(max_size=200), causes)
def test_no_bytes_in_rtc_memory_stop_a_start(noise, cause):
    life = Life(Rtc(noise), cause)
    assert not life.safe
    assert life.last_words == ""


@given(st.text(max_size=300), st.booleans(), st.data())
def test_a_flipped_bit_makes_the_record_unknown_and_never_wrong(words, proved, data):
    rtc = Rtc()
    life = Life(rtc, PWRON_RESET)
    if proved:
        prove(life)
    life.end(ValueError(words))
    bit = data.draw(st.integers(0, 8 * len(rtc.kept) - 1))
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
    assert after.last_words == "".join(chr(min(ord(letter), 0x7E)) for letter in expected)
    assert (after.began, after.crashed) == ("exception", True)


def test_the_cause_is_told_from_what_the_last_life_was_doing():
    for cause, began, crashed in (
        (WDT_RESET, "watchdog", True),
        (HARD_RESET, "panic", True),
        (PWRON_RESET, "brown-out", False),
        (SOFT_RESET, "soft reset", False),
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


def test_failures_of_another_slot_do_not_count(tmp_path):
    rtc = Rtc()
    for _ in range(3):
        Life(rtc, HARD_RESET, slot_file(tmp_path, run="b", former="a", trial=2)).end(OSError(5))
    back = slot_file(tmp_path, run="a", former="", trial=0, failed="b")
    life = Life(rtc, HARD_RESET, back)
    assert (life.safe, life.slot, life.update_failed) == (False, "a", True)


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
    life = Life(Rtc(), PWRON_RESET, path)
    assert json.loads(open(path).read())["trial"] == 2
    prove(life)
    assert json.loads(open(path).read()) == {"run": "b", "former": "a", "trial": 0}
    open(path, "w").close()
    prove(life)
    assert open(path).read() == ""


def test_flash_that_cannot_be_written_is_reported_and_raises_nothing(tmp_path):
    path = slot_file(tmp_path, run="b", former="a", trial=2)
    life = Life(Rtc(), PWRON_RESET, path)
    (tmp_path / "slot.json.new").mkdir()
    prove(life)
    assert life.storage_failed


def test_the_uptime_is_known_to_a_minute():
    rtc = Rtc()
    life = Life(rtc, PWRON_RESET)
    for _ in range(3 * PERIODS_A_MINUTE + 60):
        life.period(True, True)
    assert life.uptime_s == 180
    assert Life(rtc, WDT_RESET).last_uptime_s == 180
