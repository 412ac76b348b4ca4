"""The commands of `python -m sim`: their options, and what each calls."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from boards.build import named_incubator
from boards.command_line import end_on_closed_pipe, open_closed_output
from boards.errors import Refusal
from sim.bench.command import bench
from sim.campaign.command import campaign, incubators, laws, quiet
from sim.campaign.incubators import DEFAULT_DRAW, DRAWS
from sim.errors import InputError, ResultsFailed, RunError
from sim.identify.options import add_options
from sim.launch import INTERPRETERS, check_plant, launch
from sim.results.folder import results_in
from sim.results.report import evaluate, table
from sim.results.trace import read_trace
from sim.scenario.fault_list import fault_list
from sim.scenario.load import BOARDS, REFERENCE, in_machine, load_machine, load_scenario
from sim.tools.sound import measure
from sim.tools.speed import speed_table
from sim.watch.command import watch
from sim.world.plant.parameters import PRESETS

_INPUT_STATUS = 2
_RUN_STATUS = 1
_RESULTS_STATUS = 3
_INTERRUPTED_STATUS = 130  # as a shell reports SIGINT
# Within the period of the noise generator, so that every seed is another noise.
_SEED_MAX = 999_999_999
_COUNT_MAX = 1_000_000
_FILES = (
    "summary.json",
    "trace.csv",
    "events.csv",
    "tones.csv",
    "sound.wav",
    "display.png",
    "display-*.png",
    "plot.png",
)
_DAYS_MAX = 3650
_SPEED_MAX = 1000  # beyond that a PC only falls behind


class _Parser(argparse.ArgumentParser):
    """Refuses in one line, without a page of usage."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message} (`{self.prog} --help` tells what is allowed)")


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks; returns the exit status."""
    open_closed_output()
    try:
        options = _parser().parse_args(arguments)
        options.action(options)
        sys.stdout.flush()
    except (InputError, Refusal) as error:
        return _fail(error, _INPUT_STATUS)
    except ResultsFailed as error:
        return _fail(error, _RESULTS_STATUS)
    except BrokenPipeError:
        return end_on_closed_pipe()
    except (RunError, OSError) as error:
        return _fail(error, _RUN_STATUS)
    except KeyboardInterrupt:
        return _fail("interrupted", _INTERRUPTED_STATUS)
    return 0


def run(options: argparse.Namespace) -> None:
    """Run a scenario, write what came of it and print the table of results."""
    # Imported here: it takes longer than the rest of any other command's start.
    from sim.results.pictures import write_pictures  # noqa: PLC0415
    from sim.results.plot import plot  # noqa: PLC0415
    from sim.results.sound import write_sound  # noqa: PLC0415

    scenario = in_machine(load_scenario(options.scenario), options.machine)
    if options.plant is not None:
        check_plant(options.plant)
    title = f"{scenario['name']}, {options.interpreter}, seed {options.seed}"
    with results_in(options.out, _FILES) as folder:
        shown = {**scenario, "display": True}
        finished = launch(shown, options.interpreter, options.seed, folder, options.plant)
        trace = read_trace(folder / "trace.csv")
        results = evaluate(scenario, trace)
        summary = {
            "scenario": scenario["name"],
            "plant": None if options.plant is None else str(options.plant),
            "interpreter": options.interpreter,
            "seed": options.seed,
            "sim_s": finished.sim_s,
            "wall_s": round(finished.wall_s, 3),
            "results": [result.as_dict() for result in results],
        }
        plot(folder / "plot.png", scenario, trace, title)
        text = json.dumps(summary, indent=2) + "\n"
        (folder / "summary.json").write_text(text, encoding="utf-8")
        made = ["summary.json", "trace.csv", "events.csv", "tones.csv"]
        made += ["sound.wav"] if write_sound(folder) else []
        made += write_pictures(folder)

    times = finished.sim_s / finished.wall_s
    print(f"{title}: {finished.sim_s:g} s in {finished.wall_s:.1f} s, {times:.0f} times real time")
    print(f"{', '.join(made)} and plot.png are in {options.out}")
    print()
    print(table(results))
    failed = sum(result.passed is False for result in results)
    if failed and options.strict:
        raise ResultsFailed(f"{failed} of the results above failed")


def faults(_options: argparse.Namespace) -> None:
    """Print the faults that a scenario can have."""
    print(fault_list())


def compare(options: argparse.Namespace) -> None:
    """Compare controllers on the same plants."""
    # Imported here: its plots take longer than the rest of any other command's start.
    from sim.compare.command import run as compared  # noqa: PLC0415

    compared(options)


def conformance(options: argparse.Namespace) -> None:
    """Make the standard's type tests; ResultsFailed if a limit is not held."""
    # Imported here: it puts the pretended machine in front of the PC's modules.
    from sim.conformance.command import conformance as tested  # noqa: PLC0415

    tested(options)


