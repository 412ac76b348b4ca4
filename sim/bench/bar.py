"""The bar above the page: how time goes, and what becomes of the session."""

from nicegui import ui

from sim.bench.bench import FASTEST, Bench
from sim.bench.telling import clock
from sim.errors import InputError

_PACES = {1.0: "1 x", 2.0: "2 x", 5.0: "5 x", 10.0: "10 x", 60.0: "60 x", FASTEST: "fastest"}
_PERIOD_MS = 500
_SECOND_MS = 1_000
_MINUTE_MS = 60_000
_LOOK_S = 0.2


def bar(bench: Bench) -> None:
    """Build it into the page that is being made."""
    with ui.element("div").classes("bar"):
        ui.label().classes("name").bind_text_from(bench, "name")
        ui.element("span").classes("clock")
        _time(bench)
        ui.label().classes("broken").bind_text_from(bench, "broken")
        ui.element("span").classes("room-between")
        _session(bench)


def _time(bench: Bench) -> None:
    play = _button("play_arrow", "go on, or stop the time", "play")
    for icon, by_ms, what in (
        ("skip_next", _PERIOD_MS, "one control period, 0.5 s"),
        ("forward_5", 5 * _SECOND_MS, "5 s"),
        ("fast_forward", _MINUTE_MS, "1 min"),
    ):
        step = _button(icon, f"on by {what}, as fast as it goes", f"step-{by_ms}")
        step.on_click(lambda by_ms=by_ms: bench.step(by_ms))
    pace = ui.select(_PACES, value=bench.pace).props("dense outlined options-dense")
    pace.classes("pace").mark("pace").tooltip("times real time")
    running = False

    def choose() -> None:
        bench.pace = pace.value
        if bench.goes:
            bench.play(True)

    def look() -> None:
        nonlocal running
        if bench.goes != running:
            running = bench.goes
            play.props(f"icon={'pause' if running else 'play_arrow'}")
        if pace.value != bench.pace:
            pace.value = bench.pace

    play.on_click(lambda: bench.play(not bench.goes))
    pace.on_value_change(choose)
    ui.timer(_LOOK_S, look)


def _session(bench: Bench) -> None:
    sound = ui.switch("sound").mark("sound").tooltip("at 1 x only")
    sound.on("update:model-value", js_handler="(on) => bench.listen(on)")
    keep = _button("bookmark_add", "keep this moment, to go back to", "keep")
    keep.on_click(lambda: _keep(bench))
    save = _button("save", "save the session as a scenario that replays", "save")
    save.on_click(lambda: _save(bench))


def _keep(bench: Bench) -> None:
    bench.session.keep(bench.run.t_ms)
    ui.notify(f"kept {clock(bench.run.t_ms)}: tab Session leads back there")


def _save(bench: Bench) -> None:
    try:
        path = bench.save()
    except InputError as error:
        ui.notify(str(error), type="warning")
        return
    ui.download.content(path.read_bytes(), path.name)
    ui.notify(f"saved: python -m sim run {path}", close_button="close", timeout=10_000)


def _button(icon: str, what: str, name: str) -> ui.button:
    button = ui.button(icon=icon).props("flat dense round").tooltip(what)
    button.props["data-do"] = name
    button.props["aria-label"] = what
    return button
