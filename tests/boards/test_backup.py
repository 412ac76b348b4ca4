"""A backup that is not as it was made is refused in one line, before the board is touched."""

import hashlib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boards import __main__, backup
from boards.build import write_manifest
from boards.errors import Refusal
from boards.install import HEAP_NEEDED

OLD_BLOBS = {"settings0": "00ff10", "settings1": "00ff11"}
BLOBS = {"settings.0": "01ff10", "settings.1": "01ff11", **OLD_BLOBS}


class NoBoard:
    """A link on which nothing may be done."""

    port = "nowhere"

    def ask(self, *_):
        raise AssertionError("the board was touched")

    write = ask


class Board:
    """A link to a board without a version in its files: what it is, its files and its NVS."""

    port = "here"

    def __init__(self, machine="Cradle esp32_devkitc with ESP32", heap=112_000, free=384):
        self._identity = ["1.29.0", machine, 4096, free, heap]
        self.files = {"/data/events.0": bytes(53), "/data/calibration.0": b"points"}
        self.nvs = dict(BLOBS)

    def ask(self, function, *arguments):
        return getattr(self, function)(*arguments)

    def identity(self):
        return [self._identity]

    def content(self, path):
        return [None]

    def inventory(self, *folders):
        inside = tuple(folder + "/" for folder in folders)
        return [
            [path, len(self.files[path]), ""] for path in self.files if path.startswith(inside)
        ]

    def read_settings(self, _, keys):
        return [{key: self.nvs[key] for key in keys if key in self.nvs}]

    def write_settings(self, _, blobs):
        self.nvs = {key: blob for key, blob in blobs.items() if blob is not None}

    def read(self, path):
        return self.files[path]

    def write(self, path, data):
        self.files[path] = data

    def remove(self, path):
        del self.files[path]

    def rename(self, path, target):
        self.files[target] = self.files.pop(path)


def seal(folder):
    """Write contents.json as a backup does."""
    contents = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != backup.CONTENTS
    }
    (folder / backup.CONTENTS).write_text(json.dumps(contents))


def make(folder):
    version = folder / backup.VERSION
    (version / "firmware").mkdir(parents=True)
    (version / "start.mpy").write_bytes(b"M\x06start")
    (version / "firmware" / "life.mpy").write_bytes(b"M\x06life")
    write_manifest(version, "esp32_devkitc", "1.0", "single_300w")
    (folder / backup.DATA).mkdir()
    (folder / backup.DATA / "events.0").write_bytes(bytes(53))
    (folder / backup.SETTINGS).write_text(json.dumps(BLOBS))
    seal(folder)
    return folder


def make_old(folder):
    """As version 0.1.0 makes one."""
    make(folder)
    (folder / backup.SETTINGS).write_text(json.dumps(OLD_BLOBS))
    (folder / backup.CONTENTS).unlink()
    return folder


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def kept(tmp_path):
    return make(tmp_path / "kept")


def refused(folder):
    with pytest.raises(Refusal) as refusal:
        backup.restore(NoBoard(), folder)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def test_a_backup_as_it_was_made_passes(kept):
    backup.check(kept)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_happened_to_one_file_of_it_the_board_is_not_touched(tmp_path_factory, data):
    folder = make(tmp_path_factory.mktemp("kept") / "kept")
    path = data.draw(st.sampled_from(files(folder)))
    content = path.read_bytes()
    kind = data.draw(st.sampled_from(["gone", "empty", "cut", "changed", "longer"]))
    if kind == "gone":
        path.unlink()
    elif kind == "changed":
        damaged = bytearray(content)
        damaged[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
        path.write_bytes(damaged)
    else:
        end = data.draw(st.integers(0, len(content) - 1))
        path.write_bytes({"empty": b"", "cut": content[:end], "longer": content + b"x"}[kind])
    said = refused(folder)
    assert str(folder) in said
    if path.name != backup.CONTENTS:
        assert path.name in said


@pytest.mark.parametrize("settings", ["", "[]x", "7", '{"settings0": 7}', '{"settings0": "0g"}'])
def test_settings_that_cannot_be_read_are_refused_although_they_are_as_they_were(kept, settings):
    (kept / backup.SETTINGS).write_text(settings)
    seal(kept)
    assert "settings.json" in refused(kept)


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", '{"board": "x", "version": "1", "files": 3}']
)
def test_a_version_without_a_right_manifest_is_refused(kept, manifest):
    (kept / backup.VERSION / "manifest.json").write_text(manifest)
    seal(kept)
    assert "version" in refused(kept)


