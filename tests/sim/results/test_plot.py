from matplotlib.image import imread

from sim.results.plot import plot
from tests.sim.results import synthetic
from tests.sim.results.test_report import SHORT


def drawn(folder, scenario, rows):
    path = folder / "plot.png"
    plot(path, scenario, synthetic.trace(list(rows)), "a title")
    return imread(path)


def test_a_run_becomes_a_page_with_something_on_it(tmp_path):
    image = drawn(tmp_path, synthetic.reference(), synthetic.rows(synthetic.reference()))
    height, width, _ = image.shape
    assert (width, height) == (1430, 1365)
    border = [image[0], image[-1], image[:, 0], image[:, -1]]
    assert all((edge == 1).all() for edge in border), "text is cut at an edge"
    assert (image[..., :3] < 0.5).mean() > 0.002


def test_a_run_of_a_minute_without_infant_or_display_is_drawn_too(tmp_path):
    scenario = {**SHORT, "duration_s": 60, "timetable": []}
    rows = list(synthetic.rows(scenario))
    for row in rows:
        row.update({name: "" for name in row if "skin_" in name or "shown" in name})
    assert drawn(tmp_path, scenario, rows).any()
