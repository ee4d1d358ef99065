"""Rates: a bucket a caller, in this process alone; a brake against a runaway, not a count."""

from collections import OrderedDict
from threading import Lock

from firstline.domain.words import Text
from firstline_portal.problems import Refusal

_MOST_CALLERS = 20_000


class Rates:
    """Lets every caller make `burst` requests at once and `per_s` a second after that.

    Each process counts for itself: with N processes behind one address a caller may reach N
    times the rate. `per_s` 0 counts nothing.
    """

    def __init__(self, per_s: float, burst: int) -> None:
        self._per_s = per_s
        self._burst = float(burst)
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def spend(self, caller: str, at_s: float, cost: float = 1.0) -> None:
        """Take `cost` from the caller's bucket at the monotonic instant `at_s`.

        Raises Refusal (429) with the seconds after which there is enough again.
        """
        if self._per_s <= 0:
            return
        with self._lock:
            left, then = self._left.pop(caller, (self._burst, at_s))
            left = min(self._burst, left + (at_s - then) * self._per_s)
            enough = left >= cost
            self._left[caller] = (left - cost if enough else left, at_s)
            if len(self._left) > _MOST_CALLERS:
                self._left.popitem(last=False)
        if not enough:
            raise _slow_down((cost - left) / self._per_s)


def _slow_down(after_s: float) -> Refusal:
    return Refusal(
        429, "busy", Text("请求太频繁,请稍后再试。", "Too many requests; try again later."),
        retry_after_s=max(0.1, round(after_s, 1)),
    )  # fmt: skip
