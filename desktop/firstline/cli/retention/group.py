"""`firstline retention list | set | due | run | hold | holds | lift | destroyed` (N13)."""

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.retention.shapes import (
    destroyed_json,
    hold_json,
    item_json,
    listing_json,
    listing_lines,
    rule_json,
    rule_lines,
)
from firstline.cli.session import Session
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.retention import destruction, hold, rule
from firstline.domain.retention.category import Category
from firstline.domain.retention.rule import Rule
from firstline.domain.ticket.fields import Value
from firstline.domain.values import replace
from firstline.domain.words import Text
from firstline.store.retention.look import Asked
from firstline.store.retention.run import Order
from firstline.system.resources import read_text

retention_ = Group(
    "retention", words=Text("保留与销毁:规则、保全、到期清单", "Retention, holds, destruction")
)
_CATEGORIES = click.Choice(tuple(str(one) for one in Category))
HOLDS, LIFTED = Text("有效", "in force"), Text("已解除", "lifted")
_ONLY = Text("只看这些类别,可多次", "Of these categories only; may stand again")


def shipped() -> dict[Category, Rule]:
    """Return the rules that come with the program."""
    return rule.parse_rules(read_text("packs", "retention", "retention.toml"), "retention.toml")


def asked(session: Session, only: tuple[str, ...] = ()) -> Asked:
    """Return what a dry run is asked for in this profile, now."""
    wanted = tuple(one for one in Category if one in only)
    return Asked(shipped(), session.now(), session.zone, wanted)


def _stamp(session: Session) -> Stamp:
    """Return a stamp in the name that is shown: four eyes see an alias, too."""
    stamp = session.stamp()
    return replace(stamp, actor=session.store.shown_as(stamp.actor))


@command("list", Text("列出各类别的保留规则", "List the rule of each category"),
         parent=retention_)  # fmt: skip
def list_(session: Session) -> None:
    """List the rules in force: length, event, law or contract, and what destroying means."""
    found = rule.in_force(shipped(), session.store.records(rule.SHEET.kind)).values()
    rows = [rule_json(session, one) for one in found]
    session.answer({"rules": rows, "total": len(rows)}, lambda: rule_lines(session, found))


@command("set", Text("为一个类别定自己的规则", "Set the desk's own rule of a category"),
         parent=retention_)  # fmt: skip
@argument("category", type=_CATEGORIES)
@option("--days", type=int, default=None, words=Text("保留天数", "Days kept"))
@option("--source", default="", words=Text("法律或合同依据", "Law or contract"))
@option("--active", type=click.Choice(("yes", "no")), default=None,
        words=Text("到期是否列入清单", "Whether it is listed when due"))  # fmt: skip
@option("--note", default="", words=Text("备注", "Note"))
def set_(
    session: Session, *, category: str, days: int | None, source: str, active: str | None,
    note: str,
) -> None:  # fmt: skip
    """Set the rule as a shared record; the shipped one holds where there is none."""
    key, base = rule.record_of(Category(category)), shipped()[Category(category)]
    held = session.store.record(rule.SHEET.kind, key)
    given: dict[str, Value] = {
        name: value for name, value in
        (("days", days), ("source", source), ("active", active), ("note", note))
        if value not in (None, "")
    }  # fmt: skip
    stamp, zone = session.stamp(), session.zone
    if held is not None:
        edit = sheets.change(rule.SHEET, held, given, stamp, zone)
    else:
        firsts: dict[str, Value] = {"category": category, "days": base.days,
                  "source": base.source.in_(session.language)}  # fmt: skip
        edit = sheets.new_record(rule.SHEET, {**firsts, **given}, stamp, zone)
    if edit is not None:
        session.store.perform(edit, now=session.now())
    one = rule.rule_of(_record(session, rule.SHEET.kind, key))
    if one is not None:
        session.answer(rule_json(session, one), lambda: rule_lines(session, (one,)))


@command("due", Text("试运行:列出到期的每一项", "Dry run: list every item that is due"),
         parent=retention_)  # fmt: skip
@option("--category", "only", multiple=True, type=_CATEGORIES, words=_ONLY)
def due_(session: Session, *, only: tuple[str, ...]) -> None:
    """List exact items: file, hash, ticket, rule, why, since when, size, and what is held."""
    found = session.store.past_due(asked(session, only))
    remains = session.store.remains_of(found)
    session.answer(listing_json(session, found, remains),
                   lambda: listing_lines(session, found, remains))  # fmt: skip


@command("run", Text("执行一份试运行清单,不可撤回", "Run a dry run; it is not undone"),
         parent=retention_)  # fmt: skip
@argument("digest", metavar="DIGEST")
@option("--category", "only", multiple=True, type=_CATEGORIES, words=_ONLY)
@option("--approved-by", "approver", default="",
        words=Text("清单里有人员时,谁批准", "Who approves where people are listed"))  # fmt: skip
def run_(session: Session, *, digest: str, only: tuple[str, ...], approver: str) -> None:
    """Destroy exactly what the dry run of this digest listed, and record it for every desk."""
    order = Order(digest.strip().casefold(), lambda: _stamp(session), approver)
    remains = session.store.remains_of(session.store.past_due(asked(session, only)))
    ran = session.store.destroy(asked(session, only), order)
    while session.store.catch_up():
        continue
    size = sum(one.size for one in ran.done)
    session.answer(
        {"digest": digest, "destroyed": [item_json(session, ran.listing, one) for one in ran.done],
         "failed": [{**item_json(session, ran.listing, one), "reason": why}
                    for one, why in ran.failed],
         "total": len(ran.done), "bytes": size, "remains": remains},
        lambda: Text(f"已销毁 {len(ran.done)} 项,{size} 字节;{len(ran.failed)} 项没有成功。",
                     f"Destroyed {len(ran.done)} items, {size} bytes; "
                     f"{len(ran.failed)} could not be."),
    )  # fmt: skip
    if ran.failed:
        click.get_current_context().exit(1)


