"""The page of the bench: the device, its plot, and all that can be done to it."""

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path

from nicegui import app, ui
from nicegui.events import GenericEventArguments

from sim.bench import bar, chart, panels
from sim.bench.bench import Bench
from sim.bench.telling import Telling
from sim.world.panel import KEYS

ASSETS = Path(__file__).parent / "assets"
_TELL_S = 0.1
_DRAW_S = 1.0
_WINDOWS = {600: "10 min", 3_600: "1 h", 14_400: "4 h", 86_400: "24 h"}
_DEVICE = (ASSETS / "device.html").read_text(encoding="utf-8")


def declare(bench: Bench) -> None:
    """Make the page at /."""
    app.add_static_files("/assets", ASSETS)
    ui.page("/")(lambda: _page(bench))


def head() -> None:
    """Style and script of every page of ours."""
    ui.add_head_html('<link rel="stylesheet" href="/assets/bench.css">')
    ui.add_head_html('<script src="/assets/bench.js" defer></script>')
    ui.colors(primary="#2f5d7c")


def _page(bench: Bench) -> None:
    head()
    bar.bar(bench)
    with ui.element("div").classes("grid"):
        with ui.element("div").classes("panel"):
            device(bench)
            panels.openings(bench)
        with ui.element("div").classes("panel chart"):
            _chart(bench)
        with ui.element("div").classes("panel more"):
            panels.tabs(bench)


def device(bench: Bench, names: Mapping[str, str] | None = None) -> None:
    """The device into the page that is being made: what it shows, and its keys.

    names: of keys in another language, by what is written on them else.
    """
    html = _DEVICE
    for name, other in (names or {}).items():
        html = html.replace(f">{name}<", f">{escape(other)}<")
    ui.html(html, sanitize=False)
    _hear_keys(bench)
    telling = Telling(bench)

    def tell() -> None:
        news = telling.news()
        if news:
            ui.run_javascript(f"bench.show({json.dumps(news)})")

    ui.timer(_TELL_S, tell)


def _chart(bench: Bench) -> None:
    drawn = (-1, -1, -1)
    plot = ui.plotly(chart.figure(bench.run.trace, 600)).classes("plot")
    windows = choice_of_window(600)

    def draw() -> None:
        nonlocal drawn
        now = (bench.generation, len(bench.run.trace), windows.value)
        if now != drawn:
            drawn = now
            plot.update_figure(chart.figure(bench.run.trace, windows.value))

    windows.on_value_change(draw)
    ui.timer(_DRAW_S, draw)


def choice_of_window(chosen_s: int) -> ui.toggle:
    """How much of the time a plot is to show, into the page that is being made."""
    toggle = ui.toggle(_WINDOWS, value=chosen_s).props("dense no-caps unelevated")
    return toggle.classes("windows")


def _hear_keys(bench: Bench) -> None:
    """Keys that a page holds down are let go with it."""
    held: set[str] = set()

    def hear(event: GenericEventArguments) -> None:
        do, key = event.args["do"], event.args["key"]
        if key not in KEYS:
            return
        if do == "press":
            held.add(key)
        elif do == "release":
            held.discard(key)
        elif do != "hold":
            return
        bench.run.tell(f"{do} {key}")

    def let_go() -> None:
        for key in held:
            bench.run.tell(f"release {key}")
        held.clear()

    ui.on("bench_key", hear)
    ui.context.client.on_disconnect(let_go)
