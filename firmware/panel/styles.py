from micropython import const

HUGE = const(0)
LARGE = const(1)
HEADING = const(2)
BODY = const(3)
SMALL = const(4)
