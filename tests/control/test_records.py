"""What flows through a period says nothing good before it is filled."""

from control.outputs import Outputs
from control.quantities import QUANTITY_NAMES
from control.records import Demand, Permits, Readings, Sample


def _fields(record):
    return {name: getattr(record, name) for name in type(record).__slots__}


def test_before_anything_was_read_nothing_is_believed_and_the_machine_counts_as_dead():
    readings = Readings()
    fields = _fields(readings)
    assert len(fields.pop("samples")) == len(QUANTITY_NAMES)
    samples = [value for value in fields.values() if isinstance(value, Sample)]
    assert len(samples) == 8
    for sample in samples:
        assert _fields(sample) == {"value": 0, "hot": 0, "fresh": False, "fault": 0}
    assert {name: value for name, value in fields.items() if not isinstance(value, Sample)} == {
        "battery_mv": 0,
        "cutout_tripped": True,
        "fan_rpm": 0,
        "hood_open": False,
        "humidifier_on": False,
        "mains": False,
        "switches_fresh": False,
        "water_low": False,
    }


def test_before_anything_was_decided_nothing_is_permitted_demanded_or_driven():
    for record in (Permits(), Demand(), Outputs()):
        for name, value in _fields(record).items():
            assert value in (0, False), name
