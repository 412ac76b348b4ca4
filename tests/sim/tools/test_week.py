"""Days in the life of the controller, compressed: nothing leaks, no period is missed."""

import pytest

from sim.tools.week import Night, Plan, days, faults

COMPRESSED = Plan(
    day_s=2_400,
    nights=(Night(40), Night(50, battery=True), Night(640), Night(20), Night(300)),
    openings=2,
    changes=500,
    wraps_after_s=600,
)


@pytest.fixture(scope="module")
def life():
    return list(days(COMPRESSED))


def test_days_with_a_cut_each_night_keep_every_promise(life):
    assert len(life) == len(COMPRESSED.nights)
    for number, day in enumerate(life):
        assert faults(COMPRESSED, number, day, life[0]) == []


def test_the_log_has_filled_and_its_oldest_file_is_gone(life):
    assert sum(day["events"]["new"] for day in life) > life[-1]["events"]["count"]
    assert life[-1]["events"]["count"] >= 2_163


def day_like(day, **changes):
    return {**day, **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"missed": 1},
        {"late": 1},
        {"wraps": 0},
        {"live_bytes": 1 << 30},
        {"before": [0, 0, 0, 0]},
        {"after": [0, 0, 0, 0]},
        {"kinds": {}},
        {"events": {"whole": False, "count": 1, "new": 1, "bytes": 0}},
        {"events": {"whole": True, "count": 1, "new": 1, "bytes": 1 << 20}},
        {"trends": {"whole": True, "count": 1, "new": 1, "bytes": 0}},
    ],
    ids=str,
)
def test_whatever_goes_wrong_in_a_day_is_found(life, changes):
    assert faults(COMPRESSED, 0, day_like(life[0], **changes), life[0])