def identify(options: argparse.Namespace) -> None:
    """Fit the model to a recording of a real box."""
    # Imported here: SciPy takes longer than the start of any other command.
    from sim.identify.command import identify as fitted  # noqa: PLC0415

    fitted(options)


def speed(_options: argparse.Namespace) -> None:
    """Print how fast the simulation runs; RunError if slower than promised."""
    text, kept = speed_table()
    print(text)
    if not kept:
        raise RunError("slower than promised: on a machine that does nothing else, look into it")


def sound(options: argparse.Namespace) -> None:
    """Print the alarm sounds' measures; RunError if they are not what the standard asks for."""
    text, kept = measure(options.out)
    print(text)
    print(f"sounds.png, and a sound.wav of each priority in its folder, are in {options.out}")
    if not kept:
        raise RunError("an alarm does not sound as IEC 60601-1-8 asks for")


def board(options: argparse.Namespace) -> None:
    """Be a virtual board until somebody ends it."""
    # Imported here: it puts the pretended machine in front of the PC's modules.
    from sim.virtual_board.host.virtual_board import Options, run_board  # noqa: PLC0415

    scenario = in_machine(load_scenario(options.scenario or REFERENCE), options.machine)
    machine = scenario["machine"]
    machine["board"] = options.board or machine["board"]
    if options.incubator or not (options.scenario or options.machine):
        machine["preset"] = options.incubator or _named_preset(machine["board"])
    run_board(
        Options(
            options.flash,
            scenario,
            options.speed,
            options.cut_at,
            options.micropython_version,
            options.seed,
            options.psram,
            options.display,
        )
    )


def _named_preset(board: str) -> str:
    """The preset of the incubator that the board's main.py names, in which the board then is."""
    named = named_incubator(board)
    if named not in PRESETS:
        raise InputError(
            f"boards/{board}/main.py: {named} has no preset to pretend it by;"
            " choose one with --incubator, or describe it in a --scenario"
        )
    return named


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m sim", description="Cradle's simulator.", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    command = _add_command(commands, "run", run, "run a scenario and write what came of it")
    command.add_argument(
        "scenario",
        metavar="SCENARIO",
        nargs="?",
        type=Path,
        default=REFERENCE,
        help="TOML file, see docs/scenarios.md (default: the reference scenario)",
    )
    _add_plant(command)
    command.add_argument(
        "--interpreter",
        choices=INTERPRETERS,
        default="micropython",
        help="what runs firmware and physics (default: %(default)s)",
    )
    command.add_argument(
        "--strict",
        action="store_true",
        help=f"exit status {_RESULTS_STATUS} if one of the results fails",
    )
    _add_machine(command)
    _add_noise_seed(command)
    _add_out(command, "sim")
    command = _add_command(commands, "laws", laws, "judge a scenario by the safety laws")
    command.add_argument("scenario", metavar="SCENARIO", type=Path, help="TOML file")
    _add_plant(command)
    _add_machine(command)
    _add_noise_seed(command)
    for name, action, what, lives in (
        ("campaign", campaign, "with one fault or two", 1000),
        ("quiet", quiet, "of 8 h without a fault", 125),
        ("incubators", incubators, "of 4 h without a fault, each of another incubator,", 200),
    ):
        command = _add_command(
            commands, name, action, f"judge random lives {what} by the safety laws"
        )
        command.add_argument(
            "-n",
            dest="lives",
            metavar="N",
            type=_count,
            help=f"how many lives (default: {lives})",
        )
        command.add_argument(
            "--seed", metavar="S", type=_seed, help="of the lives (default: a fresh one)"
        )
        _add_workers(command)
        command.add_argument(
            "--scheduler",
            metavar="ADDRESS",
            help="of a Dask cluster, such as tcp://10.0.0.5:8786, that lives them in their place",
        )
        command.add_argument(
            "--resume",
            action="store_true",
            help="go on with the campaign in --out where it stopped",
        )
        command.set_defaults(usual_lives=lives)
        command.add_argument(
            "--no-shrink",
            action="store_true",
            help="leave a life that breaks a law as it was lived: what makes the first of a kind "
            "smaller takes up to 50 lives more",
        )
        command.add_argument(
            "--incubators",
            choices=DRAWS,
            help=f"of the presets as they are, or any around them (default: {DEFAULT_DRAW})",
        )
        if name == "campaign":
            command.add_argument(
                "--wide",
                action="store_true",
                help="at the edges: bounds of room and supply, any two faults, other physics",
            )
        _add_plant(command)
        _add_machine(command)
        _add_out(command, name)
    _add_compare(commands)
    _add_board(commands)
    _add_bench(commands)
    _add_watch(commands)
    _add_command(commands, "speed", speed, "measure how fast the simulation runs, layer by layer")
    command = _add_command(
        commands, "identify", identify, "fit the model to a recording of a real box"
    )
    add_options(command, sorted(PRESETS))
    _add_out(command, "identify")
    command = _add_command(
        commands, "conformance", conformance, "make the standard's type tests, and report them"
    )
    command.add_argument(
        "--incubator",
        action="append",
        choices=sorted(PRESETS),
        help="which preset, more than once for several (default: every one)",
    )
    _add_machine(command)
    _add_workers(command)
    _add_noise_seed(command)
    _add_out(command, "conformance")
    command = _add_command(commands, "sound", sound, "measure the alarm sounds by the standard")
    _add_out(command, "sound")
    _add_command(commands, "faults", faults, "list the faults that a scenario can have")
    return parser


