"""The fields of an article beside its text: titles, class, products, what people type."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from firstline.domain.knowledge.safety import NAMES, Safety
from firstline.domain.ticket.ticket import Priority
from firstline.domain.words import Text
from firstline.viewmodel.knowledge.article_editor import ArticleEditor
from firstline.viewmodel.speech import Speech
from firstline.widgets.combo import Combo
from firstline.widgets.knowledge.safety_chip import GLYPHS
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.settings.rows import fill

LINES: tuple[tuple[str, Text, Text], ...] = (
    ("title_zh", Text("标题(中)", "Title (zh)"), Text("一句话说清问题", "the trouble in one line")),
    ("title_en", Text("标题(英)", "Title (en)"), Text("可不填", "may be empty")),
    ("products", Text("产品", "Products"), Text("如 U8 T+;不填则全部", "U8 T+; empty: every one")),
    ("modules", Text("模块", "Modules"), Text("如 GL ST", "such as GL ST")),
    ("errors", Text("报错原文", "Messages"), Text("用分号隔开", "parted by semicolons")),
    ("words", Text("其他叫法", "Other words"), Text("大家会怎么搜", "what people type")),
    ("applies_zh", Text("适用(中)", "Applies (zh)"), Text("版本、条件", "versions, conditions")),
    ("applies_en", Text("适用(英)", "Applies (en)"), Text("可不填", "may be empty")),
)
SAFETY = Text("安全级别", "Safety class")
ESCALATE = Text("升级处理为", "Escalate as")
NO_ESCALATION = Text("不定", "as it comes")


class ArticleFields(QWidget):
    """Each field is kept as it is typed."""

    def __init__(self, speech: Speech, model: ArticleEditor) -> None:
        super().__init__()
        self._speech = speech
        self._model = model
        self.lines = {name: QLineEdit() for name, _, _ in LINES}
        self.safety, self.escalate = Combo(), Combo()
        self._labels = {name: PlainLabel() for name in ("safety", "escalate", *self.lines)}
        self._lay()
        for name, line in self.lines.items():
            line.textEdited.connect(lambda text, key=name: model.type(key, text))
        for name, combo in (("safety", self.safety), ("escalate", self.escalate)):
            combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.activated.connect(
                lambda _at, key=name, one=combo: model.type(key, str(one.currentData()))
            )
        model.opened.connect(self.fill)

    def _lay(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(8)
        form.setVerticalSpacing(8)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        order: list[tuple[str, QLineEdit | Combo]] = list(self.lines.items())
        order[2:2] = [("safety", self.safety), ("escalate", self.escalate)]
        for name, field in order:
            self._labels[name].setBuddy(field)
            form.addRow(self._labels[name], field)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 14, 12)
        column.addLayout(form)
        column.addStretch(1)

    def fill(self) -> None:
        """Show what the article holds; a field that is being typed in is left alone."""
        say, values = self._speech, self._model.values
        for name, line in self.lines.items():
            text = values.get(name, "").replace("\n", "; ")
            if line.text() != text:
                line.setText(text)
                line.setCursorPosition(0)  # the beginning says what it is
        classes = [(str(one), f"{GLYPHS[one]} {say(NAMES[one])}") for one in Safety]
        fill(self.safety, [*classes], values.get("safety", ""))
        levels = [("", say(NO_ESCALATION)), *((str(one), str(one)) for one in Priority)]
        fill(self.escalate, [*levels], values.get("escalate", ""))

    def begin(self) -> None:
        """Give the title the keyboard, in the language in use."""
        name = "title_zh" if self._speech.language == "zh_CN" else "title_en"
        self.lines[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        for name, words, hint in LINES:
            self._labels[name].setText(say(words))
            self.lines[name].setAccessibleName(say(words))
            self.lines[name].setPlaceholderText(say(hint))
        for name, words, combo in (
            ("safety", SAFETY, self.safety), ("escalate", ESCALATE, self.escalate),
        ):  # fmt: skip
            self._labels[name].setText(say(words))
            combo.setAccessibleName(say(words))
        self.fill()
