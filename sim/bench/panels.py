"""What can be done to the incubator, and to the session, besides the keys."""

import asyncio
import csv
import tomllib
from html import escape
from itertools import groupby

from nicegui import ui
from nicegui.events import UploadEventArguments

from sim.bench.bench import Bench
from sim.bench.starts import START, infant_of, known_scenarios
from sim.bench.telling import clock
from sim.errors import InputError
from sim.scenario.load import compile_scenario, load_scenario
from sim.scenario.timetable import INTERRUPTIONS
from sim.world.faults import FAULTS, Fault
from sim.world.heater_circuit import CUTOUT_BUTTON

_SETTLED_S = 0.5  # after the last move of a slider
_STRUCK_S = 1.0
_LOOK_S = 1.0
_EVENTS = 60  # lines


def openings(bench: Bench) -> None:
    """Hood, mains and the cut-out's button, below the device."""
    ui.html("<h2>At the incubator</h2>", sanitize=False)
    with ui.element("div").classes("switches"):
        for name, (do, _, _) in INTERRUPTIONS.items():
            opening(bench, do, "mains off" if name == "mains" else name)
        button = switch("cut-out's button", "state", "none")
        button.on("click", lambda: _tap(bench, CUTOUT_BUTTON))


def opening(bench: Bench, do: str, label: str) -> None:
    """A switch of hood or mains: `do` as a compiled timetable has it."""
    [(begins, ends)] = [row[1:] for row in INTERRUPTIONS.values() if row[0] == do]
    button = switch(label, "state", do)

    def toggle() -> None:
        lasts = bench.run.state.get(do) == bool(begins)
        bench.run.act(do, ends if lasts else begins)

    button.on("click", toggle)


def tabs(bench: Bench) -> None:
    """The rest, a tab each."""
    with ui.tabs().props("dense no-caps align=left inline-label") as heads:
        faults = ui.tab("Faults")
        room = ui.tab("Room")
        session = ui.tab("Session")
        events = ui.tab("Events")
    with ui.tab_panels(heads, value=faults).props("keep-alive"):
        with ui.tab_panel(faults):
            _faults(bench)
        with ui.tab_panel(room):
            _room(bench)
        with ui.tab_panel(session):
            _session(bench)
        with ui.tab_panel(events):
            _events(bench)


# --- faults --------------------------------------------------------------------------------------


def _faults(bench: Bench) -> None:
    search = ui.input(placeholder="search, for example: probe").props("dense outlined clearable")
    search.classes("search")
    rows: list[tuple[str, ui.element]] = []
    groups: list[tuple[ui.element, list[ui.element]]] = []
    with ui.element("div").classes("faults"):
        for group, faults in groupby(FAULTS, lambda fault: str(fault.group)):
            head = ui.html(f"<h2>{group}</h2>", sanitize=False)
            inside = []
            for fault in faults:
                button = _fault(bench, fault)
                rows.append((f"{group} {fault.name} {fault.cause}".lower(), button))
                inside.append(button)
            groups.append((head, inside))

    def find() -> None:
        words = (search.value or "").lower().split()
        for text, button in rows:
            button.set_visibility(all(word in text for word in words))
        for head, inside in groups:
            head.set_visibility(any(button.visible for button in inside))

    search.on_value_change(find)


def _fault(bench: Bench, fault: Fault) -> ui.element:
    button = ui.element("button").classes("switch")
    button.props["data-fault"] = fault.name
    with button:
        once = "" if fault.lasts else " (once)"
        ui.html(f"<b>{fault.name}{once}</b><span>{fault.cause}</span>", sanitize=False)

    def strike() -> None:
        there = fault.name in bench.run.state.get("faults", ())
        bench.run.act("clear" if there else "fault", fault.name)
        if not fault.lasts:
            button.classes("struck")
            ui.timer(_STRUCK_S, lambda: button.classes(remove="struck"), once=True)

    button.on("click", strike)
    return button


# --- room ----------------------------------------------------------------------------------------


def _room(bench: Bench) -> None:
    _slider(bench, "temperature of the room, degC", 5, 45, 0.1, "room_c")
    _slider(bench, "humidity of the room, %", 0, 100, 1, "room_rh")


