import json
from html.parser import HTMLParser

import pytest

from sim.campaign.campaign import run_campaign
from sim.campaign.report import summary, verdict, write_report
from sim.cli import main
from sim.scenario.load import load_scenario
from sim.world.faults import BY_NAME
from tests.sim.campaign.short_lives import short_life

SEED = 8


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    """A campaign of short lives, one of which breaks a law, and its folder."""
    out = tmp_path_factory.mktemp("campaign")
    done = run_campaign(short_life, 4, SEED, 2, out)
    write_report(done, out)
    return done, out


def test_the_result_does_not_depend_on_the_number_of_workers(campaign, tmp_path):
    done, _ = campaign
    assert summary(run_campaign(short_life, 4, SEED, 1, tmp_path)) == summary(done)


def test_every_violation_names_its_law_and_an_existing_replay_file(campaign):
    _, out = campaign
    told = json.loads((out / "campaign.json").read_text())
    assert "LAW-2-STOP" in {violation["law"] for violation in told["violations"]}
    for violation in told["violations"]:
        assert violation["life"] == 1
        assert violation["law"] in told["laws"]
        assert violation["words"]
        assert (out / violation["replay"]).exists()


def test_campaign_json_has_a_row_for_each_fault_that_came(campaign):
    _, out = campaign
    told = json.loads((out / "campaign.json").read_text())
    assert (told["lives"], told["seed"]) == (4, SEED)
    assert told["simulated_hours"] == 0.1
    faults = {row["fault"]: row for row in told["faults"]}
    assert set(faults) == {"cutout-dead", "relay-welded", "heater-stuck-on", "fan-stopped"}
    row = faults["fan-stopped"]
    assert row["cause"] == BY_NAME["fan-stopped"].cause
    assert (row["lives"], row["detected"], row["alarms"]) == (3, 3, {"fan-fault": 3})
    assert 1 <= row["time_to_alarm_s"]["median"] <= row["time_to_alarm_s"]["max"] <= 8
    assert row["time_to_safe_s"]["max"] <= 8
    assert 24 <= row["peak_air_c"] < 38


def test_campaign_html_is_one_whole_page_without_anything_from_outside(campaign):
    _, out = campaign
    page = (out / "campaign.html").read_text()
    checker = Balanced()
    checker.feed(page)
    assert checker.stack == []
    assert "fan-fault" in page
    assert "LAW-2-STOP" in page
    assert not {"http:", "https:", "<script", "<link", "@import"} & set(page.split())


class Balanced(HTMLParser):
    """Fails where a tag is closed that is not open."""

    def __init__(self):
        super().__init__()
        self.stack = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br"):
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag


def test_the_verdict_names_every_law(campaign):
    done, _ = campaign
    text = verdict(done)
    assert "LAW-1-AIR       holds" in text
    assert "LAW-2-STOP      BROKEN: 1" in text


def test_a_life_may_be_left_as_it_was_lived(monkeypatch, tmp_path):
    monkeypatch.setattr("sim.campaign.command.CAMPAIGN", short_life)
    main(["campaign", "-n", "2", "--seed", "1", "--no-shrink", "--out", str(tmp_path)])
    lived, _ = short_life(1, 1)
    replays = list(tmp_path.glob("0001-*.toml"))
    assert replays
    assert all(load_scenario(replay)["timetable"] == lived["timetable"] for replay in replays)


def test_a_fresh_seed_is_drawn_and_printed(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("sim.campaign.command.CAMPAIGN", short_life)
    arguments = ["campaign", "-n", "1", "--workers", "1", "--out", str(tmp_path)]
    seeds = set()
    for _ in range(2):
        assert main(arguments) == 0
        seeds.add(capsys.readouterr().out.splitlines()[0])
    assert len(seeds) == 2
    assert all(line.startswith("seed ") for line in seeds)


def test_a_broken_law_is_exit_status_1(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("sim.campaign.command.QUIET", short_life)
    (tmp_path / "0009-LAW-1-AIR.toml").write_text("of an earlier campaign")
    assert main(["quiet", "-n", "2", "--seed", "1", "--no-shrink", "--out", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("seed 1\n")
    assert "violation" in printed.err
    assert not (tmp_path / "0009-LAW-1-AIR.toml").exists()


@pytest.mark.parametrize("wrong", [["-n", "0"], ["-n", "x"], ["--seed", "-1"], ["--workers", "0"]])
def test_wrong_options_are_refused_in_one_line(wrong, capsys):
    assert main(["campaign", *wrong]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
