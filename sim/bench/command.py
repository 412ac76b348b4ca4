"""`python -m sim bench`: one bench, its page, its process."""

import argparse

from sim.bench.starts import START
from sim.launch import interpreter_command
from sim.mcu.install import install
from sim.scenario.load import load_scenario


def bench(options: argparse.Namespace) -> None:
    """Serve the bench until it is ended, or left."""
    # Imported here: it takes longer than any other command's whole start.
    install()
    from sim.bench.bench import Bench  # noqa: PLC0415
    from sim.bench.page import declare  # noqa: PLC0415
    from sim.bench.server import free_port, serve  # noqa: PLC0415

    scenario = load_scenario(options.scenario or START)
    interpreter_command("micropython")  # refused now, not on the page
    port = free_port(options.host, options.port)
    table = Bench(scenario, options.seed, options.out)
    declare(table)

    async def begin() -> None:
        await table.begin()
        table.play(True)

    async def end() -> None:
        kept = await table.end()
        if kept:
            print(f"the session is in {kept}", flush=True)

    serve(options.host, port, options.name, options.linger, options.show, begin, end)
