"""The commands that judge lives by the safety laws: campaign, quiet, incubators and laws."""

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any

from sim.campaign.campaign import CAMPAIGN, FIRST_HOURS, QUIET, WIDE, fresh_seed, run_campaign
from sim.campaign.crew import program_id
from sim.campaign.incubators import DEFAULT_DRAW
from sim.campaign.record import NAME, Record, begun
from sim.campaign.report import verdict, write_report
from sim.campaign.watch import watch
from sim.errors import RunError
from sim.launch import check_plant
from sim.results.folder import results_in
from sim.scenario.load import in_machine, load_scenario

_FORMER = ("campaign.json", "campaign.html", "[0-9]*-LAW-*.toml")


def campaign(options: argparse.Namespace) -> None:
    """Let lives with faults be lived; RunError if a law breaks."""
    _run(WIDE if options.wide else CAMPAIGN, options)


def quiet(options: argparse.Namespace) -> None:
    """Let lives without a fault be lived; RunError if a law breaks."""
    _run(QUIET, options)


def incubators(options: argparse.Namespace) -> None:
    """Let incubators be warmed up, opened and cut off; RunError if a law breaks."""
    _run(FIRST_HOURS, options)


def laws(options: argparse.Namespace) -> None:
    """Judge one scenario, as a campaign would; RunError if a law breaks."""
    scenario = in_machine(load_scenario(options.scenario), options.machine)
    if options.plant is not None:
        check_plant(options.plant)
        scenario["plant"] = str(options.plant)
    outcome = watch(scenario, options.seed)
    for episode in outcome.episodes:
        told = f"{episode.alarm} after {episode.alarm_s} s" if episode.alarm else "not announced"
        print(f"{episode.name} since {episode.begin_s} s: {told}")
    for violation in outcome.violations:
        print(f"{violation.law} at {violation.t_s} s: {violation.words}")
    if outcome.violations:
        raise RunError("a law is broken")
    print("every law holds")


def _run(maker: Callable[..., Any], options: argparse.Namespace) -> None:
    path = options.out / NAME
    before = begun(path) if options.resume else {}
    seed = before.get("seed", fresh_seed()) if options.seed is None else options.seed
    lives = options.lives or before.get("lives", options.usual_lives)
    print(f"seed {seed}", flush=True)
    machine = options.machine or options.incubators or before.get("incubators", DEFAULT_DRAW)
    this = {
        "command": options.command,
        "wide": getattr(options, "wide", False),
        "plant": options.plant and str(options.plant.resolve()),
        "seed": seed,
        "lives": lives,
        "incubators": machine,
        "program": program_id(),
    }
    maker = partial(maker, incubators=machine)
    if options.plant is not None:
        check_plant(options.plant)
        maker = partial(_on_plant, maker, str(options.plant.resolve()))
    with results_in(options.out, _FORMER) as folder:
        done = run_campaign(
            maker,
            lives,
            seed,
            options.workers,
            folder,
            not options.no_shrink,
            options.scheduler,
            Record(path, this, options.resume),
        )
        write_report(done, folder)
    print(verdict(done))
    print(f"campaign.json and campaign.html are in {options.out}")
    if done.findings:
        raise RunError(f"violations: {len(done.findings)}, each with a scenario in {options.out}")


def _on_plant(maker: Callable[..., Any], plant: str, seed: int, number: int) -> Any:
    """A life on the physics of a file."""
    scenario, noise_seed = maker(seed, number)
    return {**scenario, "plant": plant}, noise_seed
