"""Step 2 of a hand-off: attachments one by one, logs, and the authorisation they go out under."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.handoff.doors import Span
from firstline.viewmodel.handoff.files import FileLine
from firstline.viewmodel.handoff.page import HandoffModel
from firstline.widgets import icons, layouts, theme
from firstline.widgets.combo import Combo
from firstline.widgets.detail.label import ElidedLabel
from firstline.widgets.handoff.grant import GrantPart

FILES = Text("随包的文件", "Files in the package")
NONE = Text("工单没有附件,也还没有加日志。", "No attachments, and no log was added yet.")
ADD = Text("加日志文件…", "Add logs…")
COLLECT = Text("按目录收集…", "Collect from a folder…")
LOOK = Text("查看并确认…", "Look and confirm…")
SEEN = Text("已看过,可以外发", "Seen; may leave")
NOT_SEEN = Text("看不到里面,请先看过", "no rule sees into it: look first")
REDACTED = Text("文字:会脱敏", "text: redacted")
LOG = Text("日志 · {remark}", "log · {remark}")
HOW_MUCH = Text("取日志的哪一部分", "Which part of a log")
READ_ONLY = Text("只读取,不写 ERP。", "Only read; nothing is written to the ERP.")
_KB, _MB = 1024, 1024 * 1024
SPANS: tuple[tuple[Text, int, timedelta | None], ...] = (
    (Text("末尾 2 MB", "the last 2 MB"), 2 * _MB, None),
    (Text("末尾 256 KB", "the last 256 KB"), 256 * _KB, None),
    (Text("最近 1 小时(看行里的时间)", "the last hour, by its times"), 8 * _MB, timedelta(hours=1)),
    (Text("最近 24 小时(看行里的时间)", "the last day, by its times"), 8 * _MB, timedelta(days=1)),
)


class HandoffFilesStep(QWidget):
    """The files at the left, the authorisation at the right."""

    look_wanted = Signal(str)  # an attachment's hash: show it, to be confirmed

    def __init__(self, desktop: Desktop, model: HandoffModel) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self.heading, self.told, self.read_only = QLabel(), QLabel(), QLabel()
        self.heading.setProperty("look", "heading")
        for label in (self.told, self.read_only):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("look", "small")
            label.setWordWrap(True)
        self.add, self.collect = QPushButton(), QPushButton()
        self.add.setIcon(icons.icon("file"))
        self.collect.setIcon(icons.icon("folder-search"))
        self.span = Combo()
        self.grant = GrantPart(desktop, model)
        self.boxes: dict[str, QCheckBox] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._lay()
        self.add.clicked.connect(self._choose_logs)
        self.collect.clicked.connect(self._choose_folder)
        model.listed.connect(self.fill)
        model.opened.connect(self.fill)
        self._speech.switched.connect(self.retranslate)
        self.setFocusProxy(self.add)
        self.retranslate()

    def _lay(self) -> None:
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.add)
        acts.addWidget(self.collect)
        acts.addWidget(self.span)
        acts.addStretch(1)
        listed = QWidget()
        inner = QVBoxLayout(listed)
        inner.setContentsMargins(0, 0, 6, 0)
        inner.addLayout(self._rows)
        inner.addWidget(self.told)
        inner.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.heading)
        left.addLayout(acts)
        left.addWidget(self.read_only)
        left.addWidget(layouts.scrolled(listed), 1)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(24)
        both.addLayout(left, 3)
        both.addWidget(layouts.scrolled(self.grant), 2)

    def fill(self) -> None:
        """List attachments and logs as they stand."""
        held = self.focusWidget()
        kept = next((key for key, box in self.boxes.items() if box is held), "")
        layouts.empty(self._rows)
        self.boxes = {}
        lines = self._model.lines()
        for line in lines:
            self._rows.addWidget(self._row(line))
        told = [self._speech(one) for one in self._model.told]
        if not lines:
            told.insert(0, self._speech(NONE))
        self.told.setText("\n".join(told))
        self.told.setVisible(bool(told))
        if kept in self.boxes:
            self.boxes[kept].setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        speech = self._speech
        self.heading.setText(speech(FILES))
        self.add.setText(speech(ADD))
        self.collect.setText(speech(COLLECT))
        self.read_only.setText(speech(READ_ONLY))
        self.span.setAccessibleName(speech(HOW_MUCH))
        self.span.setToolTip(speech(HOW_MUCH))
        at = max(0, self.span.currentIndex())
        self.span.clear()
        self.span.addItems([speech(name) for name, _, _ in SPANS])
        self.span.setCurrentIndex(at)
        self.fill()

    def read(self, paths: list[Path]) -> None:
        """Read these logs."""
        self._model.read(paths, self._span())

    def _row(self, line: FileLine) -> QFrame:
        speech = self._speech
        frame = QFrame()
        frame.setObjectName("card")
        box = QCheckBox(line.name)
        box.setChecked(line.chosen)
        box.setAccessibleName(line.name)
        box.toggled.connect(lambda on, key=line.key: self._model.choose(key, taken=on))
        self.boxes[line.key] = box
        note = ElidedLabel()
        note.setProperty("look", "small")
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(box)
        column.addWidget(note)
        row = QHBoxLayout(frame)
        row.setContentsMargins(10, 6, 10, 6)
        row.addLayout(column, 1)
        if line.log:
            note.setText(speech(LOG.fill(remark=speech(line.remark))))
        elif line.readable:
            note.setText(f"{speech(REDACTED)} · {speech(line.remark)}")
        else:
            note.setText(f"{speech(SEEN if line.seen else NOT_SEEN)} · {speech(line.remark)}")
            look = QPushButton(speech(LOOK))
            look.setIcon(icons.icon("circle-check" if line.seen else "image"))
            look.setAccessibleName(f"{speech(LOOK)} {line.name}")
            look.clicked.connect(lambda _=False, key=line.key: self.look_wanted.emit(key))
            row.addWidget(look)
        frame.setMinimumHeight(theme.px(48))
        return frame

    def _span(self) -> Span:
        _, size, back = SPANS[max(0, self.span.currentIndex())]
        now = self._desktop.ticking.now()
        return Span(size, now - back if back else None)

    def _choose_logs(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, self._speech(ADD))
        if chosen:
            self.read([Path(one) for one in chosen])

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._speech(COLLECT))
        if chosen:
            self._model.collect(Path(chosen), self._span())
