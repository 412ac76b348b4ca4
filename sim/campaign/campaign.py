"""Many random lives, on all cores or on many machines, judged by the safety laws."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import Any

from tqdm import tqdm

from sim.campaign.crew import Do, crew
from sim.campaign.lives import first_hours, life, quiet_life
from sim.campaign.record import NAME, Record
from sim.campaign.shrink import shrink
from sim.campaign.watch import Outcome, Violation, watch
from sim.campaign.wide import wide_life
from sim.results.progress import progress
from sim.scenario.text import scenario_text

SEED_MAX = 999_999_999

Maker = Callable[[int, int], tuple[dict[str, Any], int]]
CAMPAIGN = life
QUIET = quiet_life
FIRST_HOURS = first_hours
WIDE = wide_life


@dataclass(frozen=True)
class Finding:
    """A violation, and the scenario file that replays it with `noise_seed`, on that `plant`."""

    number: int
    violation: Violation
    replay: str
    noise_seed: int
    plant: str | None = None


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
    maker: Maker,
    count: int,
    seed: int,
    workers: int | None,
    out: Path,
    shrinks: bool = True,
    scheduler: str | None = None,
    record: Record | None = None,
) -> Campaign:
    """Let `count` lives be lived, and write replay files of what broke a law.

    shrinks: the first violation of each kind is made smaller, which takes up to 50 lives more.
    scheduler: of a Dask cluster, which lives them in place of this machine. record: what has been
    done already, and is told of all that is done. The result depends on `maker`, `count` and
    `seed` alone, not on who did it, in which order and in how many goes.
    """
    record = record or Record(out / NAME, {}, False)
    with crew(workers, scheduler) as do:
        _live(do, maker, seed, [n for n in range(count) if n not in record.outcomes], record)
        outcomes = [record.outcomes[number] for number in range(count)]
        broken = [
            (number, violation)
            for number, outcome in enumerate(outcomes)
            for violation in outcome.violations
        ]
        if shrinks:
            _shrink(do, maker, seed, broken, record)
    record.close()
    findings: list[Finding] = []
    for number, violation in broken:
        scenario, noise_seed = maker(seed, number)
        scenario = record.smaller.get((number, violation.kind), scenario) if shrinks else scenario
        replay = _file_name(number, violation.law, [found.replay for found in findings])
        findings.append(Finding(number, violation, replay, noise_seed, scenario.get("plant")))
        text = _heading(findings[-1]) + scenario_text(scenario)
        (out / replay).write_text(text, encoding="utf-8")
    return Campaign(seed, outcomes, findings)


def _live(do: Do, maker: Maker, seed: int, numbers: list[int], record: Record) -> None:
    lives = do(_lived, [(maker, seed, number) for number in numbers])
    for index, outcome in progress(lives, "lives", len(numbers)):
        number = numbers[index]
        record.lived(number, outcome)
        for violation in outcome.violations:
            tqdm.write(f"life {number}: {violation.law} at {violation.t_s} s: {violation.words}")


def _shrink(
    do: Do, maker: Maker, seed: int, broken: list[tuple[int, Violation]], record: Record
) -> None:
    """Make the first violation of each kind smaller."""
    left = [
        (number, violation)
        for index, (number, violation) in enumerate(broken)
        if _is_first(index, broken) and (number, violation.kind) not in record.smaller
    ]
    smallest = do(_smallest, [(maker, seed, number, violation) for number, violation in left])
    for index, scenario in progress(smallest, "shrinking", len(left)):
        number, violation = left[index]
        record.shrunk(number, violation.kind, scenario)


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


def _smallest(maker: Maker, seed: int, number: int, violation: Violation) -> dict[str, Any]:
    """The life, made smaller."""
    scenario, noise_seed = maker(seed, number)

    def breaks(candidate: dict[str, Any]) -> int | None:
        found = watch(candidate, noise_seed).violations
        return next((other.t_s for other in found if other.kind == violation.kind), None)

    return shrink(scenario, breaks)


def _heading(finding: Finding) -> str:
    violation = finding.violation
    options = f"--seed {finding.noise_seed}"
    options += f" --plant {finding.plant}" if finding.plant else ""
    lines = (
        f"{violation.law} at {violation.t_s} s of life {finding.number}, as it was lived:",
        violation.words,
        f"python -m sim laws {finding.replay} {options}",
        f"python -m sim run {finding.replay} {options}",
    )
    return "".join(f"# {line}\n" for line in lines) + "\n"
