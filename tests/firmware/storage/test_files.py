"""The files of the flash, and those of the simulator: the same in every history of operations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.storage.files import Files
from tests.firmware.storage.storage_bench import BenchFiles

names = st.sampled_from(["events.0", "events.12", "calibration0"])
data = st.binary(max_size=20)
operations = st.lists(
    st.tuples(st.sampled_from(["append", "replace"]), names, data)
    | st.tuples(st.just("remove"), names)
    | st.tuples(st.just("read"), names, st.integers(0, 30), st.integers(0, 20)),
    max_size=12,
)


def outcome(files, operation):
    """What it gives, or that it raises OSError."""
    method, name, *rest = operation
    try:
        if method == "read":
            at, length = rest
            buf = bytearray(length)
            count = files.read_into(name, at, buf)
            return count, bytes(buf[:count])
        return getattr(files, method)(name, *rest)
    except OSError as error:
        return OSError, error.args[0]


def everything(files):
    return {name: outcome(files, ("read", name, 0, files.size(name))) for name in files.names()}


@given(operations)
def test_files_on_a_disk_and_in_ram_behave_alike(tmp_path_factory, history):
    disk = Files(str(tmp_path_factory.mktemp("flash") / "data"))
    ram = BenchFiles()
    for operation in history:
        assert outcome(disk, operation) == outcome(ram, operation)
    assert everything(disk) == everything(ram)


@given(data, data)
def test_what_is_appended_follows_what_was_there(first, second):
    files = BenchFiles()
    files.replace("log", first)
    files.append("log", second)
    assert everything(files)["log"][1] == first + second
    assert files.size("log") == len(first + second)


def test_a_file_that_is_not_there_has_no_size_and_cannot_be_read(tmp_path):
    for files in (Files(str(tmp_path / "data")), BenchFiles()):
        assert list(files.names()) == []
        assert files.size("log") == 0
        with pytest.raises(OSError):
            files.read_into("log", 0, bytearray(1))


def test_the_folder_is_made_again_when_it_has_gone(tmp_path):
    files = Files(str(tmp_path / "data"))
    files.append("log", b"a")
    (tmp_path / "data/log").unlink()
    (tmp_path / "data").rmdir()
    files.append("log", b"b")
    assert everything(files) == {"log": (1, b"b")}


def test_a_flash_that_fails_leaves_the_files_as_they_were():
    files = BenchFiles()
    files.append("log", b"a")
    files.fail()
    for operation in (("append", "log", b"b"), ("replace", "log", b"b"), ("remove", "log")):
        assert outcome(files, operation) == (OSError, 5)
    assert everything(files) == {"log": (1, b"a")}
