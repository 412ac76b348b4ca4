"""The words of the alarms at the console: there are some for each, and fit to be read."""

import re
from pathlib import Path

import pytest

from control.alarm_table import NAMES
from firmware.panel import alarm_words, frozen_words
from tests.firmware.panel.said import said_of

pytestmark = pytest.mark.proves("LAW-7-ALARMS")

TEXT = (Path(alarm_words.__file__).parent / "words" / "en.txt").read_text(encoding="utf-8")
BLOCKS = [block.split("\n") for block in TEXT.removesuffix("\n").split("\n\n")]
WORDS = {name: words for name, *words in BLOCKS if name in NAMES}


def test_every_alarm_has_words():
    assert list(WORDS) == NAMES


def test_each_alarm_is_found_with_its_own_words():
    for name, words in WORDS.items():
        assert said_of(name) == tuple(words)


def test_messages_fit_a_line_and_no_two_look_alike():
    messages = [words[0] for words in WORDS.values()]
    assert all(0 < len(one.strip()) == len(one) <= alarm_words.MESSAGE_MAX for one in messages)
    assert len({one.lower() for one in messages}) == len(messages)
    assert alarm_words.MESSAGE_MAX == 28


def test_english_is_ascii_and_a_sentence_each():
    for message, *sentences in WORDS.values():
        assert message.isascii()
        assert len(sentences) == 2
        for sentence in sentences:
            assert sentence.isascii()
            assert re.fullmatch(r"[A-Z][^.]*(\d\.\d[^.]*)*\.", sentence), sentence
            assert 20 <= len(sentence) <= 100, sentence


def test_without_words_there_are_empty_ones():
    assert said_of("no-such-alarm") == ("", "", "")


def test_a_message_that_is_a_name_is_not_taken_for_one(monkeypatch):
    text = "air-low\nfan-fault\nfan-fault\nfan-fault\n\nfan-fault\nFan\nIt stands.\nTurn it.\n"
    _frozen(monkeypatch, text)
    assert said_of("fan-fault") == ("Fan", "It stands.", "Turn it.")


def test_of_a_frozen_image_the_same_is_found(monkeypatch):
    _frozen(monkeypatch, TEXT)
    for name, words in WORDS.items():
        assert said_of(name) == tuple(words)


def _frozen(monkeypatch, text):
    """No file system, as far as our module can tell; the text in a module instead."""
    monkeypatch.setattr(alarm_words, "__file__", "firmware-frozen/alarm_words.py")
    monkeypatch.setitem(frozen_words.TEXTS, "en", text)
