"""Runs the module of its argument with one more quantity and one more setting: a row for each.

In a process of its own, for rows are read when modules are imported.
"""

import importlib.util
import runpy
import sys

import control
from sim.mcu.install import install


def with_row(name, after, row):
    """Import a module of control/ as it is with `row` behind the line `after`."""
    spec = importlib.util.find_spec("control." + name)
    source = spec.loader.get_source(spec.name)
    assert source.count(after) == 1
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    setattr(control, name, module)
    exec(compile(source.replace(after, after + row), spec.origin, "exec"), module.__dict__)


install()
with_row("quantities", '    _humidity("humidity"),\n', '    _humidity("humidity2"),\n')
with_row(
    "settings",
    '    Setting("humidity", "humidity_pm", HUMIDITY_OFF, HUMIDITY_SET, (), True),\n',
    '    Setting("audio_volume", "audio_volume", 1, None, ("low", "medium", "high"), False),\n',
)
runpy.run_module(sys.argv[1], run_name="__main__")
