"""The ward's page in a real browser: two boards, one of which is pulled and plugged again."""

import csv
import io
import threading
import time
import urllib.request

from boards.read_data_port import parse
from tests.sim.bench.serving import chromium, serving, wait_for
from tests.sim.watch.lines import Plug, numbered, recorded


class Feeder:
    """Sends each plug a line now and then, ten times as fast as a board."""

    def __init__(self, plugs):
        self.sent = {plug.path.name: [] for plug in plugs}
        self.pulled = set()
        self._plugs = plugs
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._feed)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()

    def pull(self, plug):
        with self._lock:
            self.pulled.add(plug)
            plug.pull()

    def plug(self, plug):
        with self._lock:
            plug.plug()
            self.pulled.discard(plug)

    def _feed(self):
        number = 0
        lines = recorded(60, "fan-stopped")
        while not self._ended.wait(0.2):
            number += 1
            for plug in self._plugs:
                with self._lock:
                    if plug not in self.pulled:
                        alarmed = plug is self._plugs[0]
                        line = numbered(lines[-1 if alarmed else len(lines) // 2], number)
                        plug.send(line)
                        self.sent[plug.path.name].append(parse(line))


def export(url):
    with urllib.request.urlopen(url) as answer:
        return list(csv.DictReader(io.StringIO(answer.read().decode())))


def test_two_boards_one_of_which_is_pulled_and_comes_back(tmp_path):
    plugs = [Plug(tmp_path / "bed-1"), Plug(tmp_path / "bed-2")]
    paths = [plug.path for plug in plugs]
    arguments = ("watch", "--store", tmp_path / "store", *paths)
    with chromium() as browser, serving(*arguments) as server, Feeder(plugs) as feeder:
        page = browser.new_page()
        page.goto(server.url)

        def states():
            return [page.get_attribute(f"[data-board=bed-{n}] .inside", "class") for n in (1, 2)]

        wait_for(lambda: states() == ["inside high", "inside quiet"] or None)
        assert "FAN FAULT" in page.inner_text("[data-board=bed-1]")
        air = f"{feeder.sent['bed-2'][-1]['air']:.1f}"
        assert air in page.inner_text("[data-board=bed-2]")

        feeder.pull(plugs[1])
        wait_for(lambda: states() == ["inside high", "inside lost"])
        assert air not in page.inner_text("[data-board=bed-2]")
        assert "LOST" in page.inner_text("[data-board=bed-2]")
        feeder.plug(plugs[1])
        wait_for(lambda: states() == ["inside high", "inside quiet"])

        page.click("[data-board=bed-1]")
        page.wait_for_selector("table.all")
        assert "fan-fault" in page.inner_text("table.all")

        # All that came on a whole line is kept, once and in order.
        time.sleep(0.5)
        kept = [int(row["sequence"]) for row in export(server.url + "csv/bed-1?hours=1")]
        sent = [message["sequence"] for message in feeder.sent["bed-1"]]
        first = sent.index(kept[0])
        assert kept == sent[first : first + len(kept)] and len(kept) > 10
        kept = [int(row["sequence"]) for row in export(server.url + "csv/bed-2?hours=1")]
        assert kept == sorted(set(kept))
        assert [plug.got() for plug in plugs] == [b"", b""]  # nothing is sent to a board
        page.close()
        assert "interrupted" in server.end()
