"""Writes what the tests found: a page, the same as PDF, JUnit XML, and JSON."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sim.conformance.measure import Measure
from sim.conformance.procedures import PROCEDURES
from sim.conformance.type_tests import TypeTest
from sim.results.pdf import pdf_writer
from sim.scenario.load import ROOT

FORMER = ("conformance.html", "conformance.pdf", "conformance.json", "junit.xml", "*-*.png")


@dataclass(frozen=True)
class Found:
    """What a test found on an incubator. `picture` is a file beside the report."""

    test: TypeTest
    measures: list[Measure]
    picture: str

    @property
    def passed(self) -> bool:
        return all(measure.passed for measure in self.measures)

    @property
    def rows(self) -> list[dict[str, str]]:
        return [_row(measure) for measure in self.measures]


@dataclass(frozen=True)
class Suite:
    """All tests of an incubator."""

    preset: str
    found: list[Found]

    @property
    def by_id(self) -> dict[str, Found]:
        return {found.test.id: found for found in self.found}


def write_report(suites: list[Suite], seed: int, program: str, out: Path) -> None:
    """Write all of it to `out`, beside the pictures."""
    html = out / "conformance.html"
    html.write_text(_page(suites, seed, program), encoding="utf-8")
    _junit(suites).write(out / "junit.xml", encoding="utf-8", xml_declaration=True)
    text = json.dumps(_facts(suites, seed, program), indent=2) + "\n"
    (out / "conformance.json").write_text(text, encoding="utf-8")
    pdf_writer()(html)


def verdict(suites: list[Suite]) -> str:
    """In a line how many tests passed."""
    every = [found for suite in suites for found in suite.found]
    failed = sum(not found.passed for found in every)
    return f"{len(every)} tests on {len(suites)} incubators: " + (
        f"{failed} failed" if failed else "all passed"
    )


def table(suites: list[Suite]) -> str:
    """What failed, and of each test the least margin, for people."""
    lines = []
    for suite in suites:
        for found in suite.found:
            lines.append(
                f"{'pass' if found.passed else 'FAIL'}  {suite.preset:15} {found.test.id:5}"
                f" {found.test.title}"
            )
            for measure in found.measures:
                if not measure.passed:
                    row = _row(measure)
                    lines.append(f"      {row['what']}: {row['measured']}, limit {row['limit']}")
    return "\n".join(lines)


def _page(suites: list[Suite], seed: int, program: str) -> str:
    tests = list({found.test.id: found.test for s in suites for found in s.found}.values())
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("report.html").render(
        version=tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"],
        program=program,
        seed=seed,
        verdict=verdict(suites),
        suites=suites,
        tests=tests,
        procedures=PROCEDURES,
    )


def _row(measure: Measure) -> dict[str, str]:
    kind, words = ("pass", "pass") if measure.passed else ("fail", "FAIL")
    if measure.limit is None:
        kind, words = "told", "disclosed"
    sign = "\u2265" if measure.least else "\u2264"
    return {
        "what": measure.what,
        "measured": _number(measure.value, measure.unit),
        "limit": "" if measure.limit is None else f"{sign} {_number(measure.limit, measure.unit)}",
        "margin": "" if measure.margin is None else _number(measure.margin, measure.unit),
        "kind": kind,
        "verdict": words,
    }


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "never"
    digits = 2 if unit in ("K", "degC", "% RH") else 1
    text = f"{value:.{digits}f}" if unit else f"{value:g}"
    return f"{text} {unit}".strip()


def _junit(suites: list[Suite]) -> "ElementTree.ElementTree[ElementTree.Element[str]]":
    """A suite for each incubator, a case for each test."""
    root = ElementTree.Element("testsuites", name="conformance")
    for suite in suites:
        failed = sum(not found.passed for found in suite.found)
        element = ElementTree.SubElement(
            root,
            "testsuite",
            name=suite.preset,
            tests=str(len(suite.found)),
            failures=str(failed),
        )
        for found in suite.found:
            case = ElementTree.SubElement(
                element,
                "testcase",
                classname=f"conformance.{suite.preset}",
                name=f"{found.test.id} {found.test.title} ({found.test.clause})",
            )
            lines = [
                f"{r['what']}: {r['measured']} ({r['limit']}) {r['verdict']}" for r in found.rows
            ]
            if not found.passed:
                failure = ElementTree.SubElement(case, "failure", message="a limit is not held")
                failure.text = "\n".join(line for line in lines if line.endswith("FAIL"))
            ElementTree.SubElement(case, "system-out").text = "\n".join(lines)
    ElementTree.indent(root)
    return ElementTree.ElementTree(root)


def _facts(suites: list[Suite], seed: int, program: str) -> dict[str, Any]:
    return {
        "seed": seed,
        "program": program,
        "incubators": {
            suite.preset: {
                found.test.id: {
                    "clause": found.test.clause,
                    "pass": found.passed,
                    "measures": [
                        {**vars(measure), "margin": measure.margin, "pass": measure.passed}
                        for measure in found.measures
                    ],
                }
                for found in suite.found
            }
            for suite in suites
        },
    }
