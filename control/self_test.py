"""Before heat is ever allowed: does everything that must be able to stop it really stop it?

Each stage asks the gate for a pulse of its own and looks at the heater's current. Together they
take about 10 s and put no more than 150 J into the element; 700 J if its switch turns out to be
shorted.
Whatever stands against heat ends the test, and it begins again once that is gone.
"""

from control import alarm_table as table
from control.records import Pulse, Readings
from control.report import Report

# Stages, in order.
WAITING = 0  # until nothing else stands against heat, and for a fresh current reading
RELAY = 1  # switch on, relay open: nothing may flow, or the relay is welded
SWITCH = 2  # switch off, relay closed: nothing may flow, or the switch is shorted: ended at once
HEAT = 3  # both on: current must flow, or nothing can be said of the rest
CUTOUT = 4  # cut-out told that it is hot: it must say so and the current must stop
RELEASE = 5  # and told that it is not: it must close again
PASSED = 6
FAILED = 7
STAGES = ("waiting", "relay", "switch", "heat", "cut-out", "release", "passed", "failed")

# Why it failed.
NO_FAULT = 0
RELAY_WELDED = 1
SWITCH_SHORTED = 2
NO_CURRENT = 3
CUTOUT_DEAD = 4
CUTOUT_STAYS_OPEN = 5
NOT_READY = 6
TOO_STRONG = 7
FAULTS = (
    "",
    "relay welded",
    "switch shorted",
    "no current",
    "cut-out dead",
    "cut-out stays open",
    "not ready",
    "heater too strong",
)

_TEST_PM = 150  # of full duty: a current beyond doubt, and too little heat to warm anything
_STAGE_MS = 1_500  # relay and charge pump settle, and a whole current average comes after them
_SETTLE_MS = 2_000  # by then a relay held from before a reset has let go
_READY_WITHIN_MS = 30_000  # a first reading of the current takes 3 s
_NOTHING_PM = 40  # of full current: offset of its sensor
_FLOWS_PM = 75  # of full current: half of what was asked
# A heater that takes a fifth more than its file says is another one: at full duty it would look
# like a shorted switch. Four times as much is one.
_TOO_STRONG_PM = 180
_SHORTED_PM = 600


class SelfTest:
    """The start-up test as a state machine: one `update` a period until PASSED or FAILED.

    full_ma: what the heater takes at full duty. `fault` says why it failed, for as long as power
    stays on: what failed once is not asked again. NOT_READY alone goes away by itself.
    """

    __slots__ = ("_elapsed_ms", "_full_ma", "fault", "stage")

    def __init__(self, full_ma: int):
        self._full_ma = full_ma
        self._elapsed_ms = 0
        self.stage = WAITING
        self.fault = NO_FAULT

    def repeat(self) -> str:
        """Test once more, in standby only. Returns why not, or an empty string."""
        if self.stage == FAILED:
            return "self-test: it failed; it is asked again once power has been off"
        self._enter(WAITING)
        return ""

    def passed(self) -> bool:
        """Whether heat may be allowed."""
        return self.stage == PASSED

    def opens_cutout(self) -> bool:
        """Whether a cut-out that is open is the test's own doing."""
        return CUTOUT <= self.stage <= RELEASE

    def update(
        self, readings: Readings, hindered: bool, switch_shorted: bool, dt_ms: int, pulse: Pulse
    ) -> None:
        """Judge the stage under way, and ask for the pulse of the next period.

        hindered: protection permits no pulse. switch_shorted: protection knows that already. A
        test that failed keeps the cut-out open: one of relay and switch is broken, and the other
        may break as well.
        """
        if self.stage < PASSED:
            if switch_shorted:
                self._fail(SWITCH_SHORTED)
            else:
                self._judge(readings, hindered, dt_ms)
        stage = self.stage
        pulse.heater_pm = _TEST_PM if stage == RELAY or HEAT <= stage <= CUTOUT else 0
        pulse.arm = SWITCH <= stage <= CUTOUT
        pulse.open_cutout = stage == CUTOUT or stage >= FAILED

    def report(self, readings: Readings, found: Report) -> None:
        """Tell the alarms why it failed."""
        fault = self.fault
        if fault == RELAY_WELDED:
            found.hold(table.RELAY_TEST_FAILED)
        elif fault == SWITCH_SHORTED:
            nothing_ma = self._full_ma * _NOTHING_PM // 1000
            found.hold(table.HEATER_STUCK_ON, readings.heater_ma.value, nothing_ma)
        elif fault == NO_CURRENT:
            found.hold(table.HEATER_TEST_FAILED)
        elif fault == TOO_STRONG:
            found.hold(table.HEATER_TOO_STRONG)
        elif CUTOUT_DEAD <= fault <= CUTOUT_STAYS_OPEN:
            found.hold(table.CUTOUT_TEST_FAILED)
        elif fault == NOT_READY:
            found.hold(table.SYSTEM_FAULT)

    def _judge(self, readings: Readings, hindered: bool, dt_ms: int) -> None:
        self._elapsed_ms += dt_ms
        if self.stage == WAITING:
            self._wait(readings, hindered)
            return
        if hindered:  # nothing can be told from a current that may not flow
            self._enter(WAITING)
            return
        flows_pm = readings.heater_ma.value * 1000 // self._full_ma
        if not readings.heater_ma.fresh:
            if self._elapsed_ms >= _READY_WITHIN_MS:
                self._enter(WAITING)
        elif self.stage == SWITCH and flows_pm >= _FLOWS_PM:
            self._fail(SWITCH_SHORTED)  # full power flows: every period of it counts
        elif self.stage == HEAT and _TOO_STRONG_PM < flows_pm < _SHORTED_PM:
            self._fail(TOO_STRONG)  # before more of it flows
        elif self._elapsed_ms >= _STAGE_MS:
            self._conclude(readings, flows_pm)

    def _conclude(self, readings: Readings, flows_pm: int) -> None:
        if self.stage == RELAY:
            self._go_on(flows_pm <= _NOTHING_PM, RELAY_WELDED)
        elif self.stage == SWITCH:
            self._go_on(flows_pm <= _NOTHING_PM, SWITCH_SHORTED)
        elif self.stage == HEAT:
            self._go_on(flows_pm >= _FLOWS_PM, NO_CURRENT)
        elif self.stage == CUTOUT:
            self._go_on(readings.cutout_tripped and flows_pm <= _NOTHING_PM, CUTOUT_DEAD)
        else:
            self._go_on(not readings.cutout_tripped, CUTOUT_STAYS_OPEN)

    def _wait(self, readings: Readings, hindered: bool) -> None:
        if hindered:  # that has an alarm of its own, and is no fault of what is tested
            self.fault = NO_FAULT
            self._elapsed_ms = min(self._elapsed_ms, _SETTLE_MS)
        elif self._elapsed_ms >= _SETTLE_MS and readings.heater_ma.fresh:
            self.fault = NO_FAULT
            self._enter(RELAY)
        elif self._elapsed_ms >= _READY_WITHIN_MS:
            self._elapsed_ms = _READY_WITHIN_MS
            self.fault = NOT_READY

    def _go_on(self, good: bool, fault: int) -> None:
        if good:
            self._enter(self.stage + 1)
        else:
            self._fail(fault)

    def _enter(self, stage: int) -> None:
        self.stage = stage
        self._elapsed_ms = 0

    def _fail(self, fault: int) -> None:
        self.fault = fault
        self.stage = FAILED
