"""Observers of a run for tests: a function of the second, asked at one of its moments."""

from sim.runs.observer import Observer


class Before(Observer):
    """Calls act(t_s) when a second has passed, before the scenario does what is due."""

    def __init__(self, act):
        self._act = act

    def second(self, run, t_s):
        self._act(t_s)


class After(Observer):
    """Calls look(t_s) when all of a second has happened."""

    def __init__(self, look):
        self._look = look

    def acted(self, run, t_s):
        self._look(t_s)
