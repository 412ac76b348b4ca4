"""Measures modules as if frozen: the bytes that each one leaves in RAM when it is executed.

Frozen bytecode and constants stay in flash. So each module is executed twice from one compiled
code: the second time finds everything that a frozen module has in flash, and costs what is left.
"""

from modules import stand_in


def steps(argument: dict, data: str):
    """Execute the modules; `sources` has the text of each."""
    stand_in()
    for name in argument["modules"]:
        __import__(name)
    executed = {}
    for name in argument["modules"]:
        code = compile(argument["sources"][name], name, "exec")
        _execute(code, name)
        yield "compiled"
        executed[name] = _execute(code, name)
        yield name


def _execute(code, name: str) -> dict:
    names = {"__name__": name}
    exec(code, names)
    return names
