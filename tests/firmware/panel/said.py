"""What the device says of an alarm."""

from firmware.panel import alarm_words


def said_of(name):
    """Message, cause and remedy, the search carried out to its end."""
    search = alarm_words.words(name)
    while True:
        try:
            next(search)
        except StopIteration as end:
            return end.value
