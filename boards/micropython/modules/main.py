"""Of the frozen image: start like any board (launch.py), unless the filesystem is damaged."""

import os

try:
    os.statvfs("/")
    mounted = True
except OSError:
    mounted = False  # _boot.py has said so, and sounds
if mounted:
    import launch  # noqa: F401
