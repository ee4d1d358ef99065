"""The panel of a major incident: what it says, which entries it offers, and what each asks for."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.errors import BadInput
from firstline.domain.health import standstill
from firstline.domain.instants import epoch
from firstline.domain.major.acts import write
from firstline.domain.major.major import (
    ENTRY_NAMES,
    REVIEW_FIELDS,
    UPDATE_FIELDS,
    Entry,
    Major,
    Said,
    major_of,
)
from firstline.domain.sla.countdown import length
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel import times
from firstline.viewmodel.detail import happenings, snooze
from firstline.viewmodel.detail.detail import Maker

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Edit
    from firstline.domain.edits.entity import Entity
    from firstline.domain.sla.calendar import Calendar
    from firstline.viewmodel.desk import Desktop

TEXT = "text"  # the field of an entry's own words
SHOWN = 3  # of the hypotheses and of the decisions, the newest
NOTHING = Text("", "")
LOSS, LOSS_SO_FAR = Text("停机损失", "Standstill"), Text("至今停机损失", "Standstill so far")
NO_RATE = Text("没有适用的费率:健康与风险 → 停机损失费率",
               "no rate fits: Health → Cost of standstill")  # fmt: skip
OPEN_ACTS = (Entry.UPDATE, Entry.HYPOTHESIS, Entry.DECISION, Entry.STAND_IN, Entry.COMMANDER,
             Entry.SCRIBE, Entry.WITHDRAWN)  # fmt: skip
ORDER = (*OPEN_ACTS[:-1], Entry.REVIEW, Entry.WITHDRAWN)
AFTER_ACTS = (Entry.REVIEW, Entry.DECISION, Entry.WITHDRAWN)
LONG = ("timeline", "whys", "improvements", TEXT)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the panel: what it is, and what was said."""

    name: Text
    said: Text


@dataclass(frozen=True, slots=True)
class Face:
    """What the panel shows; `late` says that an update or the review is overdue."""

    roles: Text
    due: Text
    late: bool
    lines: tuple[Line, ...]
    acts: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of an entry's form; `long` ones have several lines."""

    name: str
    label: Text
    hint: Text = NOTHING

    @property
    def long(self) -> bool:
        """Whether the field takes several lines."""
        return self.name in LONG


def face(
    ticket: Ticket, calendar: "Calendar | None", now: datetime, zone: tzinfo,
    read: "Callable[[str], Sequence[Entity]]",
) -> Face | None:  # fmt: skip
    """Return what the panel shows of `ticket` at `now`, None where it is no major incident.

    `read` returns the records of a kind: rates, outages and systems tell what it has cost so far.
    """
    major = major_of(ticket)
    if major is None:
        return None
    due, late = _due(major, calendar, now, zone)
    acts: tuple[Entry, ...] = AFTER_ACTS if major.restored_at is not None else OPEN_ACTS
    if major.review is not None and not ticket.is_open:
        acts = (Entry.REVIEW,)
    lines = (*_lost(ticket, read, now), *_lines(major, now, zone))
    return Face(_roles(major), due, late, lines, acts)


def _lost(
    ticket: Ticket, read: "Callable[[str], Sequence[Entity]]", now: datetime
) -> tuple[Line, ...]:  # fmt: skip
    found = standstill.of_ticket(ticket, read, now)
    if found is None:
        return (Line(LOSS, NO_RATE),) if ticket.is_open else ()
    return (Line(LOSS_SO_FAR if found.running else LOSS, found.brief),)


def _roles(major: Major) -> Text:
    zh = f"指挥 {major.commander or '未定'} · 记录员 {major.scribe or '未定'}"
    en = f"Commander {major.commander or 'nobody'} · scribe {major.scribe or 'nobody'}"
    return Text(zh, en)


def _due(
    major: Major, calendar: "Calendar | None", now: datetime, zone: tzinfo
) -> tuple[Text, bool]:  # fmt: skip
    if major.update_due is not None:
        left = epoch(major.update_due) - epoch(now)
        if left < 0:
            over = length(-left)
            return Text(f"▲ 通报已超 {over.zh}", f"▲ update {over.en} over"), True
        at, wait = times.hour(major.update_due, zone), length(left)
        return Text(f"下次通报 {at},剩 {wait.zh}", f"Next update {at}, {wait.en} left"), False
    if major.review is not None:
        return Text("✓ 复盘已记录", "✓ Review recorded"), False
    due = major.review_due(calendar)
    if due is None:
        return NOTHING, False
    said = times.brief(due, now, zone)
    late = now > due
    mark = "▲ " if late else ""
    return Text(f"{mark}复盘应于 {said.zh} 前记录", f"{mark}Review due {said.en}"), late


def _lines(major: Major, now: datetime, zone: tzinfo) -> list[Line]:
    found = []
    if major.stand_in:
        found.append(Line(ENTRY_NAMES[Entry.STAND_IN], Text(major.stand_in, major.stand_in)))
    updates = major.of(Entry.UPDATE)
    if updates:
        found.append(_update(updates[-1], now, zone))
    for entry in (Entry.HYPOTHESIS, Entry.DECISION):
        for one in major.of(entry)[-SHOWN:]:
            found.append(Line(ENTRY_NAMES[entry], _stamped(one, one.text, now, zone)))  # noqa: PERF401
    if major.review is not None:
        for name in ("whys", "improvements"):
            text = major.review.fields.get(name, "")
            label = Text(REVIEW_FIELDS[name].zh.partition("(")[0],
                         REVIEW_FIELDS[name].en.partition(" (")[0])  # fmt: skip
            found.append(Line(label, Text(text, text)))
    return found


