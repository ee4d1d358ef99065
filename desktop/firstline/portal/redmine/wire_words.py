"""A Redmine's own lists of statuses, priorities, trackers and people, matched with our words."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from firstline.domain.ticket.ticket import Priority, Status, TicketType

_S, _P, _T = Status, Priority, TicketType

STATUSES: Mapping[Status, str] = {
    _S.NEW: "new|open|reopened|新建|新建立|新|待处理|待受理|已提交",
    _S.TRIAGED: "triaged|confirmed|已分级|已确认|已评估",
    _S.IN_PROGRESS: "in progress|assigned|accepted|started|进行中|处理中|实作中|已分配|已指派|受理",
    _S.WAITING_REQUESTER: "feedback|waiting|waiting for requester|waiting for customer|pending|"
    "on hold|反馈|已回应|等待反馈|等待报告人|等待用户|挂起|暂停",
    _S.WITH_VENDOR: "with vendor|waiting for vendor|external|已交接厂商|厂商处理中|"
    "等待厂商|外部处理",
    _S.WAITING_CUSTOMER_INFO: "vendor waits for us|waiting for our information|厂商等我方资料",
    _S.RESOLVED: "resolved|solved|fixed|done|已解决|已恢复|已完成|已修复",
    _S.CLOSED: "closed|verified|已关闭|关闭|已结束|结束",
    _S.CANCELLED: "rejected|cancelled|canceled|declined|已拒绝|拒绝|已取消|取消|作废",
    _S.DUPLICATE: "duplicate|duplicated|重复",
}
PRIORITIES: Mapping[Priority, str] = {
    _P.P1: "urgent|immediate|critical|emergency|p1|紧急|立刻|特急|速|急",
    _P.P2: "high|p2|高",
    _P.P3: "normal|medium|p3|普通|正常|中|一般",
    _P.P4: "low|minor|p4|低",
}
TRACKERS: Mapping[TicketType, str] = {
    _T.INCIDENT: "bug|incident|defect|fault|错误|故障|事件|缺陷|臭虫",
    _T.REQUEST: "support|request|service request|task|支持|支援|请求|服务请求|申请|任务",
    _T.QUESTION: "question|inquiry|问题|咨询",
    _T.IMPROVEMENT: "feature|improvement|enhancement|功能|改进|需求|优化",
}

# Where a Redmine has no word for ours, the first of these for which it has one.
_LIKE: Mapping[str, tuple[str, ...]] = {
    _S.NEW: (_S.TRIAGED, _S.IN_PROGRESS),
    _S.TRIAGED: (_S.NEW, _S.IN_PROGRESS),
    _S.IN_PROGRESS: (_S.TRIAGED, _S.NEW),
    _S.WAITING_REQUESTER: (_S.IN_PROGRESS, _S.NEW),
    _S.WITH_VENDOR: (_S.IN_PROGRESS, _S.WAITING_REQUESTER, _S.NEW),
    _S.WAITING_CUSTOMER_INFO: (_S.WITH_VENDOR, _S.IN_PROGRESS, _S.NEW),
    _S.RESOLVED: (_S.CLOSED,),
    _S.CLOSED: (_S.RESOLVED,),
    _S.CANCELLED: (_S.CLOSED, _S.RESOLVED),
    _S.DUPLICATE: (_S.CANCELLED, _S.CLOSED, _S.RESOLVED),
    _P.P1: (_P.P2, _P.P3, _P.P4),
    _P.P2: (_P.P1, _P.P3, _P.P4),
    _P.P3: (_P.P4, _P.P2, _P.P1),
    _P.P4: (_P.P3, _P.P2, _P.P1),
    _T.INCIDENT: (_T.REQUEST, _T.QUESTION, _T.IMPROVEMENT),
    _T.REQUEST: (_T.QUESTION, _T.IMPROVEMENT, _T.INCIDENT),
    _T.QUESTION: (_T.REQUEST, _T.INCIDENT, _T.IMPROVEMENT),
    _T.IMPROVEMENT: (_T.REQUEST, _T.QUESTION, _T.INCIDENT),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """One list of the server, in its order; which of our words (`family`) each entry stands for."""

    family: tuple[str, ...]
    ours: Mapping[int, str]
    middle: str

    def word(self, remote: int) -> str:
        """Return our word for the entry; one that is not on the list (any more) has a middle."""
        return self.ours.get(remote) or self.says(self.middle)

    def remote(self, word: str) -> int:
        """Return the entry that says our word, or what comes nearest to it."""
        for wanted in (word, *_LIKE.get(word, ())):
            for remote, ours in self.ours.items():
                if ours == wanted:
                    return remote
        return next(iter(self.ours))

    def says(self, word: str) -> str:
        """Return the word that ours becomes when it has been there and back."""
        return self.ours[self.remote(word)]

    def same(self, word: str) -> tuple[str, ...]:
        """Return all of our words that are one word there: those that come back as `word`."""
        return tuple(one for one in self.family if self.says(one) == word)


Table = Mapping[str, str]  # a server's own name -> our word, as an administrator may set it


def scale_of(
    entries: Sequence[Mapping[str, Any]],
    table: Mapping[Any, str],
    own: Table,
    otherwise: Callable[[Mapping[str, Any], int, int], str],
    middle: str,
) -> Scale:
    """Return the scale of a list: by the table of the desk, by known names, by what is left.

    `otherwise` is given the entry, its place and how many there are. Entries that are no longer
    active can be read and come last, so that they are not written where another says the same.
    """
    words = {name: str(ours) for ours, names in table.items() for name in names.split("|")}
    words |= {_plain(name): word for name, word in own.items()}
    found = [
        (one, words.get(_plain(one["name"])) or otherwise(one, place, len(entries)))
        for place, one in enumerate(entries)
    ]
    found.sort(key=lambda pair: not pair[0].get("active", True))
    ours = {one["id"]: word for one, word in found}
    return Scale(tuple(str(one) for one in table), ours, middle)


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()


@dataclass(frozen=True, slots=True)
class Words:
    """All of a server's lists, read once, and who we are there; `people` holds ids by name."""

    me: int
    statuses: Scale
    priorities: Scale
    trackers: Scale
    people: Mapping[int, str] = field(default_factory=dict)

    def person(self, name: str) -> int | None:
        """Return who bears the name; 李工 is found where the server says 工 李."""
        wanted = _plain(name)
        for remote, shown in self.people.items():
            if wanted in ways_to_say(shown):
                return remote
        return None


