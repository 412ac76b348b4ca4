"""What looks at a run while it is lived: recorder of its files, progress, laws and tests."""

_PROGRESS_EVERY_S = 300  # of simulated time


class Observer:
    """Sees a run from outside; override what you need, for each method does nothing by itself.

    Observers are asked in the order in which they stand in `run.observers`. What one raises ends
    the run as if the machine had raised it: `sim.runs.run.Finished` is the clean way.
    """

    def second(self, run, t_s: int) -> None:
        """Second `t_s` has passed on the machine; what the scenario does at `t_s` comes next."""

    def acted(self, run, t_s: int) -> None:
        """All of `t_s` has happened. Asked also where it ends the program or the run."""

    def reset(self, run, cause: int) -> None:
        """The board was reset, for a cause of sim/world/hardware.py: `run.program` is None."""

    def noted(self, run, t_s: int, source: str, event: str, detail: object) -> None:
        """Something happened that is worth a line of events.csv."""


class Progress(Observer):
    """Tells whoever started the run how far it is."""

    def second(self, run, t_s: int) -> None:
        """Print `progress T` now and then."""
        if t_s % _PROGRESS_EVERY_S == 0:
            print("progress", t_s)