def _add_command(
    commands: "argparse._SubParsersAction[_Parser]", name: str, action: Any, what: str
) -> _Parser:
    command = commands.add_parser(name, help=what, allow_abbrev=False)
    command.set_defaults(action=action)
    return command


def _add_plant(command: _Parser) -> None:
    command.add_argument(
        "--plant",
        metavar="FILE.py",
        type=Path,
        help="physics of your own, see docs/plant.md (default: the built-in incubator)",
    )


def _add_machine(command: _Parser) -> None:
    command.add_argument(
        "--machine",
        metavar="FILE.toml",
        type=_machine,
        help="the incubator, in place of what else says which: `identify` writes one",
    )


def _add_workers(command: _Parser) -> None:
    command.add_argument(
        "--workers", metavar="W", type=_count, help="processes (default: one per core)"
    )


def _add_noise_seed(command: _Parser) -> None:
    command.add_argument(
        "--seed", metavar="N", type=_seed, default=1, help="of the noise (default: %(default)s)"
    )


def _add_out(command: _Parser, name: str) -> None:
    command.add_argument(
        "--out",
        metavar="DIR",
        type=_folder,
        default=Path("build", name),
        help="where the results go (default: %(default)s)",
    )


def _add_compare(commands: "argparse._SubParsersAction[_Parser]") -> None:
    command = _add_command(
        commands,
        "compare",
        compare,
        "let controllers go through the same manoeuvres, side by side",
    )
    command.add_argument(
        "--draws",
        metavar="N",
        type=_count,
        default=0,
        help="incubators drawn around each preset (default: the presets as they are)",
    )
    command.add_argument(
        "--seed", metavar="S", type=_seed, default=1, help="of draws and noise (default: 1)"
    )
    _add_workers(command)
    for name, what in (
        ("controllers", "the controllers"),
        ("manoeuvres", "the manoeuvres"),
        ("presets", "the incubators"),
        ("infants", "the infants"),
    ):
        command.add_argument(
            f"--{name}",
            metavar="A,B",
            default="",
            help=f"{what} whose names begin so (default: all)",
        )
    _add_out(command, "compare")


