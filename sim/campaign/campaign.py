"""Many random lives on all cores, judged by the safety laws: `python -m sim campaign`."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import Any

from tqdm import tqdm

from sim.campaign.lives import first_hours, life, quiet_life
from sim.campaign.shrink import shrink
from sim.campaign.watch import Outcome, Violation, watch
from sim.scenario.text import scenario_text

SEED_MAX = 999_999_999
# How often progress is shown, in real seconds: on a terminal, and in a file.
_REDRAW_S = 0.2
_TELL_S = 60.0

Maker = Callable[[int, int], tuple[dict[str, Any], int]]
CAMPAIGN = life
QUIET = quiet_life
FIRST_HOURS = first_hours


@dataclass(frozen=True)
class Finding:
    """A violation, and the scenario file that replays it with `noise_seed`."""

    number: int
    violation: Violation
    replay: str
    noise_seed: int


@dataclass(frozen=True)
class Campaign:
    """What came of a campaign: the outcome of each life in order, and what broke a law."""

    seed: int
    outcomes: list[Outcome]
    findings: list[Finding]


def fresh_seed() -> int:
    """A seed that nobody has chosen."""
    return SystemRandom().randrange(SEED_MAX + 1)


def run_campaign(
    maker: Maker, count: int, seed: int, workers: int | None, out: Path, shrinks: bool = True
) -> Campaign:
    """Let `count` lives be lived, and write replay files of what broke a law.

    shrinks: the first violation of each kind is made smaller, which takes up to 50 lives more.
    The result depends on `maker`, `count` and `seed` alone, not on the number of workers.
    """
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        lives = pool.map(_lived, [maker] * count, [seed] * count, range(count))
        for number, outcome in enumerate(_shown(lives, "lives", count)):
            outcomes.append(outcome)
            for violation in outcome.violations:
                tqdm.write(
                    f"life {number}: {violation.law} at {violation.t_s} s: {violation.words}"
                )
        broken = [
            (number, violation)
            for number, outcome in enumerate(outcomes)
            for violation in outcome.violations
        ]
        chosen = [shrinks and _is_first(index, broken) for index in range(len(broken))]
        jobs = len(broken)
        smallest = pool.map(
            _smallest,
            [maker] * jobs,
            [seed] * jobs,
            [number for number, _ in broken],
            [violation for _, violation in broken],
            chosen,
        )
        findings: list[Finding] = []
        for (number, violation), scenario in zip(
            broken, _shown(smallest, "shrinking", jobs) if shrinks else smallest, strict=True
        ):
            noise_seed = maker(seed, number)[1]
            replay = _file_name(number, violation.law, [found.replay for found in findings])
            findings.append(Finding(number, violation, replay, noise_seed))
            text = _heading(findings[-1]) + scenario_text(scenario)
            (out / replay).write_text(text, encoding="utf-8")
    return Campaign(seed, outcomes, findings)


def _file_name(number: int, law: str, taken: list[str]) -> str:
    """The name of a replay file, numbered where one life breaks a law twice."""
    name = f"{number:04}-{law}"
    again = sum(other.startswith(name) for other in taken)
    return f"{name}-{again + 1}.toml" if again else f"{name}.toml"


def _lived(maker: Maker, seed: int, number: int) -> Outcome:
    return watch(*maker(seed, number))


def _is_first(index: int, broken: list[tuple[int, Violation]]) -> bool:
    """Whether this is the first violation of its kind: of each, one is made smaller."""
    kind = broken[index][1].kind
    return all(violation.kind != kind for _, violation in broken[:index])


def _smallest(
    maker: Maker, seed: int, number: int, violation: Violation, chosen: bool
) -> dict[str, Any]:
    """The life, made smaller if it was chosen for that."""
    scenario, noise_seed = maker(seed, number)

    def breaks(candidate: dict[str, Any]) -> int | None:
        found = watch(candidate, noise_seed).violations
        return next((other.t_s for other in found if other.kind == violation.kind), None)

    return shrink(scenario, breaks) if chosen else scenario


def _heading(finding: Finding) -> str:
    violation = finding.violation
    lines = (
        f"{violation.law} at {violation.t_s} s of life {finding.number}, as it was lived:",
        violation.words,
        f"python -m sim laws {finding.replay} --seed {finding.noise_seed}",
        f"python -m sim run {finding.replay} --seed {finding.noise_seed}",
    )
    return "".join(f"# {line}\n" for line in lines) + "\n"


def _shown(results: Any, what: str, total: int) -> Any:
    """The results as they come, with a bar of progress."""
    every_s = _REDRAW_S if sys.stderr.isatty() else _TELL_S
    quiet = bool(os.environ.get("CI"))
    return tqdm(results, desc=what, total=total, unit="", mininterval=every_s, disable=quiet)
