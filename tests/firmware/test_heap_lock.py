"""REQ: one control period, bus reads to outputs, allocates nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLAYBACK = Path(__file__).parent / "playback"
SECONDS = 25


class Recorder:
    """A chip on the bus, with all that was read from it."""

    def __init__(self, chip):
        self.chip = chip
        self.reads = []

    def write(self, data):
        return self.chip.write(data)

    def read_into(self, buf):
        acknowledged = self.chip.read_into(buf)
        self.reads.append(list(buf))
        return acknowledged


def record(run):
    recorders = {}
    for bus in run.world.hardware.buses.values():
        for address, chip in bus.chips.items():
            bus.chips[address] = recorders[address] = Recorder(chip)
    run.play()
    return {address: recorder.reads for address, recorder in recorders.items()}


def test_a_control_period_allocates_nothing_on_micropython(tmp_path, warm_up):
    recording = tmp_path / "replies.json"
    recording.write_text(json.dumps(record(warm_up(SECONDS))))
    micropython = Path(sys.executable).with_name("micropython")
    done = subprocess.run(
        [micropython, PLAYBACK / "period.py", recording],
        env={**os.environ, "MICROPYPATH": f"{ROOT}:{PLAYBACK}:{ROOT}/sim/mcu"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert 1000 in result["duties"], "the recorded warm-up asks for full heat"
    assert result["duties"][-1] == 0, "silent sensors end it"
    assert result["fed"] == len(result["duties"])
