"""The form that logs a contact: channel, who to whom, when, what about, and what comes next."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from firstline.domain.contact.acts import fresh, log_contacts
from firstline.domain.contact.log import WAYS, Channel, ContactEvent, Direction
from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.ticket.ticket import Leg
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.contact_form import REPLIES, WAY_ORDER, Typed, channels, contact
from firstline.viewmodel.directory.register_doors import Laid, RegisterDoors, Side
from firstline.widgets import icons, theme
from firstline.widgets.combo import Combo, narrow
from firstline.widgets.detail.composer import Writing
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.settings.rows import fill

CHANNEL, WAY = Text("渠道", "Channel"), Text("谁对谁", "Who to whom")
FIELDS: tuple[tuple[str, Text, Text], ...] = (
    ("when", Text("时间", "When"),
     Text("现在,或 14:05", "now, or 14:05")),
    ("person", Text("对方是谁", "Who"), Text("姓名", "name")),
    ("ref", Text("通话/会话号", "Call no."), Text("可不写", "may be empty")),
    ("next_step", Text("下一步", "Next step"), Text("谁、做什么、到何时", "who does what by when")),
)  # fmt: skip
SUMMARY = Text("谈了什么", "What was said")
SUMMARY_HINT = Text("谈了什么… Ctrl+Enter 记录", "What was said… Ctrl+Enter logs it")
SAVE, FIX = Text("记录", "Log it"), Text("记录更正", "Log the correction")
CANCEL = Text("不更正", "No correction")
ATTACH = Text("添加附件", "Attach a file")
LAY_IN = Text("放入邮件或聊天文件…", "Lay in a mail or chat…")
LAY_HINT = Text("保存的邮件(.eml)或聊天文本(.txt)", "A saved mail (.eml) or a chat as text (.txt)")
PASTE = Text("粘贴聊天", "Paste a chat")
PASTE_HINT = Text("剪贴板里的聊天记录,按人和时间拆开",
                  "The chat in the clipboard, by person and time")  # fmt: skip
LOGGED = Text("已记录联系", "Contact logged")
HAD_ALL = Text("这些早已登记,没有重复。", "All of it was logged before; not again.")
GUESSED = Text("部分时间有推测,请核对带 ≈ 的各条。",
               "Some times are partly guessed; check those with ≈.")  # fmt: skip


class _Words(PlainLabel):
    """The words of a box that are too long for one line; a click on them is one on the box."""

    def __init__(self, box: QCheckBox) -> None:
        super().__init__()
        self._box = box
        self.setWordWrap(True)
        self.setBuddy(box)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        del event
        self._box.toggle()


class ContactForm(QFrame):
    """Logs one contact after the other on one ticket; what is wrong is said beneath the fields."""

    logged = Signal()

    def __init__(self, desktop: Desktop, doors: RegisterDoors) -> None:
        super().__init__()
        self.setObjectName("tinted")
        self._desktop, self._speech, self._doors = desktop, desktop.speech, doors
        self._ticket_id = self._corrects = ""
        self._files: list[Path] = []
        self.channel, self.way = Combo(), Combo()
        for combo in (self.channel, self.way):
            narrow(combo)
        self.fields = {name: QLineEdit() for name, _, _ in FIELDS}
        self.summary = Writing()
        self.summary.setFrameShape(QFrame.Shape.StyledPanel)
        self.reply = QCheckBox()
        self._reply_words = _Words(self.reply)
        self.attach = QToolButton()
        self.attach.setProperty("look", "quiet")
        self.save, self.cancel = QPushButton(), QPushButton()
        self.save.setProperty("look", "primary")
        self.lay_file, self.paste = QPushButton(), QPushButton()
        self.problem, self._named = PlainLabel(), PlainLabel()
        self.problem.setProperty("look", "warning")
        self._labels = [(PlainLabel(), words) for words in (CHANNEL, WAY)]
        self._build()
        self._connect()

    def _build(self) -> None:
        form = QFormLayout()
        form.setSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for (label, _), combo in zip(self._labels, (self.channel, self.way), strict=True):
            label.setBuddy(combo)
            form.addRow(label, combo)
        for name, words, _ in FIELDS[:3]:
            self._row(form, words, self.fields[name])
        self._summary_label = PlainLabel()
        form.addRow(self._summary_label, self.summary)
        name, words, _ = FIELDS[3]
        self._row(form, words, self.fields[name])
        acts = QHBoxLayout()
        acts.addWidget(self.attach)
        acts.addWidget(self._named, 1)
        acts.addWidget(self.cancel)
        acts.addWidget(self.save)
        counts = QHBoxLayout()
        counts.addWidget(self.reply, 0, Qt.AlignmentFlag.AlignTop)
        counts.addWidget(self._reply_words, 1)
        more = QHBoxLayout()
        more.addWidget(self.lay_file)
        more.addWidget(self.paste)
        more.addStretch(1)
        for label in (self.problem, self._named):
            label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addLayout(form)
        column.addLayout(counts)
        column.addWidget(self.problem)
        column.addLayout(acts)
        column.addLayout(more)

    def _row(self, form: QFormLayout, words: Text, field: QLineEdit) -> None:
        label = PlainLabel()
        label.setBuddy(field)
        self._labels.append((label, words))
        form.addRow(label, field)

    def _connect(self) -> None:
        self.save.clicked.connect(self.record)
        self.summary.sent.connect(self.record)
        self.cancel.clicked.connect(self.clear)
        self.attach.clicked.connect(self._choose_files)
        self.lay_file.clicked.connect(self._choose_mail)
        self.paste.clicked.connect(lambda: self.lay_in(QGuiApplication.clipboard().text()))
        self.way.currentIndexChanged.connect(lambda _at: self._name_reply())
        for field in self.fields.values():
            field.returnPressed.connect(self.record)

    def show_ticket(self, ticket_id: str) -> None:
        """Log on this ticket; on another one the form is empty."""
        if ticket_id != self._ticket_id:
            self._ticket_id = ticket_id
            self.clear()

    def clear(self) -> None:
        """Empty the form; channel and direction stay as they were chosen."""
        for field in self.fields.values():
            field.clear()
        self.summary.clear()
        self.reply.setChecked(False)
        self._files.clear()
        self._corrects = ""
        self.problem.hide()
        self._show_state()

    def correct(self, held: ContactEvent) -> None:
        """Fill the form with a contact that is to be said anew; the first words stay readable."""
        self.clear()
        self._corrects = held.id
        if held.channel in set(Channel):
            self.channel.setCurrentIndex(self.channel.findData(held.channel))
        direction = Direction.OUT if held.direction == Direction.OUT else Direction.IN
        self.way.setCurrentIndex(WAY_ORDER.index((held.party, direction)))
        at = held.at.astimezone(self._desktop.zone)
        told = {"when": f"{at:%Y-%m-%d %H:%M}", "person": held.person, "ref": held.ref,
                "next_step": held.next_step}  # fmt: skip
        for name, words in told.items():
            self.fields[name].setText(words)
        self.summary.setPlainText(held.summary)
        self._show_state()
        self.summary.setFocus()

    @property
    def typed(self) -> Typed:
        """What stands in the form."""
        party, direction = WAY_ORDER[max(0, self.way.currentIndex())]
        texts = {name: field.text().strip() for name, field in self.fields.items()}
        return Typed(
            Channel(str(self.channel.currentData())), party, direction, **texts,
            summary=self.summary.toPlainText().strip(), is_reply=self.reply.isChecked(),
            corrects=self._corrects,
        )  # fmt: skip

    def record(self) -> None:
        """Log what stands in the form; what is wrong is said and nothing typed is lost."""
        desktop = self._desktop
        now, typed = desktop.ticking.now(), self.typed
        try:
            ticket = desktop.store.ticket(self._ticket_id)
            log_contacts(ticket, [contact(typed, now, desktop.zone)], desktop.stamp())
            files = [desktop.store.keep_file(one, one.name) for one in self._files]
            one = contact(typed, now, desktop.zone, files)
            edit = log_contacts(ticket, [one], desktop.stamp())
        except Problem as problem:
            self._tell(problem)
            return
        if desktop.perform(edit, text=LOGGED):
            self.clear()
            self.logged.emit()

    def lay_in(self, source: Path | str) -> None:
        """Lay in a mail or a chat; the lane reads it."""
        typed, desktop = self.typed, self._desktop
        us = frozenset({desktop.me} - {""})
        mail = isinstance(source, Path) and source.suffix.lower() == ".eml"
        side = Side(typed.party, Channel.MAIL if mail else typed.channel, us)
        self._doors.lay_in(source, side, self._on_laid)

    def _on_laid(self, found: Laid | Problem) -> None:
        desktop = self._desktop
        if isinstance(found, Problem):
            self._tell(found)
            return
        try:
            ticket = desktop.store.ticket(self._ticket_id)
            news = fresh(ticket, found.contacts)
            if news:
                log_contacts(ticket, news, desktop.stamp())  # checked before a file is kept
                held = tuple(desktop.store.keep_file(data, name) for name, data in found.files)
                news[0] = news[0].with_files(held)
                edit = log_contacts(ticket, news, desktop.stamp())
        except Problem as problem:
            self._tell(problem)
            return
        if not news:
            self._say(HAD_ALL)
        elif desktop.perform(edit, text=LOGGED):
            self._say(GUESSED if any(one.guessed for one in news) else Text("", ""))
            self.logged.emit()

    def use_files(self, paths: list[Path]) -> None:
        """Attach these when the contact is logged."""
        self._files += paths
        self._show_state()

    def _tell(self, problem: Problem) -> None:
        self.problem.setText(problem.in_(self._speech.language))
        self.problem.setVisible(True)

    def _say(self, words: Text) -> None:
        self.problem.setText(self._speech(words))
        self.problem.setVisible(bool(words.zh))

    def _choose_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, self._speech(ATTACH))
        self.use_files([Path(one) for one in chosen])

    def _choose_mail(self) -> None:
        kinds = self._speech(Text("邮件或聊天 (*.eml *.txt)", "Mail or chat (*.eml *.txt)"))
        chosen, _ = QFileDialog.getOpenFileName(self, self._speech(LAY_IN), "", kinds)
        if chosen:
            self.lay_in(Path(chosen))

    def _name_reply(self) -> None:
        party = self.typed.party if self.way.count() else Leg.VENDOR
        words = self._speech(REPLIES[party])
        self._reply_words.setText(words)
        self.reply.setAccessibleName(words)

    def _show_state(self) -> None:
        self._named.setText("、".join(one.name for one in self._files))
        self.cancel.setVisible(bool(self._corrects))
        self.save.setText(self._speech(FIX if self._corrects else SAVE))

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        fill(self.channel, [(key, say(words)) for key, words in channels()],
             str(self.channel.currentData() or Channel.HOTLINE))  # fmt: skip
        at = max(0, self.way.currentIndex())
        self.way.blockSignals(True)
        self.way.clear()
        self.way.addItems([say(WAYS[one]) for one in WAY_ORDER])
        self.way.setCurrentIndex(at)
        self.way.blockSignals(False)
        for label, words in self._labels:
            label.setText(say(words))
        self.channel.setAccessibleName(say(CHANNEL))
        self.way.setAccessibleName(say(WAY))
        for name, words, hint in FIELDS:
            self.fields[name].setAccessibleName(say(words))
            self.fields[name].setPlaceholderText(say(hint))
        self._summary_label.setText(say(SUMMARY))
        self.summary.setAccessibleName(say(SUMMARY))
        self.summary.setPlaceholderText(say(SUMMARY_HINT))
        self.summary.setFixedHeight(theme.px(76))
        for button, words, hint in (
            (self.lay_file, LAY_IN, LAY_HINT),
            (self.paste, PASTE, PASTE_HINT),
        ):
            button.setText(say(words))
            button.setToolTip(say(hint))
        self.cancel.setText(say(CANCEL))
        self.attach.setIcon(icons.icon("paperclip"))
        self.attach.setAccessibleName(say(ATTACH))
        self.attach.setToolTip(say(ATTACH))
        self._name_reply()
        self._show_state()
