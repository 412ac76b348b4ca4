"""The list of faults for people: what `python -m sim faults` prints."""

from itertools import groupby

from sim.world.faults import FAULTS


def fault_list() -> str:
    """A line a fault, by group: its name and its cause; a star marks what strikes once."""
    width = max(len(fault.name) for fault in FAULTS)
    lines = []
    for group, faults in groupby(FAULTS, lambda fault: str(fault.group)):
        lines.append(group)
        for fault in faults:
            mark = " " if fault.lasts else "*"
            lines.append(f"  {fault.name:{width}} {mark} {fault.cause}")
        lines.append("")
    lines.append("* strikes once and is over; the others last until they are cleared")
    return "\n".join(lines)
