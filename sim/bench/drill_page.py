"""The page of a drill: the device, the hands at the incubator, and in the end how it went."""

import json
from html import escape
from typing import Any

from nicegui import app, ui

from boards.atlas.catalogue import read
from sim.bench import page, panels
from sim.bench.bench import Bench
from sim.bench.drill import (
    HANDS,
    Course,
    Done,
    Step,
    Verdict,
    alarms_gone,
    drill_words,
    judge,
    keys_done,
)
from sim.bench.telling import clock
from sim.scenario.bounds import MC_PER_DEGREE

_LOOK_S = 0.2
_MS_PER_S = 1000
_FILE = "drill.json"
_TRUTH = (("skin", "skin_true_mc"), ("core", "core_true_mc"))


class Drill:
    """A course on a bench: what the trainee does, and how that is judged."""

    def __init__(self, bench: Bench, course: Course, language: str):
        self.bench = bench
        self.course = course
        self.words = drill_words(language)
        self.language = language
        self.going = False
        self.over = False
        self._device = read(language)
        self._done: list[Done] = []
        self._overridden = False

    @property
    def settled(self) -> bool:
        """Whether the trainee can take over."""
        return self.bench.run.t_ms >= self.course.settled_s * _MS_PER_S

    def begin(self) -> None:
        """The trainee takes over."""
        self.going = True
        self.bench.play(True)

    def hand(self, name: str) -> None:
        """Something is done at the incubator, whether it helps or not."""
        if not self.going:
            return
        self._done.append((self.bench.run.t_ms, "hand", name))
        for fault in HANDS[name]:
            if fault in self.bench.run.state["faults"]:
                self.bench.run.act("clear", fault)

    def look(self) -> None:
        """See whether override was left, and whether it is over."""
        run = self.bench.run
        if not self.going or not run.state:
            return
        overridden = "override" in run.state["lamps"]
        if self._overridden and not overridden:
            self._done.append((run.t_ms, "dark", "override"))
        self._overridden = overridden
        ended = run.t_ms >= self.course.scenario["duration_s"] * _MS_PER_S
        if ended or all(verdict.after_s is not None for verdict in self.verdicts()):
            self.finish()

    def finish(self) -> None:
        """Stop, and write down how it went."""
        if self.going:
            self.going = False
            self.over = True
            self.bench.play(False)
            path = self.bench.folder / _FILE
            path.write_text(
                json.dumps(self.record(), ensure_ascii=False, indent=2) + "\n", "utf-8"
            )

    def done(self) -> list[Done]:
        """All that was done and came about, in the order of time."""
        by_hand = keys_done(self.bench.session.by_hand)
        return sorted([*by_hand, *self._done, *alarms_gone(self.bench.run.events[1:])])

    def verdicts(self) -> list[Verdict]:
        """How each step went."""
        return judge(self.course, self.done())

    def record(self) -> dict[str, Any]:
        """For drill.json."""
        return {
            "course": self.course.scenario["name"],
            "language": self.language,
            "passed": all(verdict.passed for verdict in self.verdicts()),
            "steps": [
                {
                    verdict.step.kind: verdict.step.what,
                    "within_s": verdict.step.within_s,
                    "after_s": verdict.after_s,
                    "passed": verdict.passed,
                }
                for verdict in self.verdicts()
            ],
            "done": [{"t_s": at_ms / _MS_PER_S, kind: what} for at_ms, kind, what in self.done()],
        }

    def key_names(self) -> dict[str, str]:
        """What is written on the keys that have no arrow."""
        return {
            key.upper(): self._device[f"key-{key}"].texts[0] for key in ("silence", "override")
        }

    def said(self, kind: str, what: str) -> str:
        """What was done, or came about, in words."""
        if kind == "hand":
            return self.words[f"hand-{what}"]
        if kind == "gone":
            return self.words["gone"].format(self._device[what].texts[0])
        if kind == "dark":
            return self.words["dark"]
        return self.words[kind].format(self._device[f"key-{what}"].texts[0])

    def results(self) -> str:
        """How it went, as HTML."""
        words = self.words
        verdicts = self.verdicts()
        passed = all(verdict.passed for verdict in verdicts)
        steps = "".join(self._row(verdict.step, verdict) for verdict in verdicts)
        acts = "".join(
            f"<div><b>{clock(at_ms)[:-2]}</b>{escape(self.said(kind, what))}</div>"
            for at_ms, kind, what in self.done()
        )
        heading = words["passed" if passed else "failed"]
        return (
            f"<div class='verdict {'well' if passed else 'badly'}'>{heading}</div>"
            f"<table class='all'>{steps}</table>"
            f"<h2>{words['what-you-did']}</h2><div class='events'>{acts}</div>"
            f"<h2>{words['infant']}</h2><div>{self._truth()}</div>"
        )

    def _row(self, step: Step, verdict: Verdict) -> str:
        words = self.words
        if verdict.after_s is None:
            how = words["never"]
        else:
            how = f"{words['done-after']} {verdict.after_s:.0f} s"
        grade = "in-time" if verdict.passed else "never" if verdict.after_s is None else "late"
        return (
            f"<tr class='{grade}'><th>{escape(self.said(step.kind, step.what))}"
            f"<small>{words['within']} {step.within_s} s</small></th>"
            f"<td>{how}</td><td>{words[grade] if verdict.after_s is not None else ''}</td></tr>"
        )

    def _truth(self) -> str:
        """What the trainee could not see: how warm the infant was."""
        trace = self.bench.run.trace
        parts = []
        for name, column in _TRUTH:
            values = trace.numbers[column][self.course.settled_s :]
            if values:
                low, high = (extreme(values) / MC_PER_DEGREE for extreme in (min, max))
                parts.append(f"{self.words[name]}: {low:.1f} ... {high:.1f} °C")
        return "<br>".join(parts)


def declare(drill: Drill) -> None:
    """Make the page at /."""
    app.add_static_files("/assets", page.ASSETS)
    ui.page("/")(lambda: _page(drill))


def _page(drill: Drill) -> None:
    bench, words = drill.bench, drill.words
    page.head()
    with ui.element("div").classes("bar"):
        ui.label(words["title"]).classes("name")
        begin = ui.button(words["begin"]).props("no-caps unelevated data-do=begin")
        finish = ui.button(words["finish"]).props("no-caps outline data-do=finish")
        waiting = ui.label(words["settling"])
    with ui.element("div").classes("grid drill"):
        with ui.element("div").classes("panel"):
            page.device(bench, drill.key_names())
        with ui.element("div").classes("panel"):
            ui.label(words["brief"]).classes("brief")
            ui.label(words["at-incubator"]).classes("heading")
            with ui.element("div").classes("switches"):
                for do in ("ports", "panel"):
                    panels.opening(bench, do, words[do])
                for name in HANDS:
                    button = panels.switch(words[f"hand-{name}"], "hand", name)
                    button.on("click", lambda name=name: drill.hand(name))
            results = ui.html("", sanitize=False).classes("results")
    shown = False

    def look() -> None:
        nonlocal shown
        drill.look()
        waiting.set_visibility(not drill.settled)
        begin.set_visibility(drill.settled and not drill.going and not drill.over)
        finish.set_visibility(drill.going)
        if drill.over and not shown:
            shown = True
            results.content = drill.results()

    def start() -> None:
        ui.run_javascript("bench.listen(true)")  # a browser plays sound only after a click
        drill.begin()

    begin.on_click(start)
    finish.on_click(drill.finish)
    look()
    ui.timer(_LOOK_S, look)
