"""The way from the firmware out into the simulated world, and back.

The world may allocate though the firmware has locked the heap: the locks are lifted on the way out
and put back on the way in.
"""

import sys

from micropython import heap_lock, heap_unlock

_REFUSES = sys.implementation.name == "micropython"  # CPython's heap only counts its locks

mishap = None  # of the attached hardware (sim/world/hardware.py)


def lift_locks() -> int:
    """Unlock the heap and give the number of locks that were on.

    Every call into the machine begins here, and so may end here in a mishap.
    """
    locks = 0
    if _REFUSES:
        heap_lock()
        locks = remaining = heap_unlock()
        while remaining:
            remaining = heap_unlock()
    if mishap.armed:
        try:
            mishap.count()
        except BaseException:
            restore_locks(locks)
            raise
    return locks


def restore_locks(locks: int) -> None:
    """Put so many locks back on the heap."""
    while locks:
        heap_lock()
        locks -= 1


def unlock() -> None:
    """Take every lock off the heap: the program that had put them on is dead."""
    heap_lock()
    while heap_unlock():
        pass


def ask(answer):
    """Call into the world and give what it answers."""
    locks = lift_locks()
    try:
        return answer()
    finally:
        if locks:
            restore_locks(locks)


def tell(listener, value):
    """Call into the world with a value."""
    locks = lift_locks()
    try:
        listener(value)
    finally:
        if locks:
            restore_locks(locks)
