"""Attachments on screen: look at a picture in place, save a copy, show its folder; open nothing."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QMimeData,
    QObject,
    QSize,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtGui import (
    QDesktopServices,
    QDropEvent,
    QImage,
    QImageReader,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.attachments import (
    MOST_PREVIEW_MIB,
    FileRow,
    Nature,
    copy_out,
)
from firstline.viewmodel.detail.attachments import row as attachment_row

SAVE = Text("另存为…", "Save as…")
FOLDER = Text("所在文件夹", "Show in folder")
SAVED = Text("已保存到 {path}", "Saved to {path}")
MISSING = Text("本机没有这个文件的内容。", "The content of this file is not on this device.")
COMING = Text(
    "正在向门户取这个文件;没有网络时,连上后会接着取。",
    "The file is being fetched from the portal; without a network it comes once there is one.",
)
PIN = Text("离线保留本单的附件", "Keep this ticket's files offline")
RISKY = Text(
    "⚠ 这类文件能执行命令,本程序不会打开它。确认来源后再另存。",
    "⚠ Files of this kind can run commands. It is never opened here; save it if you trust it.",
)
NO_PICTURE = Text("图片太大或已损坏,不能预览。", "The picture is too large or damaged to be shown.")
CHOOSE = Text("保存到文件夹", "Save into folder")


def picture(path: Path) -> QImage:
    """Return the picture in `path`, a null one if it is no picture or would take too much memory.

    Decoders are chosen by content and limited in memory; vector and page formats have none here.
    """
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()).lower() in (b"svg", b"svgz", b"pdf", b""):
        return QImage()
    wide = reader.size()
    if wide.isValid() and wide.width() * wide.height() * 4 > MOST_PREVIEW_MIB << 20:
        return QImage()
    before = QImageReader.allocationLimit()
    QImageReader.setAllocationLimit(MOST_PREVIEW_MIB)
    image = reader.read()
    QImageReader.setAllocationLimit(before)
    return image


def png_of(mime: QMimeData) -> bytes:
    """Return the picture on the clipboard as PNG, b"" when there is none."""
    image = mime.imageData() if mime.hasImage() else None
    if not isinstance(image, QImage | QPixmap) or image.isNull():
        return b""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload] # a QBuffer is a QIODevice
    return bytes(data.data())


def local_files(mime: QMimeData) -> list[Path]:
    """Return the files that were dropped; folders and addresses elsewhere are left out."""
    found = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return [path for path in found if path.is_file()]


def show_in_folder(path: Path) -> None:
    """Show the file in the desktop's file browser; the file itself is not opened."""
    if sys.platform == "win32":
        subprocess.Popen(["explorer", f"/select,{path}"])  # noqa: S603, S607 - a list, no shell
    elif sys.platform == "darwin":
        subprocess.Popen(["open", "-R", str(path)])  # noqa: S603, S607
    else:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


class Drops(QObject):
    """Lets files and pictures be dropped anywhere on a widget."""

    took = Signal(object)  # QMimeData

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() in (
            QEvent.Type.DragEnter,
            QEvent.Type.Drop,
        ):
            mime = event.mimeData()
            if not (mime.hasImage() or local_files(mime)):
                return False
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.took.emit(mime)
            return True
        return super().eventFilter(watched, event)


