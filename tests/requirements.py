"""What is required, by id, and which tests prove it: `make requirements` prints the matrix.

A test names what it proves by `@pytest.mark.proves("LAW-2-STOP")`, a file all of whose tests do by
`pytestmark`, and a test of a law's own observer by the id in its name.
"""

import contextlib
import io
import sys

import pytest

from sim.campaign.laws import STATEMENTS
from tests import safety_numbers

_NOT_COLLECTED_STATUS = 2
ALARMS_ID = "LAW-7-ALARMS"
REQUIREMENTS = {
    **STATEMENTS,
    **safety_numbers.STATEMENTS,
    ALARMS_ID: (
        "The alarm system follows IEC 60601-1-8 as an independent model does; every alarm can be "
        "reached, and whatever protection does is alarmed."
    ),
}


def configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", "proves(id, ...): which requirements the test proves")


class Collected:
    """What pytest has found, as a plugin of it."""

    def __init__(self) -> None:
        self.items: list[pytest.Item] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Keep them all."""
        self.items = session.items


def main() -> int:
    """Print the matrix; exit status 1 where an id has no test or no meaning, 2 without tests."""
    found = Collected()
    with contextlib.redirect_stdout(io.StringIO()) as said:
        status = pytest.main(["--collect-only", "-q"], plugins=[found])
    if status:
        print(said.getvalue())
        return _NOT_COLLECTED_STATUS
    proofs: dict[str, set[str]] = {name: set() for name in REQUIREMENTS}
    unknown = []
    for item in found.items:
        for name in _named(item):
            if name in proofs:
                proofs[name].add(item.nodeid.partition("[")[0])
            else:
                unknown.append(f"{item.nodeid} names {name}, which is no requirement")
    for name, statement in sorted(REQUIREMENTS.items()):
        print(f"{name}: {statement}")
        for proof in sorted(proofs[name]) or ["NOT PROVED by any test"]:
            print(f"    {proof}")
    for line in unknown:
        print(line)
    holes = [name for name, tests in proofs.items() if not tests]
    print(f"{len(REQUIREMENTS)} requirements, {len(holes)} not proved")
    return int(bool(holes or unknown))


def _named(item: pytest.Item) -> set[str]:
    marked = {name for marker in item.iter_markers("proves") for name in marker.args}
    return marked | {name for name in REQUIREMENTS if name.replace("-", "_") in item.name}


if __name__ == "__main__":
    sys.exit(main())
