"""What is frozen: MicroPython's own files for flash and `machine.Counter`, and all of Cradle.

Not the port's manifest: it would freeze its own _boot.py too, and network libraries.
"""

# ruff: noqa: F821 (MicroPython's makemanifest.py defines these names)
freeze("$(PORT_DIR)/modules", ("flashbdev.py", "inisetup.py", "machine.py"))
freeze("$(BOARD_DIR)/modules")
