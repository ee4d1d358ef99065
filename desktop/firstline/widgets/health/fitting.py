"""How a board gives way where text is large or the window narrow: columns first, then widths."""

from firstline.viewmodel.health.board import Frame
from firstline.widgets import theme
from firstline.widgets.plain_table import PlainTable

PANEL, NARROW_LIST, WIDE_LIST, GROUPED_LIST = 344, 52, 200, 214
ROOMY, WIDEST = 1010, 560  # from what width on a panel grows, and how far
LEAST_TITLE = 150  # what the stretching column keeps


def panel_width(room: int) -> int:
    """Return the width of the panel beside a board of `room` pixels, wider where there is room."""
    least = theme.px(PANEL)
    more = max(0, room - theme.px(ROOMY)) * 4 // 10
    return min(least + more, theme.px(WIDEST), room * 48 // 100)


def fit_columns(table: PlainTable, frame: Frame, room: int) -> None:
    """Hide the columns that `frame` can spare, one by one, until the rest stand in `room`."""
    shown = dict(enumerate(frame.widths))
    spare = list(frame.spare)
    while spare and _needs(table, shown, frame.stretch) > room:
        shown.pop(spare.pop(0), None)
    for at in range(len(frame.widths)):
        table.setColumnHidden(at, at not in shown)


def _needs(table: PlainTable, shown: dict[int, int], stretch: int) -> int:
    fixed = sum(table.need(at) for at in shown if at != stretch)
    return fixed + theme.px(LEAST_TITLE)
