"""Rules, holds and items of a dry run as JSON and as lines for a person."""

from collections.abc import Iterable, Mapping
from typing import Any

from firstline.cli.session import Session
from firstline.domain.retention.category import ABOUT, NAMES
from firstline.domain.retention.destruction import Destroyed
from firstline.domain.retention.hold import Hold
from firstline.domain.retention.item import Item, Listing, State
from firstline.domain.retention.rule import Rule
from firstline.domain.words import Text

STATES: Mapping[State, Text] = {
    State.DUE: Text("可销毁", "due"), State.HELD: Text("保全中", "held"),
    State.KEPT: Text("暂不动", "kept"), State.BY_HAND: Text("要人去办", "by hand"),
}  # fmt: skip
REMAINS: Mapping[str, Text] = {
    "log_entries": Text("{n} 张工单的记录里仍有文件名、大小和哈希(日志是链,不能剪)",
                        "{n} tickets keep name, size and hash in their log (a chain: not cut)"),
    "portal_copies": Text("{n} 份内容门户上还有", "{n} contents are still at a portal"),
    "packs": Text("{n} 个 U 盘数据包写出过", "{n} packs left by stick"),
    "handoffs": Text("{n} 个交接包已给出", "{n} hand-off packages left"),
    "snapshots": Text("{n} 份本机数据库备份(有文字,没有附件)",
                      "{n} local copies of the database (texts, no attachments)"),
}  # fmt: skip


def rule_json(session: Session, one: Rule) -> dict[str, Any]:
    """Return a rule with the event it counts from and what its destruction means."""
    about, say = ABOUT[one.category], session.language
    return {
        "category": str(one.category), "name": about.name.in_(say), "days": one.days,
        "counts_from": about.counts_from.in_(say), "source": one.source.in_(say),
        "destroys": about.destroys.in_(say), "remains": about.remains.in_(say),
        "active": one.active, "shipped": not one.record, "clash": one.clash,
        "least_days": about.least_days,
    }  # fmt: skip


def hold_json(session: Session, one: Hold) -> dict[str, Any]:
    """Return a hold; `lifted` None while it holds."""
    gone = one.lifted
    return {
        "id": one.entity.id, "number": one.number, "scope": one.scope, "what": one.what,
        "reason": one.reason, "since": one.since, "placed_by": one.placed_by, "holds": one.holds,
        "words": one.words.in_(session.language), "conflicts": len(one.entity.conflicts),
        "lifted": {
            "at": gone.at.isoformat(), "by": one.lifted_by, "account": gone.actor,
            "approved_by": gone.data.get("approved_by", ""), "reason": gone.text,
        } if gone else None,
    }  # fmt: skip


def item_json(session: Session, found: Listing, one: Item) -> dict[str, Any]:
    """Return an item of a dry run: what, by which rule, why, since when, and what stops it."""
    say = session.language
    return {
        "category": str(one.category), "key": one.key, "name": one.name, "sha256": one.sha256,
        "size": one.size, "tickets": list(one.numbers), "ticket_ids": list(one.tickets),
        "sites": list(one.sites), "since": one.since.isoformat(), "due": one.due.isoformat(),
        "rule": found.rule(one).called, "why": found.why(one).in_(say), "state": str(one.state),
        "stops": [{"by": each.by, "why": each.words.in_(say)} for each in one.stops],
        "gone_before": one.gone_before,
    }  # fmt: skip


def listing_json(session: Session, found: Listing, remains: Mapping[str, int]) -> dict[str, Any]:
    """Return a dry run with the digest that a run passes."""
    due = found.due
    return {
        "digest": found.digest,
        **{str(state): [item_json(session, found, one) for one in found.of(state)]
           for state in State},
        "total": len(found.items), "due_total": len(due), "bytes": sum(one.size for one in due),
        "remains": dict(remains),
    }  # fmt: skip


def destroyed_json(session: Session, one: Destroyed) -> dict[str, Any]:
    """Return one destruction."""
    return {
        "at": one.at.isoformat(), "by": one.by, "category": one.category, "name": one.name,
        "sha256": one.sha256, "size": one.size, "rule": one.rule,
        "why": one.why.in_(session.language), "listing": one.listing,
        "tickets": list(one.numbers), "ticket_ids": list(one.tickets),
    }  # fmt: skip


def listing_lines(session: Session, found: Listing, remains: Mapping[str, int]) -> str:
    """Return a dry run for a person: every item, what stops it, what remains, and its digest."""
    say, lines = session.language, []
    for state in State:
        items = found.of(state)
        if items:
            lines.append(f"{STATES[state].in_(say)}: {len(items)}")
            lines += [_line(session, found, one) for one in items]
    if not lines:
        return Text("没有到期的内容。", "Nothing is past its day.").in_(say)
    if found.due:
        lines.append(Text("销毁后仍会留下:", "What remains after it:").in_(say))
        lines += [f"  {remain_words(name, many).in_(say)}" for name, many in remains.items()]
    size = sum(one.size for one in found.due)
    lines.append(Text(
        f"试运行:{len(found.due)} 项,{size} 字节。执行:firstline retention run {found.digest}",
        f"Dry run: {len(found.due)} items, {size} bytes. "
        f"To run it: firstline retention run {found.digest}",
    ).in_(say))  # fmt: skip
    return "\n".join(lines)


def remain_words(name: str, many: int) -> Text:
    """Return what remains of one sort, counted."""
    return REMAINS[name].fill(n=many)


def _line(session: Session, found: Listing, one: Item) -> str:
    say = session.language
    name = NAMES[str(one.category)].in_(say)
    numbers = " ".join(one.numbers)
    tail = "".join(f"\n      {each.words.in_(say)}" for each in one.stops)
    return (f"  {name}  {one.name}  {one.size}  {one.sha256[:12]}  {numbers}\n"
            f"      {found.why(one).in_(say)}{tail}")  # fmt: skip


def rule_lines(session: Session, rules: Iterable[Rule]) -> str:
    """Return the rules for a person."""
    say, lines = session.language, []
    for one in rules:
        about = ABOUT[one.category]
        off = "" if one.active else Text("(停用)", " (off)").in_(say)
        days = Text(f"{one.days} 天", f"{one.days} days").in_(say)
        lines.append(f"{about.name.in_(say)}{off}: {days}, {about.counts_from.in_(say)}")
        lines.append(f"    {one.source.in_(say)}\n    {about.destroys.in_(say)}")
    return "\n".join(lines)
