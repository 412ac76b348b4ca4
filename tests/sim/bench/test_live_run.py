"""The run that is steered, in its process: whatever is done, its recording does again."""

import asyncio
import random

from sim.bench.bench import FASTEST, Bench
from sim.bench.starts import START
from sim.launch import launch
from sim.scenario.load import load_scenario
from sim.world.panel import KEYS
from tests.sim.bench.serving import until

TIMES_REAL = 30


async def mash(bench, hand, to_ms):
    """Do anything for some time, at any moment."""
    bench.pace = TIMES_REAL
    bench.play(True)
    while bench.run.t_ms < to_ms:
        await asyncio.sleep(hand.random() / 10)
        key = hand.choice(KEYS)
        act = hand.randrange(8)
        if act < 3:
            bench.run.tell(f"press {key}")  # and time goes as real time does, until
            bench.run.tell(f"release {key}")
        elif act < 5:
            bench.run.tell(f"hold {key}")
        elif act == 5:
            bench.run.act("panel", hand.randrange(2))
        elif act == 6:
            bench.run.act(hand.choice(("fault", "clear")), "fan-stopped")
        else:
            bench.run.act("fault", "brown-out")
            bench.run.act("room_c", 21.5)
    bench.step(1)
    await until(lambda: not bench.goes)


def rows(bench):
    return (bench.folder / "trace.csv").read_text().splitlines()


async def session(out):
    """A life of some two minutes with a way back in it."""
    hand = random.Random(5)
    bench = Bench(load_scenario(START), 3, out)
    await bench.begin()
    await until(lambda: bench.run.t_ms)
    await mash(bench, hand, 40_000)
    bench.session.keep(bench.run.t_ms)
    before = rows(bench)
    await mash(bench, hand, 60_000)
    await bench.go_back(bench.session.places[0])
    await until(lambda: bench.run.t_ms == bench.session.places[0].t_ms and not bench.goes)
    assert rows(bench) == before  # the same place
    await mash(bench, hand, 70_000)
    bench.pace = FASTEST
    path = bench.save()
    pictures = bench.run.picture_number
    await bench.end()
    assert pictures > 10
    return bench, path


def test_a_session_replays_to_its_trace_byte_for_byte(tmp_path):
    bench, path = asyncio.run(session(tmp_path))
    assert len(bench.session.by_hand) > 20
    scenario = load_scenario(path)
    scenario["display"] = True
    replay = tmp_path / "replay"
    replay.mkdir()
    launch(scenario, "cpython", 3, replay, None)
    again = (replay / "trace.csv").read_text().splitlines()
    assert len(again) == scenario["duration_s"] + 1
    assert again == rows(bench)[: len(again)]
