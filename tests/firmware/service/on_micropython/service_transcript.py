"""Prints the reply to every command, in words and in JSON, and a line of the data port."""

from firmware.service.data_port import DataPort
from tests.firmware.service.service_bench import Bench

LINES = (
    "help",
    "version",
    "values",
    "get skin",
    "set air 36.7",
    "set air 39",
    "set mode air",
    "clock 2028-02-29 01:02:03",
    "set mode standby",
    "clock 2028-02-29 01:02:03",
    "self-test",
    "calibrate air 20 20.1 36 35.9 ann",
    "calibration",
    "log",
    "trends",
    "alarms",
    "set air 36,7",
    "set air -0.0000",
    'nonsense \\ "',
)


def transcript() -> list:
    """What is answered, line by line."""
    bench = Bench()
    replies = []
    for _ in range(2):
        for line in LINES:
            replies.append(bench.type((line + "\r").encode()))
        replies.append(bench.type(b"json on\r"))
    port = DataPort(None, bench.settings, bench.controller, bench.readings)
    replies.append(port.line().decode())
    return "".join(replies).splitlines()


if __name__ == "__main__":
    print("\n".join(transcript()))
