"""The files of atlas/ where there are no files: a frozen image fills this in (boards/image.py)."""

FILES: dict = {}  # by name, without ending
