"""The queue's page: search line, chips, the bar for many, the list and its empty states."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.query.query import parse_query
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later
from firstline.viewmodel.queue import search_words
from firstline.viewmodel.queue.queue import SORTS, QueueModel
from firstline.viewmodel.queue.views import BUILT_IN, View
from firstline.widgets import icons, theme
from firstline.widgets.combo import Combo
from firstline.widgets.queue.search_line import ChipRow, SearchLine
from firstline.widgets.queue.view import QueueView

if TYPE_CHECKING:
    from firstline.widgets.empty import Empty
    from firstline.widgets.queue.bulk_bar import BulkBar

_EMPTY = {
    "mine": ("circle-check", Text("没有分派给我的未结工单。", "No open ticket is assigned to me.")),
    "risk": ("alarm-clock", Text("没有即将超时的工单。", "Nothing is about to run out of time.")),
    "overdue": ("circle-check", Text("没有超时的工单。", "Nothing is overdue.")),
    "at_risk": (
        "alarm-clock",
        Text("没有即将超时的工单。", "Nothing is about to run out of time."),
    ),
    "unassigned": ("user-check", Text("没有未分派的工单。", "Every open ticket has an assignee.")),
    "snoozed": ("bell-off", Text("没有暂缓的工单。", "Nothing is snoozed.")),
    "resolved": (
        "archive",
        Text("最近 7 天没有解决工单。", "Nothing was resolved in the last 7 days."),
    ),
}
_SEE_ALL = Text("查看全部未结", "See all open")


class QueuePage(QWidget):
    """Finds tickets and shows them as a list."""

    view_shown = Signal(object)  # View, or None for a query of one's own
    new_wanted = Signal()
    keep_wanted = Signal()
    bulk_wanted = Signal(str)  # the id of a command for all that are selected

    def __init__(self, desktop: Desktop, later: Later) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self.view: View | None = None
        self.text = ""
        self._goes_first = False  # when the first rows have come
        self.model = QueueModel(desktop, later, self)
        self.list = QueueView(desktop, self.model)
        self.search = SearchLine(self._speech, self._complete)
        self.chips = ChipRow(self._speech)
        self.chooser = Combo()
        self.new = QPushButton()
        self._top = QStackedWidget()
        self._body = QStackedWidget()
        self._own: list[View] = []
        self._lay()
        self._connect()
        self.retranslate()

    def _lay(self) -> None:
        bar = QFrame()
        bar.setObjectName("searchBar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 10, 12, 8)
        row.setSpacing(8)
        self.new.setProperty("look", "primary")
        self.new.setIcon(icons.icon("plus", "on_accent"))
        self.new.setCursor(Qt.CursorShape.PointingHandCursor)
        row.addWidget(self.search, 1)
        row.addWidget(self.chooser)
        row.addWidget(self.new)
        self._top.addWidget(bar)
        policy = self._top.sizePolicy()
        self._top.setSizePolicy(policy.horizontalPolicy(), QSizePolicy.Policy.Fixed)
        self._body.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addWidget(self.chips)
        column.addWidget(self._body, 1)
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.chooser.hide()

    def _connect(self) -> None:
        self.search.asked.connect(self.ask)
        self.search.left_down.connect(self.into_list)
        self.chips.removed.connect(self.ask)
        self.chips.clear.connect(lambda: self.ask(""))
        self.chips.keep.connect(self.keep_wanted)
        self.new.clicked.connect(self.new_wanted)
        self.list.chosen.connect(self._on_chosen)
        self.list.sorted_by.connect(self._on_sorted)
        self.model.loaded.connect(self._on_loaded)
        self.chooser.activated.connect(self._on_chooser)
        self._speech.switched.connect(self.retranslate)

    @cached_property
    def bulk(self) -> "BulkBar":
        """The bar for many, made when several tickets are first selected."""
        from firstline.widgets.queue.bulk_bar import BulkBar  # noqa: PLC0415

        made = BulkBar(self._speech)
        made.wanted.connect(self.bulk_wanted)
        made.closed.connect(self.list.clear_marks)
        self._top.addWidget(made)
        return made

    @cached_property
    def empty(self) -> "Empty":
        """The empty state, made when a list is first empty."""
        from firstline.widgets.empty import Empty  # noqa: PLC0415

        made = Empty(self._speech)
        made.wanted.connect(self._on_empty_act)
        self._body.addWidget(made)
        return made

    def show_view(self, view: View) -> None:
        """List a saved view."""
        self.view, self.text = view, view.query
        self.search.put("")
        self._list(view.sort, descending=view.descending)
        self.view_shown.emit(view)

    def ask(self, text: str) -> None:
        """List what the search line `text` finds, sorted as now; nothing typed: all open."""
        if not text.strip():
            self.show_view(BUILT_IN[1])
            return
        self.view, self.text = None, text
        if self.search.text() != text:
            self.search.put(text)
        self._list(self.model.sorting, descending=self.model.descending)
        self.view_shown.emit(None)

    def _list(self, sort: str, *, descending: bool) -> None:
        self.model.show(parse_query(self.text), sort, descending=descending)
        self._show_sort()
        self._show_chips()
        self._mark_chooser()
        self.list.verticalScrollBar().setValue(0)
        self._goes_first = not self.model.whole and not self.model.rowCount()
        if self.model.rowCount() and not self.list.currentIndex().isValid():
            self.list.go(0)
        elif not self.model.rowCount():
            self.list.looked_at.emit("")

    def _show_sort(self) -> None:
        head = self.list.horizontalHeader()
        column = next((at for at, one in SORTS.items() if one == self.model.sorting), None)
        order = (
            Qt.SortOrder.DescendingOrder if self.model.descending else Qt.SortOrder.AscendingOrder
        )
        head.setSortIndicator(-1 if column is None else int(column), order)

    def _show_chips(self) -> None:
        query = self.model.query
        name = self._speech(self.view.name if self.view else Text("搜索结果", "Found"))
        shown = [] if self.view and not self.view.own else search_words.chips(query)
        warning = search_words.warning(self.text)
        self.chips.show_query(
            name, shown, self._speech(warning) if warning else "",
            can_keep=self.view is None and bool(query),
        )  # fmt: skip
        self.chips.show_count(self.model.rowCount(), whole=self.model.whole)

    def show_own_views(self, own: list[View]) -> None:
        """Offer the user's own views in the chooser."""
        self._own = own
        self._fill_chooser({})

    def show_counts(self, by_view: dict[str, int]) -> None:
        """Show how many tickets each view holds in the chooser."""
        self._fill_chooser(by_view)

    def fold(self, folded: bool) -> None:  # noqa: FBT001
        """Offer the views as a chooser while the rail shows icons alone."""
        self.chooser.setVisible(folded)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        self.new.setText(say(Text("新建工单", "New ticket")))
        self.new.setAccessibleName(say(Text("新建工单", "New ticket")))
        self.new.setToolTip("Ctrl+N")
        self.new.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.search.setMinimumHeight(theme.px(30))
        self.chooser.setMinimumHeight(theme.px(30))
        self.chooser.setAccessibleName(say(Text("视图", "View")))
        self.chooser.setPlaceholderText(say(Text("选择视图", "Choose a view")))
        self._fill_chooser({})
        self._show_chips()
        if self._body.currentIndex() == 1:
            self._show_empty()

    def _fill_chooser(self, by_view: dict[str, int]) -> None:
        self.chooser.blockSignals(True)
        self.chooser.clear()
        for one in (*BUILT_IN, *self._own):
            count = by_view.get(one.id)
            said = self._speech(one.name)
            self.chooser.addItem(said if count is None else f"{said}  {count}", one)
        self._mark_chooser()
        self.chooser.blockSignals(False)

    def _mark_chooser(self) -> None:
        shown = (*BUILT_IN, *self._own)
        here = (at for at, one in enumerate(shown) if self.view and one.id == self.view.id)
        self.chooser.setCurrentIndex(next(here, -1))

    def _on_chooser(self, at: int) -> None:
        view = self.chooser.itemData(at)
        if isinstance(view, View):
            self.show_view(view)

    def _on_sorted(self, sort: str, descending: bool) -> None:  # noqa: FBT001
        self._list(sort, descending=descending)

    def _on_chosen(self, many: int) -> None:
        if many:
            self.bulk.show_many(many)
        self._top.setCurrentIndex(1 if many else 0)

    def _on_loaded(self, count: int) -> None:
        self.chips.show_count(count, whole=self.model.whole)
        if count and self._goes_first:
            self._goes_first = False
            self.list.go(0)
        self._body.setCurrentWidget(self.list if count else self.empty)
        if not count:
            self._show_empty()

    def _show_empty(self) -> None:
        nothing = self._desktop.store.count(parse_query(""), now=self._desktop.ticking.now()) == 0
        if nothing:
            first = Text("还没有工单。记下第一张吧。", "No tickets yet. Record the first one.")
            self.empty.tell("inbox", first, Text("新建工单", "New ticket"))
        elif self.view is None:
            self.empty.tell("search", Text("没有找到工单。", "No ticket was found."), _SEE_ALL)
        else:
            icon, words = _EMPTY.get(
                self.view.id, ("inbox", Text("这里没有工单。", "There are no tickets here."))
            )
            act = _SEE_ALL if self.view.id != "open" else Text("新建工单", "New ticket")
            self.empty.tell(icon, words, act)
        self._empty_makes = nothing or (self.view is not None and self.view.id == "open")

    def _on_empty_act(self) -> None:
        if self._empty_makes:
            self.new_wanted.emit()
        else:
            self.show_view(BUILT_IN[1])

    def into_list(self) -> None:
        """Give the list the keys."""
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _complete(self, text: str) -> list[str]:
        return search_words.complete(text, self._speech.language, self._desktop.store.choices)
