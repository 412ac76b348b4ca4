"""What happens to an incubator while controllers are compared, and what is measured of it.

Temperatures and humidity are the true ones of the plant, not what its sensors show.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sim.compare.bench import ROOM_C, Bench

SOAK_HOURS = 3.0
_NEAR_K = 0.2
_BACK_K = 0.5
_NEAR_PCT = 3.0
_SKIN_NEAR_K = 0.1
_LAMP_W_M2 = 40.0  # what an infant gets of an intensive phototherapy lamp, as heat

Act = Callable[[Bench], None]
Figures = dict[str, float | None]


class Track:
    """What was, second by second from the first act on: true values, and the heater's duty.

    before_c: the air's mean in the minute before.
    """

    def __init__(self, before_c: float) -> None:
        self.before_c = before_c
        self.air: list[float] = []
        self.skin: list[float] = []
        self.rh: list[float] = []
        self.duty: list[float] = []

    def note(self, bench: Bench) -> None:
        """Take a second down."""
        plant = bench.plant
        self.air.append(plant.air_true)
        self.skin.append(plant.skin_true)
        self.rh.append(plant.rh_true)
        self.duty.append(bench.duty)


def _nothing(_bench: Bench) -> None:
    pass


@dataclass(frozen=True)
class Manoeuvre:
    """soak_c: the air in which everything has stood for hours; None for the room.

    The controller has settle_s to take over; then come the acts, each at its second, and length_s
    are measured. humidifier: what the case's incubator has instead. skin: it needs an infant, and
    a loop for its skin. figures: what is measured, by name with its unit. against_bound: the
    figures of which the ratio to the bound counts. shows: of a track, what is plotted.
    """

    name: str
    acts: tuple[tuple[int, Act], ...]
    length_s: int
    figures: Callable[[Track], Figures]
    soak_c: float | None = 36.0
    settle_s: int = 1_800
    start: Act = _nothing
    humidifier: str | None = None
    skin: bool = False
    against_bound: tuple[str, ...] = ()
    shows: str = "air"


def _first(values: list[float], reached: Callable[[float], bool], start: int = 0) -> float | None:
    for second in range(start, len(values)):
        if reached(values[second]):
            return float(second - start)
    return None


def _last(values: list[float], out: Callable[[float], bool], start: int) -> float | None:
    """Seconds from `start` until it is out no more; None if it is to the end."""
    for second in reversed(range(start, len(values))):
        if out(values[second]):
            return float(second + 1 - start) if second + 1 < len(values) else None
    return 0.0


def _rise(set_c: float) -> Callable[[Track], Figures]:
    def figures(track: Track) -> Figures:
        return {
            "within 0.2 K, s": _first(track.air, lambda air: air >= set_c - _NEAR_K),
            "overshoot, K": max(*track.air, set_c) - set_c,
        }

    return figures


def _opening(set_c: float, closed_s: int) -> Callable[[Track], Figures]:
    def figures(track: Track) -> Figures:
        return {
            "back within 0.5 K, s": _last(
                track.air, lambda air: abs(air - set_c) > _BACK_K, closed_s
            ),
            "rebound, K": max(*track.air[closed_s:], set_c) - set_c,
        }

    return figures


def _wetter(from_pct: float, to_pct: float) -> Callable[[Track], Figures]:
    def figures(track: Track) -> Figures:
        wetter = to_pct > from_pct
        return {
            "within 3 %, s": _first(
                track.rh,
                lambda rh: rh >= to_pct - _NEAR_PCT if wetter else rh <= to_pct + _NEAR_PCT,
            ),
            "overshoot, %": max(0.0, max(track.rh) - to_pct if wetter else to_pct - min(track.rh)),
            "at the end off, %": sum(track.rh[-300:]) / 300 - to_pct,
        }

    return figures


def _skin(set_c: float) -> Callable[[Track], Figures]:
    def figures(track: Track) -> Figures:
        near_s = _first(track.skin, lambda skin: abs(skin - set_c) <= _SKIN_NEAR_K)
        later = track.skin[int(near_s) :] if near_s is not None else []
        return {
            "within 0.1 K, s": near_s,
            "overshoot, K": max([*later, set_c]) - set_c,
            "at the end off, K": sum(track.skin[-600:]) / 600 - set_c,
            "warmest air, degC": max(track.air),
        }

    return figures


def _deviation(track: Track) -> Figures:
    return {"off, K": max(abs(air - track.before_c) for air in track.air)}


def _holding(track: Track) -> Figures:
    moves = [abs(after - now) for now, after in zip(track.duty, track.duty[1:], strict=False)]
    return {
        "swing, K": (max(track.air) - min(track.air)) / 2,
        "dither, %/s": 100 * sum(moves) / len(moves),
        "off, K": sum(track.air) / len(track.air) - track.before_c,
    }


def _set_air(air_c: float) -> Act:
    def act(bench: Bench) -> None:
        bench.orders.air_c = air_c

    return act


def _set_humidity(humidity_pct: float) -> Act:
    def act(bench: Bench) -> None:
        bench.orders.humidity_pct = humidity_pct

    return act


def _set_skin(skin_c: float) -> Act:
    def act(bench: Bench) -> None:
        bench.orders.skin_c = skin_c

    return act


def _drive(name: str, value: float) -> Act:
    def act(bench: Bench) -> None:
        setattr(bench.drives, name, value)

    return act


def _reed_stuck(level: bool) -> Act:
    def act(bench: Bench) -> None:
        bench.reed_stuck = level

    return act


def _opened(name: str, what: str, amount: float, start: Act = _nothing) -> Manoeuvre:
    return Manoeuvre(
        name,
        ((0, _drive(what, amount)), (300, _drive(what, 0))),
        300 + 1_500,
        _opening(36.0, 300),
        start=start,
        against_bound=("back within 0.5 K, s",),
    )


def _disturbed(name: str, what: str, values: tuple[float, ...], each_s: int) -> Manoeuvre:
    acts = tuple((each_s * index, _drive(what, value)) for index, value in enumerate(values))
    return Manoeuvre(name, acts, each_s * len(values), _deviation)


MANOEUVRES = (
    Manoeuvre(
        "warm-up +11 K",
        ((0, _set_air(ROOM_C + 11)),),
        5_400,
        _rise(ROOM_C + 11),
        soak_c=None,
        settle_s=0,
        against_bound=("within 0.2 K, s",),
    ),
    Manoeuvre(
        "32 to 36",
        ((0, _set_air(36.0)),),
        3_600,
        _rise(36.0),
        soak_c=32.0,
        start=_set_air(32.0),
        against_bound=("within 0.2 K, s",),
    ),
    _opened("two ports", "ports", 2),
    _opened("front panel", "panel", 1.0),
    _opened("six ports", "ports", 6),
    _opened("two ports, switch stuck closed", "ports", 2, _reed_stuck(False)),
    _opened("front panel, switch stuck closed", "panel", 1.0, _reed_stuck(False)),
    _opened("front panel, switch stuck open", "panel", 1.0, _reed_stuck(True)),
    Manoeuvre(
        "32 to 36, switch stuck open",
        ((0, _set_air(36.0)), (60, _reed_stuck(True))),
        3_600,
        _rise(36.0),
        soak_c=32.0,
        start=_set_air(32.0),
        against_bound=("within 0.2 K, s",),
    ),
    Manoeuvre(
        "32 to 36, panel open on the way",
        ((0, _set_air(36.0)), (120, _drive("panel", 1.0)), (420, _drive("panel", 0.0))),
        3_600,
        _opening(36.0, 420),
        soak_c=32.0,
        start=_set_air(32.0),
    ),
    _disturbed("supply +20 %", "supply_ratio", (1.2, 1.0), 900),
    _disturbed("supply +-10 %", "supply_ratio", (1.1, 0.9, 1.0), 900),
    _disturbed("room -3 K", "room_c", (ROOM_C - 3,), 3_600),
    _disturbed("phototherapy", "radiant_w_m2", (_LAMP_W_M2, 0.0), 1_800),
    Manoeuvre(
        "mist on and off",
        ((0, _set_humidity(70.0)), (2_400, _set_humidity(0.0))),
        4_200,
        _deviation,
        soak_c=34.0,
        start=_set_air(34.0),
        humidifier="ultrasonic",
    ),
    Manoeuvre("holding", (), 1_800, _holding, settle_s=3_600),
    Manoeuvre(
        "humidity 35 to 85 %",
        ((0, _set_humidity(85.0)),),
        3_600,
        _wetter(35.0, 85.0),
        start=_set_humidity(35.0),
        humidifier="boiler",
        against_bound=("within 3 %, s",),
        shows="rh",
    ),
    Manoeuvre(
        "humidity 85 to 35 %",
        ((0, _set_humidity(35.0)),),
        7_200,
        _wetter(85.0, 35.0),
        start=_set_humidity(85.0),
        humidifier="boiler",
        against_bound=("within 3 %, s",),
        shows="rh",
    ),
    Manoeuvre(
        "skin to 36.5",
        ((0, _set_skin(36.5)),),
        10_800,
        _skin(36.5),
        soak_c=34.0,
        settle_s=600,
        start=_set_air(34.0),
        skin=True,
        against_bound=("within 0.1 K, s",),
        shows="skin",
    ),
)
BY_NAME = {manoeuvre.name: manoeuvre for manoeuvre in MANOEUVRES}
