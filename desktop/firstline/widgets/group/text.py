"""A page of a working group on screen: the same words as on paper, in the window's own colours."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import QTextBrowser

from firstline.widgets import theme

_KINDS = ("ticket", "problem", "action", "decision")
BIG, MIDDLE = 18, 14
# Qt has sizes of its own for headings, which no rule changes: on screen they are paragraphs.
_HEADINGS = (("<h1>", "<p class='t'>"), ("</h1>", "</p>"), ("<h2>", "<p class='h'>"),
             ("</h2>", "</p>"))  # fmt: skip
_TAKES = ("mine", "theirs", "both")
_RULES = (
    ".t{{font-size:{big}px;font-weight:700;margin:0 0 4px 0}}"
    ".h{{font-size:{mid}px;font-weight:700;margin:14px 0 4px 0}}"
    "a{{color:{accent};text-decoration:none}}.q{{color:{muted}}}.n{{font-weight:700}}"
    ".l{{color:{P1};font-weight:700}}"
    "th{{text-align:left;color:{muted};border-bottom:1px solid {edge};padding:4px 10px 4px 0}}"
    "td{{border-bottom:1px solid {border};padding:4px 10px 4px 0}}"
)


def on_screen(page: str) -> str:
    """Return a page's HTML with its headings as paragraphs, whose size rules can change."""
    for tag, plain in _HEADINGS:
        page = page.replace(tag, plain)
    return page


class GroupText(QTextBrowser):
    """Shows a page; a link tells what it leads to, and nothing else is followed."""

    wanted = Signal(str, str)  # ticket, problem, action or decision, and its id
    settled = Signal(str, str)  # mine, theirs or both, and the clash

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setObjectName("shiftSheet")
        self.setTabChangesFocus(False)  # Tab goes from link to link, and on
        self.anchorClicked.connect(self._on_link)

    def show_page(self, page: str) -> None:
        """Show the page; where it was read to stays."""
        document = self.document()
        names = ("accent", "muted", "edge", "border", "P1")
        rules = _RULES.format(
            big=theme.px(BIG),
            mid=theme.px(MIDDLE),
            **{one: theme.token(one).name() for one in names},
        )
        document.setDefaultStyleSheet(rules)
        document.setDefaultFont(theme.font())
        document.setDocumentMargin(16)
        bar = self.verticalScrollBar()
        held = bar.value()
        self.setHtml(on_screen(page))
        bar.setValue(held)

    def _on_link(self, link: QUrl) -> None:
        if link.scheme() in _KINDS:
            self.wanted.emit(link.scheme(), link.path())
        elif link.scheme() in _TAKES:
            self.settled.emit(link.scheme(), link.path())
