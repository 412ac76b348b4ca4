"""The pretended chip's reset vector: `micropython -i start.py ANSWERS REQUESTS` (pipe numbers)."""

import startup

try:
    startup.run(globals())
finally:
    del startup
