"""The second person of the demo: works on the same tickets with a client and token of his own."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from firstline.domain.edits import edits
from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.edits.edits import Edit, Stamp
from firstline.domain.edits.exchange import CopyState, Op
from firstline.domain.errors import Problem
from firstline.domain.ids import new_id
from firstline.domain.ticket.ticket import Priority, Status, Ticket
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.portal.base import Portal

NAME = Text("周海波", "Zhou Haibo")
_PAGE = 500
_Act = Callable[[Ticket, Stamp], Edit | None]
_OTHER = {Priority.P1: Priority.P2, Priority.P2: Priority.P3, Priority.P3: Priority.P2,
          Priority.P4: Priority.P3}  # fmt: skip


class Colleague:
    """Knows the tickets as the portal tells them; each act is pushed at once.

    `language` decides in which language he writes. Every call may raise PortalProblem.
    """

    def __init__(self, portal: "Portal", now: Callable[[], datetime], language: str) -> None:
        self._portal = portal
        self._now = now
        self._english = language == "en"
        self._name = NAME.en if self._english else NAME.zh
        self._device = str(uuid4())
        self._n = 0
        self._at = 0
        self._cursor: str | None = None
        self._tickets: dict[str, Ticket] = {}

    def beat(self) -> Text | None:
        """Do the next thing of the day; return it in words, None when nothing is left to do."""
        self._pull()
        while self._at < len(_DAY):
            number, act, words = _DAY[self._at]
            self._at += 1
            ticket = next((one for one in self._tickets.values() if one.number == number), None)
            if ticket is not None and self._push(ticket, act(self._english)):
                return words.fill(number=number)
        return None

    def meddle(self, ticket_id: str, field: str, chosen: str) -> Text | None:
        """Change the same field as the user just did, to another value, before the user's arrives.

        `chosen` is the user's value. None where the portal has not got the ticket yet.
        """
        self._pull()
        ticket = self._tickets.get(ticket_id)
        if ticket is None:
            return None
        done = self._push(ticket, self._another(field, chosen))
        return _SAME.fill(number=ticket.number) if done else None

    def _another(self, field: str, chosen: str) -> _Act:
        def act(ticket: Ticket, stamp: Stamp) -> Edit | None:
            if field == "priority":
                to = _OTHER[ticket.priority]
                to = to if to != chosen else _OTHER[to]
                return None if to in (chosen, ticket.priority) else edits.set_priority(
                    ticket, to, stamp, reason="set_directly"
                )  # fmt: skip
            return edits.set_field(ticket, field, self._name, stamp)

        return act

    def _pull(self) -> None:
        more = True
        while more:
            page = self._portal.pull(self._cursor, limit=_PAGE)
            for copy in page.copies:
                if copy.kind == "ticket" and copy.state is CopyState.PUT and copy.doc is not None:
                    self._tickets[copy.id] = ticket_from_json(copy.doc)
            self._cursor, more = page.cursor, page.more

    def _push(self, ticket: Ticket, act: _Act) -> bool:
        now = self._now()
        try:
            edit = act(ticket, Stamp(new_id(now), now, self._name))
        except Problem:  # the ticket has moved on, so that this makes no sense any more
            return False
        if edit is None:
            return False
        self._n += 1
        self._portal.push([Op(edit, self._n)], self._device)
        return True


def _take(ticket: Ticket, stamp: Stamp) -> Edit | None:
    return edits.set_field(ticket, "assignee", stamp.actor, stamp)


def _start(ticket: Ticket, stamp: Stamp) -> Edit | None:
    return edits.move(ticket, Status.IN_PROGRESS, stamp)


def _says(text: Text, *, internal: bool = False) -> Callable[[bool], _Act]:
    def chosen(english: bool) -> _Act:  # noqa: FBT001 - which of the two languages
        words = text.en if english else text.zh
        return lambda ticket, stamp: edits.reply(ticket, words, stamp, internal=internal)

    return chosen


def _raised(to: Priority) -> Callable[[bool], _Act]:
    return lambda _english: (
        lambda ticket, stamp: edits.set_priority(ticket, to, stamp, reason="set_directly")
    )


def _plain(act: _Act) -> Callable[[bool], _Act]:
    return lambda _english: act


_TAKEN = Text("接手了 {number}", "took {number}")
_REPLIED = Text("回复了 {number}", "replied on {number}")
_NOTED = Text("在 {number} 记了备注", "left a note on {number}")
_RANKED = Text("改了 {number} 的优先级", "changed the priority of {number}")
_SAME = Text("改了 {number} 的同一个字段", "changed the same field of {number}")
_BEGUN = Text("开始处理 {number}", "began to work on {number}")
_DAY: tuple[tuple[str, Callable[[bool], _Act], Text], ...] = (
    ("N11", _plain(_take), _TAKEN),
    ("N09", _says(Text("考勤机日志已收到,正在核对。", "The clock's log is here; checking it now.")),
     _REPLIED),
    ("N11", _plain(_start), _BEGUN),
    ("N06", _raised(Priority.P2), _RANKED),
    ("N11", _says(Text("请先把看板电脑重启一次,我 10 分钟后到。",
                       "Please restart the board's PC; I am there in ten minutes.")), _REPLIED),
    ("N13", _says(Text("转给项目组评估,本周五前答复。",
                       "With the project team for an estimate; answer by Friday."),
                  internal=True), _NOTED),
    ("N10", _says(Text("新版打印模板已发,请试打一张。",
                       "The new print template is out; please print one.")), _REPLIED),
    ("N14", _raised(Priority.P2), _RANKED),
)  # fmt: skip
