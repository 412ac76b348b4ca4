"""What every test may rely on: MicroPython's modules, and how hypothesis searches."""

import os

from hypothesis import Phase, settings
from hypothesis.configuration import set_hypothesis_home_dir

from sim.mcu.install import install
from tests import requirements

install()

pytest_configure = requirements.configure

set_hypothesis_home_dir("build/hypothesis")
# A loaded machine is no failure. CI must say the same twice, within 10 minutes: the search goes
# on at every other desk.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=25)
# Which of a thousand mutants die has to be found fast, and the same twice.
settings.register_profile(
    "mutants",
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
# For `make check`: whoever waits for it is at the keyboard.
settings.register_profile("quick", settings.get_profile("mutants"), max_examples=10)
settings.load_profile("ci" if os.environ.get("CI") else "here")
