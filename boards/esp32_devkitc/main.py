"""What the board runs at power-on: the launcher knows it as `start`."""

from boards.esp32_devkitc import board
from firmware.start import start

start(board)
