"""`python -m sim identify LOG.csv`: a twin of a real box."""

import argparse
import json
from math import isfinite
from typing import Any

from sim.errors import InputError
from sim.identify.fit import fit, merged
from sim.identify.grid import on_grid
from sim.identify.recording import Columns, read_recording
from sim.identify.result import FILES, facts, machine_text, module_text, report
from sim.results.folder import results_in
from sim.scenario.load import preset_machine
from sim.world.plant import parameters

_DATA_HEADER = "t_s,measured_c,model_c,held_back"


def identify(options: argparse.Namespace) -> None:
    """Fit a machine to a recording, tell how well that went, and write it."""
    # Imported here: it takes longer than the rest of any other command's start.
    from sim.identify.picture import picture  # noqa: PLC0415

    machine = _beginning(options)
    columns = Columns(
        options.time,
        options.room,
        tuple(options.air or ()),
        options.heater,
        options.heater_full,
        options.fan,
        options.fan_full,
        options.element,
        options.lid,
    )
    recording = read_recording(options.log, columns)
    fitted = fit(on_grid(recording), machine)
    twin = merged(machine, fitted)
    with results_in(options.out, FILES) as folder:
        (folder / "incubator.toml").write_text(
            machine_text(options.log, twin, fitted), encoding="utf-8"
        )
        (folder / "incubator.py").write_text(module_text(options.log, twin), encoding="utf-8")
        text = json.dumps(facts(twin, fitted), indent=2) + "\n"
        (folder / "identify.json").write_text(text, encoding="utf-8")
        (folder / "fit.csv").write_text(_course(fitted), encoding="ascii")
        picture(folder / "fit.png", str(options.log), fitted)
    print(report(options.log, recording, twin, fitted))
    print(f"{', '.join(FILES)} are in {options.out}")


def _beginning(options: argparse.Namespace) -> dict[str, Any]:
    """The machine that the fit begins with, and keeps where the recording does not tell."""
    machine = preset_machine(options.preset)
    if options.heater_w is not None:
        low, high = parameters.bounds("heater_w")
        if not low <= options.heater_w <= high:
            raise InputError(
                f"--heater-w {options.heater_w:g}: write a number from {low:g} to {high:g}"
            )
        machine["parameters"]["heater_w"] = options.heater_w
    return machine


def _course(fitted: Any) -> str:
    """What was measured and what the model makes of it, a row a step."""
    grid = fitted.grid
    lines = [_DATA_HEADER]
    for step, (seen, model) in enumerate(zip(grid.seen_c[0], fitted.course_c, strict=True)):
        measured = f"{seen:.3f}" if isfinite(seen) else ""
        held_back = int(step >= fitted.held_back_from)
        lines.append(f"{(step + 1) * grid.step_s:g},{measured},{model:.3f},{held_back}")
    return "\n".join(lines) + "\n"
