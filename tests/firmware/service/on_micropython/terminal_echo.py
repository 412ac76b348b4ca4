"""Wait for bytes on the terminal without blocking; print them as numbers until a full stop."""

import time

from firmware.service.terminal import Terminal

terminal = Terminal()
terminal.write("ready\n")
waited = 0
while True:
    byte = terminal.read()
    if byte < 0:
        waited += 1
        time.sleep_ms(1)
    else:
        terminal.write(f"{byte} ")
        if byte == ord("."):
            break
terminal.write("waited\n" if waited else "never waited\n")
