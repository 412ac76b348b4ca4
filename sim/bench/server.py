"""Serves pages to this machine alone, until nobody has one open any more."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from nicegui import app, ui

from sim.errors import InputError

LOOPBACK = "127.0.0.1"
FIRST_PORT = 8090
_PORTS = 100  # that are tried from the first on
_LOOK_S = 0.25
# How long a page is kept for a browser that is away; a third of it may pass without an answer.
_BACK_S = 20.0
_HISTORY = 200  # messages that a page which lost its connection gets when it is back
_TITLE = "Cradle"

Scope = MutableMapping[str, Any]
Asgi = Callable[[Scope, Any, Any], Awaitable[None]]


class OwnPagesOnly:
    """Lets nobody in who was not asked: requests for another name than ours, or from other pages.

    A page of anybody's can send this browser's requests to 127.0.0.1, by a name of its own that
    leads there. It cannot make them carry our name, nor come from one of our pages.
    """

    def __init__(self, inner: Asgi, names: frozenset[str]):
        self._inner = inner
        self._names = names

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket") or self._ours(scope):
            await self._inner(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": []})
            await send({"type": "http.response.body", "body": b"not for you\n"})

    def _ours(self, scope: Scope) -> bool:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        origin = headers.get(b"origin")
        if (urlsplit(f"//{host}").hostname or "") not in self._names:
            return False
        return origin is None or urlsplit(origin).netloc == host


def listener(host: str, wanted: int | None) -> socket.socket:
    """Listens at the wanted port, or at the first that is free. InputError: there is none."""
    tried = [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + _PORTS)
    for port in tried:
        try:
            return socket.create_server((host, port))
        except OSError as error:
            reason = error.strerror
    raise InputError(f"cannot listen at {host}, port {tried[-1]}: {reason}")


def serve(
    at: socket.socket,
    host: str,
    names: list[str],
    linger_s: float,
    show: bool,
    begin: Callable[[], Awaitable[None]],
    end: Callable[[], Awaitable[None]],
) -> None:
    """Serve the pages that were declared, until Ctrl-C, or until the last is closed for good.

    names: by which the pages may be called for, besides this machine's own for itself. linger_s:
    how long to wait for somebody to come back; 0: for ever.
    """
    port = at.getsockname()[1]
    own = frozenset({LOOPBACK, "localhost", "::1", host, *names})
    app.add_middleware(OwnPagesOnly, names=own)
    app.on_startup(begin)
    app.on_shutdown(end)
    if linger_s:
        app.on_startup(lambda: _end_when_left(linger_s))
    print(f"http://{host}:{port}/", flush=True)
    ui.run(
        host=host,
        port=port,
        fd=at.fileno(),
        title=_TITLE,
        show=show,
        reload=False,
        show_welcome_message=False,
        reconnect_timeout=_BACK_S,
        message_history_length=_HISTORY,
        tailwind=False,
    )


async def _end_when_left(linger_s: float) -> None:
    """Whoever has opened no page yet may still do so."""
    from nicegui import Client  # noqa: PLC0415

    seen = False
    left_s = 0.0
    while left_s < linger_s:
        await asyncio.sleep(_LOOK_S)
        there = any(client.has_socket_connection for client in Client.instances.values())
        seen = seen or there
        left_s = 0.0 if there or not seen else left_s + _LOOK_S
    app.shutdown()
