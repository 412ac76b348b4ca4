"""Whether therapy goes on by itself after a reset (IEC 60601-2-19, 201.11.8)."""

from control.alarm_table import SETTINGS_LOST, THERAPY_INTERRUPTED, UPDATE_FAILED
from control.settings import SKIN, STANDBY, Settings

_CUT_S = 600  # the longest cut after which the operator need not be asked
# An outage is counted from the last stamp, some seconds before the cut, to the program's start,
# some seconds after it.
STAMP_EVERY_S = 5
_START_UP_S = 5


def resume(settings: Settings, outage_s: int) -> bool:
    """Bring settings that were just loaded into force after any reset; True if therapy ended.

    outage_s: since the last stamp in the clock chip; negative if unknown, as when the clock was
    lost. After an outage that was too long, or unknown, the infant may be another, or gone:
    standby, and no override, until somebody decides. The set points stay, as far as they need no
    override.
    """
    if 0 <= outage_s <= _CUT_S + STAMP_EVERY_S + _START_UP_S:
        return False
    interrupted = settings.mode != STANDBY
    settings.set_mode(STANDBY)
    settings.set_override(False)
    return interrupted


def restore(archive, settings: Settings, controller, stamp, life) -> None:
    """At start: all as it was stored; the mode too, if the board was not dark for too long."""
    report = controller.report
    report.stand(SETTINGS_LOST, not archive.restore(settings, controller))
    report.stand(UPDATE_FAILED, life.update_failed)
    report.stand(THERAPY_INTERRUPTED, resume(settings, stamp.outage_s()))
    if settings.mode == SKIN:
        controller.recall(archive.skin_air_mc)
    archive.begin(settings, life)