def _add_board(commands: "argparse._SubParsersAction[_Parser]") -> None:
    command = _add_command(commands, "board", board, "be a virtual board on a pseudo-terminal")
    command.add_argument(
        "--flash",
        metavar="FILE",
        type=Path,
        default=Path("build", "board", "flash.img"),
        help="the board's flash, made blank where there is none (default: %(default)s)",
    )
    command.add_argument(
        "--scenario",
        metavar="FILE",
        type=Path,
        help="TOML file: what happens to the incubator (default: the reference scenario)",
    )
    command.add_argument(
        "--board", choices=BOARDS, help="which board (default: the one in the scenario)"
    )
    command.add_argument(
        "--incubator",
        choices=sorted(PRESETS),
        help="which preset it is in"
        " (default: the scenario's; without a scenario the one that the board's main.py names)",
    )
    command.add_argument(
        "--speed",
        metavar="N",
        type=_speed,
        default=1.0,
        help="times real time (default: %(default)s)",
    )
    command.add_argument(
        "--cut-at",
        metavar="N",
        type=_count,
        default=0,
        help="let the power fail for a second in the Nth operation of the flash",
    )
    command.add_argument(
        "--micropython-version",
        metavar="X.Y.Z",
        type=_version,
        help="pretend to run this one (default: what really runs)",
    )
    command.add_argument(
        "--psram",
        choices=("none", "quad", "octal"),
        default="none",
        help="pretend to be a module with that PSRAM (default: %(default)s)",
    )
    command.add_argument(
        "--display",
        action="store_true",
        help="draw the panel and take keys, where this is a terminal",
    )
    _add_machine(command)
    _add_noise_seed(command)


def _add_bench(commands: "argparse._SubParsersAction[_Parser]") -> None:
    command = _add_command(commands, "bench", bench, "serve a page to live a scenario by hand")
    command.add_argument(
        "scenario",
        metavar="SCENARIO",
        nargs="?",
        type=Path,
        help="TOML file to begin with (default: an infant in air mode)",
    )
    command.add_argument(
        "--drill", metavar="COURSE", help="a drill instead: one of its names, or a file"
    )
    command.add_argument(
        "--language", metavar="L", default="en", help="of the drill (default: %(default)s)"
    )
    _add_noise_seed(command)
    _add_out(command, "bench")
    _add_serving(command, 60.0)


def _add_watch(commands: "argparse._SubParsersAction[_Parser]") -> None:
    command = _add_command(commands, "watch", watch, "watch boards by their data ports, on a page")
    command.add_argument(
        "ports",
        metavar="[NAME=]PORT",
        nargs="*",
        help="serial port of a board's data port, and what to call it",
    )
    command.add_argument(
        "--store",
        metavar="FILE",
        type=Path,
        default=Path("build", "watch", "values.sqlite"),
        help="where values are kept (default: %(default)s)",
    )
    command.add_argument(
        "--keep",
        metavar="DAYS",
        type=_days,
        default=7.0,
        help="for how long (default: %(default)g)",
    )
    command.add_argument(
        "--mqtt",
        metavar="FILE.toml",
        type=Path,
        help="broker to pass values on to, and to read other sites from (docs/watching.md)",
    )
    _add_serving(command, 0.0)


def _add_serving(command: _Parser, linger_s: float) -> None:
    """Who may look, and for how long."""
    command.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen at; any but the default lets other machines in",
    )
    command.add_argument(
        "--name",
        action="append",
        default=[],
        help="a name by which other machines may call for it; can be repeated",
    )
    command.add_argument(
        "--port", type=_port, help="to listen at (default: the first that is free, from 8090)"
    )
    command.add_argument(
        "--linger",
        metavar="S",
        type=float,
        default=linger_s,
        help="seconds to wait, once the last page is closed; 0: for ever (default: %(default)g)",
    )
    command.add_argument("--show", action="store_true", help="open the page in the browser")


def _days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = 0.0
    if not 0 < days <= _DAYS_MAX:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number of days above 0, up to {_DAYS_MAX}"
        )
    return days


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65_536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)


def _folder(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("a folder for the results is needed")
    return Path(text)


def _machine(text: str) -> dict[str, Any]:
    return load_machine(Path(text))


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= _SEED_MAX):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to {_SEED_MAX}")
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= _COUNT_MAX):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {_COUNT_MAX}")
    return int(text)


def _speed(text: str) -> float:
    try:
        factor = float(text)
    except ValueError:
        factor = 0.0
    if not 0 < factor <= _SPEED_MAX:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0, up to {_SPEED_MAX}")
    return factor


def _version(text: str) -> tuple[int, ...]:
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is not a version like 1.29.0")
    return tuple(map(int, parts))


def _fail(error: object, status: int) -> int:
    print("sim: " + " ".join(str(error).split()), file=sys.stderr)
    return status
