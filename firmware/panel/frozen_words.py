"""The files of words/ where there are no files: a frozen image fills this in (boards/image.py)."""

TEXTS: dict = {}  # by the name of its file
