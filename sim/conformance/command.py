"""`make conformance`: the standard's type tests on every incubator, and their report."""

import argparse
from pathlib import Path
from typing import Any

from tqdm import tqdm

from sim.campaign.crew import crew, program_id
from sim.conformance.bench import Course, live
from sim.conformance.jobs import jobs, presets
from sim.conformance.picture import picture
from sim.conformance.report import FORMER, Found, Suite, table, verdict, write_report
from sim.conformance.type_tests import TypeTest, of
from sim.errors import ResultsFailed
from sim.results.folder import results_in
from sim.results.pdf import pdf_writer
from sim.scenario.load import preset_machine

Courses = dict[tuple[str, str], Course]
OWN = "my_box"  # what a machine of a file is called


def conformance(options: argparse.Namespace) -> None:
    """Make the tests; ResultsFailed if a limit is not held."""
    pdf_writer()  # where there is none, it is told before the runs rather than after them
    names = options.incubator or presets()
    chosen = {name: preset_machine(name) for name in names}
    if options.machine is not None:
        chosen = {OWN: options.machine}
    with results_in(options.out, FORMER) as folder:
        suites = run(chosen, options.seed, options.workers, folder)
        write_report(suites, options.seed, program_id(), folder)
    print(table(suites))
    print()
    print(verdict(suites))
    print(f"conformance.html, conformance.pdf and junit.xml are in {options.out}")
    failed = sum(not found.passed for suite in suites for found in suite.found)
    if failed:
        raise ResultsFailed(f"{failed} of the tests above failed")


def run(
    chosen: dict[str, dict[str, Any]], seed: int, workers: int | None, folder: Path
) -> list[Suite]:
    """The tests of these incubators, machines by name; their pictures go to `folder`."""
    each = {preset: jobs(preset, machine, seed) for preset, machine in chosen.items()}
    names = [(preset, name) for preset, own in each.items() for name in own]
    todo = [(each[preset][name],) for preset, name in names]
    waiting = {preset: len(own) for preset, own in each.items()}
    courses: dict[str, Courses] = {preset: {} for preset in chosen}
    suites: dict[str, Suite] = {}
    with crew(workers, None) as do:
        for index, lived in tqdm(do(live, todo), desc="runs", total=len(todo), disable=None):
            preset, name = names[index]
            courses[preset] |= {(name, way): course for way, course in lived.items()}
            waiting[preset] -= 1
            if not waiting[preset]:  # judged at once: the courses need much memory
                suites[preset] = judged(preset, courses.pop(preset), folder)
    return [suites[preset] for preset in chosen]


def judged(preset: str, courses: Courses, folder: Path) -> Suite:
    """What the tests find in the courses of an incubator."""
    return Suite(preset, [_found(test, preset, courses, folder) for test in of(preset)])


def _found(test: TypeTest, preset: str, courses: Courses, folder: Path) -> Found:
    name = f"{preset}-{test.id}.png"
    shown = [
        (job if way in ("begin", "step") else f"{job}: {way}", courses[job, way], from_s)
        for job, way, from_s in test.shows
    ]
    picture(folder / name, shown)
    return Found(test, test.judge(courses, preset), name)
