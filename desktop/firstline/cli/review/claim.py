"""`firstline claim …` and `report claim`: what the vendor owes for missed promises (S75)."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firstline.cli.contracts.desk import deals
from firstline.cli.frozen import report_
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.session import Session
from firstline.domain.contracts.contract import KIND as CONTRACT
from firstline.domain.contracts.contract import Contract, by_number, extensions
from firstline.domain.errors import Refused
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.instants import epoch
from firstline.domain.review import claim, claim_acts
from firstline.domain.review.claim import SHEET, STATES
from firstline.domain.review.period import quarter_name, stretch_of
from firstline.domain.review.weighed import (
    Asked,
    Weighed,
    chosen,
    narrowed,
    pack_days,
    weighed,
    weighed_json,
)
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.report.frozen.shot import Shot

claim_ = Group("claim", words=Text("补偿申请:凭已证实的超时", "Claims for proven breaches"))
_PERIOD = "2026Q3|2026-09"


def rows_of(session: Session, _project: str) -> list[Row]:
    """Return the claims, open ones first."""
    say, today = session.language, session.now().date()
    done = {key for one in session.store.records(CONTRACT) for key in extensions(one)}
    return [
        Row(one.entity, claim.flags(one, today, done),
            {"applied": one.entity.id in done, "tickets": sorted(one.breaches)},
            (STATES.get(one.state, STATES["draft"]).in_(say), one.contract,
             str(len(one.breaches)), "" if one.days is None else str(one.days),
             "" if one.granted is None else str(one.granted), text_of(one.entity, "title")))
        for one in claim.claims(session.store.records(SHEET.kind))
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("状态", "State"), Text("合同", "Contract"), Text("超时", "Breaches"),
     Text("要求天数", "Days asked"), Text("谈定天数", "Granted"), Text("名称", "Title")),
)  # fmt: skip
add_commands(claim_, REGISTER, adds=False)


@command("draft", Text("由已证实的超时起草申请", "Draft a claim from what is proven"),
         parent=claim_)  # fmt: skip
@argument("number", metavar="CONTRACT")
@argument("period", metavar=_PERIOD, required=False)
def draft_(session: Session, *, number: str, period: str | None) -> None:
    """Record a claim for every breach of the period that can be claimed under the contract."""
    asked, found = weigh(session, contract_of(session, number), period)
    stamp = session.stamp()
    edit = claim_acts.draft(asked, found, stamp, session.zone, session.language)
    session.store.perform(edit, now=session.now())
    answer(session, REGISTER, edit.entity)


@command("extend", Text("把谈定的天数记入合同", "Enter the settled days in the contract"),
         parent=claim_)  # fmt: skip
@argument("key", metavar="CL")
def extend_(session: Session, *, key: str) -> None:
    """Extend the contract by one entry of its log; the last day that was agreed stays."""
    one = claim.claim_of(find(session, SHEET, key))
    edit = claim_acts.extend(one, contract_of(session, one.contract), session.stamp())
    session.store.perform(edit, now=session.now())
    found = contract_of(session, one.contract)
    last, number = str(found.span.last), number_of(SHEET, one.entity)
    told = {"contract": found.number, "end": last, "claim": number, "days": one.granted}
    session.answer(told, lambda: Text(
        f"{found.number} 延长 {one.granted} 天,到 {last}。",
        f"{found.number} extended by {one.granted} days, until {last}."))  # fmt: skip


@command("claim", Text("补偿申请书:逐单表、排除说明、算法(PDF、XLSX)",
                       "The letter of a claim with its annex (PDF, XLSX)"),
         parent=report_)  # fmt: skip
@argument("key", metavar="CL|CONTRACT", required=False)
@option("--period", default=None, metavar=_PERIOD, words=Text("期间,默认上个季度", "Last quarter"))
@option("--out", type=click.Path(path_type=Path), words=Text("写到这里", "Where to write it"))
@option("--from", "frozen", type=click.Path(path_type=Path),
        words=Text("由这份快照重做", "From this snapshot"))  # fmt: skip
def report_claim(
    session: Session, *, key: str | None, period: str | None, out: Path | None, frozen: Path | None
) -> None:
    """Write the letter; without --out show what counts and why the rest does not."""
    from firstline.cli.frozen import write  # noqa: PLC0415 - this command alone
    from firstline.report.frozen.claim import CLAIM, claim_shot  # noqa: PLC0415

    wanted = key or ("" if frozen else _only(session).number)
    if out is None:
        asked, found = weigh(session, *_named(session, wanted, period))
        session.answer(_json(asked, found), lambda: _told(session, asked, found))
        return

    def shot() -> "Shot":
        asked, found = weigh(session, *_named(session, wanted, period))
        held = _claim(session, wanted)
        if held is not None:
            found = narrowed(found, held.breaches)
        zone, now = session.ground.settings.zone, session.now()
        losses = _losses(session, found)
        return claim_shot(asked, found, held, now, zone, session.language, losses=losses)

    write(session, wanted, str(out), str(frozen) if frozen else None, shot, CLAIM)


def _losses(session: Session, found: Sequence[Weighed]) -> dict[str, Text]:
    """Return what the standstill of each breached ticket cost, where a rate fits (S26)."""
    from firstline.domain.health import standstill  # noqa: PLC0415 - for the letter alone

    numbers = sorted({one.clock.number for one in chosen(found)})
    tickets = map(session.store.ticket, numbers)
    return standstill.of_claim(tickets, session.store.records, session.now())


def weigh(
    session: Session, contract: Contract, period: str | None, but: str = ""
) -> tuple[Asked, list[Weighed]]:
    """Return what a claim under a contract could be made for in a period, the last quarter."""
    now = session.now()
    first, last = _days(session, period)
    records = session.store.records(SHEET.kind)
    taken = claim_acts.taken(records, but)
    pack = pack_days(session.desk)
    asked = Asked(contract, first, last, now.date(), session.zone, taken, pack)
    since = datetime.combine(first, time(), session.zone).astimezone(UTC)
    tickets = session.store.reviewed(since, handed=True)
    return asked, weighed(tickets, session.desk, asked, epoch(now))


def contract_of(session: Session, number: str) -> Contract:
    """Return the contract of this number. Raises Refused where there is none."""
    found = by_number(deals(session).contracts, number)
    if found is None:
        raise Refused(
            Text(f"没有登记合同“{number[:40]}”。", f"Contract {number[:40]!r} is not recorded."),
            next_step=Text("用 contract list 查看。", "See contract list."),
        )
    return found


def _named(
    session: Session, key: str, period: str | None
) -> tuple[Contract, str | None, str]:  # fmt: skip
    held = _claim(session, key)
    if held is None:
        return contract_of(session, key), period, ""
    days = f"{text_of(held.entity, 'first')}/{text_of(held.entity, 'last')}"
    return contract_of(session, held.contract), days, held.entity.id


def _claim(session: Session, key: str) -> claim.Claim | None:
    wanted = key.strip().casefold()
    for one in claim.claims(session.store.records(SHEET.kind)):
        if wanted in (one.entity.id, number_of(SHEET, one.entity).casefold()):
            return one
    return None


def _days(session: Session, period: str | None) -> Any:
    if period and "/" in period:
        from datetime import date  # noqa: PLC0415 - of a claim that was drafted before

        return tuple(date.fromisoformat(one) for one in period.split("/"))
    name = period or quarter_name(session.now().date(), 1)
    found = stretch_of(name, session.zone).days
    return found.first, found.last


def _only(session: Session) -> Contract:
    found = [one for one in deals(session).contracts if one.sort in ("support", "strategic")]
    if len(found) != 1:
        raise Refused(
            Text(f"有 {len(found)} 份支持合同,请写编号。",
                 f"There are {len(found)} support contracts: name one."),
            next_step=Text("用 contract list 查看。", "See contract list."),
        )  # fmt: skip
    return found[0]


def _json(asked: Asked, found: Sequence[Weighed]) -> dict[str, Any]:
    good, rule = chosen(found), asked.rule
    return {
        "contract": asked.contract.number, "first": asked.first.isoformat(),
        "last": asked.last.isoformat(), "clause": rule.clause, "days": rule.days(len(good)),
        "breaches": [weighed_json(one) for one in good],
        "left_out": [weighed_json(one) for one in found if one.out],
        "total": len(good),
    }  # fmt: skip


def _told(session: Session, asked: Asked, found: Sequence[Weighed]) -> str:
    from firstline.domain.review.claim_words import lines  # noqa: PLC0415 - for a person alone

    return "\n".join(one.in_(session.language) for one in lines(asked, found))
