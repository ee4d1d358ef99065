"""Alarms and news in the window: the bell, the cards, the page, the tray and the one sound."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QToolButton, QWidget

from firstline.domain.alarm.alarm import Alarm, Notice, Way
from firstline.domain.alarm.news import Bulletin
from firstline.domain.alarm.news import line as news_line
from firstline.domain.alarm.news import title as news_title
from firstline.domain.alarm.words import line, title
from firstline.domain.contracts.lifecycle_rule import Rule
from firstline.domain.health.check_items import parse_items
from firstline.domain.reminding.reminder import Reminder, Round
from firstline.domain.reminding.reminder import title as round_title
from firstline.domain.retention.reminders import SECTION as RETENTION
from firstline.domain.training.curriculum import Courses
from firstline.domain.words import Text
from firstline.system.resources import read_text
from firstline.viewmodel.alarm.alarm import AlarmModel
from firstline.viewmodel.alarm.news import NewsModel
from firstline.viewmodel.alarm.reminders import ReminderModel
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later
from firstline.widgets import icons, theme
from firstline.widgets.alarm.stack import AlarmStack
from firstline.widgets.project.retention_pack import shipped
from firstline.widgets.shell.leaves import show_leaf
from firstline.widgets.shell.toast import announce

if TYPE_CHECKING:
    from firstline.widgets.alarm.page import AlarmPage
    from firstline.widgets.shell.shell import Shell

TRAY_MS = 15_000
_NO_MARKUP = str.maketrans("<>", "‹›")  # a desktop may take <img> in a notice for a picture
OFFSCREEN = ("offscreen", "minimal")


class AlarmParts(QObject):
    """Makes the parts; they live as long as the window."""

    def __init__(
        self, desktop: Desktop, later: Later, shell: "Shell",
        courses: Callable[[], Courses] = dict, rules: Sequence[Rule] = (),
    ) -> None:  # fmt: skip
        super().__init__(shell)
        self._desktop = desktop
        self._speech = desktop.speech
        self._shell = shell
        self._unseen = 0
        self._last: Callable[[], None] = self.show
        self.model = AlarmModel(desktop, later, self)
        self.news = NewsModel(desktop, later, self)
        checks = parse_items(read_text("packs", "checklists", "audit_health.toml"), "audit_health")
        self.reminders = ReminderModel(
            desktop, later, checks, self, courses=courses, rules=rules, kept=shipped
        )
        self.stack = AlarmStack(
            desktop.speech,
            self.model,
            shell.centralWidget() or shell,
            lambda: cast("QWidget | None", shell.findChild(QWidget, "composer")),
        )
        self.bell = QToolButton()
        self.bell.setProperty("look", "quiet")
        self.bell.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.bell.setCursor(Qt.CursorShape.PointingHandCursor)
        self.bell.clicked.connect(self.show)
        shell.strip.add_part(self.bell)
        self.tray = self._tray()
        self.model.rang.connect(self._tell)
        self.model.counted.connect(self._count)
        self.news.came.connect(self._tell_news)
        desktop.changed.connect(lambda _changed: self.stack.looked_at(self.news.is_unread))
        self.reminders.came.connect(self._remind)
        self.stack.opened.connect(self._open)
        self.stack.due_opened.connect(self._go_to)
        self.stack.listed.connect(self._list)
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def begin(self) -> None:
        """Look for the first time."""
        self.model.look()
        self.news.begin()
        self.reminders.begin()

    def show(self) -> None:
        """Show the page of the bell."""
        self._shell.go("alarms")

    @cached_property
    def page(self) -> "AlarmPage":
        """The page of the bell, made when it is first wanted."""
        from firstline.widgets.alarm.page import AlarmPage  # noqa: PLC0415 - seldom used

        made = AlarmPage(self._desktop, self.model, self.reminders)
        made.opened.connect(self._open)
        made.due.opened.connect(self._go_to)
        made.shown.connect(self.stack.seen_due)
        made.settings_wanted.connect(lambda: self._shell.go("settings"))
        return made

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        many = self._unseen
        name = Text(f"提醒:{many} 条未看", f"Alarms: {many} not looked at")
        if not many:
            name = Text("提醒", "Alarms")
        self.bell.setText(str(many) if many else "")
        self.bell.setIcon(icons.icon("bell", "P2" if many else "muted"))
        self.bell.setIconSize(QSize(theme.px(14), theme.px(14)))
        self.bell.setAccessibleName(self._speech(name))
        self.bell.setToolTip(f"{self._speech(name)} (Ctrl+B)")
        self.stack.retranslate()

    def _tray(self) -> QSystemTrayIcon | None:
        """Return the icon in the tray; None where there is no tray, as in GNOME."""
        if QGuiApplication.platformName() in OFFSCREEN:
            return None
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return None
        made = QSystemTrayIcon(icons.icon("bell", "accent"), self)
        made.messageClicked.connect(self._open_last)
        made.activated.connect(lambda _how: self._come_forward())
        made.show()
        return made

    def _tell(self, notice: Notice) -> None:
        card = self.stack.tell(notice)
        single = notice.way is Way.CARD
        opens = partial(self._open, notice.alarms[0].ticket) if single else self.show
        lines = [line(one) for one in notice.alarms]
        self._call(card.words, (title(notice), *lines), opens, urgent=notice.is_urgent)

    def _tell_news(self, bulletin: Bulletin) -> None:
        """Tell what others did, but not of the ticket that somebody is looking at."""
        first = bulletin.news[0].ticket
        if len(bulletin.news) == 1 and self._is_looked_at(first):
            return
        card = self.stack.tell_news(bulletin)
        single = len(bulletin.news) == 1
        opens = partial(self._open, first) if single else partial(self._shell.go, "queue")
        lines = [news_line(one) for one in bulletin.news]
        said = (news_title(bulletin), *lines)
        self._call(card.words, said, opens, urgent=bulletin.is_urgent)

    def _remind(self, told: Round) -> None:
        """Tell what comes due by the calendar."""
        card = self.stack.remind(told)
        single = len(told.reminders) == 1
        opens = partial(self._go_to, told.reminders[0]) if single else self.show
        said = (round_title(told), *(one.title for one in told.reminders))
        self._call(card.words, said, opens, urgent=told.is_urgent)

    def _go_to(self, reminder: Reminder) -> None:
        if reminder.section in ("action", "decision"):
            self._shell.sections.show_wanted(reminder.section, reminder.record)
        elif reminder.section == "contracts":
            kind = reminder.series.partition(":")[0]
            self._shell.sections.show_wanted("register", f"{kind} {reminder.record}")
        elif reminder.section == RETENTION:
            show_leaf(self._shell, "projects", "RETENTION")
        else:
            self._shell.go(reminder.section)

    def _is_looked_at(self, ticket_id: str) -> bool:
        shell = self._shell
        return (
            shell.isActiveWindow()
            and shell.pages.section == "queue"
            and shell.detail.ticket_id == ticket_id
        )

    def _call(
        self, words: str, lines: tuple[Text, ...], opens: Callable[[], None], *, urgent: bool
    ) -> None:
        """Say it, and where the window is not in front, call for it; a click then `opens`."""
        self._last = opens
        announce(self._shell, words)
        away = QGuiApplication.applicationState() is not Qt.ApplicationState.ApplicationActive
        if away:
            QApplication.alert(self._shell)
        if away and self.tray is not None:
            head, *rest = (self._speech(one) for one in lines[:5])
            icon = icons.icon("bell", "P1" if urgent else "P2")
            body = "\n".join(rest).translate(_NO_MARKUP)
            self.tray.showMessage(head.translate(_NO_MARKUP), body, icon, TRAY_MS)
        if urgent and self.model.beeps:
            QApplication.beep()

    def _open_last(self) -> None:
        self._come_forward()
        self._last()

    def _come_forward(self) -> None:
        shell = self._shell
        if shell.isMinimized():
            shell.showNormal()
        shell.raise_()
        shell.activateWindow()

    def _open(self, ticket_id: str) -> None:
        self._shell.show_ticket(ticket_id)

    def _list(self, alarm: object) -> None:
        self.show()
        if isinstance(alarm, Alarm):
            self.page.choose(alarm)

    def _count(self, many: int) -> None:
        if many != self._unseen:
            self._unseen = many
            self.retranslate()
