"""The languages of the display. A stored setting is a place in this row: a new one goes to its
end, where `make atlas` puts it."""

LANGUAGES = ("en", "km", "fr", "es", "zh")
