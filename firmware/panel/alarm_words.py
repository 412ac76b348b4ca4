"""What is said of an alarm: words/LANGUAGE.txt, read when it is shown and never kept in RAM.

Such a file has five lines for each alarm: its name, message, cause, remedy, and an empty one. A
frozen image has no files: there a module holds the text.
"""

import io

from firmware.panel.frozen_words import TEXTS

LANGUAGE = "en"
MESSAGE_MAX = 28  # characters in a line of the display
_NOT_THERE = ("", "", "")


def words(name: str, language: str = LANGUAGE):
    """Generate None while it searches, some milliseconds a step; returns message, cause, remedy.

    message: of MESSAGE_MAX characters at most. cause, remedy: a sentence each, for a nurse or a
    technician. All are empty if there are no words for it.
    """
    try:
        with _opened(language) as text:
            line = text.readline()
            while line:
                found = tuple([text.readline().rstrip() for _ in range(3)])
                if line.rstrip() == name:
                    return found
                text.readline()
                line = text.readline()
                yield None
    except OSError:
        pass
    return _NOT_THERE


def _opened(language: str):
    if language in TEXTS:
        return io.StringIO(TEXTS[language])
    return open(__file__.rpartition("/")[0] + "/words/" + language + ".txt", encoding="utf-8")
