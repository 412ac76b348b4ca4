"""`python -m sim speed`: how fast the simulation runs, and where its time goes.

sim/runs/layers.py measures that, in the interpreter that runs the simulation.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from sim.errors import RunError
from sim.launch import INTERPRETERS, interpreter_command
from sim.scenario.load import REFERENCE, ROOT, load_scenario

_MEASURER = Path("sim", "runs", "layers.py")
_SECONDS = 3_000  # long enough that start-up and noise of the machine are small
_ROUNDS = 3  # the fastest counts: everything else is some other program's work
# Simulated seconds a second on one core that a tester may count on.
_PROMISED = {"micropython": 1_000, "cpython": 1_500}


def measure(interpreter: str) -> dict[str, float]:
    """Microseconds a simulated second, whole and by layer, in the fastest of some rounds."""
    scenario = load_scenario(REFERENCE)
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
    lines.append(
        f"{'times real time':<30}"
        + "".join(f"{1e6 / figures[name]['whole']:>20.0f}" for name in INTERPRETERS)
    )
    lines.append(
        f"{'promised at least':<30}" + "".join(f"{_PROMISED[name]:>20}" for name in INTERPRETERS)
    )
    kept = all(1e6 / figures[name]["whole"] >= _PROMISED[name] for name in INTERPRETERS)
    return "\n".join(lines), kept


def _round(interpreter: str, compiled: Path) -> dict[str, float]:
    command, environment = interpreter_command(interpreter)
    done = subprocess.run(
        [*command, str(_MEASURER), str(compiled), str(_SECONDS)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RunError(f"measuring {interpreter} broke: {done.stdout[-300:]}{done.stderr[-300:]}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
