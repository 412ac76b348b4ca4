"""`python -m sim bench`: one bench, its page, its process."""

import argparse

from sim.bench.starts import START
from sim.launch import interpreter_command
from sim.mcu.install import install
from sim.scenario.load import load_scenario

_MS_PER_S = 1000


def bench(options: argparse.Namespace) -> None:
    """Serve the bench until it is ended, or left."""
    # Imported here: it takes longer than any other command's whole start.
    install()
    from sim.bench.bench import Bench  # noqa: PLC0415
    from sim.bench.drill import check_language, load_course  # noqa: PLC0415
    from sim.bench.drill_page import Drill  # noqa: PLC0415
    from sim.bench.drill_page import declare as declare_drill  # noqa: PLC0415
    from sim.bench.page import declare  # noqa: PLC0415
    from sim.bench.server import listener, serve  # noqa: PLC0415

    interpreter_command("micropython")  # refused now, not on the page
    at = listener(options.host, options.port)
    if options.drill:
        check_language(options.language)
        course = load_course(options.drill, options.language)
        table = Bench(course.scenario, options.seed, options.out)
        declare_drill(Drill(table, course, options.language))
        until_ms = course.settled_s * _MS_PER_S
    else:
        table = Bench(load_scenario(options.scenario or START), options.seed, options.out)
        declare(table)
        until_ms = 0

    async def begin() -> None:
        await table.begin(until_ms or 1)
        if not until_ms:
            table.play(True)

    async def end() -> None:
        kept = await table.end()
        if kept:
            print(f"the session is in {kept}", flush=True)

    serve(at, options.host, options.name, options.linger, options.show, begin, end)
