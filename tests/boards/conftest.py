"""A flash with a version on it, made once."""

import shutil

import pytest

from tests.boards.flash_bench import board, flash

FORMER = "1.0-former"


@pytest.fixture(scope="session")
def flashed(tmp_path_factory):
    """The flash of a board that was blank, and got its first version."""
    image = tmp_path_factory.mktemp("flashed") / "flash.img"
    with board(image) as device:
        said = flash(device.port, FORMER)
    assert f"Cradle {FORMER} runs on esp32_devkitc" in said
    return image


@pytest.fixture
def image(flashed, tmp_path):
    """A copy of it for one test."""
    copy = tmp_path / "flash.img"
    shutil.copy(flashed, copy)
    shutil.copy(f"{flashed}.nvs", f"{copy}.nvs")
    return copy
