"""The record of a campaign: a line for each life as it ends, so that nothing is lived twice.

The first line says which campaign it is. Lines are only ever added, each whole or not at all: one
that was cut off in its middle is dropped when the campaign goes on.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.campaign.announcement import Episode
from sim.campaign.watch import Outcome, Violation
from sim.errors import InputError

NAME = "lives.jsonl"


class Record:
    """`outcomes` of lives by number, and `smaller`: scenarios by number and kind of violation."""

    def __init__(self, path: Path, campaign: dict[str, Any], go_on: bool) -> None:
        """campaign: which one it is; if it is to go on, what is there must be of the same."""
        self.outcomes: dict[int, Outcome] = {}
        self.smaller: dict[tuple[int, str], dict[str, Any]] = {}
        if go_on:
            self._read(path, campaign)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a" if go_on else "w", encoding="ascii", newline="\n")
        except OSError as error:
            raise InputError(f"{path}: cannot write there: {error.strerror}") from None
        if not go_on:
            self._add({"campaign": campaign})

    def lived(self, number: int, outcome: Outcome) -> None:
        """A life has ended."""
        self.outcomes[number] = outcome
        self._add({"life": number, "outcome": asdict(outcome)})

    def shrunk(self, number: int, kind: str, scenario: dict[str, Any]) -> None:
        """A violation of a life has been made smaller, or left as it is."""
        self.smaller[number, kind] = scenario
        self._add({"shrunk": number, "kind": kind, "scenario": scenario})

    def close(self) -> None:
        """No more comes."""
        self._file.close()

    def _add(self, row: dict[str, Any]) -> None:
        self._file.write(json.dumps(row) + "\n")
        self._file.flush()

    def _read(self, path: Path, campaign: dict[str, Any]) -> None:
        for row in _rows(path):
            if "campaign" in row:
                _compare(path, row["campaign"], campaign)
            elif "life" in row:
                self.outcomes[row["life"]] = _outcome(row["outcome"])
            else:
                self.smaller[row["shrunk"], row["kind"]] = row["scenario"]


def begun(path: Path) -> dict[str, Any]:
    """Which campaign a record is of."""
    rows = _rows(path)
    campaign = rows[0].get("campaign") if rows else None
    if not isinstance(campaign, dict):
        raise InputError(f"{path}: no campaign has begun there")
    return campaign


def _rows(path: Path) -> list[dict[str, Any]]:
    """The whole lines; what was cut off behind them is cut off the file."""
    try:
        text = path.read_bytes()
        whole = text[: text.rfind(b"\n") + 1]
        if len(whole) < len(text):
            os.truncate(path, len(whole))
    except OSError as error:
        raise InputError(f"{path}: nothing to go on with: {error.strerror}") from None
    rows = []
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            rows.append(json.loads(line))
        except ValueError:
            raise InputError(f"{path}: line {number} is damaged: delete it to go on") from None
    return rows


def _compare(path: Path, before: dict[str, Any], now: dict[str, Any]) -> None:
    for key, value in now.items():
        if key != "lives" and before.get(key) != value:
            raise InputError(
                f"{path}: {key} was {before.get(key)!r} there and is {value!r} now: a campaign"
                " can only go on as it began"
            )


def _outcome(row: dict[str, Any]) -> Outcome:
    return Outcome(
        row["sim_s"],
        [Episode(**episode) for episode in row["episodes"]],
        [Violation(**violation) for violation in row["violations"]],
    )
