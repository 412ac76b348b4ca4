"""What the board runs at power-on."""

from boards.esp32_s3_devkitc import board
from firmware.program import Program

Program(board).run()
