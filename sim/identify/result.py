"""Writes a fit down: for people, for scenarios, and for the board that is built into the box."""

from pathlib import Path
from typing import Any, cast

import numpy as np

from sim.identify.fit import Fit, short
from sim.identify.model import AIR, BEAD, linear
from sim.identify.recording import Recording
from sim.scenario.load import ROOT
from sim.scenario.text import machine_tables
from sim.world.description import described
from sim.world.drives import Drives
from sim.world.plant.parameters import machine_parameters
from sim.world.plant.plant import Plant

FILES = ("incubator.toml", "incubator.py", "identify.json", "fit.csv", "fit.png")
_BAD_K = 0.3  # rms in what was held back, above which the model does not describe the box
_HOLDS_C, _ROOM_C = 36.0, 24.0
_RISE_K = 11.0
_LONGEST_S = 4 * 3_600


def facts(machine: dict[str, Any], fitted: Fit) -> dict[str, Any]:
    """All that came of it, for programs."""
    return {
        "preset": machine["preset"],
        "parameters": [
            {
                "name": one.name,
                "value": short(one.value),
                "preset": one.usual,
                "deviation": round(one.deviation, 3),
                "fitted": one.fitted,
            }
            for one in fitted.parameters + fitted.sensors
        ],
        "offsets_k": [round(offset, 3) for offset in fitted.offsets_k],
        "learned": vars(fitted.learned),
        "held_back": vars(fitted.held_back),
        "held_back_by_preset": vars(fitted.preset_held_back),
        "lids_s": [
            [first * fitted.grid.step_s, last * fitted.grid.step_s] for first, last in fitted.lids
        ],
        "figures": figures(machine),
    }


def figures(machine: dict[str, Any]) -> dict[str, float | None]:
    """What the machine does as a whole: right even where its parts are not known apart."""
    own = machine_parameters(machine)
    return {
        "holds_36_in_24_w": round(_holds_w(machine) * own["heater_w"] * own["heater_share"], 1),
        "rise_11_min": _rise_min(machine),
        "element_lag_s": round(own["heater_j_k"] / own["heater_air_w_k"], 1),
    }


def _holds_w(machine: dict[str, Any]) -> float:
    """The share of full power that holds the hood."""
    rates, gains, _, _ = linear(machine, 1.0, _HOLDS_C)
    others = [place for place in range(BEAD) if place != AIR and rates[place].any()]
    rows = [*others, AIR]
    left = np.column_stack((rates[np.ix_(rows, others)], gains[rows, 0]))
    right = -(rates[rows, AIR] * _HOLDS_C + gains[rows, 1] * _ROOM_C + gains[rows, 2])
    return float(np.linalg.solve(left, right)[-1])


def _rise_min(machine: dict[str, Any]) -> float | None:
    """Minutes in which full power warms the hood by 11 K; None where it does not."""
    room = {"temperature_c": _ROOM_C, "humidity_pct": 45.0}
    plant = Plant({"room": room, "infant": None, "machine": machine})
    drives = cast(Any, Drives)()
    drives.heater = drives.fan = 1.0
    for second in range(_LONGEST_S):
        if plant.air_true >= _ROOM_C + _RISE_K:
            return round(second / 60, 1)
        plant.step(1.0, drives)
    return None


def report(log: Path, recording: Recording, machine: dict[str, Any], fitted: Fit) -> str:
    """The fit for people."""
    preset = machine["preset"]
    grid = fitted.grid
    hours = recording.t_s[-1] / 3600
    lines = [
        f"{log}: {hours:.1f} h, {len(recording.t_s)} samples of {', '.join(recording.channels)}"
        + (f", {grid.gaps_s / 60:.0f} min of gaps" if grid.gaps_s else "")
    ]
    lines += [
        f"a lid seems to have been open at {_clock(first * grid.step_s)}"
        f" for {(last - first) * grid.step_s / 60:.1f} min"
        for first, last in fitted.lids
    ]
    every = fitted.parameters + fitted.sensors
    told = [one for one in every if one.fitted]
    lines += ["", "the log determines, the rest being as the preset has it (standard deviation):"]
    lines += [
        f"  {one.name:18}{one.value:10.4g}  +-{one.deviation:4.0%}"
        f"  ({one.value / one.usual - 1:+.0%} of {preset})"
        for one in told
    ] or ["  nothing"]
    kept = [f"{one.name} (+-{one.deviation:.0%})" for one in every if not one.fitted]
    if kept:
        lines.append(
            f"it does not determine, and they stay as {preset} has them: {', '.join(kept)}"
        )
    whole = figures(machine)
    rise = whole["rise_11_min"]
    lines += [
        "",
        f"as a whole: {whole['holds_36_in_24_w']:.0f} W hold 36 degC in a room of 24 degC; full"
        f" power warms it from 24 to 35 degC in {f'{rise} min' if rise else 'more than 4 h'};"
        f" the element lags {whole['element_lag_s']:.0f} s",
        "",
        _quality("learned from the first three quarters", fitted.learned),
        _quality("held back, the last quarter", fitted.held_back),
        _quality(f"held back, {preset} as it is", fitted.preset_held_back),
    ]
    if fitted.held_back.rms_k > _BAD_K:
        lines.append(
            "this is no good description of the box: was it empty and dry, is the heater's power"
            " right, is the room's sensor out of its warm air?"
        )
    return "\n".join(lines)


def _quality(what: str, quality: Any) -> str:
    if not quality.n:
        return f"{what}: nothing to compare"
    return f"{what}: {quality.rms_k:.3f} K rms, {quality.worst_k:.2f} K at most"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 3600}:{int(seconds) // 60 % 60:02}"


def machine_text(log: Path, machine: dict[str, Any], fitted: Fit) -> str:
    """The machine as a file for --machine; a scenario may have its tables as well."""
    told = ", ".join(
        f"{one.name} +-{one.deviation:.1%}"
        for one in fitted.parameters + fitted.sensors
        if one.fitted
    )
    return (
        f"# Fitted to {log.name}: {told or 'nothing'}.\n"
        f"# {_quality('Held back, the last quarter', fitted.held_back)}.\n\n"
        + machine_tables(machine)
    )


def module_text(log: Path, machine: dict[str, Any]) -> str:
    """The box's description for its board: a file of boards/incubators/."""
    preset = ROOT / "boards" / "incubators" / f"{machine['preset']}.py"
    own = described(machine)
    lines = []
    for line in preset.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition(" = ")
        number, hash_sign, comment = value.partition("  # ")
        if equals and name.isupper() and number.replace("_", "").isdigit():
            number = f"{getattr(own, name):_}"
            lines.append(f"{name} = {number}" + (f"  # {comment}" if hash_sign else ""))
        elif equals and name == "NAME":
            lines.append('NAME = "my_box"')
        else:
            lines.append(line)
    lines[0] = (
        f'"""Fitted to {log.name}, from {machine["preset"]}: for boards/incubators/my_box.py.'
    )
    return "\n".join(lines) + "\n"