def _slider(bench: Bench, what: str, low: float, high: float, step: float, do: str) -> None:
    """A slider and a field of the same value, which is used once it has come to rest."""
    with ui.element("div").classes("field"):
        ui.label(what).classes("label")
        slider = ui.slider(min=low, max=high, step=step, value=low).props("label")
        field = ui.number(min=low, max=high, step=step).props("dense outlined")
    field.bind_value(slider)
    moved = 0
    of_run = -1

    async def settle() -> None:
        nonlocal moved
        moved += 1
        mine = moved
        await asyncio.sleep(_SETTLED_S)
        if mine == moved and slider.value is not None:
            value = round(min(max(slider.value, low), high), 1)
            if value != bench.run.state.get(do, value):
                bench.run.act(do, value)

    def follow() -> None:
        """Another run begins with a room of its own."""
        nonlocal of_run
        if of_run != bench.generation and do in bench.run.state:
            of_run = bench.generation
            slider.value = bench.run.state[do]

    slider.on_value_change(settle)
    ui.timer(_LOOK_S, follow)


# --- session -------------------------------------------------------------------------------------


def _session(bench: Bench) -> None:
    _places(bench)
    _begin_anew(bench)


def _places(bench: Bench) -> None:
    ui.html("<h2>Kept moments</h2>", sanitize=False)
    box = ui.element("div").classes("switches")
    drawn: list[int] = [-1]

    def look() -> None:
        places = bench.session.places
        if drawn == [place.t_ms for place in places]:
            return
        drawn[:] = [place.t_ms for place in places]
        box.clear()
        with box:
            for place in places:
                button = switch(f"back to {clock(place.t_ms)}", "place", str(place.t_ms))
                button.on("click", lambda place=place: bench.go_back(place))
            if not places:
                ui.label("none yet: the bookmark above keeps one").classes("hint")

    ui.timer(_LOOK_S, look)


def _begin_anew(bench: Bench) -> None:
    ui.html("<h2>Begin anew</h2>", sanitize=False)
    known = known_scenarios()
    chosen = ui.select({path: path.stem for path in known}, value=START, label="scenario").props(
        "dense outlined options-dense"
    )

    async def upload(event: UploadEventArguments) -> None:
        try:
            text = (await event.file.read()).decode("utf-8-sig")
            scenario = compile_scenario(event.file.name, tomllib.loads(text))
        except (ValueError, InputError) as error:
            ui.notify(str(error), type="negative", multi_line=True)
            return
        await bench.load(scenario)

    ui.upload(label="or a file of yours", on_upload=upload, auto_upload=True).props(
        "accept=.toml flat bordered"
    ).classes("begin")
    there = ui.switch("with an infant", value=True)
    with ui.element("div").classes("begin"), ui.element("div").classes("fields"):
        weight = ui.number("weight, g", value=1500, step=10, min=300, max=8000)
        weeks = ui.number("weeks", value=31, step=1, min=22, max=44)
        age = ui.number("days old", value=3, step=1, min=0, max=90)
    for field in (weight, weeks, age):
        field.props("dense outlined").bind_enabled_from(there, "value")

    def choose() -> None:
        infant = load_scenario(chosen.value)["infant"]
        there.value = infant is not None
        if infant:
            weight.value = infant["weight_g"]
            weeks.value = infant["gestation_weeks"]
            age.value = infant["age_days"]

    chosen.on_value_change(choose)

    async def begin() -> None:
        try:
            scenario = load_scenario(chosen.value)
            scenario["infant"] = (
                infant_of(weight.value, weeks.value, age.value) if there.value else None
            )
        except InputError as error:
            ui.notify(str(error), type="negative", multi_line=True)
            return
        await bench.load(scenario)

    ui.button("begin", on_click=begin).props("no-caps unelevated").mark("begin")


# --- events --------------------------------------------------------------------------------------


def _events(bench: Bench) -> None:
    box = ui.html("", sanitize=False).classes("events")
    drawn = (-1, -1)

    def look() -> None:
        nonlocal drawn
        events = bench.run.events
        now = (bench.generation, len(events))
        if now != drawn:
            drawn = now
            box.content = "".join(map(_event, events[:0:-1][:_EVENTS]))

    ui.timer(_LOOK_S, look)


def _event(line: str) -> str:
    t_s, *what = next(csv.reader([line]))
    return f"<div><b>{clock(int(t_s) * 1000)[:-2]}</b>{escape(' '.join(what))}</div>"


# --- parts ---------------------------------------------------------------------------------------


def switch(label: str, attribute: str, value: str) -> ui.element:
    """A button that bench.js shows as on, by what the device says of `value`."""
    button = ui.element("button").classes("switch")
    button.props[f"data-{attribute}"] = value
    with button:
        ui.label(label)
    return button


def _tap(bench: Bench, key: str) -> None:
    bench.run.tell(f"press {key}")
    bench.run.tell(f"release {key}")
