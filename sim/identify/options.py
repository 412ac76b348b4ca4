"""What `python -m sim identify` takes."""

import argparse
from pathlib import Path


def add_options(command: argparse.ArgumentParser, presets: list[str]) -> None:
    """What `identify` takes, but for where the results go."""
    command.add_argument("log", metavar="LOG", type=Path, help="CSV, data port's log, or trends")
    for name, what in (
        ("time", "seconds, or dates and times"),
        ("heater", "on or off, or its duty"),
        ("fan", "its speed or duty (default: always full)"),
        ("element", "temperature of the heating element, where it was measured"),
        ("lid", "1 while a lid is open (default: seen by the fall of the air)"),
    ):
        command.add_argument(f"--{name}", metavar="COLUMN", help=what)
    command.add_argument(
        "--room", metavar="COLUMN", help="of the room, or its temperature in degC"
    )
    command.add_argument(
        "--air",
        metavar="COLUMN",
        action="append",
        help="air in the hood; more than once for more sensors, the one that controls first",
    )
    for name in ("heater", "fan"):
        command.add_argument(
            f"--{name}-full",
            metavar="N",
            type=_positive,
            help=f"what the {name}'s column holds at full power (default: 1)",
        )
    command.add_argument(
        "--preset",
        choices=presets,
        default="single_300w",
        help="what the box is most like: what the log does not tell (default: %(default)s)",
    )
    command.add_argument(
        "--heater-w", metavar="W", type=_positive, help="of the heater (default: the preset's)"
    )


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number
