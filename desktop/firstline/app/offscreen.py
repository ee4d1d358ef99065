"""The window without a display: a picture of the real thing, and the queue as a table."""

import os
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.words import Language, Text

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from firstline.app.house import House
    from firstline.app.profile import Profile

_LOOKS, _LOOK_MS = 150, 200
SETTLE_MS = 400  # for the first rows, the counts and the detail pane


def show_offscreen(  # noqa: PLR0913 - each is a choice of its own
    profile: "Profile",
    png_path: Path,
    *,
    language: Language = "zh_CN",
    theme: str = "light",
    size: tuple[int, int] = (1366, 768),
    text_percent: int = 100,
    stage: "Callable[[House], None] | None" = None,
    table: bool = True,
    demo: bool = False,
) -> None:
    """Save a picture of the window on `profile` to `png_path`, and print the queue as a table.

    `size` is in pixels; `stage` may lead the window to another screen first. A `demo` has its own
    portal, which is waited for. Raises OSError when the picture cannot be written.
    """
    with furnished(profile, language, theme, text_percent, demo=demo) as house:
        house.shell.resize(*size)
        settle(house)
        _wait_for_the_counts(house)
        if demo:
            _wait_for_the_portal(house)
        if stage is not None:
            stage(house)
            settle(house)
        png_path.parent.mkdir(parents=True, exist_ok=True)
        if not picture(house).save(str(png_path), "PNG"):
            raise OSError(str(png_path))
        if table:
            told = [*queue_table(house), house.speech(sync_line(house))]
            print("\n".join(told))  # noqa: T201 - a report for a terminal


@contextmanager
def furnished(
    profile: "Profile", language: Language, theme: str, text_percent: int = 100, *,
    demo: bool = False,
) -> "Iterator[House]":  # fmt: skip
    """Give the started house of `profile` on the offscreen platform, and stop it afterwards."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QCursor  # noqa: PLC0415

    from firstline.app.house import House  # noqa: PLC0415
    from firstline.app.window import make_application  # noqa: PLC0415

    app = make_application()
    QCursor.setPos(5000, 5000)  # no part of the window lies under the mouse
    chosen = profile.settings.having(language=language, theme=theme, text_percent=text_percent)
    own = replace(profile, settings=chosen, language=language)
    house = House(app, own, lambda: datetime.now(UTC), keep_state=False, demo=demo)
    house.start()
    try:
        yield house
    finally:
        house.stop()


def settle(house: "House", ms: int = SETTLE_MS) -> None:
    """Let the window take in what its lanes bring."""
    from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415

    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()
    house.shell.repaint()


def _wait_for_the_counts(house: "House") -> None:
    """Let the figures of a busy machine come, for half a minute at most."""
    for _ in range(_LOOKS):
        if house.shell.counts.known:
            return
        settle(house, _LOOK_MS)


def _wait_for_the_portal(house: "House") -> None:
    """Let the demo's tickets reach its portal, for half a minute at most."""
    from firstline.app.demo.demo import can_serve  # noqa: PLC0415

    model = house.shell.sync.model
    for _ in range(_LOOKS if can_serve() else 0):
        if not (model.alone or model.unsent.waiting or model.unsent.files):
            return
        settle(house, _LOOK_MS)


def picture(house: "House") -> "QPixmap":
    """Return the window as it is painted, with the small windows that stand over it."""
    from PySide6.QtGui import QPainter  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    shell = house.shell
    made = shell.grab()
    painter = QPainter(made)
    corner = shell.mapToGlobal(shell.rect().topLeft())
    for one in QApplication.topLevelWidgets():
        if one is not shell and one.isVisible():
            painter.drawPixmap(one.mapToGlobal(one.rect().topLeft()) - corner, one.grab())
    painter.end()
    return made


def queue_table(house: "House", limit: int = 30) -> list[str]:
    """Return the listed tickets with their countdowns, one line each, at most `limit`."""
    from PySide6.QtCore import Qt  # noqa: PLC0415

    model, say = house.shell.page.model, house.speech
    columns = range(model.columnCount())
    heads = [str(model.headerData(at, Qt.Orientation.Horizontal)) for at in columns]
    rows = range(min(limit, model.rowCount()))
    lines = [heads, *([str(model.index(row, at).data()) for at in columns] for row in rows)]
    widths = [min(44, max(_cells(line[at]) for line in lines)) for at in columns]
    told = ["  ".join(map(_padded, one, widths)).rstrip() for one in lines]
    more = model.rowCount() - limit
    if more > 0:
        told.append(say(Text(f"…另有 {more} 张", f"… and {more} more")))
    figures = house.shell.counts.figures
    told.append(
        say(
            Text(
                f"{figures.open} 未结 · {figures.overdue} 超时 · {figures.at_risk} 将超时",
                f"{figures.open} open · {figures.overdue} overdue · {figures.at_risk} at risk",
            )
        )
    )
    return told


def sync_line(house: "House") -> Text:
    """Return what the chip says, and what would be lost if this PC died now."""
    from firstline.viewmodel.sync import outbox_words  # noqa: PLC0415

    model = house.shell.sync.model
    chip, unsent = model.chip().words, model.unsent
    lost = outbox_words.lost(unsent.acts, unsent.files, alone=model.alone)
    asked = outbox_words.ASKED
    return Text(f"同步:{chip.zh} · {asked.zh} {lost.zh}", f"Sync: {chip.en} · {asked.en} {lost.en}")


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _padded(text: str, width: int) -> str:
    while _cells(text) > width:
        text = text[:-2] + "…"
    return text + " " * (width - _cells(text))
