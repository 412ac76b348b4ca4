"""`python -m sim speed`: how fast the simulation runs, and where its time goes.

sim/runs/layers.py measures that, in the interpreter that runs the simulation.
"""

import json
import tempfile
from pathlib import Path

from sim.launch import INTERPRETERS, interpreter_command, output_of
from sim.scenario.load import REFERENCE, load_scenario

_MEASURER = Path("sim", "runs", "layers.py")
_SECONDS = 3_000  # long enough that start-up and noise of the machine are small
_ROUNDS = 3  # the fastest counts: everything else is some other program's work
# Simulated seconds a second on one core that a tester may count on. With the display on CPython is
# promised nothing: there its pixels are drawn in Python.
_PROMISED = {"micropython": 1_000, "cpython": 1_500}
_PROMISED_SHOWN = {"micropython": 800}


def measure(interpreter: str, display: bool = False) -> dict[str, float]:
    """Microseconds a simulated second, whole and by layer, in the fastest of some rounds."""
    scenario = load_scenario(REFERENCE) | {"display": display}
    with tempfile.TemporaryDirectory(prefix="cradle-") as folder:
        compiled = Path(folder, "scenario.json")
        compiled.write_text(json.dumps(scenario), encoding="utf-8")
        rounds = [_round(interpreter, compiled) for _ in range(_ROUNDS)]
    return min(rounds, key=lambda figures: figures["whole"])


def speed_table() -> tuple[str, bool]:
    """The figures of both interpreters side by side, as text; whether all promises were kept."""
    figures = {interpreter: measure(interpreter) for interpreter in INTERPRETERS}
    lines = [f"{'us a simulated second':<30}" + "".join(f"{name:>20}" for name in INTERPRETERS)]
    for layer in sorted(figures["cpython"], key=lambda layer: -figures["cpython"][layer]):
        cells = ""
        for name in INTERPRETERS:
            spent = figures[name][layer]
            cells += f"{spent:>12.0f} {spent / figures[name]['whole']:>6.0%} "
        lines.append(f"{layer:<30}{cells}")
    shown = {interpreter: measure(interpreter, True) for interpreter in INTERPRETERS}
    kept = _append_speed(lines, "times real time", figures, _PROMISED)
    kept = _append_speed(lines, "with the display on", shown, _PROMISED_SHOWN) and kept
    return "\n".join(lines), kept


def _append_speed(
    lines: list[str], what: str, figures: dict[str, dict[str, float]], promised: dict[str, int]
) -> bool:
    """Write how many times as fast as real time it goes; whether what is promised is kept."""
    speeds = {name: 1e6 / figures[name]["whole"] for name in INTERPRETERS}
    lines.append(f"{what:<30}" + "".join(f"{speeds[name]:>20.0f}" for name in INTERPRETERS))
    promises = "".join(f"{promised.get(name, '-'):>20}" for name in INTERPRETERS)
    lines.append(f"{'promised at least':<30}{promises}")
    return all(speeds[name] >= least for name, least in promised.items())


def _round(interpreter: str, compiled: Path) -> dict[str, float]:
    command, environment = interpreter_command(interpreter)
    printed = output_of(
        [*command, _MEASURER, compiled, _SECONDS], environment, f"measuring {interpreter} broke"
    )
    figures: dict[str, float] = json.loads(printed.splitlines()[-1])
    return figures
