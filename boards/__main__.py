"""The engineer's commands: `python -m boards --help`, or the targets of the Makefile."""

import argparse
import sys
import tempfile
from pathlib import Path

import serial.tools.list_ports

from boards import atlas_command, backup, image
from boards.build import OUT, boards, build, incubators, read_manifest, sizes, version, where
from boards.command_line import Parser, end_on_closed_pipe, open_closed_output
from boards.errors import Failure, Refusal
from boards.install import Installed, install
from boards.link import Link, wait_for_answer

_FAILURE_STATUS = 1
_REFUSAL_STATUS = 2
_INTERRUPTED_STATUS = 130  # as a shell reports SIGINT
# Start and first period take a few seconds, three failed starts half a minute.
_ANSWER_WITHIN_S = 60


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks; returns the exit status."""
    open_closed_output()
    try:
        options = _parser().parse_args(arguments)
        options.action(options)
        sys.stdout.flush()
    except Refusal as refusal:
        return _fail(refusal, _REFUSAL_STATUS)
    except BrokenPipeError:
        return end_on_closed_pipe()
    except (Failure, OSError) as failure:
        return _fail(failure, _FAILURE_STATUS)
    except KeyboardInterrupt:
        return _fail("interrupted", _INTERRUPTED_STATUS)
    return 0


def _build(options: argparse.Namespace) -> None:
    folder = build(options.board, options.version, incubator=options.incubator)
    print(sizes(folder))
    print(f"in {folder}")


def _image(options: argparse.Namespace) -> None:
    print(image.make(options.board, options.version, incubator=options.incubator))


def _package(_options: argparse.Namespace) -> None:
    image.PACKAGE.write_text(image.package(), encoding="utf-8")
    print(f"wrote {image.PACKAGE}")


def _where(options: argparse.Namespace) -> None:
    print(f"in the working tree, {version()}: {where(options.place)}")


def _flash(options: argparse.Namespace) -> None:
    port = options.port or _only_port()
    # A folder of its own: two boards may be flashed at once.
    with tempfile.TemporaryDirectory() as folder:
        version = build(options.board, options.version, Path(folder), options.incubator)
        with Link(port) as link:
            installed = install(link, version, options.launcher, options.new_incubator)
        _report(port, version, installed)


def _backup(options: argparse.Namespace) -> None:
    with Link(options.port or _only_port()) as link:
        version = backup.backup(link, options.folder)
    what = f"{version} with its data and settings is" if version else "its data and settings are"
    print(f"{what} in {options.folder}; the controller restarts")


def _restore(options: argparse.Namespace) -> None:
    backup.check(options.folder)  # before a program is stopped for it
    port = options.port or _only_port()
    with Link(port) as link:
        installed = backup.restore(link, options.folder)
    if installed:
        _report(port, options.folder / backup.VERSION, installed)
    else:
        print(f"data and settings of {options.folder} are on {port}, with the version that it had")


def _erase(options: argparse.Namespace) -> None:
    port = options.port or _only_port()
    if not options.yes:
        question = f"Erase program, settings, logs and calibration on {port}? Type erase: "
        if _answer(question) != "erase":
            raise Refusal("nothing was erased; without a keyboard --yes says that you are sure")
    with Link(port) as link:
        backup.erase(link)
    print(f"{port} has MicroPython and nothing else")


def _answer(question: str) -> str:
    """What is typed; empty where there is nobody to ask."""
    try:
        return input(question)
    except EOFError:
        print()
        return ""


def _report(port: str, folder: Path, installed: Installed) -> None:
    """Wait for the version's heartbeat, and say what runs where."""
    manifest = read_manifest(folder)
    version, board = manifest["version"], manifest["board"]
    incubator = manifest.get("incubator", "an incubator that its backup does not name")
    if installed.notice:
        print(installed.notice)
    if not wait_for_answer(port, version, _ANSWER_WITHIN_S):
        raise Failure(
            f"{version} is installed on {port} but did not answer within {_ANSWER_WITHIN_S} s."
            " If it does not start in three attempts, the board goes back to the former version"
            " by itself. `make monitor` shows what it says."
        )
    state = "as before" if not installed.changed else "new"
    print(
        f"Cradle {version} runs on {board} in {incubator} at {port}, folder /{installed.folder},"
        f" MicroPython {installed.micropython} ({state})"
    )


def _only_port() -> str:
    """The serial port, where there can be no doubt."""
    ports = [port.device for port in serial.tools.list_ports.comports() if port.vid is not None]
    if len(ports) != 1:
        found = ", ".join(ports) if ports else "none"
        raise Refusal(f"which port? Say it with --port (PORT=... for make). USB has: {found}")
    return str(ports[0])


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m boards",
        description="Build Cradle and put it on a board.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, action, what in (
        ("build", _build, f"compile a version into {OUT.name}/BOARD and print its size"),
        ("image", _image, "prepare a MicroPython build with everything frozen"),
        ("package", _package, "renew package.json, the list of files for mip"),
        ("atlas", atlas_command.build, "shape and draw the display's words of every language"),
        ("words", atlas_command.words, "tell which words are missing or wait for review"),
        ("where", _where, "say where in the sources a line of a traceback is"),
        ("flash", _flash, "compile, install beside the running version, switch over, check"),
        ("backup", _backup, "save version, data and settings of a board"),
        ("restore", _restore, "bring a board to what a backup holds"),
        ("erase", _erase, "take Cradle off a board"),
    ):
        command = commands.add_parser(name, help=what, description=what, allow_abbrev=False)
        command.set_defaults(action=action)
        if name in ("build", "image", "flash"):
            command.add_argument("--board", choices=boards(), required=True)
            command.add_argument(
                "--incubator",
                choices=incubators(),
                default="",
                help="what the board is in (default: as its main.py says)",
            )
            command.add_argument("--version", default="", help="its name (default: as git says)")
        if name == "where":
            command.add_argument("place", metavar="PART:LINE", help="firmware.program:1234")
        if name == "atlas":
            command.add_argument(
                "--check", action="store_true", help="write nothing; refuse if it would differ"
            )
        if name in ("flash", "backup", "restore", "erase"):
            command.add_argument("--port", help="serial port (default: the only one on USB)")
        if name in ("backup", "restore"):
            command.add_argument("folder", metavar="FOLDER", type=Path)
        if name == "flash":
            command.add_argument(
                "--launcher", action="store_true", help="replace a launcher that is another"
            )
            command.add_argument(
                "--new-incubator",
                action="store_true",
                help="the board has moved to another incubator than it was set up for",
            )
        if name == "erase":
            command.add_argument("--yes", action="store_true", help="do not ask")
    return parser


def _fail(problem: object, status: int) -> int:
    print(f"boards: {problem}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
