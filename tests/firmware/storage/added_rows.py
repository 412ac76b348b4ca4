"""Runs the module of its argument with one more quantity.

In a process of its own, for rows are read when modules are imported.
"""

import runpy
import sys

from control import quantities
from sim.mcu.install import install

install()
ADDED = quantities.QUANTITIES[-1]._replace(name="humidity2")
quantities.QUANTITIES += (ADDED,)
quantities.QUANTITY_NAMES += (ADDED.name,)
runpy.run_module(sys.argv[1], run_name="__main__")
