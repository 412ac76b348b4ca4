"""The safety laws: observers that look at every second of a run and say what breaks them.

They judge by the plant's truth and by what a person would see and hear. Where a law depends on
what the program could know, they ask its estimates, never its protection.
"""

from sim.campaign.heat_laws import AirLaw, DeadLaw, StartLaw, StopLaw
from sim.campaign.quiet_law import QuietLaw
from sim.campaign.restart_law import RestartLaw
from sim.campaign.signal_laws import PriorityLaw, SilenceLaw
from sim.campaign.warmth_law import WarmthLaw

# What the announcement of faults is called; announcement.py judges it.
ANNOUNCEMENT_ID = "LAW-3-ALARM"
ANNOUNCEMENT = (
    "Every fault that changes what the infant gets raises a right alarm within its stated delay."
)
PROGRAM_ID = "LAW-0-PROGRAM"
PROGRAM = "The program never ends by an error of its own."

LAWS = (
    AirLaw,
    StopLaw,
    DeadLaw,
    StartLaw,
    PriorityLaw,
    SilenceLaw,
    QuietLaw,
    WarmthLaw,
    RestartLaw,
)
STATEMENTS = dict(
    sorted(
        [(PROGRAM_ID, PROGRAM), (ANNOUNCEMENT_ID, ANNOUNCEMENT)]
        + [(law.id, law.statement) for law in LAWS]
    )
)
