"""The way out of the pretended chip: one line asks, one line answers.

A request is `(number, target, method, arguments)`, an answer `(number, fine, value)` or, where the
call raised, `(number, False, (name of the exception, its arguments))`. Target 0 is the board, any
other an object that an earlier call made. The numbers keep asking and answering in step though a
KeyboardInterrupt may break in anywhere.
"""

import builtins
import sys

from sim.mcu import boundary

BOARD = 0


class _Unarmed:
    """No mishap of the world strikes on this side of the line."""

    armed = ()


boundary.mishap = _Unarmed

_answers = open(int(sys.argv[1]), "rb")
_requests = open(int(sys.argv[2]), "wb")
_number = 0


class _None:
    """No argument."""


# No `*arguments`: they would be put in a tuple before the heap is unlocked.
def call(target: int, method: str, a=_None, b=_None, c=_None, d=_None, e=_None):
    """What the board's object answers. Raises what it raised; ends the chip without a board."""
    locks = boundary.lift_locks()
    try:
        return _call(
            target, method, [_plain(part) for part in (a, b, c, d, e) if part is not _None]
        )
    finally:
        boundary.restore_locks(locks)


def call_into(buf, target: int, method: str, a=_None, b=_None, c=_None) -> int:
    """Put the bytes that the board's object answers in buf; their number."""
    locks = boundary.lift_locks()
    try:
        data = call(target, method, a, b, c)
        buf[: len(data)] = data
        return len(data)
    finally:
        boundary.restore_locks(locks)


def _call(target, method, arguments):
    global _number
    _number += 1
    number = _number
    _requests.write(repr((number, target, method, arguments)) + "\n")
    while True:
        line = _answers.readline()
        if not line:
            sys.exit()  # the board is gone
        answer = _parsed(line)
        if answer[0] == number:
            break
    if answer[1]:
        return answer[2]
    name, arguments = answer[2]
    raise getattr(builtins, name)(*arguments)


def _plain(argument):
    """As the board can read it."""
    return bytes(argument) if isinstance(argument, (bytearray, memoryview)) else argument


def _parsed(line):
    """An answer; of one that an interrupt had cut the rest is nothing that anybody waits for."""
    try:
        answer = eval(line)
    except Exception:
        return (None,)
    return answer if isinstance(answer, tuple) else (None,)
