"""A trace as a good controller would leave it, made by formula, to be bent by tests."""

from math import exp, nan, sin
from pathlib import Path

from sim.results.trace import Trace
from sim.runs.recorder import COLUMNS
from sim.scenario.load import REFERENCE, load_scenario

NAMES = COLUMNS.split(",")


def reference():
    """The compiled reference scenario."""
    return load_scenario(REFERENCE)


def rows(scenario):
    """A row for each second of the scenario: warm-up in 20 min, then on target."""
    wanted = dict(scenario["start"])
    drives = {"ports": 0, "panel": 0, "mains": 1}
    actions = list(scenario["timetable"])
    air_c, skin_c, rh_pct = scenario["room"]["temperature_c"], 35.5, 45.0
    for t_s in range(scenario["duration_s"] + 1):
        while actions and actions[0]["at_s"] < t_s:
            action = actions.pop(0)
            name = action["do"].removeprefix("set_")
            (wanted if name in wanted else drives)[name] = action["value"]
        is_open = drives["ports"] or drives["panel"]
        target_c = wanted["air_mc"] / 1000 if wanted["mode"] == "air" else 34.6
        if is_open:
            target_c -= 3.0 if drives["ports"] else 9.0
        air_c += (target_c - air_c) / 400
        skin_c += (36.5 - skin_c) / 3000
        rh_pct += ((40.0 if is_open else wanted["humidity_pm"] / 10) - rh_pct) / 200
        heater_w = min(300.0, max(0.0, 110 + 60 * (target_c - air_c)))
        row: dict[str, object] = dict.fromkeys(NAMES, "")
        row.update(
            t_s=t_s,
            mode=wanted["mode"],
            set_air_mc=wanted["air_mc"],
            set_skin_mc=wanted["skin_mc"],
            set_rh_pm=wanted["humidity_pm"],
            air_true_mc=round(air_c * 1000),
            air_shown_mc=round(air_c * 1000 + 40 * sin(t_s)),
            skin_true_mc=round(skin_c * 1000),
            skin_shown_mc=round(skin_c * 1000 + 30 * sin(t_s)),
            core_true_mc=round(skin_c * 1000 + 500),
            rh_true_pm=round(rh_pct * 10),
            rh_shown_pm=round(rh_pct * 10 + 2 * sin(t_s)),
            element_true_mc=round((air_c + heater_w / 5) * 1000),
            supply_true_mc=round((air_c + heater_w / 40) * 1000),
            heater_pm=round(heater_w / 0.3),
            heater_w=round(heater_w),
            humidifier_pm=round(200 * (1 - exp(-t_s / 600))),
            fan_rpm=min(3000, 500 * t_s),
            hood_open=int(bool(is_open)),
            mains=drives["mains"],
            relay=1,
        )
        yield row


def trace(all_rows):
    """The rows as a read trace."""
    columns = {name: [row[name] for row in all_rows] for name in NAMES}
    words = {name: columns.pop(name) for name in ("mode", "alarms", "audio")}
    numbers = {
        name: [nan if value == "" else float(value) for value in values]
        for name, values in columns.items()
    }
    return Trace(numbers, words)


def write(folder: Path, all_rows):
    """Write trace.csv and an events.csv as a run does."""
    lines = [COLUMNS, *(",".join(str(row[name]) for name in NAMES) for row in all_rows)]
    (folder / "trace.csv").write_text("\n".join(lines) + "\n")
    (folder / "events.csv").write_text("t_s,source,event,detail\n")
