"""The downtime of a cutover: the agreed window, what the rehearsal took, and what is left (S56)."""

from dataclasses import dataclass
from datetime import timedelta

from firstline.domain.runbook.book import Book
from firstline.domain.runbook.runs import Run, live_run, rehearsals
from firstline.domain.runbook.settings import settings_of
from firstline.domain.words import Text


@dataclass(frozen=True, slots=True)
class Downtime:
    """Plan against fact; None is what nobody has set or measured: no figure is invented.

    `window` is what the business agreed to, `rehearsed` what the last complete rehearsal took from
    its begin to its last step, `actual` what the live run took, or has taken until it ended.
    """

    window: timedelta | None
    rehearsed: timedelta | None
    rehearsal: Run | None
    actual: timedelta | None

    @property
    def reserve(self) -> timedelta | None:
        """What the rehearsal left of the window; negative where it would not have been enough."""
        if self.window is None or self.rehearsed is None:
            return None
        return self.window - self.rehearsed


def downtime(book: Book) -> Downtime:
    """Return the downtime of a runbook: its window, the last rehearsal, and the live run."""
    settings = settings_of(book)
    start, end = settings.window_start, settings.window_end
    window = end - start if start and end and end > start else None
    done = rehearsals(book, [one.id for one in book.template.timed])
    last = done[-1] if done else None
    live = live_run(book)
    actual = live.measured or live.took if live and not live.is_open else None
    return Downtime(window, last.measured if last else None, last, actual)


def words(found: Downtime) -> Text | None:
    """Return plan and fact in one line; None where no window was agreed."""
    if found.window is None:
        return None
    zh, en = [f"停机窗口 {_zh(found.window)}"], [f"Downtime window {_en(found.window)}"]
    if found.rehearsed is None or found.reserve is None:
        zh.append("还没有完整的演练,余量不知道")
        en.append("no complete rehearsal yet, the reserve is not known")
    else:
        name = f"{found.rehearsal.number}" if found.rehearsal else ""
        zh.append(f"演练 {name} 用时 {_zh(found.rehearsed)}")
        en.append(f"rehearsal {name} took {_en(found.rehearsed)}")
        short = found.reserve < timedelta()
        zh.append(f"✗ 超出窗口 {_zh(-found.reserve)}" if short else f"余量 {_zh(found.reserve)}")
        en.append(f"✗ {_en(-found.reserve)} too long" if short else f"reserve {_en(found.reserve)}")
    if found.actual is not None:
        zh.append(f"实际 {_zh(found.actual)}")
        en.append(f"actual {_en(found.actual)}")
    return Text(" · ".join(zh), " · ".join(en))


def _zh(span: timedelta) -> str:
    hours, minutes = divmod(round(span / timedelta(minutes=1)), 60)
    return f"{hours} 时 {minutes} 分" if hours else f"{minutes} 分"


def _en(span: timedelta) -> str:
    hours, minutes = divmod(round(span / timedelta(minutes=1)), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
