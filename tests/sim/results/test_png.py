"""A picture that is written is the picture that is read."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.image import imread

from sim.results.png import png


@given(
    st.integers(1, 9).flatmap(
        lambda w: st.tuples(st.just(w), st.binary(min_size=3 * w, max_size=3 * w))
    )
)
def test_every_pixel_comes_back(picture):
    width, rgb = picture
    read = imread(io.BytesIO(png(width, 1, rgb)), format="png")
    assert [round(part * 255) for pixel in read[0] for part in pixel[:3]] == list(rgb)


def test_bytes_that_are_no_such_picture_are_refused():
    with pytest.raises(ValueError, match="no picture of 2 by 1"):
        png(2, 1, b"12345")
