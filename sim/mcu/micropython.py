"""MicroPython's `micropython` for CPython. On MicroPython the built-in one always wins."""

_locks = 0


def const(value):
    """Give the value back: only MicroPython's compiler can do more with it."""
    return value


def heap_lock() -> None:
    """Count a lock; CPython cannot refuse an allocation."""
    global _locks
    _locks += 1


def heap_unlock() -> int:
    """Take one lock away and give the number that remain."""
    global _locks
    if not _locks:
        raise RuntimeError("heap_unlock without heap_lock")
    _locks -= 1
    return _locks


def alloc_emergency_exception_buf(size: int) -> None:
    """Do nothing: CPython always has room for an exception."""


def kbd_intr(character: int) -> None:
    """Do nothing: Ctrl-C belongs to the PC."""
