"""The settings: one searchable page; every choice takes effect at once."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.settings import LANGUAGES, SIZES, THEMES, ZONES, SettingsModel
from firstline.widgets import icons, theme
from firstline.widgets.alarm.settings import AlarmSettings
from firstline.widgets.combo import Combo
from firstline.widgets.entry import enter_at
from firstline.widgets.settings.industry import IndustryCard
from firstline.widgets.settings.rows import Card, fill
from firstline.widgets.sync.portals_card import PortalsCard

_NO_HINT = Text("", "")
_UNVERIFIED = Text("未经合同核实", "Not verified by a contract")
_VERIFIED = Text("已按合同核实", "Verified by a contract")


class SettingsView(QWidget):
    """Shows the settings and writes each change through the model."""

    def __init__(self, desktop: Desktop, model: SettingsModel, portals: PortalsCard) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self._title = QLabel()
        self._title.setProperty("look", "title")
        self.search = QLineEdit()
        self._looks = Card(self._speech, Text("语言与外观", "Language and look"))
        self._work = Card(self._speech, Text("我与站点", "Me and my site"))
        self.portals = portals
        self.alarms = AlarmSettings(self._speech, model)
        self.industry = IndustryCard(desktop)
        self._packs = Card(self._speech, Text("生效的服务级别包", "Service-level packs in force"))
        self.language, self.theme_choice, self.text_size = Combo(), Combo(), Combo()
        self.compact, self.auto = QCheckBox(), QCheckBox()
        self.user = QLineEdit()
        self.site, self.zone, self.calendar = Combo(), Combo(), Combo()
        self.files = Combo()
        self._fill_cards()
        self._lay()
        self._connect()
        self.retranslate()

    def _fill_cards(self) -> None:
        looks, work = self._looks, self._work
        looks.add(
            Text("语言", "Language"), Text("立即切换,无需重启", "Switches at once"), self.language
        )
        looks.add(Text("主题", "Theme"), _NO_HINT, self.theme_choice)
        looks.add(
            Text("文字大小", "Text size"),
            Text("放大后导航栏会收起,详情会盖住列表", "Larger text folds the rail"),
            self.text_size,
        )
        looks.add(
            Text("紧凑行高", "Compact rows"), Text("28 像素一行", "28 pixels a row"), self.compact
        )
        work.add(
            Text("姓名", "Name"),
            Text("写在我的操作上,也用于“我的未结”", "Stands on what I do; decides “My open”"),
            self.user,
        )
        work.add(Text("站点", "Site"), Text("新工单的默认站点", "A new ticket's site"), self.site)
        work.add(
            Text("时区", "Time zone"), Text("显示时间所用", "In which times are shown"), self.zone
        )
        work.add(
            Text("工作日历", "Working calendar"),
            Text("立即重算期限", "Deadlines are recomputed at once"),
            self.calendar,
        )
        work.add(
            Text("自动分派", "Assign by itself"),
            Text("这里新建、没有受理人的工单,按名单分派", "New tickets of nobody, by the roster"),
            self.auto,
        )
        work.add(
            Text("本机附件上限", "Attachments on this PC"),
            Text(
                "超过时先清最久没看的;没上传的、钉住的不清,清掉的随时再取",
                "The longest unused go first, never unsent or pinned ones; fetched again any time",
            ),
            self.files,
        )
        self.site.setEditable(True)
        self.zone.setEditable(True)

    def _lay(self) -> None:
        inner = QWidget()
        inner.setObjectName("settingsInner")
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(20)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        self.search.setClearButtonEnabled(True)
        enter_at(self, self.search)
        self.search.addAction(
            icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.search.setFixedWidth(theme.px(230))
        head.addWidget(self.search)
        column.addLayout(head)
        for card in (
            self._looks,
            self._work,
            self.alarms,
            self.portals,
            self.industry,
            self._packs,
        ):
            column.addWidget(card)
        column.addStretch(1)
        inner.setMaximumWidth(theme.px(820))
        scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        scroll.setWidget(inner)
        self._inner, self._scroll = inner, scroll
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _connect(self) -> None:
        change = self._model.change
        for combo, name in (
            (self.language, "language"),
            (self.theme_choice, "theme"),
            (self.text_size, "text_percent"),
            (self.calendar, "calendar"),
        ):
            combo.activated.connect(lambda _at, one=combo, key=name: change(key, one.currentData()))
        self.files.activated.connect(
            lambda _at: self._model.limit_files(int(self.files.currentData()))
        )
        self.compact.toggled.connect(lambda on: change("compact", on))
        self.auto.toggled.connect(lambda on: change("auto_assign", on))
        self.user.editingFinished.connect(lambda: change("user", self.user.text().strip()))
        for combo, name in ((self.site, "site"), (self.zone, "zone")):
            line = combo.lineEdit()
            if line is not None:
                line.editingFinished.connect(
                    lambda one=combo, key=name: change(key, one.currentText().strip())
                )
            combo.activated.connect(
                lambda _at, one=combo, key=name: change(key, one.currentText().strip())
            )
        self.search.textChanged.connect(self._search)
        self._model.changed.connect(lambda _name: self.show_values())
        self._speech.switched.connect(self.retranslate)

    def show_values(self) -> None:
        """Show the settings in force."""
        say, values = self._speech, self._model.values
        fill(self.language, [(key, say(words)) for key, words in LANGUAGES], values.language)
        fill(self.theme_choice, [(key, say(words)) for key, words in THEMES], values.theme)
        sizes = [(one, f"{one} %") for one in sorted({*SIZES, values.text_percent})]
        fill(self.text_size, [*sizes], values.text_percent)
        fill(
            self.calendar, [(key, say(words)) for key, words in self._model.calendars()],
            values.calendar,
        )  # fmt: skip
        limits = [(key, say(words)) for key, words in self._model.files_limits()]
        fill(self.files, [*limits], self._model.files_limit)
        sites = dict.fromkeys((values.site, *self._desktop.store.choices("site")))
        fill(self.site, [(one, one) for one in sites], values.site)
        fill(self.zone, [(one, one) for one in dict.fromkeys((values.zone, *ZONES))], values.zone)
        for box, on in ((self.compact, values.compact), (self.auto, values.auto_assign)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        self.alarms.show_values()
        if self.user.text().strip() != values.user:
            self.user.setText(values.user)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        self._title.setText(say(Text("设置", "Settings")))
        hint = say(Text("搜索设置", "Search the settings"))
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.user.setPlaceholderText(say(Text("例如 李娜", "e.g. Li Na")))
        for card in (
            self._looks,
            self._work,
            self.alarms,
            self.portals,
            self.industry,
            self._packs,
        ):
            card.retranslate()
        self._show_packs()
        self.show_values()
        self._inner.setMaximumWidth(theme.px(820))
        self.search.setFixedWidth(theme.px(230))

    def go_to_alarms(self) -> None:
        """Bring the alarms into view and give them the keyboard."""
        self.search.clear()
        self._scroll.ensureWidgetVisible(self.alarms, 0, theme.px(20))
        self.alarms.on.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_portals(self) -> None:
        """Bring the portals into view and give them the keyboard."""
        self.search.clear()
        self._scroll.ensureWidgetVisible(self.portals, 0, theme.px(20))
        self.portals.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_industry(self) -> None:
        """Bring the industry into view and give it the keyboard."""
        self.search.clear()
        self._scroll.ensureWidgetVisible(self.industry.go, 0, theme.px(120))
        self.industry.industry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_packs(self) -> None:
        self._packs.clear()
        for note in self._model.notes:
            self._packs.add_widget(self._pack("triangle-alert", note, _NO_HINT, "P2"))
        for one in self._model.packs():
            state = _VERIFIED if one.verified else _UNVERIFIED
            details = Text(f"{state.zh} · {one.details.zh}", f"{state.en} · {one.details.en}")
            icon, shade = ("circle-check", "ok") if one.verified else ("circle-help", "P2")
            self._packs.add_widget(self._pack(icon, one.title, details, shade))

    def _pack(self, icon: str, title: Text, details: Text, shade: str) -> QFrame:
        made = QFrame()
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        mark = QLabel()
        mark.setPixmap(icons.pixmap(icon, theme.px(18), shade))
        words = QVBoxLayout()
        words.setSpacing(1)
        for text, look in ((title, ""), (details, "small")):
            if text.zh:
                label = QLabel(self._speech(text))
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setWordWrap(True)
                label.setProperty("look", look)
                words.addWidget(label)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return made

    def _search(self, typed: str) -> None:
        for card in (self._looks, self._work, self.alarms, self.industry):
            card.search(typed)
        self.portals.setVisible(self.portals.fits(typed))
        wanted = typed.strip().casefold()
        told = [one for line in self._model.packs() for one in (*line.title, *line.details)]
        # i18n: words to search by
        self._packs.setVisible(any(wanted in one.casefold() for one in ("包 pack", *told)))
