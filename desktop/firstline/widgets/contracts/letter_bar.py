"""The letter of what is chosen: what it lacks, shown, saved as a file or printed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QTextBrowser, QWidget
from PySide6.QtWidgets import QVBoxLayout as Column

from firstline.domain.errors import Refused
from firstline.domain.words import Text
from firstline.viewmodel.contracts.model import ContractsModel
from firstline.viewmodel.health.board import Line
from firstline.widgets import icons, theme
from firstline.widgets.detail.flow import Flow
from firstline.widgets.plain_table import PlainTable

SHOW, HIDE = Text("预览申请书", "Preview the letter"), Text("收起预览", "Hide the preview")
SAVE, PRINT = Text("存为文件…", "Save as…"), Text("打印…", "Print…")
WHOLE = Text("✓ 申请书完整", "✓ The letter is complete")
MANY = Text("{many} 项", "{many} answers")
LACKS = Text("还缺:{names}", "Missing: {names}")
KINDS = "PDF (*.pdf);;HTML (*.html)"


def _told(line: Line) -> tuple[Text, ...]:
    held = line.more if isinstance(line.more, tuple) else ()
    return tuple(one for one in held if isinstance(one, Text))


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a board: how one is made, with rules of its own or without, what lacks."""

    board: str
    make: Callable[[Line, bool], str]
    lacks: Callable[[Line], tuple[Text, ...]] = _told
    brief: bool = False  # what lacks is counted here, and named elsewhere on the screen


def of_applications(model: ContractsModel) -> Letters:
    """Return the letters of applications to the vendor."""

    def make(line: Line, style: bool) -> str:  # noqa: FBT001 - as the door
        if line.entity is None:
            return ""
        now = model.desktop.ticking.now().astimezone(model.desktop.zone)
        say = model.desktop.speech.language
        return model.doors.letter(line.entity, model.facts, now, say, style)

    return Letters("application", make)


class LetterBar(QWidget):
    """Stands over the table of a board; its buttons act on the chosen line's letter."""

    def __init__(self, model: ContractsModel, table: PlainTable, letters: Letters) -> None:
        super().__init__()
        self._model = model
        self._table = table
        self._letters = letters
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
        table.chosen.connect(lambda _key: self._tell())
        model.loaded.connect(self._tell)
        self.show_button.clicked.connect(self._toggle)
        self.save.clicked.connect(self._on_save)
        self.print.clicked.connect(self._on_print)

    def _lay(self) -> None:
        held = QWidget()  # buttons go on in the next line where text is large
        row = Flow(held, 8)
        for one in (self.show_button, self.save, self.print):
            row.addWidget(one)
        column = Column(self)
        column.setContentsMargins(20, 2, 20, 6)
        column.setSpacing(6)
        column.addWidget(self.lacks)
        column.addWidget(held)
        column.addWidget(self.page, 1)

    def _chosen(self) -> Line | None:
        board = self._model.boards.get(self._letters.board)
        return board.line(self._table.key()) if board else None

    def letter(self, *, style: bool = True) -> str:
        """Return the page of the chosen line in the language in use, "" for none."""
        line = self._chosen()
        return self._letters.make(line, style) if line is not None else ""

    def _tell(self) -> None:
        line = self._chosen()
        say = self._speech
        held = self._letters.lacks(line) if line else ()
        comma = "、" if say.language == "zh_CN" else ", "
        names = comma.join(say(one) for one in held)
        if held and self._letters.brief:
            names = say(MANY.fill(many=len(held)))
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
        line = self._chosen()
        if line is None:
            return
        name = (self._speech(line.title) or self._letters.board).replace("/", "-")
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
