"""What protection, the checks and the program found out this period, for the alarms to judge."""


class Findings:
    """Made once, filled in place before Conditions.update. Each is false or 0 if all is well."""

    __slots__ = (
        "clock_lost",
        "cutout_test_failed",
        "cutout_under_test",
        "heater_least_ma",
        "heater_most_ma",
        "heater_test_failed",
        "humidifier_dead",
        "humidifier_stuck_on",
        "key_stuck",
        "log_fault",
        "no_heat",
        "override_limits",
        "panel_lost",
        "power_sensor_lost",
        "reasons",
        "relay_test_failed",
        "settings_lost",
        "skin_in_doubt",
        "supply_dips",
        "supply_limit_mv",
        "supply_out_of_range",
        "switch_shorted",
        "system_fault",
        "therapy_interrupted",
        "update_failed",
    )

    def __init__(self) -> None:
        self.reasons = 0  # what stands against heat: bits of control.protection
        self.cutout_under_test = False  # it was opened on purpose, or is awaited to let go
        self.override_limits = False  # the higher cut-outs hold
        self.heater_most_ma = 0  # what may flow for the demand, and what must
        self.heater_least_ma = 0
        self.supply_limit_mv = 0  # the end of its range that the supply is nearer to
        self.switch_shorted = False  # the heater's, by the start-up test
        self.no_heat = False  # no heat or current, or too little, for the demand
        self.humidifier_stuck_on = False  # it runs unasked
        self.humidifier_dead = False  # it does not run, or nothing senses that it does
        self.skin_in_doubt = False  # the only skin probe may read low
        self.supply_out_of_range = False
        self.supply_dips = False  # it has reset the board again and again
        self.power_sensor_lost = False  # heater current and supply voltage are not measured
        self.heater_test_failed = False
        self.cutout_test_failed = False
        self.relay_test_failed = False
        self.system_fault = False  # own checks, memory, exception, watchdog, repeated lateness
        self.settings_lost = False  # safe defaults are in use
        self.therapy_interrupted = False  # in standby because of a cut of more than 10 min
        self.clock_lost = False
        self.key_stuck = False
        self.panel_lost = False  # no keys, no lamps
        self.log_fault = False
        self.update_failed = False  # the version before the last update runs