def ways_to_say(name: str) -> tuple[str, ...]:
    """Return how a person's name may be written: as it is, and with the family name first."""
    parts = _plain(name).split(" ")
    if len(parts) == 1:
        return (parts[0],)
    turned = [parts[-1], *parts[:-1]]
    return (" ".join(parts), " ".join(turned), "".join(turned), "".join(parts))


def words_of(
    me: int,
    statuses: Sequence[Mapping[str, Any]],
    priorities: Sequence[Mapping[str, Any]],
    trackers: Sequence[Mapping[str, Any]],
    people: Mapping[int, str],
    tables: Mapping[str, Table],
) -> Words:
    """Return the lists as the server tells them, matched with our words.

    `tables` may hold, under "status", "priority" and "type", names of this server's own.
    """
    return Words(
        me,
        scale_of(statuses, STATUSES, tables.get("status", {}), _status, str(_S.IN_PROGRESS)),
        scale_of(priorities, PRIORITIES, tables.get("priority", {}), _priority, str(_P.P3)),
        scale_of(trackers, TRACKERS, tables.get("type", {}), _tracker, str(_T.INCIDENT)),
        people,
    )


def _status(entry: Mapping[str, Any], place: int, _count: int) -> str:
    if entry.get("is_closed"):
        return str(Status.CLOSED)
    return str(Status.NEW if place == 0 else Status.IN_PROGRESS)


def _tracker(_entry: Mapping[str, Any], _place: int, _count: int) -> str:
    return str(TicketType.INCIDENT)


def _priority(_entry: Mapping[str, Any], place: int, count: int) -> str:
    """Return the priority by the place in a list that goes up from the lowest."""
    ladder = (Priority.P4, Priority.P3, Priority.P2, Priority.P1)
    return str(ladder[min(3, place * 4 // max(count, 1))])
