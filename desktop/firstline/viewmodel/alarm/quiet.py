"""The quiet hours as the settings have them, and whether they hold now."""

from firstline.domain.alarm.alarm import Quiet, quiet_hours
from firstline.viewmodel.desk import Desktop


def quiet_now(desktop: Desktop) -> Quiet | None:
    """Return the quiet hours that hold now, None where none do."""
    start, end = (str(getattr(desktop.settings, name, "")) for name in ("quiet_from", "quiet_to"))
    quiet = quiet_hours(start, end, desktop.zone)
    return quiet if quiet and quiet.holds(desktop.ticking.now()) else None
