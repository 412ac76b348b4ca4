"""What the board runs at power-on: the launcher knows it as `start`.

The incubator named here is the one the board is in, unless the build is told another.
"""

from boards.esp32_devkitc import board
from boards.incubators import single_300w as incubator
from firmware.start import start

start(board, incubator)
