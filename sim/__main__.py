"""`python -m sim`: the testers' way in; docs/scenarios.md."""

import sys

try:
    from sim.cli import main

    status = main()
except ModuleNotFoundError as missing:
    if missing.name not in ("matplotlib", "tomllib", "tqdm"):
        raise
    sys.exit(f"sim: no {missing.name} here: run `make setup`, then use .venv/bin/python")

sys.exit(status)
