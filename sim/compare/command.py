"""`python -m sim compare`: controllers side by side on the same plants."""

import argparse
from dataclasses import replace

from sim.compare.cases import INFANTS, cases
from sim.compare.compare import Job, compare
from sim.compare.controllers import CONTROLLERS, STEERS_SKIN
from sim.compare.manoeuvres import BY_NAME, Track
from sim.compare.tables import plot, rows, table, write_csv
from sim.errors import InputError
from sim.results.folder import results_in
from sim.results.progress import progress
from sim.world.plant.parameters import PRESETS

_FILES = ("figures.csv", "figures.txt", "compare.png")
_PLOTTED = ("single_300w", "1.5 kg")


def run(options: argparse.Namespace) -> None:
    """Let every controller go through every manoeuvre of every case; print the table."""
    controllers = _chosen("controller", options.controllers, list(CONTROLLERS))
    manoeuvres = _chosen("manoeuvre", options.manoeuvres, list(BY_NAME))
    presets = _chosen("incubator", options.presets, sorted(PRESETS))
    infants = _chosen("infant", options.infants, list(INFANTS))
    drawn = cases(presets, infants, options.draws, options.seed)
    jobs = [
        Job(case, name, able, options.seed)
        for case in drawn
        for name in manoeuvres
        if not (BY_NAME[name].skin and INFANTS[case.infant] is None)
        for able in [tuple(c for c in controllers if c in STEERS_SKIN or not BY_NAME[name].skin)]
        if able
    ]
    if not jobs:
        raise InputError("nothing to compare: skin mode needs an infant, and a loop for it")
    with results_in(options.out, _FILES) as folder:
        results = []
        plotted = {}
        for of_job in progress(compare(jobs, options.workers), "jobs", len(jobs)):
            case = of_job[0].case
            if of_job[0].manoeuvre not in plotted or (case.preset, case.infant) == _PLOTTED:
                plotted[of_job[0].manoeuvre] = of_job
            results.append([replace(result, track=Track(0.0)) for result in of_job])
        by_manoeuvre = sorted(results, key=lambda of_job: manoeuvres.index(of_job[0].manoeuvre))
        text = table(rows(by_manoeuvre), controllers)
        (folder / "figures.txt").write_text(text + "\n", encoding="utf-8")
        write_csv(folder / "figures.csv", by_manoeuvre)
        plot(folder / "compare.png", [plotted[name] for name in manoeuvres if name in plotted])
    print(f"{len(drawn)} cases, seed {options.seed}; true values, median / worst of the cases")
    print(text)
    print(f"{', '.join(_FILES)} are in {options.out}")


def _chosen(what: str, wanted: str, there: list[str]) -> list[str]:
    """The names that begin as one of `wanted`, which commas part; all of them if it is empty."""
    if not wanted:
        return there
    begin = [name.strip() for name in wanted.split(",")]
    for name in begin:
        if not any(one.startswith(name) for one in there):
            raise InputError(f"{what} {name}: expected some of {'; '.join(there)}")
    return [one for one in there if any(one.startswith(name) for name in begin)]
