"""What is said of an alarm: words/en.txt, read when it is shown and never kept in RAM.

There stand its name, message, cause and remedy, a line each, then an empty one. A frozen image has
no files: there a module holds the texts.
"""

import io

from firmware.panel.frozen_words import TEXTS

LANGUAGE = "en"
MESSAGE_MAX = 28  # characters in a line of the display
_NOT_THERE = ("", "", "")


def words(name: str):
    """Generate None while it searches, some milliseconds a step; returns message, cause, remedy.

    message: of MESSAGE_MAX characters at most. cause, remedy: a sentence each, for a nurse or a
    technician. All are empty if there are no words for it.
    """
    try:
        with opened("panel/words/" + LANGUAGE) as text:
            head = text.readline()
            while head:
                found = []
                line = text.readline().rstrip()
                while line:
                    found.append(line)
                    line = text.readline().rstrip()
                if head.rstrip() == name:
                    return tuple(found)
                yield None
                head = text.readline()
    except OSError:
        pass
    return _NOT_THERE


def opened(name: str):
    """A text file of firmware/, to be read; name: without its ending. Raises OSError."""
    held = TEXTS.get(name.rpartition("/")[2])
    if held is not None:
        return io.StringIO(held)
    return open(__file__.rpartition("/panel/")[0] + "/" + name + ".txt", encoding="utf-8")
