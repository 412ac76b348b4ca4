"""What a campaign leaves: campaign.json for programs, campaign.html for people, a table to print.

A row per fault: over all lives in which it came, was it announced, by which alarms, and how fast.
"""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from html import escape
from math import isfinite
from pathlib import Path
from statistics import median
from typing import Any

from control.alarm_table import HEAT, NAMES, PRIORITIES, PRIORITY_OF, STOPS
from sim.campaign.announcement import Episode
from sim.campaign.campaign import Campaign
from sim.campaign.laws import STATEMENTS
from sim.world.faults import FAULTS

_CUTS_HEAT = {name for name, stops in zip(NAMES, STOPS, strict=True) if stops == HEAT}
_PRIORITY = {name: PRIORITIES[one] for name, one in zip(NAMES, PRIORITY_OF, strict=True)}
_S_PER_HOUR = 3_600
_PRINTED = 20  # violations; the files have them all
_HARMLESS = "harmless where it was not announced"


@dataclass(frozen=True)
class Row:
    """One fault. alarms: how often each came first. Times in s, temperatures in degC."""

    fault: str
    cause: str
    lives: int
    detected: int
    alarms: dict[str, int]
    time_to_safe_s: dict[str, float] | None
    time_to_alarm_s: dict[str, float] | None
    peak_air_c: float | None
    peak_skin_c: float | None
    found: str


def rows(campaign: Campaign) -> list[Row]:
    """A row for each fault that came, in the order of the faults' table."""
    by_name: dict[str, list[Episode]] = {}
    for outcome in campaign.outcomes:
        for episode in outcome.episodes:
            by_name.setdefault(episode.name, []).append(episode)
    return [
        _row(fault.name, fault.cause, by_name[fault.name])
        for fault in FAULTS
        if fault.name in by_name
    ]


def summary(campaign: Campaign) -> dict[str, Any]:
    """The campaign as campaign.json has it."""
    violations = [
        {**asdict(found.violation), "life": found.number, "replay": found.replay}
        | {"noise_seed": found.noise_seed}
        for found in campaign.findings
    ]
    return {
        "seed": campaign.seed,
        "lives": len(campaign.outcomes),
        "simulated_hours": _hours(campaign),
        "laws": STATEMENTS,
        "violations": violations,
        "faults": [asdict(row) for row in rows(campaign)],
    }


def write_report(campaign: Campaign, out: Path) -> None:
    """Write campaign.json and campaign.html into the folder `out`."""
    text = json.dumps(summary(campaign), indent=2) + "\n"
    (out / "campaign.json").write_text(text, encoding="utf-8")
    (out / "campaign.html").write_text(_page(campaign), encoding="utf-8")


def verdict(campaign: Campaign) -> str:
    """The campaign in a few lines of text."""
    lives = len(campaign.outcomes)
    lines = [f"{lives} lives, {_hours(campaign):.0f} simulated hours, seed {campaign.seed}"]
    broken = Counter(found.violation.law for found in campaign.findings)
    for law in STATEMENTS:
        count = broken[law]
        lines.append(f"{law:<15} {'holds' if not count else f'BROKEN: {count}'}")
    kinds = Counter(found.violation.kind.partition(":")[0] for found in campaign.findings)
    lines += [f"  {count} times {kind}" for kind, count in kinds.most_common() if count > 1]
    lines += [
        f"  {found.replay}: {found.violation.words}" for found in campaign.findings[:_PRINTED]
    ]
    if len(campaign.findings) > _PRINTED:
        lines.append(f"  and {len(campaign.findings) - _PRINTED} more")
    return "\n".join(lines)


def _row(name: str, cause: str, episodes: list[Episode]) -> Row:
    announced = [episode for episode in episodes if episode.alarm is not None]
    alarms = Counter(episode.alarm for episode in announced)
    unannounced = len(announced) < len(episodes)
    return Row(
        fault=name,
        cause=cause,
        lives=len(episodes),
        detected=len(announced),
        alarms={str(alarm): count for alarm, count in alarms.most_common()},
        time_to_safe_s=_spread([one.safe_s for one in announced if one.alarm in _CUTS_HEAT]),
        time_to_alarm_s=_spread([one.alarm_s for one in announced]),
        peak_air_c=_peak([one.peak_air_c for one in episodes]),
        peak_skin_c=_peak([one.peak_skin_c for one in episodes]),
        found=episodes[0].expected.found or _HARMLESS if unannounced else "",
    )


def _spread(times_s: list[int | None]) -> dict[str, float] | None:
    known = [time_s for time_s in times_s if time_s is not None]
    return {"median": median(known), "max": max(known)} if known else None


def _peak(values: list[float]) -> float | None:
    known = [value for value in values if isfinite(value)]
    return round(max(known), 2) if known else None


def _hours(campaign: Campaign) -> float:
    return round(sum(outcome.sim_s for outcome in campaign.outcomes) / _S_PER_HOUR, 1)


