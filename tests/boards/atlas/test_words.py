"""The catalogues: every language says everything, in lines that break where readers expect it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.atlas import breaks, build, catalogue, review
from boards.errors import Refusal
from control.alarm_table import NAMES
from control.languages import LANGUAGES
from sim.tools import manual

ENGLISH = catalogue.read("en")
every_language = pytest.mark.parametrize("language", LANGUAGES)
# Keys, by the word for them in the English sentences.
KEYS = {"RIGHT": "key-right", "LEFT": "key-left", "SILENCE": "key-silence"}


@every_language
def test_a_language_has_a_text_for_each_number_of_the_device(language):
    texts = catalogue.texts(language)
    assert len(texts) == len(catalogue.texts("en"))
    assert [text.name for text in texts] == [text.name for text in catalogue.texts("en")]
    assert all(text.words.strip() == text.words != "" for text in texts)


@every_language
def test_no_two_alarms_look_alike(language):
    messages = [catalogue.read(language)[name].texts[0] for name in NAMES]
    assert len({message.lower() for message in messages}) == len(messages)


@every_language
def test_the_numbers_of_the_english_text_are_in_every_other(language):
    for name, entry in catalogue.read(language).items():
        for english, text in zip(ENGLISH[name].texts, entry.texts, strict=True):
            wanted = re.findall(r"\d+(?:\.\d+)?", english)
            found = re.findall(r"\d+(?:\.\d+)?", text.replace(",", "."))
            assert not set(wanted) - set(found), (name, text)


@every_language
def test_a_key_is_called_the_same_everywhere(language):
    entries = catalogue.read(language)
    for name in NAMES:
        for english, text in zip(ENGLISH[name].texts, entries[name].texts, strict=True):
            for word, key in KEYS.items():
                if word in english:
                    assert entries[key].texts[0] in text, (name, text)


def test_what_no_native_speaker_has_read_says_how_sure_it_is():
    report, lacking = review.report()
    assert not lacking and "missing" not in report
    for language in ("km", "zh"):
        entries = catalogue.read(language)
        waiting = sum(bool(entry.confidence) for entry in entries.values())
        counts = re.search(rf"^{language}: .*\n((?:  .*\n?)+)", report, re.MULTILINE)
        assert counts
        assert sum(map(int, re.findall(r"confidence \w+: (\d+)", counts[1]))) == waiting
    assert not any(entry.confidence for entry in ENGLISH.values())


def test_an_entry_that_is_missing_is_told_of_and_not_built(tmp_path):
    _copy(tmp_path)
    path = tmp_path / "fr.txt"
    path.write_text(path.read_text().replace("fan-fault high\n", "fan-salt high\n"))
    with pytest.raises(Refusal, match="fan-salt needs 1 line"):
        review.report(tmp_path)
    path.write_text(re.sub(r"fan-salt high\n(.+\n)+\n", "", path.read_text()))
    report, lacking = review.report(tmp_path)
    assert lacking == 1 and "missing: fan-fault" in report
    with pytest.raises(Refusal, match=r"fr\.txt: fan-fault is missing"):
        catalogue.texts("fr", tmp_path)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("air good\nAir\n", "after a name comes low, medium, high"),
        ("air high\n", "needs 1 lines of text; it has 0"),
        ("air\nAir\n\nair\nAir\n", "air is there twice"),
        ("air-low\nLow\nIt is low.\n", "air-low needs 3 lines"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_is_wrong(tmp_path, entry, said):
    (tmp_path / "xx.txt").write_text(entry)
    with pytest.raises(Refusal, match=said):
        catalogue.read("xx", tmp_path)


def test_every_text_is_shown_by_a_screen_or_named_by_the_manual():
    """What nobody sees takes flash, and a translator's time."""
    sources = [path.read_text() for path in catalogue.FOLDER.parent.rglob("*.py")]
    used = set(re.findall(r"texts\.([A-Z_]+)", "".join(sources)))
    used |= {"PRIORITY_MEDIUM", "PRIORITY_HIGH"}  # counted on from PRIORITY_LOW
    used |= {f"KEY_{key.upper()}" for key in manual.KEYS}
    used.add("LANGUAGE_NAME")  # each is at LANGUAGE_NAMES
    names = catalogue.other_names(ENGLISH)
    assert {name.upper().replace("-", "_") for name in names} <= used


def test_what_was_made_from_the_words_is_not_older_than_they_are():
    assert build.SUMS.read_text() == build.sums(), "run `make atlas`"
    assert build.TEXTS.read_text() == build.texts_source()
    assert build.LANGUAGES.read_text() == build.languages_source()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("hold RIGHT for 3 s now", ["hold ", "RIGHT ", "for ", "3 s ", "now"]),
        ("température\u00a0: 2 °C", ["température\u00a0: ", "2 °C"]),
        ("ក\u200bខ គ\u200b។", ["ក", "ខ ", "គ។"]),
        (
            "箱温过高\uff0c按右键3秒\u3002",
            ["箱", "温", "过", "高\uff0c", "按", "右", "键", "3", "秒\u3002"],
        ),
        ("超过2 °C\u3002", ["超", "过", "2 °C\u3002"]),
    ],
)
def test_a_line_may_end_only_where_a_reader_expects_it(text, pieces):
    assert breaks.pieces(text) == pieces


@given(
    text=st.text(st.sampled_from("ab3 \u200b箱\uff0c\u00a0"), min_size=1), width=st.integers(1, 9)
)
def test_lines_hold_all_that_is_written_and_no_more_than_they_must(text, width):
    lines = breaks.fill(text, width, len)
    drawn = text.replace("\u200b", "")
    assert "".join(lines).replace(" ", "") == drawn.replace(" ", "")
    longest = max(len(piece.rstrip(" ")) for piece in breaks.pieces(text))
    assert all(len(line) <= max(width, longest) for line in lines)


def _copy(folder):
    for path in catalogue.FOLDER.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
