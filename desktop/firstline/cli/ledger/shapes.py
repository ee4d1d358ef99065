"""A ledger, its entries and an entitlement as JSON, and as sheets for a person."""

from collections.abc import Sequence

from firstline.cli.session import Session
from firstline.cli.table import plain, screen_width, table
from firstline.domain.contracts.applied import Applied
from firstline.domain.edits.codec import Json
from firstline.domain.ledger.amount import (
    CNY,
    amount_words,
    is_money,
    number_of,
    plain_amount,
    unit_words,
)
from firstline.domain.ledger.book import ABSENCES, FIELDS, RELEASED, SORTS, WHATS, What, short
from firstline.domain.ledger.cancelling import rule_words
from firstline.domain.ledger.entitlement import Ground, Verdict, service_name
from firstline.domain.ledger.lines import MARKS, Line, Mark, reserved_still
from firstline.domain.ledger.of_booking import booking_of
from firstline.domain.ledger.sums import Standing
from firstline.domain.words import Text

_NONE = Text(
    "还没有台账。用 firstline ledger grant 名称 数量 --unit 单位 开一个。",
    "There are no ledgers yet. Open one: firstline ledger grant NAME AMOUNT --unit U.",
)
APPLIED = Text("申请中,未批准", "Applied for, not granted yet")
SUMS = ("balance", "reserved", "granted", "consumed", "expired", "over_used", "available")


def ledger_json(one: Standing) -> Json:
    """Return how a ledger stands, without its entries; money also in whole fen."""
    ledger, unit = one.ledger, one.ledger.unit
    sums: Json = {name: number_of(getattr(one, name), unit) for name in SUMS}
    fen: Json = {f"{name}_fen": getattr(one, name) for name in SUMS} if is_money(unit) else {}
    return {
        "id": ledger.id, "name": ledger.name, "unit": unit, **sums, **fen,
        "sort": str(ledger.sort), "covers": list(ledger.covers),
        "products": list(ledger.products),
        "valid_from": ledger.valid_from.isoformat() if ledger.valid_from else None,
        "valid_until": ledger.valid_until.isoformat() if ledger.valid_until else None,
        "contract": ledger.contract, "note": ledger.note,
        "value": None if ledger.value is None else number_of(ledger.value, CNY),
        "value_fen": ledger.value, "conditions": ledger.conditions,
        "absence": ledger.absence or RELEASED, "notice_days": ledger.notice,
        "late": ledger.late or RELEASED, "as_of": one.day.isoformat(),
        "marks": [str(mark) for mark in one.marks],
    }  # fmt: skip


def whole_json(one: Standing) -> Json:
    """Return a ledger with its entries and its grants (commands.md, ledger show)."""
    unit = one.ledger.unit
    lots = [
        {"grant": lot.entry.id, "granted": number_of(lot.granted, unit),
         "used": number_of(lot.used, unit), "expired": number_of(lot.expired, unit),
         "left": number_of(lot.left, unit),
         "expires": lot.entry.expires.isoformat() if lot.entry.expires else None}
        for lot in one.lots
    ]  # fmt: skip
    entries = [entry_json(line, unit) for line in one.lines]
    kept = [
        {"entry": line.entry.id, "for": line.entry.text or line.entry.ref,
         "booking": booking_of(line.entry.once), "amount": number_of(steps, unit),
         "on": line.entry.on.isoformat() if line.entry.on else None, "by": line.entry.by,
         "past": line.entry.on is not None and line.entry.on < one.day}
        for line, steps in reserved_still(one.lines)
    ]  # fmt: skip
    return {**ledger_json(one), "grants": lots, "reserved_for": kept, "entries": entries}


def applied_json(several: Sequence[Applied]) -> list[Json]:
    """Return what was applied for and is not granted yet."""
    return [
        {"id": one.id, "number": one.number, "title": one.title, "sort": one.sort,
         "ledger": one.ledger, "amount": one.amount,
         "since": one.since.isoformat() if one.since else None,
         "due": one.due.isoformat() if one.due else None} for one in several
    ]  # fmt: skip


