"""The ward on a page: a tile a board; and each board on a page of its own, a click away."""

from collections.abc import Iterator
from datetime import datetime

from fastapi.responses import StreamingResponse
from nicegui import app, ui

from sim.bench import chart
from sim.bench.page import ASSETS, choice_of_window, head
from sim.watch import tiles
from sim.watch.store import as_csv
from sim.watch.ward import LINE_S, Ward, now_ms

_LOOK_S = 1.0
_DRAW_S = 4.0
_TREND_EVERY_S = 10  # the trend moves on so often, not with each look
_MS_PER_S = 1000
_MS_PER_HOUR = 3_600_000
_EXPORTS = {24: "24 h", 168: "7 days", 24 * 366: "all"}


def declare(ward: Ward) -> None:
    """Make the pages / and /board/NAME, and /csv/NAME to download."""
    app.add_static_files("/assets", ASSETS)
    ui.page("/")(lambda: _ward(ward))
    ui.page("/board/{name}")(lambda name: _board(ward, name))

    @app.get("/csv/{name}")
    async def export(name: str, hours: float = 24.0) -> StreamingResponse:
        return _export(ward, name, hours)


def _ward(ward: Ward) -> None:
    head()
    with ui.element("div").classes("bar"):
        ui.label("Cradle").classes("name")
        summary = ui.label()
    boxes: dict[str, ui.html] = {}
    room = ui.element("div").classes("tiles")
    states: dict[str, str] = {}

    def look() -> None:
        moment_ms = now_ms()
        for name in ward.boards:
            if name not in boxes:  # others come by way of a broker
                boxes[name] = _box(room, name)
        for name, box in boxes.items():
            board = ward.boards[name]
            message = board.values(moment_ms)
            trend_s = moment_ms // _MS_PER_S // _TREND_EVERY_S * _TREND_EVERY_S
            box.content = tiles.tile(
                name, message, board.lost(moment_ms), ward.histories[name], trend_s
            )
            state = tiles.state(message)
            if state != states.get(name):
                box.classes(replace=f"inside {state}")
                states[name] = state
        summary.text = _summary(list(states.values())) + ward.trouble()

    look()
    ui.timer(_LOOK_S, look)


def _box(room: ui.element, name: str) -> ui.html:
    with room, ui.element("a").classes("tile") as link:
        link.props["href"] = f"/board/{name}"
        link.props["data-board"] = name
        return ui.html("", sanitize=False)


def _summary(states: list[str]) -> str:
    alarmed = sum(state in ("low", "medium", "high") for state in states)
    lost = states.count("lost")
    return f"{len(states)} boards, {alarmed} with an alarm, {lost} lost"


def _board(ward: Ward, name: str) -> None:
    head()
    if name not in ward.boards:
        ui.label(f"there is no board {name} here")
        return
    board, history = ward.boards[name], ward.histories[name]
    with ui.element("div").classes("bar"):
        ui.link("all boards", "/")
        ui.label(name).classes("name")
        counts = ui.label()
        ui.element("span").classes("room-between")
        ui.label("CSV:")
        for hours, label in _EXPORTS.items():
            ui.link(label, f"/csv/{name}?hours={hours}")
    with ui.element("div").classes("grid watched"):
        with ui.element("div").classes("panel"):
            box = ui.html("", sanitize=False).classes("inside")
            table = ui.html("", sanitize=False)
        with ui.element("div").classes("panel chart"):
            plot = ui.plotly(chart.figure(history, 3_600)).classes("plot")
            windows = choice_of_window(3_600)

    def look() -> None:
        moment_ms = now_ms()
        message = board.values(moment_ms)
        box.content = tiles.tile(
            name, message, board.lost(moment_ms), history, moment_ms // _MS_PER_S
        )
        box.classes(replace=f"inside {tiles.state(message)}")
        table.content = tiles.table(message)
        counts.text = f"{board.missed} lines lost, {board.damaged} damaged"

    def draw() -> None:
        since_s = now_ms() / _MS_PER_S - windows.value
        plot.update_figure(
            chart.figure(history, windows.value, _time_of_day, since_s, per_row_s=LINE_S)
        )

    look()
    draw()
    windows.on_value_change(draw)
    ui.timer(_LOOK_S, look)
    ui.timer(_DRAW_S, draw)


def _time_of_day(t_s: float) -> str:
    return datetime.fromtimestamp(t_s).isoformat(timespec="seconds")


def _export(ward: Ward, name: str, hours: float) -> StreamingResponse:
    ward.store.commit()
    rows: Iterator[str] = as_csv(ward.store.path, name, now_ms() - int(hours * _MS_PER_HOUR))
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(rows, media_type="text/csv", headers=headers)
