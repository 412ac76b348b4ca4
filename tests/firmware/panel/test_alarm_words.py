"""The words of the alarms: in every language there are some for each alarm, and fit to be read."""

import re
from pathlib import Path

import pytest

from control.alarm_table import NAMES
from firmware.panel import alarm_words, frozen_words
from tests.firmware.panel.said import said_of

pytestmark = pytest.mark.proves("LAW-7-ALARMS")

FOLDER = Path(alarm_words.__file__).parent / "words"
LANGUAGES = sorted(path.stem for path in FOLDER.iterdir())
every_language = pytest.mark.parametrize("language", LANGUAGES)


def blocks(language):
    text = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")
    return [block.split("\n") for block in text.removesuffix("\n").split("\n\n")]


def test_there_is_english_and_nothing_but_languages():
    assert alarm_words.LANGUAGE == "en" and "en" in LANGUAGES
    assert all(path.suffix == ".txt" for path in FOLDER.iterdir())


@every_language
def test_every_alarm_has_words_and_nothing_else_has(language):
    assert [block[0] for block in blocks(language)] == NAMES


@every_language
def test_each_alarm_is_found_with_its_own_words(language):
    for name, *words in blocks(language):
        assert said_of(name, language) == tuple(words)


@every_language
def test_messages_fit_the_display_and_no_two_look_alike(language):
    messages = [block[1] for block in blocks(language)]
    assert all(0 < len(one.strip()) == len(one) <= alarm_words.MESSAGE_MAX for one in messages)
    assert len({one.lower() for one in messages}) == len(messages)
    assert alarm_words.MESSAGE_MAX == 28


@every_language
def test_cause_and_remedy_are_a_line_each_and_say_something(language):
    for name, _, *sentences in blocks(language):
        assert len(sentences) == 2, name
        for sentence in sentences:
            assert sentence == sentence.strip() and len(sentence.encode()) <= 300, name
            assert sentence not in NAMES and len(sentence) >= 8, name


def test_english_is_ascii_and_a_sentence_each():
    for _, message, *sentences in blocks("en"):
        assert message.isascii()
        for sentence in sentences:
            assert sentence.isascii()
            assert re.fullmatch(r"[A-Z][^.]*(\d\.\d[^.]*)*\.", sentence), sentence
            assert 20 <= len(sentence) <= 100, sentence


@pytest.mark.parametrize(("name", "language"), [("no-such-alarm", "en"), (NAMES[0], "xx")])
def test_without_words_there_are_empty_ones(name, language):
    assert said_of(name, language) == ("", "", "")


def test_a_message_that_is_a_name_is_not_taken_for_one(monkeypatch):
    text = "air-low\nfan-fault\nfan-fault\nfan-fault\n\nfan-fault\nFan\nIt stands.\nTurn it.\n"
    _frozen(monkeypatch, text)
    assert said_of("fan-fault") == ("Fan", "It stands.", "Turn it.")


@every_language
def test_of_a_frozen_image_the_same_is_found(monkeypatch, language):
    _frozen(monkeypatch, (FOLDER / f"{language}.txt").read_text(encoding="utf-8"), language)
    for name, *words in blocks(language):
        assert said_of(name, language) == tuple(words)


def _frozen(monkeypatch, text, language="en"):
    """No file system, as far as our module can tell; the text in a module instead."""
    monkeypatch.setattr(alarm_words, "__file__", "firmware-frozen/alarm_words.py")
    monkeypatch.setitem(frozen_words.TEXTS, language, text)
