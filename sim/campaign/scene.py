"""What a law may look at, second by second of a run: the plant's truth and the program."""

from typing import Any

from control.alarm_table import NAMES
from control.settings import STANDBY

_ALARM_HZ_MAX = 1000  # IEC 60601-1-8, table 4; what answers a key is higher
ROWS = {name: row for row, name in enumerate(NAMES)}


class Scene:
    """One second of a run. `program` is None while the board starts or has no power.

    t_s: simulated seconds since power-on. watts: into the element, mean over the second that ends
    now. fed_us: when the program last completed a period. started_s: when the program began.
    heard, lit: was an alarm's tone heard, and which lamps were on, at any moment of that second.
    """

    def __init__(self, run: Any) -> None:
        self._run = run
        self.world = run.world
        self.incubator = run.incubator
        self.plant = run.world.plant
        self.drives = run.world.drives
        self.t_s = 0
        self.program: Any = None
        self.started_s = 0
        self.fed_us = 0
        self.passed = False  # whether this program's start-up test has passed
        self.controller: Any = None
        self.settings: Any = None
        self.alarms: Any = None
        self.watts = 0.0
        self.heard = False
        self.lit: set[str] = set()
        self._heard = False
        self._lit: set[str] = set()
        self._watch_panel(run.world.panel)

    def update(self, t_s: int) -> None:
        """Take all as it is at the end of second `t_s`."""
        self.t_s = t_s
        self.watts = self.plant.heater
        self.heard, self._heard = self._heard, False
        self.lit, self._lit = self._lit, set(self.world.panel.lamps())
        program = self._run.program
        watchdog = self.world.hardware.watchdog
        if program and watchdog.due_us <= self.world.clock.now_us + watchdog.timeout_us:
            self.fed_us = watchdog.due_us - watchdog.timeout_us
        if program is not self.program:
            self.program = program
            self.started_s = t_s
            self.controller = program and program.controller
            self.settings = program and program.settings
            self.alarms = program and program.controller.alarms
        self.passed = bool(program) and program.controller.checks.self_test.passed()

    def therapy(self) -> bool:
        """Whether the program steers air or skin."""
        return self.program is not None and self.settings.mode != STANDBY

    def present(self, name: str) -> bool:
        """Whether an alarm is shown."""
        return self.program is not None and bool(self.alarms.present[ROWS[name]])

    def shown(self) -> list[str]:
        """The names of all alarms that are shown, the highest first."""
        if self.program is None:
            return []
        return [NAMES[row] for row in self.alarms.listed[: self.alarms.count]]

    def key_down(self, name: str) -> bool:
        """Whether the contact of a key is closed."""
        return bool(self.world.key_down(name))

    def panel_connected(self) -> bool:
        """Whether a wire leads from the program to keys and lamps."""
        bus = self.world.bus1
        return bool(bus.ready) and self.world.panel.chip in bus.chips.values()

    def _watch_panel(self, panel: Any) -> None:
        """Lamps flash faster than anybody asks: every change of them counts."""
        feel = panel.chip.on_change

        def see() -> None:
            feel()
            self._lit.update(panel.lamps())

        def hear(hertz: int, _duty_u16: int) -> None:
            if 0 < hertz <= _ALARM_HZ_MAX and not self.world.speaker_dead:
                self._heard = True

        panel.chip.on_change = see
        panel.on_tone = hear
