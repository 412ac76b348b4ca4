"""What is required, by id, and which tests prove it: `make requirements` prints the matrix.

A test names what it proves by `@pytest.mark.proves("LAW-2-STOP")`, a file all of whose tests do by
`pytestmark`, and a test of a law's own observer by the id in its name.
"""

import pytest

from sim.campaign.laws import STATEMENTS
from tests import safety_numbers

ALARMS_ID = "LAW-7-ALARMS"
REQUIREMENTS = {
    **STATEMENTS,
    **safety_numbers.STATEMENTS,
    ALARMS_ID: (
        "The alarm system follows IEC 60601-1-8 as an independent model does; every alarm can be "
        "reached, and whatever protection does is alarmed."
    ),
}


def add_option(parser: pytest.Parser) -> None:
    """Declare --matrix."""
    parser.addoption(
        "--matrix", action="store_true", help="print the requirements and their tests"
    )


def configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", "proves(id, ...): which requirements the test proves")


def show_matrix(session: pytest.Session) -> None:
    """With --matrix print it and end, with status 1 where an id has no test or no meaning."""
    if not session.config.getoption("--matrix"):
        return
    proofs: dict[str, set[str]] = {name: set() for name in REQUIREMENTS}
    unknown = []
    for item in session.items:
        for name in _named(item):
            if name in proofs:
                proofs[name].add(item.nodeid.partition("[")[0])
            else:
                unknown.append(f"{item.nodeid} names {name}, which is no requirement")
    for name, statement in sorted(REQUIREMENTS.items()):
        print(f"{name}: {statement}")
        for proof in sorted(proofs[name]) or ["NOT PROVED by any test"]:
            print(f"    {proof}")
    print(*unknown, sep="\n")
    holes = [name for name, tests in proofs.items() if not tests]
    pytest.exit(
        f"{len(REQUIREMENTS)} requirements, {len(holes)} not proved", int(bool(holes or unknown))
    )


def _named(item: pytest.Item) -> set[str]:
    marked = {name for marker in item.iter_markers("proves") for name in marker.args}
    return marked | {name for name in REQUIREMENTS if name.replace("-", "_") in item.name}
