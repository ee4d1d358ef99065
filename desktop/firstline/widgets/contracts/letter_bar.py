"""The letter of the chosen application: what is missing, shown, saved as a file or printed."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QTextBrowser, QWidget
from PySide6.QtWidgets import QVBoxLayout as Column

from firstline.domain.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.words import Text
from firstline.viewmodel.contracts.model import ContractsModel
from firstline.widgets import icons, theme
from firstline.widgets.health.leaf import Leaf

SHOW, HIDE = Text("预览申请书", "Preview the letter"), Text("收起预览", "Hide the preview")
SAVE, PRINT = Text("存为文件…", "Save as…"), Text("打印…", "Print…")
WHOLE = Text("✓ 申请书完整", "✓ The letter is complete")
LACKS = Text("还缺:{names}", "Missing: {names}")
KINDS = "PDF (*.pdf);;HTML (*.html)"


class LetterBar(QWidget):
    """Stands over the table of applications; its buttons act on the chosen one."""

    def __init__(self, model: ContractsModel, leaf: Leaf) -> None:
        super().__init__()
        self._model = model
        self._leaf = leaf
        self._speech = model.desktop.speech
        self.lacks = QLabel()
        self.lacks.setWordWrap(True)
        self.lacks.setTextFormat(Qt.TextFormat.PlainText)
        self.show_button, self.save, self.print = QPushButton(), QPushButton(), QPushButton()
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setTabChangesFocus(True)
        self.page.hide()
        self._lay()
        leaf.table.chosen.connect(lambda _key: self._tell())
        model.loaded.connect(self._tell)
        self.show_button.clicked.connect(self._toggle)
        self.save.clicked.connect(self._on_save)
        self.print.clicked.connect(self._on_print)

    def _lay(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.lacks, 1)
        for one in (self.show_button, self.save, self.print):
            row.addWidget(one)
        column = Column(self)
        column.setContentsMargins(20, 2, 20, 6)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.page, 1)

    def _chosen(self) -> Entity | None:
        board = self._model.boards.get("application")
        line = board.line(self._leaf.table.key()) if board else None
        return line.entity if line else None

    def letter(self, *, style: bool = True) -> str:
        """Return the page of the chosen application in the language in use, "" for none."""
        entity = self._chosen()
        if entity is None:
            return ""
        now = self._model.desktop.ticking.now().astimezone(self._model.desktop.zone)
        return self._model.doors.letter(
            entity, self._model.facts, now, self._speech.language, style
        )

    def _tell(self) -> None:
        board = self._model.boards.get("application")
        line = board.line(self._leaf.table.key()) if board else None
        held = line.more if line and isinstance(line.more, tuple) else ()
        say = self._speech
        names = "、".join(say(one) for one in held if isinstance(one, Text))
        said = LACKS.fill(names=names) if names else WHOLE
        self.lacks.setText(say(said) if line else "")
        self.lacks.setProperty("look", "warn" if names else "muted")
        self.lacks.style().unpolish(self.lacks)
        self.lacks.style().polish(self.lacks)
        for one in (self.show_button, self.save, self.print):
            one.setEnabled(line is not None)
        if not self.page.isHidden():
            self.page.setHtml(self.letter(style=False))

    def _toggle(self) -> None:
        self.page.setVisible(self.page.isHidden())
        self.page.setFixedHeight(theme.px(260))
        self._dress()
        self._tell()

    def _on_save(self) -> None:
        entity = self._chosen()
        if entity is None:
            return
        name = str(entity.fields.get("title") or "application").replace("/", "-")
        place = str(Path.home() / f"{name}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, self._speech(SAVE), place, KINDS)
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> bool:
        """Write the letter as PDF or HTML; a failure is told as a banner."""
        from firstline.widgets.paper import write_pdf, write_text  # noqa: PLC0415 - seldom used

        try:
            if path.suffix.lower() in (".html", ".htm"):
                write_text(self.letter(), path)
            else:
                write_pdf(self.letter(), path, "a4")
        except OSError as error:
            tell_unwritten(self._model, path, error)
            return False
        return True

    def _on_print(self) -> None:
        from firstline.widgets.paper_dialog import ask_printer  # noqa: PLC0415 - seldom used

        ask_printer(self.letter(), "a4", self)

    def _dress(self) -> None:
        say = self._speech
        show = SHOW if self.page.isHidden() else HIDE
        for button, words, icon in (
            (self.show_button, show, "file"),
            (self.save, SAVE, "download"),
            (self.print, PRINT, "printer"),
        ):
            button.setText(f" {say(words)}")
            button.setAccessibleName(say(words))
            button.setIcon(icons.icon(icon, "text"))
            button.setIconSize(QSize(theme.px(16), theme.px(16)))

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        self._dress()
        self.page.setAccessibleName(self._speech(SHOW))
        self._tell()


def tell_unwritten(model: ContractsModel, path: Path, error: OSError) -> None:
    """Tell in the banner that a file cannot be written."""
    why = error.strerror or str(error)
    model.desktop.problem.emit(
        Refused(
            Text(f"写不了 {path}:{why}。", f"{path} cannot be written: {why}."),
            Text("原来的文件没有动。", "The file that was there is as it was."),
            next_step=Text("请换一个位置再试。", "Try another place."),
        )
    )
