"""The leaf of super-users: the stop, the coverage map, the people, and the chosen one beside."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from firstline.domain.errors import NOTHING
from firstline.domain.overrides import override
from firstline.domain.ticket import first_line
from firstline.domain.training.coverage import Spot
from firstline.domain.training.superuser import SuperUser, ends_soon
from firstline.domain.training.training import STANDINGS, scope_words
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later
from firstline.viewmodel.superusers.heat import GLYPHS, WORDS, Heat, place_words
from firstline.viewmodel.superusers.model import PERIODS, SuperusersModel
from firstline.widgets import layouts, theme
from firstline.widgets.combo import Combo
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.settings.rows import fill
from firstline.widgets.superusers.heat_map import SHADES, HeatMap
from firstline.widgets.superusers.sides import BACKUP, RATE, PersonSide, SpotSide, plain

TITLE = Text("超级用户", "Super-users")
HEADS = (
    Text("人员", "Person"), Text("站点", "Site"), Text("班次", "Shift"),
    Text("证书", "Certificate"), Text("有效到", "Until"), Text("范围", "Scope"), BACKUP,
    Text("首线解决率", "First-line rate"),
)  # fmt: skip
PERIOD, SITE = Text("期间", "Period"), Text("站点", "Site")
EVERYWHERE = Text("全部站点", "All sites")
EMPTY = Text(
    "还没有人员和证书:导入人员名单(培训),再登记证书,这里就有覆盖图。",
    "No people or certificates yet: import the staff list (training), then record certificates.",
)
_SIDE_PX, _MOST_PX = 340, 470
_WORDS_TO_PERCENT = 125  # above, why the rate is so stands in the tip alone
_SPARED = (4, 5, 7, 2, 6)  # what the side says as well goes first
_SPOTS_SAID, _SPOTS_TO_PERCENT = 4, 125  # larger text leaves the room to the map
_MAP_SHARES = (3, 2)


class SuperusersPart(QFrame):
    """Stands by itself in any page: it reads while it is on screen, and needs nothing of it."""

    def __init__(self, desktop: Desktop, later: Later) -> None:
        super().__init__()
        self._speech = desktop.speech
        self.model = SuperusersModel(desktop, later, self)
        self.stop, self.legend, self.sum = QLabel(), QLabel(), QLabel()
        self.period, self.site = Combo(), Combo()
        self._period_word, self._site_word = QLabel(), QLabel()
        self.map = HeatMap(self.model)
        self.table = PlainTable(5, (118, 80, 58, 172, 92, 80, 112, 122), _SPARED)
        self.spot, self.person = SpotSide(self.model), PersonSide(self.model)
        self.empty = Empty(self._speech)
        self._side, self._stack = QStackedWidget(), QStackedWidget()
        self._lay()
        self._connect()
        self.retranslate()

    def _lay(self) -> None:
        self.stop.setWordWrap(True)
        plain(self.stop)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        for one in (self.legend, self._period_word, self._site_word, self.sum):
            one.setProperty("look", "small")
        plain(self.sum)
        self.legend.setWordWrap(True)
        top = QVBoxLayout()
        top.setContentsMargins(20, 10, 20, 6)
        top.setSpacing(6)
        top.addWidget(self.stop)
        top.addWidget(self.legend)
        upper = _column(top, self.map)
        bar = QHBoxLayout()
        bar.setContentsMargins(20, 6, 20, 6)
        bar.setSpacing(8)
        for word, combo in ((self._period_word, self.period), (self._site_word, self.site)):
            word.setBuddy(combo)
            bar.addWidget(word)
            bar.addWidget(combo)
        bar.addWidget(self.sum, 1)
        lower = _column(bar, self.table)
        self._halves = left = layouts.beside(upper, lower, (1, 1))
        left.setOrientation(Qt.Orientation.Vertical)
        self._side.addWidget(self.spot)
        self._side.addWidget(self.person)
        whole = QWidget()
        both = QHBoxLayout(whole)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(left, 1)
        both.addWidget(self._side)
        self._stack.addWidget(whole)
        self._stack.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        enter_at(self, self.map)
        layouts.chain(self.map, self.period, self.site, self.table, self.person.backup,
                      self.person.save)  # fmt: skip

    def _connect(self) -> None:
        model = self.model
        model.changed.connect(self._fill)
        model.rated.connect(self._show_rates)
        self.map.passed.connect(self._show_spot)
        self.map.opened.connect(self._show_spot)
        self.table.chosen.connect(self._show_person)
        self.table.cellClicked.connect(lambda _row, _at: self._show_person(self.table.key()))
        self.period.activated.connect(lambda _at: model.choose(period=self.period.currentData()))
        self.site.activated.connect(lambda _at: model.choose(site=self.site.currentData()))

    def _fill(self) -> None:
        model, seen = self.model, self.model.seen
        places = bool(seen and seen.map.places and seen.map.modules)
        nothing = seen is not None and not (model.people or places)
        self._stack.setCurrentIndex(1 if nothing else 0)  # what is not read yet may have the keys
        self._show_stop()
        self._show_rates()
        cell = self.map.cell()
        if self._side.currentIndex() == 0 and cell is not None:
            self.spot.show_spot(cell)

    def _show_stop(self) -> None:
        """Say in colour, glyph and words whether a critical module has an empty cell."""
        say, empty = self._speech, self.model.empty
        critical = self.model.seen.critical if self.model.seen else ()
        if empty:
            spots = _SPOTS_SAID if theme.percent() <= _SPOTS_TO_PERCENT else 0
            named = [f"{say(place_words(one))} {one[2]}" for one in empty[:spots]]
            more = len(empty) - len(named) if named else 0
            rest = say(Text(f" 等 {len(empty)} 格", f" and {more} more")) if more else ""
            listed = say(Text(";", "; ")).join(named)
            zh, en = (f":{listed}{rest}", f": {listed}{rest}") if named else ("", "")
            words = Text(
                f"▲ 停:关键模块有 {len(empty)} 格没有人{zh}",
                f"▲ Stop: {len(empty)} cells of critical modules are empty{en}",
            )
        elif critical:
            words = Text(
                "✓ 关键模块每一格都有人", "✓ Every cell of the critical modules is covered"
            )
        else:
            words = Text("○ 还没有标出关键模块:在“知识转移”里给一项写上模块并标为关键",
                         "○ No module is marked critical yet: on “Transfer”, give an item a "
                         "module and mark it critical")  # fmt: skip
        shade = "P1" if empty else "ok" if critical else "muted"
        self.stop.setText(say(words))
        self.stop.setStyleSheet(f"color: {theme.token(shade).name()}; font-weight: 700;")

    def _show_rates(self) -> None:
        say, model = self._speech, self.model
        self.table.show_rows([say(one) for one in HEADS],
                             [(one.key, self._cells(one)) for one in model.people])  # fmt: skip
        sites = sorted({*model.sites(), *(one.site for one in model.people)} - {""})
        choices: list[tuple[object, str]] = [("", say(EVERYWHERE))]
        fill(self.site, [*choices, *((one, one) for one in sites)], model.site)
        whole = model.rate()
        if model.is_counted:
            rate = f"{say(RATE)} {say(first_line.short(whole))}"
            told = f"{rate} · {say(first_line.why(whole, model.span))}"
        else:
            rate = told = say(Text("正在统计…", "Reckoning…"))
        self.sum.setText(told if theme.percent() <= _WORDS_TO_PERCENT else rate)
        self.sum.setToolTip(told)
        self.person.show_rate()

    def _cells(self, one: SuperUser) -> tuple[Cell, ...]:
        say, cert = self._speech, one.certificate
        if cert is None or one.standing is None:
            state = Cell(say(Text("✗ 没有证书", "✗ none")), "P1", bold=True)
        else:
            soon = ends_soon(one, self.model.today)
            mark, shade = ("◷", "P2") if soon else ("✓", "ok") if one.level else ("✗", "P1")
            words = f"{cert.opens}" if one.level else say(STANDINGS[one.standing])
            state = Cell(f"{mark} {cert.course} {words}", shade, bold=shade != "ok")
        return (
            Cell(one.name, bold=True), Cell(one.site or "—"), Cell(one.shift or "—"), state,
            Cell(str(cert.until or "—") if cert else "—"),
            Cell(say(scope_words(cert)) if cert else "—", "muted"), self._backup(one),
            Cell(say(first_line.short(self.model.rate(one.name)))),
        )  # fmt: skip

    def _backup(self, one: SuperUser) -> Cell:
        if not one.backup:
            return Cell(self._speech(Text("✗ 没有", "✗ none")), "P2")
        return Cell(f"{'✓' if one.backup_holds else '!'} {one.backup}",
                    "text" if one.backup_holds else "P2")  # fmt: skip

    def _show_spot(self, _spot: Spot) -> None:
        cell = self.map.cell()
        if cell is not None:
            self._side.setCurrentWidget(self.spot)
            self.spot.show_spot(cell)

    def _show_person(self, key: str) -> None:
        one = self.model.person(key)
        if one is None:
            return
        self.person.show_person(one)
        if self.table.hasFocus() or self.person.isVisible():
            self._side.setCurrentWidget(self.person)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        marks = [
            f"<span style='color:{theme.token(SHADES[one]).name()}'><b>{GLYPHS[one]}</b></span> "
            f"{say(WORDS[one])}" for one in Heat
        ]  # fmt: skip
        self.legend.setText("&nbsp;&nbsp; ".join(marks))
        self._period_word.setText(say(PERIOD))
        self._site_word.setText(say(SITE))
        self.period.setAccessibleName(say(PERIOD))
        self.site.setAccessibleName(say(SITE))
        fill(self.period, [(key, say(words)) for key, words in PERIODS], self.model.period)
        self.table.setAccessibleName(say(TITLE))
        self.empty.tell("users", EMPTY, NOTHING)
        self._side.setFixedWidth(min(theme.px(_SIDE_PX), _MOST_PX))
        self.map.retranslate()
        if theme.percent() > _SPOTS_TO_PERCENT:
            self._halves.setSizes([one * self.height() for one in _MAP_SHARES])
        self.person.retranslate()
        self._fill()
        one = self.model.person(self.person.key)
        if one is not None:
            self.person.show_person(one)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.look(looking=True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.look(looking=False)


def _column(head: QVBoxLayout | QHBoxLayout, body: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(head)
    column.addWidget(body, 1)
    return made
