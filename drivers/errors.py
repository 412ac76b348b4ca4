"""What a driver raises: always OSError, as I2C itself does when a chip does not answer.

Each error is one object made at import, so that raising it needs no memory. They are plain
OSErrors, told apart by identity or errno, not subclasses: an object raised again and again gathers
tracebacks until memory ends, and MicroPython can clear those of a native exception only.
"""

from micropython import const

_EBUSY = const(16)
_EPROTO = const(71)
_EBADMSG = const(74)

BUS_STUCK = OSError(_EBUSY, "bus lines held low")
WRONG_CHIP = OSError(_EPROTO, "wrong chip, or its configuration or content lost")
BAD_CHECKSUM = OSError(_EBADMSG, "checksum wrong")


def fail(error: OSError) -> None:
    """Raise `error`, one of those above, without the traceback of the last time."""
    error.__traceback__ = None
    raise error