def entry_json(line: Line, unit: str) -> Json:
    """Return one entry as it was written, `counts` what it counts for after corrections."""
    one = line.entry
    steps = None if one.what is What.DISPUTE else one.steps
    days = {name: getattr(one, name) for name in ("on", "starts", "expires")}
    return {
        "id": one.id, "no": short(one.id), "kind": str(one.what),
        "amount": None if steps is None else number_of(steps, unit),
        "counts": number_of(line.counts, unit), "unit": (one.data or {}).get("unit", unit),
        **({"fen": steps} if is_money(unit) else {}),
        "at": one.at.isoformat(), "by": one.by,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "ref": one.ref, "text": one.text, "names": one.names, "once": one.once,
        "closes": one.closes, "derived": one.derived, "marks": [str(mark) for mark in line.marks],
    }  # fmt: skip


def told_list(session: Session, found: Sequence[Standing], asked: Sequence[Applied]) -> str:
    """Return the ledgers as a table, and what was applied for beneath it."""
    say = session.language
    waits = [f"{APPLIED.in_(say)}: {one.ledger} {one.words.in_(say)}" for one in asked]
    if not found:
        return "\n".join((_NONE.in_(say), *waits))
    heads = (Text("台账", "Ledger"), Text("种类", "Kind"), Text("余额", "Balance"),
             Text("可用", "Available"), Text("预留", "Reserved"), Text("单位", "Unit"),
             Text("到期", "Until"), Text("要看的", "Look at"))  # fmt: skip
    rows = [
        [one.ledger.name, SORTS[one.ledger.sort].in_(say), _plain(one, one.balance),
         _plain(one, one.available), _plain(one, one.reserved),
         unit_words(one.ledger.unit).in_(say), _until(one),
         said_marks(session, one.marks)]
        for one in found
    ]  # fmt: skip
    drawn = table([head.in_(say) for head in heads], rows, stretch=0, columns=screen_width())
    return "\n".join((drawn, *waits))


def _plain(one: Standing, steps: int) -> str:
    return plain_amount(steps, one.ledger.unit)


def _until(one: Standing) -> str:
    days = [lot.entry.expires for lot in one.lots if lot.left and lot.entry.expires]
    days += [one.ledger.valid_until] if one.ledger.valid_until else []
    return min(days).isoformat() if days else ""


def said_marks(session: Session, marks: Sequence[Mark]) -> str:
    """Return marks in words, over-use with a sign of its own."""
    said = (f"{'▲ ' if one is Mark.OVER_USED else ''}{MARKS[one].in_(session.language)}"
            for one in marks)  # fmt: skip
    return "; ".join(said)


def told(session: Session, one: Standing, asked: Sequence[Applied] = ()) -> str:
    """Return a ledger as a sheet: how it stands, why, what is reserved for whom, every entry."""
    say, unit, ledger = session.language, one.ledger.unit, one.ledger
    rule = Text(
        "余额 {balance} = 授予 {granted} - 消耗 {consumed} - 过期 {expired} - 预留 {reserved}",
        "Balance {balance} = granted {granted} - consumed {consumed} - expired {expired} "
        "- reserved {reserved}",
    )
    sums = {name: plain_amount(getattr(one, name), unit) for name in SUMS}
    lines = [
        f"{ledger.name}  {SORTS[ledger.sort].in_(say)}  {unit_words(unit).in_(say)}",
        rule.fill(**sums).in_(say),
        Text(f"今天({one.day})可用 {sums['available']}",
             f"Available on {one.day}: {sums['available']}").in_(say),
    ]  # fmt: skip
    if one.marks:
        lines.append(f"⚠ {said_marks(session, one.marks)}")
    about = {"covers": ", ".join(service_name(name).in_(say) for name in ledger.covers),
             "products": ", ".join(ledger.products), "valid_from": str(ledger.valid_from or ""),
             "valid_until": str(ledger.valid_until or ""), "contract": ledger.contract,
             "value": "" if ledger.value is None else plain_amount(ledger.value, CNY),
             "conditions": ledger.conditions,
             "absence": ABSENCES[ledger.absence].in_(say) if ledger.absence else "",
             "late": rule_words(ledger).in_(say),
             "note": ledger.note}  # fmt: skip
    lines += [f"{FIELDS[name].in_(say)}: {plain(value)}" for name, value in about.items() if value]
    lines += [f"{APPLIED.in_(say)}: {each.words.in_(say)}" for each in asked]
    lines += [_kept(session, one, line, steps) for line, steps in reserved_still(one.lines)]
    lines += [_entry(session, line, unit) for line in one.lines]
    return "\n".join(lines)


