"""The archive's quick look for what is to be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.settings import SETTINGS, Settings
from firmware.storage.archive import Archive
from firmware.storage.nvs_cells import NvsCells
from tests.firmware.storage.storage_bench import BenchFiles, BenchNvs, Clock

acts = st.one_of(
    st.tuples(st.just("mode"), st.integers(-1, 3)),
    st.tuples(st.just("override"), st.booleans()),
    st.tuples(st.just("air_mc"), st.integers(36, 39).map(lambda celsius: celsius * 1000)),
    st.tuples(st.just("humidity_pm"), st.sampled_from((0, 600, 601))),
    st.sampled_from((("keep", None), ("write", None), ("fail", None))),
)


@pytest.mark.proves("LAW-6-RESTART")
@given(st.lists(acts, max_size=30))
def test_no_change_escapes_the_quick_look_and_nothing_else_is_one(acts):
    nvs = BenchNvs()
    cells = NvsCells("cradle")
    cells._nvs = nvs
    settings = Settings()
    archive = Archive(cells, BenchFiles(), Clock())
    tried = None  # the values that were last to be written

    def values():
        return [getattr(settings, row.field) for row in SETTINGS]

    def fail(number):
        raise OSError(5)

    for act, value in acts:
        if act in ("keep", "write"):
            archive.keep(settings) if act == "keep" else archive.write(settings, 0)
            tried = values()
        elif act == "fail":
            nvs.before = fail
        else:
            settings.set(act, value)
        assert archive.changed(settings) == (values() != tried)
