"""The bench's page in a real browser: a session from its first key to its replay."""

import base64
import csv
import io
import urllib.error
import urllib.request

import matplotlib.image
import pytest

from sim.launch import launch
from sim.scenario.load import load_scenario
from tests.sim.bench import serving
from tests.sim.bench.serving import Wire, chromium, kill, lives, wait_for

LINGER_S = 8
STEP = "[data-do='step-60000']"


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


class BenchPage:
    """What a tester does with the page, and sees."""

    def __init__(self, browser, port):
        self.page = browser.new_page(viewport={"width": 1366, "height": 768})
        self.problems = []
        self.page.on("pageerror", self._note)
        self.page.goto(f"http://127.0.0.1:{port}/")
        self.page.wait_for_selector(".glass[src^=data]", timeout=60_000)

    def _note(self, problem):
        self.problems.append(problem)

    def seconds(self):
        hour, minute, second = self.page.inner_text(".clock").split(":")
        return int(hour) * 3600 + int(minute) * 60 + float(second)

    def do(self, selector):
        self.page.click(selector)

    def on(self, selector):
        """Whether a lamp is lit, a fault there, a key down."""
        return "on" in self.page.get_attribute(selector, "class", timeout=60_000).split()

    def minute(self):
        """Let a minute pass, as fast as it goes."""
        to_s = self.seconds() + 59.9
        self.do(STEP)
        wait_for(lambda: self.seconds() >= to_s and not self.goes())

    def goes(self):
        """Whether the page says that time passes."""
        return "pause" in self.page.inner_text("[data-do=play]")

    def share_of_red(self):
        """How much of the upper part of the glass is the red of a HIGH alarm."""
        source = self.page.get_attribute(".glass", "src").partition(",")[2]
        picture = matplotlib.image.imread(io.BytesIO(base64.b64decode(source)), format="png")
        red, green, blue = (picture[:60, :, part] for part in range(3))
        return ((red > 0.5) & (green < 0.2) & (blue < 0.2)).mean()


def audio(folder):
    """What is heard, of each second so far."""
    with next(folder.glob("*/trace.csv")).open() as file:
        return [row["audio"] for row in csv.DictReader(file)]


def refuses_whom_it_was_not_asked_for(server):
    for header, value, allowed in (
        ("Host", f"127.0.0.1:{server.port}", True),
        ("Host", f"ward.example:{server.port}", False),
        ("Origin", "http://ward.example", False),
        ("Origin", f"http://127.0.0.1:{server.port}", True),
    ):
        request = urllib.request.Request(server.url + "assets/bench.css")
        request.add_header(header, value)
        try:
            with urllib.request.urlopen(request) as answer:
                assert (answer.status == 200) == allowed
        except urllib.error.HTTPError as refusal:
            assert refusal.code == 403 and not allowed


def test_a_session_from_its_first_key_to_its_replay(browser, tmp_path):
    with serving.serving("bench", "--linger", LINGER_S, "--out", tmp_path) as server:
        wire = Wire(server.port)
        page = BenchPage(browser, wire.port)
        wait_for(lambda: page.seconds() > 1.5)

        # Time goes on, and stands still.
        page.do("[data-do=play]")
        wait_for(lambda: not page.goes())
        stood_s = page.seconds()
        page.do("[data-do='step-500']")
        wait_for(lambda: page.seconds() > stood_s + 0.45)
        assert page.seconds() < stood_s + 0.65
        page.minute()

        # A key of the keyboard, down and up again, while time goes.
        page.do("[data-do=play]")
        wait_for(page.goes)
        page.page.keyboard.down("ArrowUp")
        wait_for(lambda: page.on("[data-key=up]"))
        page.page.keyboard.up("ArrowUp")
        wait_for(lambda: not page.on("[data-key=up]"))

        # Hood and fan.
        page.do("[data-state=panel]")
        wait_for(lambda: page.on("[data-state=panel]"))
        page.page.fill(".search input", "fan rotor")
        assert page.share_of_red() < 0.01
        page.do("[data-fault=fan-stopped]")
        wait_for(lambda: page.on("[data-fault=fan-stopped]"))
        wait_for(lambda: page.share_of_red() > 0.5)
        wait_for(lambda: page.on("[data-lamp=red]"))
        wait_for(lambda: audio(tmp_path)[-1] == "high")

        # Silence holds for two minutes; then it sounds again.
        page.do("[data-key=silence]")
        wait_for(lambda: audio(tmp_path)[-1] == "paused")
        page.minute()
        assert audio(tmp_path)[-1] == "paused"
        page.minute()
        page.minute()
        assert audio(tmp_path)[-1] == "high"

        # Sound in the browser.
        page.page.click("text=sound")
        page.do("[data-do=play]")
        wait_for(lambda: page.page.evaluate("bench.heard()") > 0)

        # A line that is cut, and mended.
        wire.cut()
        page.page.wait_for_selector("#popup[aria-hidden=false]", timeout=60_000)
        wire.mend()
        lost_s = page.seconds()
        wait_for(lambda: page.seconds() > lost_s + 1)

        # The session, saved and run again.
        with page.page.expect_download() as download:
            page.do("[data-do=save]")
        saved = load_scenario(download.value.path())
        live = next(tmp_path.glob("*/trace.csv")).read_text().splitlines()
        (tmp_path / "replay").mkdir()
        launch({**saved, "display": True}, "cpython", 1, tmp_path / "replay", None)
        again = (tmp_path / "replay" / "trace.csv").read_text().splitlines()
        assert len(again) == saved["duration_s"] + 1
        assert again == live[: len(again)]

        # Another bench beside it: killed, it leaves no process. Nobody else is let in.
        with serving.serving("bench", "--out", tmp_path) as other:
            assert other.port != server.port
            refuses_whom_it_was_not_asked_for(other)
            [child] = wait_for(other.children)
            kill(other.process.pid)
            wait_for(lambda: not lives(child))

        # A closed page leaves no process.
        children = server.children()
        assert children
        assert not page.problems
        page.page.close()
        server.process.wait(timeout=serving.PATIENCE_S)
        assert not any(map(lives, children))
