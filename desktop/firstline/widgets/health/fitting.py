"""How a board gives way where text is large or the window narrow: columns first, then widths."""

from firstline.viewmodel.health.board import Frame
from firstline.widgets import theme
from firstline.widgets.plain_table import PlainTable

PANEL, NARROW_LIST, WIDE_LIST, GROUPED_LIST = 344, 52, 200, 214
LEAST_TITLE = 130  # what the stretching column keeps


def panel_width(room: int) -> int:
    """Return the width of the panel beside a board of `room` pixels."""
    return min(theme.px(PANEL), room * 48 // 100)


def fit_columns(table: PlainTable, frame: Frame, room: int) -> None:
    """Hide the columns that `frame` can spare, one by one, until the rest stand in `room`."""
    shown = dict(enumerate(frame.widths))
    spare = list(frame.spare)
    while spare and _needs(shown, frame.stretch) > room:
        shown.pop(spare.pop(0), None)
    for at in range(len(frame.widths)):
        table.setColumnHidden(at, at not in shown)


def _needs(shown: dict[int, int], stretch: int) -> int:
    fixed = sum(theme.px(width) for at, width in shown.items() if at != stretch)
    return fixed + theme.px(LEAST_TITLE)
