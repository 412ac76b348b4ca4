"""Runs the module of its argument with one more quantity, setting and output: a row for each.

In a process of its own, for rows are read when modules are imported.
"""

import importlib.util
import runpy
import sys

from sim.mcu.install import install


def with_rows(name, *rows):
    """Import a module as it is, but for a row behind each of some lines: (line, row)."""
    spec = importlib.util.find_spec(name)
    source = spec.loader.get_source(spec.name)
    for after, row in rows:
        assert source.count(after) == 1
        source = source.replace(after, after + row)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    package, _, own = name.rpartition(".")
    setattr(sys.modules[package], own, module)
    exec(compile(source, spec.origin, "exec"), module.__dict__)


install()
with_rows("control.quantities", ('    _humidity("humidity"),\n', '    _humidity("humidity2"),\n'))
with_rows(
    "control.settings",
    (
        '    Setting("night", "night", 0, None, NIGHT, ""),\n',
        '    Setting("audio_volume", "audio_volume", 1, None, VOLUMES[:3], ""),\n',
    ),
)
with_rows(
    "control.outputs",
    (
        '    ("open_cutout", "cutout", "", "", 0, 0),\n',
        '    ("lit", "lamp", "lamp_on", "", 0, 1),\n',
    ),
    ("        outputs.fan_pm = _FULL_PM\n", "        outputs.lit = therapy\n"),
)
with_rows(
    "firmware.expander",
    (
        '    ("no_call", NO_CALL),  # of the nurse call: without edges it calls\n',
        '    ("lamp", 0x4000),\n',
    ),
)
runpy.run_module(sys.argv[1], run_name="__main__")
