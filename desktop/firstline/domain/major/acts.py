"""What may be written into a major incident, and what an update and a review must say (S38)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from firstline.domain.edits.edit import Edit, Stamp, edit_of
from firstline.domain.errors import BadInput, Refused
from firstline.domain.major.major import (
    ENTRY_NAMES,
    FIELDS,
    REVIEW_FIELDS,
    Entry,
    Major,
    instant_of,
    major_of,
)
from firstline.domain.major.rule import LIST
from firstline.domain.ticket.fields import clean
from firstline.domain.ticket.ticket import Event, EventKind, Ticket
from firstline.domain.words import Text

LONGEST_MIN = 24 * 60
FEWEST_WHYS, MOST_WHYS = 3, 5
NEEDED = ("timeline", "found", "restored", "whys", "improvements")


@dataclass(frozen=True, slots=True)
class Improvement:
    """What will be done, by whom and until when."""

    what: str
    owner: str
    due: date


def write(
    ticket: Ticket, entry: Entry, stamp: Stamp, *, text: str = "", at: datetime | None = None,
    fields: Mapping[str, str] | None = None,
) -> Edit:  # fmt: skip
    """Return the edit that adds one entry to the major incident on `ticket`.

    `fields` are those of FIELDS; `at` is when it was said, by default now. Raises Refused where it
    does not fit how the ticket stands, and BadInput for what is missing or wrong.
    """
    known = {name: str(clean(value, 20_000, name, lines=True)).strip()
             for name, value in (fields or {}).items()}  # fmt: skip
    _check_fields(entry, known)
    words = str(clean(text, 20_000, "body", lines=True)).strip()
    when = at or stamp.at
    _CHECKS.get(entry, _check_plain)(ticket, words, known, when)
    filled = {name: value for name, value in known.items() if value}
    data = {"list": LIST, "entry": str(entry), **filled}
    event = Event(f"{stamp.id}.0", EventKind.ENTRY, when, None, stamp.actor, None, words, data=data)
    return edit_of(stamp, ticket.id, LIST, (), (event,))


def _check_fields(entry: Entry, known: Mapping[str, str]) -> None:
    legal = FIELDS.get(entry, ())
    for name in known:
        if name not in legal:
            names = ", ".join(legal) or "-"
            raise BadInput(
                Text(f"“{ENTRY_NAMES[entry].zh}”没有“{name[:40]}”这一项。",
                     f"“{ENTRY_NAMES[entry].en}” has no field {name[:40]!r}."),
                next_step=Text(f"可用:{names}。", f"Use: {names}."),
            )  # fmt: skip


def _check_declared(ticket: Ticket, text: str, known: Mapping[str, str], at: datetime) -> None:
    del text, at
    if major_of(ticket) is not None:
        raise Refused(Text("已经是重大故障。", "It is a major incident already."))
    if not ticket.is_open:
        raise Refused(
            Text("工单已结束,不能再宣布重大故障。", "The ticket has ended; reopen it first.")
        )
    every = known.get("every", "")
    if every and not (every.isdecimal() and 1 <= int(every) <= LONGEST_MIN):
        raise BadInput(
            Text(
                f"通报间隔是 1 到 {LONGEST_MIN} 分钟。",
                f"Updates come every 1 to {LONGEST_MIN} min.",
            )
        )


def _check_plain(ticket: Ticket, text: str, known: Mapping[str, str], at: datetime) -> None:
    del known, at
    _standing(ticket)
    if not text:
        raise BadInput(Text("内容不能为空。", "The text must not be empty."))


def _check_update(ticket: Ticket, text: str, known: Mapping[str, str], at: datetime) -> None:
    _standing(ticket)
    if not text and not any(value for name, value in known.items() if name != "next"):
        raise BadInput(
            Text("通报至少写一项:影响、已知、未知或正在做。",
                 "An update says something: impact, known, unknown or doing.")
        )  # fmt: skip
    following = known.get("next", "")
    if following:
        found = instant_of(following, at)
        if found is None or found <= at:
            raise BadInput(Text("下次通报的时间要在这次之后。",
                                "The next update must come after this one."))  # fmt: skip


def _check_review(ticket: Ticket, text: str, known: Mapping[str, str], at: datetime) -> None:
    del text, at
    major = _standing(ticket)
    if major.restored_at is None:
        raise Refused(
            Text("还没有恢复;恢复之后再复盘。", "It is not restored yet; review it afterwards."),
            next_step=Text("先改为“已恢复”(Ctrl+E)。", "Mark it resolved first (Ctrl+E)."),
        )
    missing = [name for name in NEEDED if not known.get(name)]
    if missing:
        zh = "、".join(REVIEW_FIELDS[name].zh for name in missing)
        en = ", ".join(f"{REVIEW_FIELDS[name].en} ({name})" for name in missing)
        raise BadInput(Text(f"复盘还缺:{zh}。", f"The review still lacks: {en}."))
    whys = known["whys"].splitlines()
    if not FEWEST_WHYS <= len([one for one in whys if one.strip()]) <= MOST_WHYS:
        raise BadInput(
            Text(f"根因要连问 {FEWEST_WHYS} 到 {MOST_WHYS} 个为什么,一行一个。",
                 f"Ask why {FEWEST_WHYS} to {MOST_WHYS} times, one a line, down to the cause.")
        )  # fmt: skip
    improvements(known["improvements"])


def _check_withdrawn(ticket: Ticket, text: str, known: Mapping[str, str], at: datetime) -> None:
    del known, at
    _standing(ticket)
    if not text:
        raise BadInput(Text("请写明为什么撤销。", "Say why it is withdrawn."))


_CHECKS = {
    Entry.DECLARED: _check_declared,
    Entry.UPDATE: _check_update,
    Entry.REVIEW: _check_review,
    Entry.WITHDRAWN: _check_withdrawn,
}


def _standing(ticket: Ticket) -> Major:
    found = major_of(ticket)
    if found is None:
        raise Refused(
            Text("这张工单不是重大故障。", "This ticket is no major incident."),
            next_step=Text("请先宣布重大故障。", "Declare it first."),
        )
    return found


def improvements(text: str) -> tuple[Improvement, ...]:
    """Return the improvements written one a line as `what | owner | 2026-12-10`.

    Raises BadInput, naming the line, where the owner or the date is missing.
    """
    found = []
    for line in _lines(text):
        parts = [one.strip() for one in line.replace("｜", "|").split("|")]
        try:
            what, owner, due = parts
            made = Improvement(what, owner, date.fromisoformat(due))
        except ValueError as error:
            raise _bad_improvement(line) from error
        if not (what and owner):
            raise _bad_improvement(line)
        found.append(made)
    return tuple(found)


def _lines(text: str) -> Iterable[str]:
    return (one.strip() for one in text.splitlines() if one.strip())


def _bad_improvement(line: str) -> BadInput:
    return BadInput(
        Text(f"改进“{line[:40]}”要写明负责人和日期。",
             f"The improvement {line[:40]!r} needs an owner and a date."),
        next_step=Text("写法:换电源 | 王磊 | 2026-12-10",
                       "Write: new supply | Wang Lei | 2026-12-10"),
    )  # fmt: skip