def test_a_folder_that_is_no_backup_is_refused_before_a_port_is_opened(tmp_path, capsys):
    assert __main__.main(["restore", "--port", "/dev/no-such-port", str(tmp_path)]) == 2
    assert "is no whole backup" in capsys.readouterr().err


def test_an_older_backup_is_restored_and_it_is_said_what_could_not_be_checked(tmp_path, capsys):
    folder = make_old(tmp_path / "old")
    (folder / backup.DATA / "calibration0").write_bytes(b"whatever")
    assert backup.check(folder) is False
    with pytest.raises(AssertionError, match="the board was touched"):
        backup.restore(NoBoard(), folder)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert str(folder) in said and "before 0.2.0" in said


@pytest.mark.parametrize("name", ["version/start.mpy", "version/manifest.json", "settings.json"])
@pytest.mark.parametrize("content", [None, b"", b"x"])
def test_an_older_backup_with_a_damaged_version_or_settings_is_refused(tmp_path, name, content):
    folder = make_old(tmp_path / "old")
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    refused(folder)


def test_a_foreign_file_in_an_older_backups_version_is_refused(tmp_path):
    folder = make_old(tmp_path / "old")
    (folder / "version" / "more.mpy").write_bytes(b"M")
    assert "does not belong" in refused(folder)


def test_a_backup_of_today_that_has_lost_its_contents_is_no_older_one(kept):
    (kept / backup.CONTENTS).unlink()
    assert "contents.json is missing" in refused(kept)


def test_of_a_board_whose_version_is_frozen_data_and_settings_come_back(tmp_path):
    old, new = Board(), Board()
    assert backup.backup(old, tmp_path / "kept") == ""
    assert backup.check(tmp_path / "kept")
    new.files, new.nvs = {"/data/events.7": b"another's"}, {}
    assert backup.restore(new, tmp_path / "kept") is None
    assert (new.files, new.nvs) == (old.files, old.nvs)


def test_a_frozen_board_that_has_kept_nothing_yet_can_be_saved(tmp_path):
    old, new = Board(), Board()
    old.files, old.nvs = {}, {}
    backup.backup(old, tmp_path / "kept")
    backup.restore(new, tmp_path / "kept")
    assert (new.files, new.nvs) == ({}, {})


def test_a_frozen_board_too_small_for_a_version_from_files_gets_data_and_settings(kept):
    board = Board()
    assert backup.restore(board, kept) is None
    assert board.files == {"/data/events.0": bytes(53)}
    assert board.nvs == BLOBS
    with pytest.raises(AttributeError, match="missing_pins"):  # the first that install() asks
        backup.restore(Board(heap=HEAP_NEEDED), kept)


def test_where_there_is_no_cradle_and_no_version_to_restore_it_is_refused(tmp_path):
    backup.backup(Board(), tmp_path / "kept")
    blank = Board("Generic ESP32 module with ESP32")
    before = dict(blank.files)
    with pytest.raises(Refusal, match="there is no Cradle on here"):
        backup.backup(blank, tmp_path / "other")
    with pytest.raises(Refusal, match="holds no version, and there is none on here"):
        backup.restore(blank, tmp_path / "kept")
    with pytest.raises(Refusal, match="no space"):
        backup.restore(Board(free=16), tmp_path / "kept")
    assert blank.files == before


@pytest.mark.parametrize("name", ["data/events.0", "settings.json"])
def test_a_damaged_backup_without_a_version_is_refused(tmp_path, name):
    backup.backup(Board(), tmp_path / "kept")
    path = tmp_path / "kept" / name
    path.write_bytes(path.read_bytes() + b"x")
    assert name in refused(tmp_path / "kept")
    path.unlink()
    assert name in refused(tmp_path / "kept")
