"""The shift page: the sheet on screen, printed, as a card with its QR code, or as a file."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QPushButton,
    QTextBrowser,
    QWidget,
)

from firstline.domain.errors import Refused
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later
from firstline.viewmodel.shift import Press, ShiftModel
from firstline.widgets import icons, layouts, theme
from firstline.widgets.combo import Combo
from firstline.widgets.entry import enter_at
from firstline.widgets.group.text import on_screen
from firstline.widgets.plain_label import PlainLabel

TITLE = Text("交接班单", "Shift hand-over")
WORDS_TO_PERCENT = 150  # above, the buttons are their icons, so that they fit beside the title
_READING = Text("正在读取…", "Reading…")
_SCHEME = "ticket"
_RULES = (
    ".t{{font-size:{big}px;font-weight:700;margin:0}}"
    ".h{{font-size:{mid}px;font-weight:700;margin:14px 0 4px 0}}"
    "a{{color:{accent};text-decoration:none}}.q{{color:{muted}}}.n{{font-weight:700}}"
    "th{{text-align:left;color:{muted};border-bottom:1px solid {edge};padding:4px 10px 4px 0}}"
    "td{{border-bottom:1px solid {border};padding:4px 10px 4px 0}}"
)


class _Sheet(QTextBrowser):
    """Shows the sheet; a ticket's link opens the ticket, and nothing else is followed."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setObjectName("shiftSheet")
        self.setTabChangesFocus(False)  # Tab goes from link to link, and on


class ShiftPage(QWidget):
    """Reads the sheet while it is on screen."""

    open_ticket = Signal(str)

    def __init__(self, desktop: Desktop, later: Later, press: Press) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self.model = ShiftModel(desktop, later, press, self)
        self._title = PlainLabel()
        self._title.setProperty("look", "title")
        self.spans = Combo()
        self.print_ = self._button("printer", "Ctrl+P", self._print)
        self.card = self._button("clipboard-list", "Ctrl+Shift+P", self._card)
        self.save = self._button("download", "Ctrl+S", self._save)
        self.sheet = _Sheet()
        self._lay()
        self.spans.activated.connect(lambda at: self.model.choose(self.spans.itemData(at)))
        self.sheet.anchorClicked.connect(self._on_link)
        self.model.changed.connect(self._show_sheet)
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def _button(self, icon: str, key: str, act: object) -> QPushButton:
        made = QPushButton()
        made.setIcon(icons.icon(icon))
        made.clicked.connect(act)
        made.setProperty("key", key)
        again = QShortcut(QKeySequence(key), self)
        again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        again.activated.connect(act)
        return made

    def _lay(self) -> None:
        head = layouts.title_line(self._title, self.spans, None, self.print_, self.card, self.save)
        self.sheet.setFrameShape(QFrame.Shape.NoFrame)
        self.sheet.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layouts.headed(self, head, layouts.topped(self.sheet))
        enter_at(self, self.spans)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self._title.setText(say(TITLE))
        for button, words, tip in (
            (self.print_, Text("打印 A4…", "Print A4…"), Text("打印整张单子", "Print the sheet")),
            (self.card, Text("A6 小卡…", "A6 card…"),
             Text("打印带二维码的小卡", "Print the small card with its QR code")),
            (self.save, Text("存为文件…", "Save as…"),
             Text("存为 PDF 或网页", "Save it as a PDF or a page")),
        ):  # fmt: skip
            button.setText(f" {say(words)}" if theme.percent() <= WORDS_TO_PERCENT else "")
            button.setIconSize(QSize(theme.px(16), theme.px(16)))
            button.setAccessibleName(say(tip))
            button.setToolTip(f"{say(tip)} ({button.property('key')})")
        self.spans.setAccessibleName(say(Text("从什么时候起", "Since when")))
        self.sheet.setAccessibleName(say(TITLE))
        self._fill_spans()
        self._show_sheet()

    def _fill_spans(self) -> None:
        self.spans.clear()
        for one in self.model.spans():
            self.spans.addItem(self._speech(one.words), one.id)
        self.spans.setCurrentIndex(self.spans.findData(self.model.chosen))

    def _show_sheet(self) -> None:
        document = self.sheet.document()
        rules = _RULES.format(
            big=theme.px(18), mid=theme.px(15),
            **{one: theme.token(one).name() for one in ("accent", "muted", "edge", "border")},
        )  # fmt: skip
        document.setDefaultStyleSheet(rules)
        document.setDefaultFont(theme.font())
        document.setDocumentMargin(16)
        bar = self.sheet.verticalScrollBar()
        held = bar.value()
        page = self.model.page(style=False)
        self.sheet.setHtml(on_screen(page) or f"<p class='q'>{self._speech(_READING)}</p>")
        bar.setValue(held)

    def _on_link(self, link: QUrl) -> None:
        if link.scheme() == _SCHEME:
            self.open_ticket.emit(link.path())

    def _print(self) -> None:
        self._to_printer("a4")

    def _card(self) -> None:
        self._to_printer("a6")

    def _to_printer(self, size: str) -> None:
        if self.model.sheet is not None:
            from firstline.widgets.paper_dialog import ask_printer  # noqa: PLC0415 - seldom used

            ask_printer(self.model.page(size), size, self)

    def _save(self) -> None:
        if self.model.sheet is None:
            return
        say = self._speech
        kinds = "PDF (*.pdf);;HTML (*.html)"
        name = f"{self.model.file_name()}.pdf"
        path, _ = QFileDialog.getSaveFileName(
            self, say(Text("存为文件", "Save as")), str(Path.home() / name), kinds
        )
        if path:
            self.write(Path(path))

    def write(self, path: Path) -> bool:
        """Write the sheet to `path`, .html or else a PDF; a failure is told as a banner."""
        from firstline.widgets.paper import write_pdf, write_text  # noqa: PLC0415 - seldom used

        page = self.model.page("a4")
        try:
            if path.suffix.lower() in (".html", ".htm"):
                write_text(page, path)
            else:
                write_pdf(page, path, "a4")
        except OSError as error:
            why = error.strerror or str(error)
            self._desktop.problem.emit(
                Refused(
                    Text(f"写不了 {path}:{why}。", f"{path} cannot be written: {why}."),
                    Text("原来的文件没有动。", "The file that was there is as it was."),
                    next_step=Text("请换一个位置再试。", "Try another place."),
                )
            )
            return False
        return True

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # Esc goes back: the window knows where

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.awake = True
        self._fill_spans()
        self.model.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.awake = False