def _update(one: Said, now: datetime, zone: tzinfo) -> Line:
    zh = [f"{label.zh}:{one.fields[name]}" for name, label in UPDATE_FIELDS.items()
          if one.fields.get(name) and name != "next"]  # fmt: skip
    en = [f"{label.en}: {one.fields[name]}" for name, label in UPDATE_FIELDS.items()
          if one.fields.get(name) and name != "next"]  # fmt: skip
    plain = [one.text] if one.text else []
    at = times.brief(one.at, now, zone)
    said = Text(" · ".join((at.zh, *plain, *zh)), " · ".join((at.en, *plain, *en)))
    return Line(Text("最近通报", "Last update"), said)


def _stamped(one: Said, text: str, now: datetime, zone: tzinfo) -> Text:
    at = times.brief(one.at, now, zone)
    by = f" {one.by}" if one.by else ""
    return Text(f"{at.zh}{by} · {text}", f"{at.en}{by} · {text}")


def asked(entry: Entry) -> tuple[Asked, ...]:
    """Return the fields of the form of `entry`, in the order of templates M.9."""
    if entry is Entry.UPDATE:
        later = Text("14:30 或 20分;空着按约定间隔", "14:30 or 20min; empty: as agreed")
        return tuple(
            Asked(name, label, later if name == "next" else NOTHING)
            for name, label in UPDATE_FIELDS.items()
        )
    if entry is Entry.REVIEW:
        hints = {"improvements": Text("换电源 | 王磊 | 2026-12-10", "new supply | Wang Lei | "
                                      "2026-12-10")}  # fmt: skip
        return tuple(
            Asked(name, label, hints.get(name, NOTHING)) for name, label in REVIEW_FIELDS.items()
        )
    return (Asked(TEXT, _LABELS.get(entry, Text("内容", "Words"))),)


_LABELS: Mapping[Entry, Text] = {
    Entry.COMMANDER: Text("谁指挥", "Who commands"),
    Entry.SCRIBE: Text("谁记录", "Who keeps the log"),
    Entry.STAND_IN: Text(
        "用哪张纸、谁收、何时补录", "Which form, who collects, when it is entered"
    ),
    Entry.WITHDRAWN: Text("为什么撤销", "Why it is withdrawn"),
}
ACT_NAMES: Mapping[Entry, Text] = {
    **ENTRY_NAMES,
    Entry.STAND_IN: Text("手工替代", "Stand-in"),
    Entry.REVIEW: Text("记复盘", "Review"),
    Entry.WITHDRAWN: Text("撤销…", "Withdraw…"),
}


def given(ticket: Ticket, entry: Entry, zone: tzinfo) -> dict[str, str]:
    """Return what a fresh form starts with: a review with the timeline, or the last review."""
    if entry is not Entry.REVIEW:
        return {}
    major = major_of(ticket)
    if major is not None and major.review is not None:
        return dict(major.review.fields)
    return {"timeline": "\n".join(_told(ticket, zone))}


def _told(ticket: Ticket, zone: tzinfo) -> Sequence[str]:
    lines = []
    for one in ticket.events:
        said = happenings.head(one).zh if not one.text else f"{happenings.head(one).zh}:{one.text}"
        lines.append(f"{times.stamp(one.at, zone)} {' '.join(said.split())[:120]}")
    return lines


def maker(entry: Entry, values: Mapping[str, str], now: datetime) -> Maker:
    """Return what makes the entry that the form asks for. Raises BadInput for a wrong time."""
    fields = {name: text for name, text in values.items() if name != TEXT and text.strip()}
    following = fields.get("next", "")
    if following:
        at = snooze.instant(following, now)
        if at is None:
            raise BadInput(
                Text(f"看不懂时间“{following[:40]}”。", f"“{following[:40]}” is not a time."),
                next_step=Text("请写 14:30 或 20分。", "Write 14:30 or 20min."),
            )
        fields["next"] = at.isoformat()
    text = values.get(TEXT, "")
    return lambda ticket, stamp: write(ticket, entry, stamp, text=text, fields=fields)


def follow_ups(desktop: "Desktop", ticket: Ticket, edit: "Edit") -> "list[Edit]":
    """Return the edits that make actions of the improvements that `edit` records (S88)."""
    if not any(one.data.get("entry") == str(Entry.REVIEW) for one in edit.events):
        return []
    from firstline.domain.edits.rebase import rebase  # noqa: PLC0415
    from firstline.domain.edits.tied import tied  # noqa: PLC0415
    from firstline.domain.group import action_acts  # noqa: PLC0415 - a review alone
    from firstline.domain.group.action import KIND  # noqa: PLC0415

    after = rebase(ticket, (edit,)) or ticket
    known = [one.id for one in desktop.store.records(KIND)]
    return [*tied(edit, action_acts.follow_ups(after, desktop.stamp(), known))]


def to_draft(values: Mapping[str, str]) -> str:
    """Return what was typed as one text, "" for nothing."""
    kept = {name: text for name, text in values.items() if text.strip()}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""


def from_draft(text: str) -> dict[str, str]:
    """Return what `to_draft` wrote; nothing for anything else."""
    try:
        raw = json.loads(text) if text else {}
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in raw.items()} if isinstance(raw, dict) else {}


def draft_key(entry: Entry, ticket_id: str) -> str:
    """Return the key under which a form's words are kept while they are typed."""
    return f"major-{entry}:{ticket_id}"
