"""How the window has the shift sheet written: report makes the page, loaded when wanted."""

from typing import Literal, cast

from firstline.viewmodel.shift import Paper


def press(paper: Paper) -> str:
    """Return the page of `paper` as HTML."""
    from firstline.report.shift_page import Heading, shift_page  # noqa: PLC0415 - see above

    size = cast("Literal['a4', 'a6']", paper.size)
    heading = Heading(paper.site, paper.shift)
    return shift_page(paper.sheet, heading, paper.language, size, style=paper.style)
