"""Puts the virtual board's pins in a pretended incubator, and plays what happens to that."""

import importlib
from collections.abc import Callable
from typing import Any

from sim.errors import InputError
from sim.runs.actions import Timetable
from sim.virtual_board.host.flash import PowerCut
from sim.world.hardware import SOFT_RESET
from sim.world.mcu import with_psram
from sim.world.plant.plant import Plant
from sim.world.world import World

# What a scenario lets the operator set is not for us: settings are the controller's own affair.
_SETTING = "set_"


class BoardIncubator:
    """The machine of a scenario, with its board: `world`, whose time is `clock`.

    `send(data)` hears the data port's pin, `say(t_s, source, event, detail)` what happens.
    """

    def __init__(
        self,
        scenario: dict[str, Any],
        seed: int,
        send: Callable[[bytes], None],
        say: Callable[[int, str, str, object], None],
    ):
        pins = importlib.import_module(f"boards.{scenario['machine']['board']}.board")
        self.chip: str = pins.CHIP
        self.world = World(scenario, pins, Plant, seed)
        self.hardware = self.world.hardware
        self.hardware.uarts[pins.DATA_PORT_TX_PIN] = send
        clock: Any = self.world.clock  # whose on_second is None until it has one
        clock.on_second = self._second
        self.clock = clock
        self.note = say
        self._timetable = Timetable(
            [entry for entry in scenario["timetable"] if not entry["do"].startswith(_SETTING)],
            self.world,
            self,
            {},
        )
        self._has_power = True

    def fit_psram(self, kind: str) -> None:
        """Put the chip in a module with that PSRAM. InputError: there is none."""
        try:
            self.hardware.soc = with_psram(self.hardware.soc, kind)
        except ValueError as error:
            raise InputError(str(error)) from None

    def begin(self) -> None:
        """Let happen what is so at power-on."""
        self._timetable.play(0)

    def powered(self) -> bool:
        """Whether the board has power."""
        return bool(self.world.powered())

    def reset(self, cause: int) -> None:
        """The chip resets: after a soft reset, pins and watchdog are as they were."""
        hardware = self.hardware
        if cause == SOFT_RESET:
            hardware.reset_cause = SOFT_RESET
            for pin in list(hardware.pwm_frequencies):
                del hardware.pwm_frequencies[pin]
                hardware.pwms[pin](0)
            return
        hardware.reset(cause)
        self.clock.restart_ticks()

    def lose_power(self) -> None:
        """All that a loss of power wipes out is gone: chips, and the RTC's memory."""
        self.world.power_up()

    def _second(self, t_s: int) -> None:
        """Raises PowerCut when the power goes."""
        self.world.step()
        self._timetable.play(t_s)
        had_power = self._has_power
        self._has_power = self.powered()
        if had_power and not self._has_power:
            raise PowerCut
