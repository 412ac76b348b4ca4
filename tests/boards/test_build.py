"""What is built for a board: everything it imports, compiled, named and listed."""

import ast
import hashlib
import json
import subprocess
import sys

import pytest

from boards import image
from boards.build import (
    PARTS,
    ROOT,
    boards,
    build,
    compiled_sources,
    files_of,
    named_incubator,
    sizes,
    sources,
    texts,
    version,
)
from boards.errors import Refusal

pytestmark = pytest.mark.parametrize("board", boards())


def test_every_device_file_is_compiled_and_in_the_manifest(board, tmp_path):
    folder = build(board, "1.2", tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["board"], manifest["version"]) == (board, "1.2")
    assert manifest["incubator"] == "single_300w"
    assert manifest["micropython"] == ["1.28", "1.29"]
    built = {path.relative_to(folder).as_posix(): path for path in files_of(folder)}
    assert set(manifest["files"]) == set(built)
    for name, path in built.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == manifest["files"][name]
    assert {name for name in built if name.endswith(".mpy")} == {
        "start.mpy",
        f"boards/{board}/board.mpy",
        "boards/incubators/single_300w.mpy",
        *(f"{part.replace('.', '/')}.mpy" for part in PARTS),
    }
    assert "firmware/panel/words/en.txt" in texts()
    for name, source in texts().items():
        assert built[name].read_bytes() == source.read_bytes()
    total = sum(path.stat().st_size for path in built.values())
    assert f"{total} bytes" in sizes(folder).splitlines()[-1]


def test_the_same_source_gives_the_same_bytes(board, tmp_path):
    first, again = (build(board, "1", tmp_path / name) for name in ("first", "again"))
    other = build(board, "2", tmp_path / "other")
    files = [
        json.loads((folder / "manifest.json").read_text())["files"]
        for folder in (first, again, other)
    ]
    assert files[0] == files[1]
    changed = [name for name in files[0] if files[0][name] != files[2][name]]
    assert changed == ["firmware/start.mpy"]


@pytest.mark.parametrize("text", ["def broken(", "def broken():\n    yield = 1\n", "break\n"])
def test_a_module_that_does_not_compile_is_refused_with_its_name(
    board, monkeypatch, tmp_path, text
):
    broken = tmp_path / "broken.py"
    broken.write_text(text)
    found = {**sources(board), "control/broken": broken}
    monkeypatch.setattr("boards.build.sources", lambda *_: found)
    with pytest.raises(Refusal, match=r"control\.broken does not compile"):
        build(board, "1", tmp_path)


def test_a_board_that_is_none_is_refused(board):
    with pytest.raises(Refusal, match=board):
        sources("toaster")


@pytest.mark.parametrize(
    "main",
    [
        "from boards.{} import board\nfrom boards.incubators import single_300w as incubator",
        "print()",
        "import (",
    ],
)
def test_a_main_that_starts_no_board_or_another_one_is_refused(board, monkeypatch, tmp_path, main):
    other = next(name for name in boards() if name != board)
    folder = tmp_path / "boards" / board
    folder.mkdir(parents=True)
    (folder / "board.py").write_text("")
    (folder / "main.py").write_text(main.format(other))
    monkeypatch.setattr("boards.found.FOLDER", tmp_path / "boards")
    with pytest.raises(Refusal, match=r"main\.py: (it must import|not valid)"):
        sources(board)


def test_a_main_that_names_no_incubator_is_refused(board, monkeypatch, tmp_path):
    folder = tmp_path / "boards" / board
    folder.mkdir(parents=True)
    (folder / "main.py").write_text(f"from boards.{board} import board")
    (folder / "board.py").write_text("")
    monkeypatch.setattr("boards.found.FOLDER", tmp_path / "boards")
    with pytest.raises(Refusal, match=r"from boards\.incubators import NAME as incubator"):
        named_incubator(board)


def test_an_incubator_that_is_none_is_refused(board):
    with pytest.raises(Refusal, match=r"'toaster'; there are double_300w, heavy_450w"):
        sources(board, "toaster")


def test_the_incubator_that_is_said_is_built_in_and_no_other(board, tmp_path):
    folder = build(board, "1", tmp_path, "heavy_450w")
    assert json.loads((folder / "manifest.json").read_text())["incubator"] == "heavy_450w"
    assert [path.stem for path in (folder / "boards" / "incubators").iterdir()] == ["heavy_450w"]
    assert b"heavy_450w" in (folder / "start.mpy").read_bytes()
    image.make(board, "1", tmp_path, "transport_120w")
    modules = tmp_path / image.board_name(board) / "modules"
    assert "import transport_120w as incubator" in (modules / "start.py").read_text()
    assert (modules / "boards" / "incubators" / "transport_120w.py").exists()


def test_the_image_has_every_source_and_stamps_the_version(board, tmp_path):
    said = image.make(board, "1.2", tmp_path)
    folder = tmp_path / image.board_name(board)
    assert f'"Cradle {board}"' in (folder / "mpconfigboard.h").read_text()
    assert f"BOARD={folder.name} BOARD_DIR={folder}" in said
    frozen_parts = {
        name: (folder / "modules").joinpath(*name.split(".")).with_suffix(".py").read_text()
        for name in compiled_sources(board, "1.2", "single_300w")
    }
    assert "'1.2'" in frozen_parts["firmware.start"]
    assert "boards/incubators/single_300w" in sources(board)
    held = [
        ast.literal_eval(node)
        for name in PARTS
        for node in ast.walk(ast.parse(frozen_parts[name]))
        if isinstance(node, ast.Dict) and len(ast.unparse(node)) > 1_000
        if all(isinstance(value, ast.Constant) for value in node.values)
    ]
    assert [found for found in held if "en" in found] == [
        {
            source.stem: source.read_text()
            for source in texts().values()
            if source.suffix == ".txt"
        },
        {
            source.stem: source.read_bytes()
            for source in texts().values()
            if source.suffix == ".bin"
        },
    ]
    frozen = []
    names = {"freeze": lambda folder, files=None: frozen.append((folder, files))}
    exec((folder / "manifest.py").read_text(), names)
    assert frozen == [
        ("$(PORT_DIR)/modules", ("flashbdev.py", "inisetup.py", "machine.py")),
        ("$(BOARD_DIR)/modules", None),
    ]
    for name in ("mpconfigboard.cmake", "mpconfigboard.h", "sdkconfig.board", "partitions.csv"):
        assert (folder / name).exists()
    json.loads((folder / "board.json").read_text())
    assert {"_boot.py", "main.py", "launch.py"} <= {p.name for p in (folder / "modules").iterdir()}


def test_package_json_is_as_the_tool_writes_it(board):
    written = (ROOT / "package.json").read_text()
    assert written == image.package()
    for _, source in json.loads(written)["urls"]:
        assert (ROOT / source).exists()
    assert f"boards/{board}/main.py" in written


def test_the_command_prints_the_size(board):
    done = subprocess.run(
        [sys.executable, "-m", "boards", "build", "--board", board],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "together" in done.stdout


def test_the_version_is_never_empty(board):
    assert version().strip() == version() != ""
