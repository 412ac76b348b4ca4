"""A campaign is the same whoever lives it, whoever is lost, and however often it stops."""

import json
from functools import partial

import pytest
from distributed import LocalCluster

from sim.campaign.campaign import run_campaign
from sim.campaign.record import NAME
from sim.campaign.report import summary
from sim.cli import main
from tests.sim.campaign.short_lives import deadly_life, short_life

SEED = 8
LIVES = 4


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """What comes of it on one process that nobody disturbs; the folder has its files."""
    out = tmp_path_factory.mktemp("alone")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.campaign.command.CAMPAIGN", short_life)
        main(["campaign", "-n", str(LIVES), "--seed", str(SEED), "--no-shrink", "--out", str(out)])
    return out


def told(out):
    return json.loads((out / "campaign.json").read_text())


def rows(out):
    return [json.loads(line) for line in (out / NAME).read_text().splitlines()]


def test_a_process_that_dies_takes_no_life_along(alone, tmp_path):
    maker = partial(deadly_life, str(tmp_path))
    done = run_campaign(maker, LIVES, SEED, 1, tmp_path, shrinks=False)
    assert (tmp_path / "has-died").exists()
    assert summary(done) == told(alone)


def test_two_dask_workers_of_which_one_dies_do_the_same(alone, tmp_path):
    maker = partial(deadly_life, str(tmp_path))
    with LocalCluster(2, threads_per_worker=1, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        done = run_campaign(maker, LIVES, SEED, None, tmp_path, False, address)
    assert (tmp_path / "has-died").exists()
    assert summary(done) == told(alone)
    assert sorted(row["life"] for row in rows(tmp_path) if "life" in row) == list(range(LIVES))


def test_a_campaign_that_was_stopped_goes_on_where_it_was(alone, tmp_path, monkeypatch, capsys):
    """Cut off in the middle of a line; what was lived is neither lost nor lived again."""
    monkeypatch.setattr("sim.campaign.command.CAMPAIGN", short_life)
    lines = (alone / NAME).read_bytes().splitlines(keepends=True)
    (tmp_path / NAME).write_bytes(b"".join(lines[:3]) + lines[3][:-9])
    arguments = ["campaign", "--resume", "--no-shrink", "--workers", "1", "--out", str(tmp_path)]
    main(arguments)
    assert capsys.readouterr().out.startswith(f"seed {SEED}\n")
    assert told(tmp_path) == told(alone)
    assert sorted(rows(tmp_path), key=str) == sorted(rows(alone), key=str)
    for replay in alone.glob("*.toml"):
        assert (tmp_path / replay.name).read_text() == replay.read_text()
    # A second time there is nothing left to do, and it tells the same.
    before = (tmp_path / NAME).read_bytes()
    main(arguments)
    assert (tmp_path / NAME).read_bytes() == before
    assert told(tmp_path) == told(alone)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--seed", "9"], "seed was 8 there and is 9 now"),
        (["--incubators", "preset"], "incubators was"),
        (["--out", "/nowhere/at/all"], "nothing to go on with"),
    ],
)
def test_a_campaign_goes_on_only_as_it_began(alone, capsys, options, words):
    assert main(["campaign", "--resume", "--out", str(alone), *options]) == 2
    assert words in capsys.readouterr().err


def test_another_program_does_not_go_on_with_it(alone, capsys, monkeypatch):
    monkeypatch.setattr("sim.campaign.command.program_id", lambda: "another")
    assert main(["campaign", "--resume", "--out", str(alone)]) == 2
    assert "program was" in capsys.readouterr().err


def test_a_scheduler_that_is_not_there_is_told_in_one_line(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sim.campaign.crew._CONNECT_S", 0.2)
    address = ["--scheduler", "tcp://127.0.0.1:9"]
    assert main(["campaign", "-n", "1", *address, "--out", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "nobody answers there" in line