class FileView(QWidget):
    """One attachment: its picture if it is one, else what may be done with it."""

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._speech = desktop.speech
        self._row: FileRow | None = None
        self._image = QPixmap()
        self._ticket = ""
        self._note = Text("", "")
        self._saved: Path | None = None
        self.image = QLabel(self)
        self.image.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.image.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.note = QLabel(self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.save = QPushButton(self)
        self.save.clicked.connect(self._choose_folder)
        self.folder = QPushButton(self)
        self.folder.clicked.connect(self._show_folder)
        self.pin = QCheckBox(self)
        self.pin.clicked.connect(self._on_pin)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 16)
        column.addWidget(self.image, 1)
        column.addWidget(self.note)
        acts = QHBoxLayout()
        acts.addWidget(self.save)
        acts.addWidget(self.folder)
        acts.addStretch(1)
        column.addLayout(acts)
        column.addWidget(self.pin)
        column.addStretch(0)
        self.setFocusProxy(self.save)
        desktop.changed.connect(lambda _changed: self._look_again())
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def show_file(self, row: FileRow, ticket_id: str = "") -> None:
        """Show the attachment `row`; where its bytes are not here, the portal is asked for them."""
        self._row, self._ticket, self._saved = row, ticket_id, None
        store = self._desktop.store
        shared = bool(ticket_id) and bool(store.get("portals", []))
        self.pin.setVisible(shared)
        self.pin.setChecked(shared and ticket_id in store.pinned())
        self._show()
        if shared and store.file_path(row.sha256) is not None:
            self._note_use(row.sha256)
        elif shared and self._note == MISSING:
            self._note = COMING
            self.retranslate()
            self._desktop.file_wanted.emit(ticket_id, row.sha256)

    def _note_use(self, sha256: str) -> None:
        """Remember that a person looked: of files the portal has, the longest unused goes first."""
        try:
            self._desktop.store.file_used(sha256, self._desktop.ticking.now())
        except Problem as problem:
            self._desktop.problem.emit(problem)

    def _show(self) -> None:
        row = self._row
        if row is None:
            return
        path = self._desktop.store.file_path(row.sha256)
        self._image = QPixmap()
        self._note = RISKY if row.nature is Nature.RISKY else row.size
        if path is None:
            gone = self._desktop.store.gone(row.sha256, self._ticket)
            self._note = gone.words(self._desktop.zone) if gone else MISSING
        if path is not None and row.nature is Nature.IMAGE:
            self._image = QPixmap.fromImage(picture(path))
            self._note = NO_PICTURE if self._image.isNull() else row.size
        self.save.setEnabled(path is not None)
        self.image.setVisible(not self._image.isNull())
        self._scale()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.save.setText(self._speech(SAVE))
        self.folder.setText(self._speech(FOLDER))
        self.pin.setText(self._speech(PIN))
        self.folder.setEnabled(self._saved is not None)
        self.note.setText(self._speech(self._note))
        self.image.setAccessibleName(self._row.name if self._row else "")

    def save_into(self, folder: Path) -> None:
        """Save a copy into `folder` under its cleaned name; a Problem is shown as a banner."""
        row = self._row
        path = self._desktop.store.file_path(row.sha256) if row else None
        if row is None or path is None:
            return
        try:
            self._saved = copy_out(path, folder, row.name)
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return
        self._note = SAVED.fill(path=self._saved)
        self.retranslate()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scale()

    def _scale(self) -> None:
        if self._image.isNull():
            self.image.setPixmap(QPixmap())
            return
        room = self.image.size().boundedTo(QSize(4096, 4096)).expandedTo(QSize(16, 16))
        keep = Qt.AspectRatioMode.KeepAspectRatio
        fitting = self._image.size().scaled(room, keep).boundedTo(self._image.size())
        smooth = Qt.TransformationMode.SmoothTransformation
        self.image.setPixmap(self._image.scaled(fitting, keep, smooth))

    def _on_pin(self, pinned: bool) -> None:  # noqa: FBT001 - what the box says
        store = self._desktop.store
        try:
            (store.pin if pinned else store.unpin)(self._ticket)
        except Problem as problem:
            self._desktop.problem.emit(problem)

    def _look_again(self) -> None:
        """Show the file when its bytes have come; its hash may be known better now."""
        row = self._row
        if row is None or self._note != COMING or not self.isVisible():
            return
        ticket = self._desktop.store.find(self._ticket)
        rows = [attachment_row(one) for one in (ticket.attachments if ticket else ())]
        named = [one for one in rows if one.sha256 == row.sha256]
        for one in (named or [one for one in rows if one.name == row.name])[:1]:
            if self._desktop.store.file_path(one.sha256) is not None:
                self._row = one
                self._show()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._speech(CHOOSE))
        if chosen:
            self.save_into(Path(chosen))

    def _show_folder(self) -> None:
        if self._saved is not None:
            show_in_folder(self._saved)