@command("hold", Text("设一个法律保全", "Place a legal hold"), parent=retention_)
@argument("reason", metavar="REASON")
@option("--ticket", default="", metavar="ID", words=Text("一张工单", "A ticket"))
@option("--site", default="", words=Text("一个站点", "A site"))
@option("--claim", default="", metavar="ID", words=Text("一个补偿申请", "A claim"))
@option("--everything", is_flag=True, words=Text("全部", "Everything"))
@option("--since", default="", metavar="DATE", words=Text("起始日", "Since"))
def hold_(
    session: Session, *, reason: str, ticket: str, site: str, claim: str, everything: bool,
    since: str,
) -> None:  # fmt: skip
    """Stop every destruction of what it covers, until a second person lifts it."""
    given = [(scope, what) for scope, what in (
        (hold.TICKET, ticket), (hold.SITE, site), (hold.CLAIM, claim),
        (hold.EVERYTHING, "*" if everything else ""),
    ) if what]  # fmt: skip
    if len(given) != 1:
        raise BadInput(
            Text("写明保全什么:--ticket、--site、--claim 或 --everything,只写一个。",
                 "Say what is held: one of --ticket, --site, --claim or --everything."),
            Text("没有设保全。", "No hold was placed."),
        )  # fmt: skip
    ((scope, what),) = given
    values: dict[str, Value] = {"reason": reason, "scope": scope, "since": since}
    found = session.ticket(what) if scope == hold.TICKET else None
    if scope != hold.EVERYTHING:
        values["what"] = found.number if found else what
    edit = hold.place(values, found.id if found else "", _stamp(session), session.zone)
    session.store.perform(edit, now=session.now())
    _answer_hold(session, edit.entity)


@command("holds", Text("列出法律保全", "List the legal holds"), parent=retention_)
@option("--all", "every", is_flag=True, words=Text("包括已解除的", "Those that were lifted, too"))
def holds_(session: Session, *, every: bool) -> None:
    """List who holds what, why and since when."""
    found = [one for one in hold.holds(session.store.records(hold.SHEET.kind))
             if every or one.holds]  # fmt: skip
    rows = [hold_json(session, one) for one in found]
    say = session.language
    session.answer(
        {"holds": rows, "total": len(rows)},
        lambda: "\n".join(
            f"{one.number}  {one.since}  {(HOLDS if one.holds else LIFTED).in_(say)}  "
            f"{one.words.in_(say)}  {one.reason}  {one.placed_by}"
            for one in found
        ) or Text("没有保全。", "There are no holds.").in_(say),
    )  # fmt: skip


@command("lift", Text("解除一个保全,要第二个人", "Lift a hold; it takes a second person"),
         parent=retention_)  # fmt: skip
@argument("key", metavar="HOLD")
@option("--reason", required=True, words=Text("理由", "Why"))
@option("--approved-by", "approver", default="",
        words=Text("自己设的保全由谁批准解除", "Who approves where you placed it"))  # fmt: skip
def lift_(session: Session, *, key: str, reason: str, approver: str) -> None:
    """Lift a hold: by another than who placed it, or with another who approves."""
    held = _hold(session, key)
    edit = hold.lift(held, _stamp(session), reason, approver)
    session.store.perform(edit, now=session.now())
    _answer_hold(session, held.id)


@command("destroyed", Text("列出销毁记录", "List what was destroyed"), parent=retention_)
def destroyed_(session: Session) -> None:
    """List every destruction: what, its hash, when, by whom and by which rule."""
    found = destruction.every(session.store.records(destruction.KIND))
    rows = [destroyed_json(session, one) for one in found]
    zone, say = session.zone, session.language
    session.answer(
        {"destroyed": rows, "total": len(rows)},
        lambda: "\n".join(
            f"{one.name}  {one.size}  {one.sha256[:12]}  {one.words(zone).in_(say)}"
            for one in found
        ) or Text("还没有销毁过什么。", "Nothing was destroyed yet.").in_(say),
    )  # fmt: skip


def _hold(session: Session, key: str) -> Entity:
    wanted = key.strip().casefold()
    for one in hold.holds(session.store.records(hold.SHEET.kind)):
        if wanted in (one.number.casefold(), one.entity.id):
            return one.entity
    raise Refused(
        Text(f"没有“{key[:40]}”这个保全。", f"There is no hold {key[:40]!r}."),
        Text("什么都没有改。", "Nothing was changed."),
        Text("用 firstline retention holds 查看。", "See firstline retention holds."),
    )


def _answer_hold(session: Session, key: str) -> None:
    one = hold.hold_of(_record(session, hold.SHEET.kind, key))
    session.answer(hold_json(session, one), lambda: (
        Text(f"保全 {one.number}:{one.words.zh},{one.reason}。",
             f"Hold {one.number}: {one.words.en}, {one.reason}.") if one.holds
        else Text(f"保全 {one.number} 已解除。", f"Hold {one.number} is lifted.")
    ))  # fmt: skip


def _record(session: Session, kind: str, key: str) -> Entity:
    found = session.store.record(kind, key)
    if found is None:
        raise Refused(Text("这条记录不见了。", "The record is gone."))
    return found