def _kept(session: Session, one: Standing, line: Line, steps: int) -> str:
    entry, say = line.entry, session.language
    past = entry.on is not None and entry.on < one.day
    words = [
        entry.text or entry.ref or "—",
        amount_words(steps, one.ledger.unit).in_(say),
        entry.by,
    ]
    if past:
        words.append(Text("已过期日,请登记到场或取消", "its day is past: say who came, or cancel")
                     .in_(say))  # fmt: skip
    said = Text("预留给", "Reserved for").in_(say)
    return f"{said}: {' · '.join(plain(word) for word in words if word)}"


def _entry(session: Session, line: Line, unit: str) -> str:
    one, say = line.entry, session.language
    amount = "" if one.what is What.DISPUTE or one.steps is None else plain_amount(one.steps, unit)
    if amount and one.what is not What.CORRECT and line.counts != one.steps:
        amount = f"{amount} → {plain_amount(line.counts, unit)}"
    parts = [f"{one.day(session.zone)} {WHATS[one.what].in_(say)} {amount}".rstrip()]
    if one.expires:
        parts.append(Text(f"到 {one.expires}(含当天)", f"until {one.expires}, included").in_(say))
    if one.names:
        parts.append(f"↳ {short(one.names)}")
    parts += [plain(text) for text in (one.ref, one.text, one.by) if text]
    if line.marks:
        parts.append(f"⚠ {said_marks(session, line.marks)}")
    return f"  {'' if one.derived else short(one.id):8}  {' · '.join(parts)}"


def verdict_json(session: Session, one: Verdict) -> Json:
    """Return an entitlement: covered or not, by what, and what every ledger says."""
    grounds = [_ground_json(session, ground) for ground in one.grounds]
    first = one.by or one.grounds[0]
    named = first.standing.ledger.name if first.standing else None
    named = first.package.name if first.package else named
    by = named if first.covers else None
    return {
        "service": one.wanted.service, "product": one.wanted.product,
        "at": one.wanted.at.astimezone(session.zone).isoformat(), "day": one.day.isoformat(),
        "covered": one.covered, "code": str(first.code), "by": by,
        "because": first.words.in_(session.language), "grounds": grounds,
    }  # fmt: skip


def _ground_json(session: Session, one: Ground) -> Json:
    held = one.standing
    stands: Json = {}
    if held:
        unit = held.ledger.unit
        stands = {"ledger": held.ledger.name, "available": number_of(held.available, unit),
                  "balance": number_of(held.balance, unit), "unit": unit,
                  "contract": held.ledger.contract}  # fmt: skip
    if (bought := one.package) is not None:
        stands = {"package": bought.name, "package_code": bought.code, "contract": bought.number,
                  "effect": bought.effect.in_(session.language), "rank": bought.rank}  # fmt: skip
    return {"code": str(one.code), "covers": one.covers,
            "because": one.words.in_(session.language), **stands}  # fmt: skip


def told_verdict(session: Session, one: Verdict) -> str:
    """Return an entitlement as sentences, the one that decides first."""
    say = session.language
    name = service_name(one.wanted.service)
    head = (
        Text(f"✓ “{name.zh}”在权益内,因为:", f"✓ Covered: {name.en}, because:")
        if one.covered
        else Text(f"✕ “{name.zh}”不在权益内,因为:", f"✕ Not covered: {name.en}, because:")
    )
    lines = [head.in_(say)]
    lines += [f"  {'✓' if each.covers else '✕'} {each.words.in_(say)}" for each in one.grounds]
    if not one.covered:
        lines.append(
            Text("这项服务可能收费:先申请(firstline paid request),由他人批准。",
                 "It may be chargeable: ask first (firstline paid request).").in_(say)
        )  # fmt: skip
    return "\n".join(lines)


def remains(one: Standing) -> Text:
    """Return what may still be used of a ledger, as a sentence."""
    left, name = amount_words(one.available, one.ledger.unit), one.ledger.name
    if one.balance < 0:
        over = amount_words(-one.balance, one.ledger.unit)
        return Text(f"“{name}”已超用 {over.zh}。", f"“{name}” is over-used by {over.en}.")
    return Text(f"“{name}”还剩 {left.zh}。", f"“{name}” has {left.en} left.")