# --- the page ------------------------------------------------------------------------------------

_READING = (
    "Detected: a right alarm came, or was there already. Safe, where the alarm is one that stops "
    "the heat: none flowed or was allowed any more. Times are from the beginning of the fault, "
    "peaks of true temperatures until a minute after its end."
)
_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #1c2430; margin: 2rem auto; max-width: 92rem;
  padding: 0 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .3rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
.facts { color: #4a5668; } .verdict { font-weight: 600; }
.holds { color: #17683b; } .broken { color: #ac1c1c; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
th, td { padding: .32rem .6rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid #dde3ea; }
th { position: sticky; top: 0; background: #eef2f6; white-space: nowrap; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.id { font-family: ui-monospace, monospace; white-space: nowrap; }
.cause { color: #4a5668; } .high { color: #ac1c1c; } .medium { color: #8a5a00; }
.low { color: #17617d; } .found { color: #4a5668; font-style: italic; }
tr:hover td { background: #f6f9fc; }
"""


def _page(campaign: Campaign) -> str:
    broken = Counter(found.violation.law for found in campaign.findings)
    judged = (
        f'<span class="broken">violations: {len(campaign.findings)}</span>'
        if campaign.findings
        else '<span class="holds">every law held</span>'
    )
    return "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>Cradle: campaign {campaign.seed}</title><style>{_STYLE}</style></head><body>",
            "<h1>Cradle: fault campaign</h1>",
            f'<p class="facts">{len(campaign.outcomes)} lives, {_hours(campaign):,.0f} simulated '
            f'hours, seed {campaign.seed}: <span class="verdict">{judged}</span></p>',
            "<h2>Laws</h2>",
            _table(
                (("law", ""), ("what it says", ""), ("result", "")),
                [_law_cells(law, words, broken[law]) for law, words in STATEMENTS.items()],
            ),
            _findings(campaign),
            "<h2>Faults</h2>",
            f'<p class="facts">{_READING}</p>',
            _table(
                (
                    ("fault", ""),
                    ("lives", "n"),
                    ("detected", "n"),
                    ("first alarm (times)", ""),
                    ("to alarm, s<br>median / max", "n"),
                    ("to safe, s<br>median / max", "n"),
                    ("peak air<br>degC", "n"),
                    ("peak skin<br>degC", "n"),
                ),
                [_fault_cells(row) for row in rows(campaign)],
            ),
            "</body></html>\n",
        )
    )


def _law_cells(law: str, words: str, count: int) -> str:
    result = (
        f'<td class="broken">broken: {count}</td>' if count else '<td class="holds">holds</td>'
    )
    return f'<td class="id">{law}</td><td>{escape(words)}</td>{result}'


def _findings(campaign: Campaign) -> str:
    if not campaign.findings:
        return ""
    cells = [
        f'<td class="id">{found.violation.law}</td><td class="n">{found.number}</td>'
        f'<td class="n">{found.violation.t_s}</td><td>{escape(found.violation.words)}</td>'
        f'<td class="id"><a href="{found.replay}">{found.replay}</a></td>'
        f'<td class="n">{found.noise_seed}</td>'
        for found in campaign.findings
    ]
    header = (("law", ""), ("life", "n"), ("at, s", "n"), ("what happened", ""))
    replay = (("replay", ""), ("--seed", "n"))
    return "<h2>Violations</h2>" + _table((*header, *replay), cells)


def _fault_cells(row: Row) -> str:
    alarms = "<br>".join(
        f'<span class="{_PRIORITY[name]}">{name}</span> ({count})'
        for name, count in row.alarms.items()
    )
    if row.found:
        alarms += f'<div class="found">{escape(row.found)}</div>'
    cause = f'<div class="cause">{escape(row.cause)}</div>'
    return (
        f'<td><span class="id">{row.fault}</span>{cause}</td><td class="n">{row.lives}</td>'
        f'<td class="n">{row.detected}</td><td>{alarms}</td>'
        f'<td class="n">{_times(row.time_to_alarm_s)}</td>'
        f'<td class="n">{_times(row.time_to_safe_s)}</td>'
        f'<td class="n">{_degrees(row.peak_air_c)}</td>'
        f'<td class="n">{_degrees(row.peak_skin_c)}</td>'
    )


def _table(header: tuple[tuple[str, str], ...], cells: list[str]) -> str:
    titles = "".join(
        f'<th class="{kind}">{title}</th>' if kind else f"<th>{title}</th>"
        for title, kind in header
    )
    body = "\n".join(f"<tr>{row}</tr>" for row in cells)
    return f"<table><thead><tr>{titles}</tr></thead>\n<tbody>{body}</tbody></table>"


def _times(spread: dict[str, float] | None) -> str:
    return f"{spread['median']:g} / {spread['max']:g}" if spread else "&ndash;"


def _degrees(value: float | None) -> str:
    return "&ndash;" if value is None else f"{value:.2f}"
