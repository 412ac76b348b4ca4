"""The technician's manual tells all there is of every alarm, key and screen, in each language."""

from html.parser import HTMLParser

import pytest

from boards.atlas.catalogue import FOLDER, languages, read
from control.alarm_table import DELAY_MS_OF, HEAT, LATCHED, NAMES, STOPS
from sim.errors import InputError
from sim.tools.manual import KEYS, SCREENS, manual_words, page


class Seen(HTMLParser):
    """The text of each section by its id, and the pictures."""

    def __init__(self, html):
        super().__init__()
        self.pictures = []
        self.text = []
        self.of_alarm = {}
        self._alarm = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "img":
            self.pictures.append(attributes["src"])
        if tag == "section":
            self._alarm = attributes.get("id")

    def handle_data(self, data):
        self.text.append(data)
        if self._alarm:
            self.of_alarm.setdefault(self._alarm, []).append(data)


@pytest.mark.parametrize("language", languages())
def test_every_alarm_stands_there_with_its_words_its_delay_and_what_it_does_to_heat(language):
    seen = Seen(page(language, "1.2.3", lambda name: f"{name}.png"))
    words = manual_words(language)
    shown = read(language, FOLDER)
    assert list(seen.of_alarm) == NAMES
    for row, name in enumerate(NAMES):
        said = seen.of_alarm[name]
        for text in shown[name].texts:
            assert text in said
        assert (words["heat-off"] in said) == (STOPS[row] == HEAT)
        assert (words["delay-none"] in said) == (DELAY_MS_OF[row] == 0)
        after = said[said.index(words["until-acknowledged"]) + 1 :]
        assert (words["yes"] in after) == bool(LATCHED[row])
        assert f"alarm-{name}.png" in seen.pictures


@pytest.mark.parametrize("language", languages())
def test_every_key_and_screen_stands_there_and_no_word_is_left_out(language):
    seen = Seen(page(language, "1.2.3", lambda name: f"{name}.png"))
    text = "".join(seen.text)
    words = manual_words(language)
    assert [f"{screen.picture}.png" for screen in SCREENS] == seen.pictures[: len(SCREENS)]
    for key in KEYS:
        assert words[f"{key}-press"] in text and words[f"{key}-hold"] in text
    for name, said in words.items():
        assert said in text or name in ("humidifier-off", "review")


@pytest.mark.parametrize("language", languages())
def test_a_language_that_nobody_has_reviewed_says_so(language):
    said = manual_words(language)["review"] in "".join(Seen(page(language, "1.2.3", str)).text)
    assert said == (language != "en")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_word_that_only_one_language_has_is_refused_by_its_name(language, tmp_path):
    for name in ("en", "fr"):
        (tmp_path / f"{name}.txt").write_text("title\nT\n")
    (tmp_path / f"{language}.txt").write_text("title\nT\n\nsound\nS\n")
    with pytest.raises(InputError, match=r"fr\.txt and en\.txt differ: one has no sound"):
        manual_words("fr", tmp_path)


def test_a_language_without_a_file_of_its_own_has_the_english_words(tmp_path):
    (tmp_path / "en.txt").write_text("title\nT\n")
    assert manual_words("xx", tmp_path) == {"title": "T"}
