"""The process in which a bench's run lives (sim/runs/live.py): what it said, what it is told."""

import asyncio
import json
import tempfile
from binascii import a2b_base64
from pathlib import Path
from typing import Any

from sim.bench.session import Session
from sim.bench.trace import Trace
from sim.launch import interpreter_command
from sim.results.pictures import seen
from sim.results.png import png
from sim.scenario.load import ROOT
from sim.world.chips.ili9341 import HEIGHT, WIDTH

_RUNNER = Path("sim", "runs", "live.py")
_LONGEST_LINE = 1 << 20
_END_S = 3.0  # from the end of its input until it is killed
_LAST_WORDS = 3  # lines of a process that broke
_RECENT = 200  # tones that are kept
_COMPRESSION = 1  # of the picture, which is on its way a moment and then gone

Tone = tuple[int, int, int]  # us, hertz, duty


class Steered:
    """One run that is steered from here, from `begin` to `end`.

    trace, events (lines of events.csv): of the run so far. tones: the last of it; `sound_number`
    counts them.
    state: what live.py said last, {} before it did. picture: a PNG of the display,
    `picture_number` counts its changes. broken: why it ended by itself, "" while it has not.
    """

    def __init__(self, session: Session, folder: Path):
        self.session = session
        self.folder = folder
        self.trace = Trace()
        self.events: list[str] = []
        self.tones: list[Tone] = []
        self.sound_number = 0
        self.state: dict[str, Any] = {}
        self.picture_number = 0
        self.broken = ""
        self._words = bytearray(HEIGHT * WIDTH * 2)
        self._png = (-1, b"")
        self._said: list[str] = []
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._compiled = tempfile.TemporaryDirectory(prefix="cradle-bench-")

    @property
    def t_ms(self) -> int:
        """How far it has come."""
        return int(self.state.get("t_ms", 0))

    @property
    def picture(self) -> bytes:
        """A PNG of what the display shows."""
        if self._png[0] != self.picture_number:
            rgb = seen(bytes(self._words)).tobytes()
            self._png = self.picture_number, png(WIDTH, HEIGHT, rgb, _COMPRESSION)
        return self._png[1]

    async def begin(self, until_ms: int = 1) -> None:
        """Start the process; it stops its time at `until_ms`."""
        compiled = Path(self._compiled.name, "scenario.json")
        compiled.write_text(json.dumps(self.session.to_run()), encoding="utf-8")
        command, environment = interpreter_command("micropython")
        arguments = (_RUNNER, compiled, self.folder.resolve(), self.session.seed, until_ms)
        self._process = await asyncio.create_subprocess_exec(
            *command,
            *map(str, arguments),
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=_LONGEST_LINE,
            start_new_session=True,  # Ctrl-C is for us, who then end it
        )
        self._reading = asyncio.create_task(self._read(self._process))

    def tell(self, command: str) -> None:
        """Send a command of live.py."""
        process = self._process
        if process and process.stdin and not process.stdin.is_closing():
            process.stdin.write(command.encode() + b"\n")

    def act(self, do: str, value: object) -> None:
        """Let something happen at the next second, as an entry of a timetable has it."""
        self.tell("act " + json.dumps({"do": do, "value": value}))

    async def end(self) -> None:
        """End the process, and wait until it is gone."""
        process, self._process = self._process, None
        if process and process.stdin:
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), _END_S)
            except TimeoutError:
                process.kill()
                await process.wait()
        if self._reading:
            await self._reading
        self._compiled.cleanup()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self._hear(line.decode(errors="replace").rstrip("\n"))
        status = await process.wait()
        if process is self._process:
            said = " | ".join(self._said[-_LAST_WORDS:])
            self.broken = f"the simulation ended (exit status {status}): {said}"

    def _hear(self, line: str) -> None:
        kind, _, what = line.partition(" ")
        if kind == "row":
            self.trace.add(what)
        elif kind == "event":
            self.events.append(what)
        elif kind == "tone":
            self._hear_tone(what)
        elif kind == "state":
            self.state = json.loads(what)
        elif kind == "strip":
            number, _, rows = what.partition(" ")
            words = a2b_base64(rows)
            at = int(number) * len(words)
            self._words[at : at + len(words)] = words
            self.picture_number += 1
        elif kind == "added":
            self.session.by_hand.append(json.loads(what))
        else:
            self._said.append(line)

    def _hear_tone(self, what: str) -> None:
        if what[0].isdigit():
            t_us, hertz, duty = map(int, what.split(","))
            self.tones.append((t_us, hertz, duty))
            self.sound_number += 1
            del self.tones[:-_RECENT]
