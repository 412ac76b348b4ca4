"""Passes what boards say on to an MQTT broker, and shows the boards of other sites from there.

docs/watching.md has topics and payloads. Each line is sent in the order of the store, after an
outage too, and names the one before it: whoever misses one asks for it again.
"""

import asyncio
import json
import ssl
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiomqtt

from sim.errors import InputError
from sim.scenario.table import Table
from sim.watch.board import HOLDS_MS, Board, Message
from sim.watch.discovery import device
from sim.watch.ward import Ward, now_ms

_ROOT = "cradle"
_ONLINE, _OFFLINE = "online", "offline"
_PORT, _TLS_PORT = 1883, 8883
_AGAIN_S = 2.0  # from one try to reach the broker to the next
_LOOK_S = 0.25
_BATCH = 200  # lines of a board in a row
_PATIENCE_MS = 3_000  # for a line that was asked for
_LONGEST = 200  # characters of a setting


@dataclass(frozen=True)
class Settings:
    """Where the broker is, who we are there, whom we read. discovery: its topic, "" for none."""

    host: str
    site: str
    port: int
    user: str | None = None
    password: str | None = None
    tls: ssl.SSLContext | None = None
    read: tuple[str, ...] = ()
    discovery: str = ""


def load_settings(path: Path) -> Settings:
    """The settings in a TOML file; InputError names what is wrong. Paths are relative to it."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot read how to reach the broker: {error}") from None
    optional = ("port", "user", "password_file", "tls", "read", "discovery")
    table = Table(str(path), values, ("host", "site"), optional)
    tls = _tls(table, path.parent) if "tls" in table else None
    port = table.raw("port", _TLS_PORT if tls else _PORT)
    if not isinstance(port, int) or not 0 < port < 65_536:
        raise table.refusal("port", "write a number from 1 to 65535")
    read = table.raw("read", [])
    if not isinstance(read, list) or not all(map(_is_level, read)):
        raise table.refusal("read", 'write a list of sites, such as ["ward-4"]')
    site = table.text("site", _LONGEST)
    if not _is_level(site):
        raise table.refusal("site", "write a name without / + # and space")
    return Settings(
        table.text("host", _LONGEST),
        site,
        port,
        table.text("user", _LONGEST) if "user" in table else None,
        _password(table, path.parent),
        tls,
        tuple(read),
        table.text("discovery", _LONGEST) if "discovery" in table else "",
    )


def _is_level(name: object) -> bool:
    """Whether it can be one level of a topic."""
    return isinstance(name, str) and bool(name) and not set(name) & set("/+# ")


def _password(table: Table, folder: Path) -> str | None:
    if "password_file" not in table:
        return None
    try:
        return (folder / table.text("password_file", _LONGEST)).read_text("utf-8").strip()
    except OSError as error:
        raise table.refusal("password_file", str(error.strerror)) from None


def _tls(top: Table, folder: Path) -> ssl.SSLContext:
    """The broker proves who it is; we too, where there is a certificate of ours."""
    table = top.table("tls", (), ("ca", "certificate", "key"))
    paths = {
        key: str(folder / table.text(key, _LONGEST)) if key in table else None
        for key in ("ca", "certificate", "key")
    }
    try:
        context = ssl.create_default_context(cafile=paths["ca"])
        if paths["certificate"]:
            context.load_cert_chain(paths["certificate"], paths["key"])
    except (OSError, ssl.SSLError) as error:
        raise table.error(f"cannot use these certificates: {error}") from None
    return context


@dataclass
class Broker:
    """The ward's side of it. trouble: why the broker cannot be reached, "" while it can."""

    ward: Ward
    settings: Settings
    trouble: str = "not yet connected"
    _own: list[str] = field(default_factory=list)
    _asked_ms: dict[str, int] = field(default_factory=dict)
    _now: dict[str, tuple[int, Message]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._own = list(self.ward.boards)
        self.ward.listeners.append(self._heard)
        self.ward.trouble = lambda: f"; broker: {self.trouble}" if self.trouble else ""

    async def talk(self) -> None:
        """Be connected for as long as there is a broker, and come back to it."""
        settings = self.settings
        while True:
            try:
                async with aiomqtt.Client(
                    settings.host,
                    settings.port,
                    username=settings.user,
                    password=settings.password,
                    tls_context=settings.tls,
                    will=aiomqtt.Will(self._topic("watcher"), _OFFLINE, qos=1, retain=True),
                ) as client:
                    self.trouble = ""
                    await self._greet(client)
                    try:
                        async with asyncio.TaskGroup() as both:
                            both.create_task(self._send(client))
                            both.create_task(self._receive(client))
                    except asyncio.CancelledError:  # who leaves says so; the will is for accidents
                        await client.publish(self._topic("watcher"), _OFFLINE, qos=1, retain=True)
                        raise
            except* (aiomqtt.MqttError, OSError) as errors:
                self.trouble = " | ".join(map(str, errors.exceptions))
            await asyncio.sleep(_AGAIN_S)

    # --- sending ---------------------------------------------------------------------------------

    def _heard(self, board: Board, at_ms: int, message: Message) -> None:
        if board.name in self._own:
            self._now[board.name] = at_ms, message

    async def _greet(self, client: aiomqtt.Client) -> None:
        await client.publish(self._topic("watcher"), _ONLINE, qos=1, retain=True)
        for name in self._own:
            await client.subscribe(self._topic(name, "again"), qos=1)
            if self.settings.discovery:
                topic, payload = device(
                    self.settings.discovery,
                    self.settings.site,
                    name,
                    self._topic(name, "now"),
                    self._topic("watcher"),
                )
                await client.publish(topic, json.dumps(payload), qos=1, retain=True)
        for site in self.settings.read:
            await client.subscribe(f"{_ROOT}/{site}/#", qos=1)

    async def _send(self, client: aiomqtt.Client) -> None:
        while True:
            for name in self._own:
                at_ms, message = self._now.pop(name, (0, {}))
                if now_ms() - at_ms < HOLDS_MS:
                    await client.publish(self._topic(name, "now"), _payload(at_ms, message))
                await self._send_lines(client, name)
            await asyncio.sleep(_LOOK_S)

    async def _send_lines(self, client: aiomqtt.Client, name: str) -> None:
        """Those that nobody has confirmed yet."""
        store = self.ward.store
        after_ms = store.sent_ms(name)
        for at_ms, message in list(store.messages(name, after_ms, _BATCH)):
            payload = _payload(at_ms, message, after_ms)
            await client.publish(self._topic(name, "line"), payload, qos=1)
            if store.sent_ms(name) != after_ms:
                return  # somebody has asked for earlier ones meanwhile
            store.mark_sent(name, at_ms)
            after_ms = at_ms

    # --- receiving -------------------------------------------------------------------------------

    async def _receive(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            _, site, *levels = str(message.topic).split("/")
            payload = message.payload if isinstance(message.payload, bytes) else b""
            try:
                if site == self.settings.site and levels[1:] == ["again"]:
                    self._repeat(levels[0], json.loads(payload))
                elif levels == ["watcher"]:
                    self._watcher(site, payload.decode())
                elif len(levels) == 2 and site != self.settings.site:
                    await self._take(client, site, levels[0], levels[1], json.loads(payload))
            except (ValueError, KeyError, TypeError):
                continue  # nothing of ours

    def _repeat(self, name: str, asked: dict[str, Any]) -> None:
        after_ms = int(asked["after_ms"])
        if name in self._own and after_ms < self.ward.store.sent_ms(name):
            self.ward.store.mark_sent(name, after_ms)

    def _watcher(self, site: str, state: str) -> None:
        if state == _OFFLINE:
            for name, board in self.ward.boards.items():
                if name.startswith(f"{site}."):
                    board.unplugged("nobody watches it")

    async def _take(
        self, client: aiomqtt.Client, site: str, name: str, kind: str, said: dict[str, Any]
    ) -> None:
        local = f"{site}.{name}"
        board = self.ward.boards.get(local) or self.ward.add(local)
        at_ms, after_ms = int(said.pop("at_ms")), said.pop("after_ms", None)
        if kind == "now":
            board.tell(said, now_ms())
        elif kind == "line":
            last_ms = self.ward.store.last_ms(local)
            if last_ms is None or after_ms == last_ms:
                self.ward.heard(board, at_ms, said)
            elif at_ms > last_ms:
                await self._ask(client, site, name, last_ms)

    async def _ask(self, client: aiomqtt.Client, site: str, name: str, last_ms: int) -> None:
        """Some lines were lost on their way: the site sends all again that came after."""
        topic = f"{_ROOT}/{site}/{name}/again"
        if now_ms() - self._asked_ms.get(topic, 0) > _PATIENCE_MS:
            self._asked_ms[topic] = now_ms()
            await client.publish(topic, json.dumps({"after_ms": last_ms}), qos=1)

    def _topic(self, *levels: str) -> str:
        return "/".join((_ROOT, self.settings.site, *levels))


def _payload(at_ms: int, message: Message, after_ms: int | None = None) -> str:
    said = {"at_ms": at_ms, **message}
    return json.dumps(said if after_ms is None else {"after_ms": after_ms, **said})
