"""Fingers on the keys of a running program, and when its periods came meanwhile."""


def lived(run, key_sets):
    """Play a run: when its periods began, in microseconds, and the last one that drove the heater.

    key_sets: the keys that are down in each period, none after them.
    """
    down = iter(key_sets)
    began_us = []
    heated_us = [0]
    period = run.program.period

    def watched(now_ms):
        began_us.append(run.world.clock.now_us)
        run.world.keys.clear()
        run.world.keys.update(next(down, ()))
        period(now_ms)
        if run.program.hardware.heater.duty_pm:
            heated_us.append(began_us[-1])

    run.program.period = watched
    run.play()
    return began_us, heated_us[-1]
