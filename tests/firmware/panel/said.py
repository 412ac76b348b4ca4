"""What the display says of an alarm, as the firmware finds it."""

from firmware.panel import alarm_words


def said_of(name, language=alarm_words.LANGUAGE):
    """(message, cause, remedy); all are empty if there are none."""
    search = alarm_words.words(name, language)
    while True:
        try:
            assert next(search) is None
        except StopIteration as found:
            return found.value
