"""No float and no integer beyond 31 bits between a reading and a duty, whatever comes in."""

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from control.settings import AIR
from tests import watched
from tests.control.bench import Bench, any_driver_value, histories, modes, play

SOURCES = sorted(
    path for folder in ("control", "drivers") for path in (watched.ROOT / folder).glob("*.py")
)
FLOAT_NAMES = {"float", "round", "complex", "math", "cmath", "pow"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_source_has_a_float_in_it(path):
    for node in ast.walk(ast.parse(path.read_text())):
        where = f"{path.name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float | complex), where
        elif isinstance(node, ast.BinOp | ast.AugAssign):
            assert not isinstance(node.op, ast.Div | ast.Pow), where
        elif isinstance(node, ast.Name):
            assert node.id not in FLOAT_NAMES, where
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", None)}
            assert not names & FLOAT_NAMES, where


@settings(max_examples=60, deadline=None)
@given(histories, modes, st.integers(0, (1 << 30) - 1))
def test_every_intermediate_of_a_period_fits_31_bits_whatever_is_read(history, mode, start_ms):
    play(Bench(mode, start_ms, load=watched.load), history)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(any_driver_value, any_driver_value, any_driver_value), max_size=10))
def test_every_intermediate_fits_31_bits_for_readings_as_wild_as_a_driver_can_give(triples):
    bench = Bench(AIR, load=watched.load)
    names = tuple(bench.shown)
    for air, other, after_ms in triples:
        changes = {name: other for name in names if type(bench.shown[name]) is int}
        bench.period(after_ms, **{**changes, "air": air, "air2": air})
        bench.period(fan_rpm=3_000)


def test_a_whole_therapy_fits_31_bits():
    """Deep states too: warm-up, saturation, integral, gating, both therapies."""
    bench = Bench(AIR, load=watched.load)
    for period in range(2_000):
        mode = 1 + period // 500 % 2
        bench.command("set_mode", mode)
        air_mc = 25_000 + period * 7
        gated = period % 100 > 90
        bench.period(air=air_mc, air2=air_mc, skin=35_500 + period // 2, mains=not gated)
    assert bench.outputs()[0] == 0


@given(st.integers(0, (1 << 30) - 1), st.integers(0, (1 << 30) - 1))
def test_every_intermediate_of_a_time_difference_fits_31_bits(now_ms, then_ms):
    watched.load("control.ticks").elapsed_ms(now_ms, then_ms)


@given(any_driver_value, st.integers(0, 1_000))
def test_every_intermediate_of_the_dew_point_fits_31_bits(air_mc, humidity_pm):
    watched.load("control.dew_point").dew_point_mc(air_mc, humidity_pm)


setpoints = st.integers(-100_000, 200_000)


@settings(max_examples=150, deadline=None)
@given(
    gain=st.integers(1, 12_000),
    integral_s=st.integers(1, 5_000),
    weight_pm=st.integers(0, 1_000),
    low=st.integers(-100_000, 100_000),
    span=st.integers(1, 100_000),
    zone=st.integers(0, 20_000),
    periods=st.lists(
        st.tuples(setpoints, setpoints, st.integers(-5, 60_000), st.booleans()), max_size=10
    ),
)
def test_gains_that_a_loop_accepts_keep_it_within_31_bits(
    gain, integral_s, weight_pm, low, span, zone, periods
):
    from control.pid import Pid  # unwatched: the refusal itself may look beyond

    arguments = (gain, integral_s, weight_pm, low, low + span, zone)
    try:
        Pid(*arguments)
    except ValueError:
        return
    pid = watched.load("control.pid").Pid(*arguments)
    pid.reset(30_000)
    pid.hand_over(30_000, 20_000, low + span)
    for setpoint, measured, dt_ms, gate in periods:
        pid.update(setpoint, measured, dt_ms, True, True)
        if gate:
            pid.gated(measured, max(dt_ms, 0))


# --- the watch itself ----------------------------------------------------------------------------


@pytest.mark.parametrize("value", (1 << 30, -(1 << 30) - 1, 1.0, 2j))
def test_the_watch_refuses_what_the_board_cannot_hold(value):
    with pytest.raises(watched.NotSmallError):
        watched.small(value, "here")


def test_the_watch_sees_each_operator_call_and_constant_of_a_function(tmp_path, monkeypatch):
    (tmp_path / "control").mkdir()
    source = "BIG = 1 << 30\n" + "\n".join(
        f"def f{number}(x):\n    {line}\n    return 0"
        for number, line in enumerate(
            (
                "return 0 * (x + 1)",
                "x += 1",
                "return BIG > 0",
                "return abs(x + -1 - x * 2 + 1) > 0",
                "return x * 0 + 1 / 1",
            )
        )
    )
    (tmp_path / "control" / "sample.py").write_text(source)
    monkeypatch.setattr(watched, "ROOT", tmp_path)
    monkeypatch.setattr(watched, "_modules", {})
    sample = watched.load("control.sample")
    for number in range(5):
        with pytest.raises(watched.NotSmallError):
            getattr(sample, f"f{number}")((1 << 30) - 1)
