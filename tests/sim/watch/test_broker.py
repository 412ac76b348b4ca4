"""Two wards and a broker, real Mosquitto with TLS and passwords, that dies and comes back."""

import asyncio
import itertools
import json
import os
import shutil
import socket
import subprocess

import aiomqtt
import pytest

from boards.read_data_port import FIELDS, parse
from sim.errors import InputError
from sim.watch import broker as module
from sim.watch.broker import Broker, load_settings
from sim.watch.discovery import device
from sim.watch.store import Store
from sim.watch.ward import Ward, now_ms
from tests.sim.bench.serving import answers, until, wait_for
from tests.sim.watch.lines import numbered, recorded

PATHS = os.environ["PATH"] + ":/usr/sbin"  # where Debian has it, out of sight of most users


class Mosquitto:
    """A broker that forgets all when it dies, as one without persistence does."""

    def __init__(self, folder):
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        openssl = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
        names = ["-addext", "subjectAltName=DNS:localhost"]
        paths = ["-keyout", folder / "key.pem", "-out", folder / "ca.pem"]
        subprocess.run([*openssl.split(), *names, *paths], check=True, capture_output=True)
        (folder / "key.pem").chmod(0o644)
        (folder / "passwords").touch()
        folder.chmod(0o755)
        subprocess.run(
            ["mosquitto_passwd", "-b", folder / "passwords", "cradle", "secret"],
            check=True,
            capture_output=True,
        )
        (folder / "passwords").chmod(0o644)
        (folder / "mosquitto.conf").write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous false\nuser root\n"
            f"password_file {folder / 'passwords'}\n"
            f"certfile {folder / 'ca.pem'}\nkeyfile {folder / 'key.pem'}\n"
        )
        self.begin()

    def begin(self):
        path = shutil.which("mosquitto", path=PATHS)
        self._process = subprocess.Popen([path, "-c", self._folder / "mosquitto.conf"])
        wait_for(lambda: answers(self.port))

    def kill(self):
        self._process.kill()
        self._process.wait()

    def settings(self, site, *read):
        path = self._folder / f"{site}.toml"
        (self._folder / "secret").write_text("secret\n")
        path.write_text(
            f'host = "localhost"\nport = {self.port}\nsite = "{site}"\nuser = "cradle"\n'
            f'password_file = "secret"\nread = {json.dumps(read)}\n'
            'discovery = "homeassistant"\n[tls]\nca = "ca.pem"\n'
        )
        return load_settings(path)


@pytest.fixture
def mosquitto(tmp_path, monkeypatch):
    if not shutil.which("mosquitto", path=PATHS) and not os.environ.get("CI"):
        pytest.skip("there is no mosquitto here")
    monkeypatch.setattr(module, "_AGAIN_S", 0.2)
    monkeypatch.setattr(module, "_PATIENCE_MS", 500)
    broker = Mosquitto(tmp_path)
    yield broker
    broker.kill()


def stored(ward, name):
    return list(ward.store.messages(name, 0))


def speaker(ward, board):
    """Lets the board say its next line."""
    numbers = itertools.count()
    last_ms = 0

    def speak():
        nonlocal last_ms
        number = next(numbers)
        lines = recorded(30)
        message = parse(numbered(lines[number % len(lines)], number))
        last_ms = max(now_ms(), last_ms + 1)
        board.tell(message, last_ms)
        ward.heard(board, last_ms, message)
        return message

    return speak


async def two_wards(mosquitto, tmp_path):
    near, far = (Ward(Store(tmp_path / name, 1)) for name in ("near", "far"))
    speak = speaker(near, near.add("bed-1"))
    sender = Broker(near, mosquitto.settings("ward-3"))
    reader = Broker(far, mosquitto.settings("ward-4", "ward-3"))
    talks = [asyncio.create_task(one.talk()) for one in (reader, sender)]
    await until(lambda: not sender.trouble and not reader.trouble)
    name = "ward-3.bed-1"

    # What is said arrives, for the tile and for the store.
    speak()
    await until(lambda: name in far.boards and stored(far, name))
    last = speak()
    await until(lambda: far.boards[name].values(now_ms()) == last)

    # The broker dies, twice; what was on its way is gone; boards go on.
    for _ in range(2):
        for _ in range(20):
            speak()
        await asyncio.sleep(0.05)
        mosquitto.kill()
        for _ in range(20):
            speak()
        await until(lambda: sender.trouble and reader.trouble)
        mosquitto.begin()
        await until(lambda: not sender.trouble and not reader.trouble)
    last = speak()
    await until(lambda: far.boards[name].values(now_ms()) == last)
    await until(lambda: stored(far, name)[-1] == stored(near, "bed-1")[-1])
    assert stored(far, name) == stored(near, "bed-1")  # nothing lost, nothing doubled
    assert len(stored(far, name)) == 83

    # A reader that lost some asks for them, whatever the broker and the sender believe.
    far.store._file.execute("delete from line where at_ms > ?", (stored(far, name)[40][0],))
    speak()
    await until(lambda: stored(far, name) == stored(near, "bed-1"))

    # Home Assistant is told; whoever has no password gets nothing.
    async with aiomqtt.Client(
        "localhost",
        mosquitto.port,
        username="cradle",
        password="secret",
        tls_context=sender.settings.tls,
    ) as client:
        await client.subscribe("homeassistant/#")
        announced = await anext(aiter(client.messages))
        assert str(announced.topic) == "homeassistant/device/cradle_ward-3_bed-1/config"
    with pytest.raises(aiomqtt.MqttError):
        async with aiomqtt.Client("localhost", mosquitto.port, tls_context=sender.settings.tls):
            pass

    # A watcher that goes leaves no board behind as if it were there.
    talks[1].cancel()
    await asyncio.wait([talks[1]])
    await until(lambda: "nobody" in far.boards[name].lost(now_ms()))
    talks[0].cancel()
    await asyncio.wait([talks[0]])
    near.store.close()
    far.store.close()


def test_nothing_is_lost_or_doubled_by_a_broker_that_dies(mosquitto, tmp_path):
    asyncio.run(two_wards(mosquitto, tmp_path))


def test_each_field_is_announced_and_becomes_unavailable_in_time():
    topic, payload = device("homeassistant", "ward-3", "bed-1", "state", "watcher")
    assert topic == "homeassistant/device/cradle_ward-3_bed-1/config"
    assert list(payload["components"]) == [*(name for name, _, _ in FIELDS), "alarms"]
    assert {entity["expire_after"] for entity in payload["components"].values()} == {10}
    assert payload["components"]["air"]["unit_of_measurement"] == "°C"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('host = "x"', "site"),
        ('host = "x"\nsite = "a/b"', "site"),
        ('host = "x"\nsite = "a"\nport = 0', "port"),
        ('host = "x"\nsite = "a"\nread = "b"', "read"),
        ('host = "x"\nsite = "a"\npassword_file = "none"', "password_file"),
        ('host = "x"\nsite = "a"\ntls = { ca = "none" }', "certificates"),
        ("host = ", "cannot read"),
    ],
)
def test_settings_that_cannot_be_are_refused(tmp_path, text, words):
    path = tmp_path / "broker.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=words):
        load_settings(path)
