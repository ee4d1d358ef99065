"""Files that a portal could not give: asked for again later and later, not in every round."""

from datetime import datetime, timedelta

FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=6)
"""After one try in vain a file is asked for a minute later, then after two, four, eight …"""


class Absent:
    """How often each file was asked for in vain, by its hash; of one portal, while it is open.

    What a person asks for is asked for at once, whatever stands here.
    """

    def __init__(self) -> None:
        self._vain: dict[str, tuple[int, datetime]] = {}

    def due(self, sha256: str, now: datetime) -> bool:
        """Whether the file may be asked for; a clock that was set back holds nothing up."""
        times, last = self._vain.get(sha256, (0, now))
        return not times or not (last <= now < last + wait(times))

    def in_vain(self, sha256: str, now: datetime) -> None:
        """Note that the portal had it not."""
        times, _ = self._vain.get(sha256, (0, now))
        self._vain[sha256] = (times + 1, now)

    def came(self, sha256: str) -> None:
        """Note that it is here."""
        self._vain.pop(sha256, None)


def wait(times: int) -> timedelta:
    """Return how long a file is left alone after so many tries in vain."""
    return min(FIRST * (1 << min(times - 1, 20)), LONGEST)
