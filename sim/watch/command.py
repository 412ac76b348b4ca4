"""`python -m sim watch`: boards by their data ports, on a page and in a store."""

import argparse
import asyncio
import re
from pathlib import PurePath

from sim.errors import InputError
from sim.mcu.install import install

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")


def watch(options: argparse.Namespace) -> None:
    """Watch until it is ended."""
    # Imported here: it takes longer than any other command's whole start.
    install()
    from sim.bench.server import listener, serve  # noqa: PLC0415
    from sim.watch.broker import Broker, load_settings  # noqa: PLC0415
    from sim.watch.page import declare  # noqa: PLC0415
    from sim.watch.store import Store  # noqa: PLC0415
    from sim.watch.ward import Ward  # noqa: PLC0415

    if not (options.ports or options.mqtt):
        raise InputError("which ports? Write one, or several, or a broker with --mqtt")
    ports = named_ports(options.ports)
    at = listener(options.host, options.port)
    ward = Ward(Store(options.store, options.keep))
    declare(ward)
    broker = load_settings(options.mqtt) if options.mqtt else None
    tasks = []

    async def begin() -> None:
        for name, port in ports.items():
            tasks.append(asyncio.create_task(ward.listen(ward.add(name), port)))
        tasks.append(asyncio.create_task(ward.keep()))
        if broker:
            tasks.append(asyncio.create_task(Broker(ward, broker).talk()))

    async def end() -> None:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        ward.store.close()

    serve(at, options.host, options.name, options.linger, options.show, begin, end)


def named_ports(texts: list[str]) -> dict[str, str]:
    """Ports by the names of their boards, from NAME=PORT or PORT. InputError where two are one."""
    ports: dict[str, str] = {}
    for text in texts:
        name, equals, port = text.partition("=")
        if not equals:
            name, port = PurePath(text).name, text
        if not port or not _NAME.fullmatch(name):
            raise InputError(
                f"{text}: write PORT, or NAME=PORT with a name of 1 to 40 letters, digits, . _ -"
            )
        if name in ports:
            raise InputError(f"{text}: there is a board {name} already; write NAME=PORT")
        ports[name] = port
    return ports
