"""The reader of one article: what to do first, what is locked and why, and whether it helped."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.documents.links import SCHEME
from firstline.domain.errors import NOTHING, Problem
from firstline.domain.knowledge.acts import answers, helped
from firstline.domain.knowledge.knowledge import Article, ArticleState, article_from
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.knowledge.qualified import Permits, Qualified, who_may
from firstline.widgets import icons, theme
from firstline.widgets.combo import Combo
from firstline.widgets.detail.html import QuietBrowser
from firstline.widgets.knowledge.article_html import article_html
from firstline.widgets.knowledge.safety_chip import SafetyChip

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

PICK = Text("选一篇文章,这里显示先做什么、不要做什么。", "Pick an article to see what to do first.")
DID_IT_HELP = Text("有帮助吗?", "Did it help?")
YES, NO = Text("有帮助", "It helped"), Text("没帮上", "It did not")
THANKS = Text("已记下,谢谢。", "Noted, thank you.")
USE = Text("用于工单 {number}", "Use for ticket {number}")
MEND = Text("修改…", "Mend…")
NO_TICKET = Text("用于工单…", "Use for a ticket…")
USE_TIP = Text(
    "把出处和 L0 步骤写进这张工单的回复草稿,发送前可以改。",
    "Writes the reference and the L0 steps into the reply draft of this ticket.",
)
OLD = Text("这是旧版本 {version},现行版本见 {newer}。", "An older version, {version}; see {newer}.")
GONE = Text("这篇文章已收回,请勿照做。", "This article was withdrawn; do not follow it.")
SO_FAR = Text("帮上 {yes} 次,没帮上 {no} 次", "helped {yes} times, did not {no} times")


class ArticleReader(QFrame):
    """Shows one version of an article; `ticket` tells for which ticket it may be used.

    `abouts` holds the tickets for which it is read or was used, by record: an answer about any
    other article came before a ticket, or in place of one (deflection, requirements S65).
    """

    used = Signal(object)  # Article
    document_wanted = Signal(str)  # the record of a document that the article links to
    mended = Signal(str)  # the record of the version to begin with

    def __init__(
        self,
        desktop: Desktop,
        ticket: Callable[[], str],
        searched: Callable[[], str],
        qualified: Qualified,
    ) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desktop = desktop
        self._qualified = qualified
        self._permits: Permits = {}
        self._speech = desktop.speech
        self._ticket = ticket
        self.abouts: dict[str, str] = {}
        self._searched = searched
        self._entity: Entity | None = None
        self.title, self.banner, self._said = QLabel(), QLabel(), QLabel()
        self.who = QLabel()
        self.chip = SafetyChip(desktop.speech)
        self.versions = Combo()
        self.browser = QuietBrowser(lambda _held: None, self)
        self.yes, self.no, self.use = QPushButton(), QPushButton(), QPushButton()
        self.mend = QPushButton()
        self._question = QLabel()
        self._empty = QLabel()
        self._lay()
        self.yes.clicked.connect(lambda: self._answer(yes=True))
        self.no.clicked.connect(lambda: self._answer(yes=False))
        self.use.clicked.connect(self._use)
        self.mend.clicked.connect(self._mend)
        self.versions.activated.connect(self._choose)
        self.browser.wanted.connect(self._follow)
        self._speech.switched.connect(self.retranslate)
        qualified.changed.connect(self.judge)
        desktop.ticking.ticked.connect(self.judge)
        self.retranslate()

    @property
    def article(self) -> Article | None:
        """The article that is shown."""
        return article_from(self._entity) if self._entity is not None else None

    def _lay(self) -> None:
        for label in (
            self.title, self.banner, self.who, self._said, self._question, self._empty,
        ):  # fmt: skip
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("look", "title")
        self.title.setWordWrap(True)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.banner.setProperty("look", "warning")
        self.banner.setWordWrap(True)
        self._said.setProperty("look", "small")
        self.who.setProperty("look", "small")
        self.who.setWordWrap(True)
        self._empty.setProperty("look", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.browser.setFrameShape(QFrame.Shape.NoFrame)
        facts = QHBoxLayout()
        facts.setSpacing(10)
        facts.addWidget(self.chip)
        facts.addWidget(self.versions)
        facts.addStretch(1)
        facts.addWidget(self.mend)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for part in (self._question, self.yes, self.no):
            foot.addWidget(part)
        foot.addWidget(self._said, 1)
        foot.addWidget(self.use)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(18, 12, 18, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addLayout(facts)
        column.addWidget(self.who)
        column.addWidget(self.banner)
        column.addWidget(self.browser, 1)
        column.addLayout(foot)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(page)

    def show_record(self, record: str) -> None:
        """Show the version that this record holds, "" for none."""
        found = self._desktop.store.article(record) if record else None
        other = found is None or self._entity is None or found.id != self._entity.id
        self._entity = found
        self._pages.setCurrentIndex(1 if found is not None else 0)
        if found is None:
            return
        self._fill()
        if other:
            self._say_count()
            self.browser.verticalScrollBar().setValue(0)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self.setAccessibleName(say(Text("文章", "Article")))
        self.browser.setAccessibleName(say(Text("文章正文", "The article's text")))
        self.versions.setAccessibleName(say(Text("版本", "Version")))
        self._empty.setText(say(PICK))
        self._question.setText(say(DID_IT_HELP))
        for button, words, icon in (
            (self.yes, YES, "thumbs-up"), (self.no, NO, "thumbs-down"), (self.use, USE, "reply"),
            (self.mend, MEND, "pencil-line"),
        ):  # fmt: skip
            button.setIcon(icons.icon(icon))
            button.setIconSize(QSize(theme.px(15), theme.px(15)))
            if button is not self.use:
                button.setText(f" {say(words)}")
                asked = "" if button is self.mend else f"{say(DID_IT_HELP)} "
                button.setAccessibleName(f"{asked}{say(words)}")
        self.show_ticket()
        if self._entity is not None:
            self._fill()
            self._say_count()

    def show_ticket(self) -> None:
        """Say for which ticket the article can be used now."""
        number = self._ticket()
        words = self._speech(USE.fill(number=number) if number else NO_TICKET)
        self.use.setText(f" {words}")
        self.use.setAccessibleName(words)
        self.use.setToolTip(self._speech(USE_TIP))
        self.use.setEnabled(bool(number))

    def _fill(self) -> None:
        article = self.article
        if article is None:
            return
        say, language = self._speech, self._speech.language
        self.title.setText(f"{article.id} {article.title.in_(language)}")
        self.chip.show_class(article.safety)
        holds = article.state is ArticleState.CURRENT
        gone = article.state is ArticleState.WITHDRAWN
        newer = article.superseded_by
        if not newer:  # mended here: the one that holds stands first
            newer = next(iter(self._desktop.store.article_versions(article.id)), ("",))[0]
        old = OLD.fill(version=article.version, newer=newer)
        self.banner.setText(f"⚠ {say(GONE if gone else old)}")
        self.banner.setVisible(not holds)
        self._fill_versions(article)
        self.browser.document().setDefaultStyleSheet(
            f"code {{ background: {theme.token('surface2').name()}; }}"
        )
        self._permits = self._qualified.permits(article)
        library = self._desktop.store.library()
        self.browser.setHtml(article_html(article, language, self._permits, library))
        asked = {one.safety for one in article.sections(language).steps}
        self.who.setText(say(who_may(self._permits, asked)))
        self.who.setVisible(bool(self.who.text()))

    def judge(self) -> None:
        """Lock or open the steps anew: a certificate was recorded, or one ran out."""
        article = self.article
        if article is not None and self._qualified.permits(article) != self._permits:
            at = self.browser.verticalScrollBar().value()
            self._fill()
            self.browser.verticalScrollBar().setValue(at)

    def _fill_versions(self, article: Article) -> None:
        several = self._desktop.store.article_versions(article.id)
        self.versions.clear()
        for record, version, state in several:
            mark = Text("(现行)", " (current)") if state == ArticleState.CURRENT else NOTHING
            words = Text(f"版本 {version}{mark.zh}", f"Version {version}{mark.en}")
            self.versions.addItem(self._speech(words), record)
        self.versions.setCurrentIndex(self.versions.findData(article.record))
        self.versions.setEnabled(len(several) > 1)

    def _choose(self, at: int) -> None:
        self.show_record(str(self.versions.itemData(at)))

    def _say_count(self) -> None:
        if self._entity is not None:
            said = answers(self._entity)
            words = SO_FAR.fill(yes=said.yes, no=said.no)
            self._said.setText(self._speech(words) if said.yes or said.no else "")

    def _answer(self, *, yes: bool) -> None:
        article = self.article
        if article is None:
            return
        desktop = self._desktop
        edit = helped(
            article, desktop.stamp(), yes=yes, ticket=self.abouts.get(article.record, ""),
            query=self._searched(),
        )  # fmt: skip
        try:
            desktop.store.perform(edit, now=desktop.ticking.now())
        except Problem as problem:
            desktop.problem.emit(problem)
            return
        self._entity = desktop.store.article(article.record)
        self._said.setText(f"✓ {self._speech(THANKS)}")

    def _follow(self, link: str) -> None:
        scheme, _, key = link.partition(":")
        if scheme == SCHEME:
            self.document_wanted.emit(key)

    def _mend(self) -> None:
        if self.article is not None:
            self.mended.emit(self.article.record)

    def _use(self) -> None:
        if self.article is not None:
            self.used.emit(self.article)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._entity:
            self._fill()
