"""`firstline contract list | add | … | targets | document`: contracts and what they promise."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from firstline.cli.contracts.desk import Deals, deals
from firstline.cli.given import readable_file
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.session import Session
from firstline.domain.contracts import contract, package, supplement
from firstline.domain.contracts.contract import SHEET, SORTS, STAGES, Contract
from firstline.domain.contracts.terms import RANKS, RULE, Held, base_of, explained
from firstline.domain.errors import Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import said_of
from firstline.domain.ledger.acts import parse_day
from firstline.domain.packs.pack_age import out_of_date
from firstline.domain.sla.why import provenance_of
from firstline.domain.words import Text

contract_ = Group("contract", words=Text("合同登记", "The register of contracts"))
package_ = Group("package", words=Text("服务包登记", "The register of service packages"))
supplement_ = Group("supplement", words=Text("补充协议登记", "Supplementary agreements"))


def _contracts(session: Session, _project: str) -> list[Row]:
    held = deals(session)
    return [_contract_row(session, one, held) for one in held.contracts]


def _contract_row(session: Session, one: Contract, held: Deals) -> Row:
    say, today = session.language, held.today
    stage = contract.stage_of(one, today)
    left = (one.span.last - today).days if one.span.last else None
    more: dict[str, Any] = {
        "stage": str(stage), "until": str(one.span.last or "") or None,
        "days_left": left, "gross_fen": one.gross,
        "packages": [each.name for each in held.packages if each.contract is one],
        "supplements": [each.number for each in held.supplements if each.contract == one.number],
    }  # fmt: skip
    price = said_of(SHEET.column("price"), one.price)
    cells = (
        STAGES[stage].in_(say), str(one.span.last or ""), str(one.notice or ""),
        SORTS.get(one.sort, SORTS["other"]).in_(say), one.party, price, one.label,
    )  # fmt: skip
    return Row(one.entity, contract.flags(one, today), more, cells)


CONTRACTS = Register(
    SHEET, _contracts,
    (Text("状态", "State"), Text("截止", "Until"), Text("通知截止", "Notice"),
     Text("种类", "Kind"), Text("对方", "Party"), Text("价格", "Price"),
     Text("合同", "Contract")),
)  # fmt: skip


def _packages(session: Session, _project: str) -> list[Row]:
    held, say = deals(session), session.language
    return [
        Row(one.entity, package.flags(one, held.today),
            {"in_force": one.span.holds(held.today), "effect": one.effect.in_(say),
             "from": str(one.span.first or "") or None, "until": str(one.span.last or "") or None},
            (one.code, one.number, str(one.span.last or ""), one.effect.in_(say),
             ", ".join(one.contents), one.name))
        for one in held.packages
    ]  # fmt: skip


PACKAGES = Register(
    package.SHEET, _packages,
    (Text("代码", "Code"), Text("合同", "Contract"), Text("截止", "Until"),
     Text("优先权", "Priority"), Text("包括", "Contents"), Text("服务包", "Package")),
)  # fmt: skip


def _supplements(session: Session, _project: str) -> list[Row]:
    held, say = deals(session), session.language
    rows = []
    for one in held.supplements:
        flags = supplement.flags(one, held.supplements, held.contracts)
        more: Mapping[str, Any] = {
            "in_force": one.span.holds(held.today),
            "applies": not any(each.stops for each in flags),
            "until": str(one.span.last or "") or None, "rule": RULE.in_(say),
        }  # fmt: skip
        goals = sheets.text_of(one.entity, "targets").replace("\n", "; ")
        cells = (one.contract, one.span.said.in_(say), one.reach.said.in_(say), goals, one.clause)
        rows.append(Row(one.entity, flags, more, cells))
    return rows


def _precedence(session: Session, _rows: Sequence[Row]) -> Mapping[str, Any]:
    return {"precedence": RULE.in_(session.language)}


SUPPLEMENTS = Register(
    supplement.SHEET, _supplements,
    (Text("合同", "Contract"), Text("有效期", "In force"), Text("适用", "Scope"),
     Text("时限", "Targets"), Text("条款", "Clause")),
    whole=_precedence,
)  # fmt: skip
for _group, _register in ((contract_, CONTRACTS), (package_, PACKAGES), (supplement_, SUPPLEMENTS)):
    add_commands(_group, _register)


@command("targets", Text("现行时限:每项来自合同、补充协议还是默认",
                         "Targets in force: each from contract, supplement or default"),
         parent=contract_)  # fmt: skip
@option("--product", default="", words=Text("产品", "Product"))
@option("--site", default="", words=Text("站点", "Site"))
@option("--ticket", "key", metavar="ID", words=Text("取一张工单的", "Those of a ticket"))
@option("--on", "on_", metavar="DATE", words=Text("哪天,默认今天", "Day; default today"))
def targets_(
    session: Session, *, product: str, site: str, key: str | None, on_: str | None
) -> None:
    """Show which level each target comes from, and which others came after it."""
    day = parse_day(on_) if on_ else session.now().date()
    if key:
        ticket = session.ticket(key)
        product, site = ticket.product, ticket.site
        day = ticket.created_at.astimezone(session.zone).date() if not on_ else day
    base = base_of(session.desk.agreements, product, site, day)
    if base is None:
        raise Refused(Text("没有厂商段的服务级别包。", "There is no agreement with the vendor."))
    found = explained(session.desk.terms, base, product, site, day)
    say = session.language
    rows = [_held_json(one, session) for one in found]
    old, source = (
        out_of_date(base, session.now().astimezone(session.zone).date()),
        provenance_of(base),
    )
    last = [source.in_(say), *([f"⚠ {old.in_(say)}"] if old else [])]
    session.answer(
        {"on": day.isoformat(), "product": product, "site": site, "precedence": RULE.in_(say),
         "targets": rows, "total": len(rows), "source": source.in_(say), "as_of": base.as_of,
         "verified": base.verified, "out_of_date": old.in_(say) if old else None},
        lambda: "\n".join([RULE.in_(say), *(one.why.in_(say) for one in found), *last]),
    )  # fmt: skip


def _held_json(one: Held, session: Session) -> dict[str, Any]:
    priority, metric = one.key
    return {
        "priority": str(priority), "metric": str(metric), "target": one.goal.to_json(),
        "level": one.rank.name.lower(), "level_name": RANKS[one.rank].in_(session.language),
        "source": one.name, "beaten": [each.name for each in one.beaten],
        "clash": [each.name for each in one.clash], "why": one.why.in_(session.language),
    }  # fmt: skip


def _document(session: Session, register: Register, key: str, file: Path) -> None:
    path = readable_file(str(file))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    entity = find(session, register.sheet, key)
    edit = sheets.change(
        register.sheet, entity, {"document": path.name, "sha256": sha256}, session.stamp(),
        session.zone,
    )  # fmt: skip
    if edit is not None:
        session.store.perform(edit, now=session.now())
    answer(session, register, entity.id)


def add_document(group: Group, register: Register) -> None:
    """Give `group` the act that records a file by its name and hash."""
    words = Text("记下文件的名称和哈希;文件留在原处", "Record a file by name and hash; it stays")

    @command("document", words, parent=group)
    @argument("key", metavar="ID")
    @argument("file", metavar="FILE", type=click.Path(path_type=Path))
    def document_(session: Session, *, key: str, file: Path) -> None:
        _document(session, register, key, file)


add_document(contract_, CONTRACTS)
add_document(supplement_, SUPPLEMENTS)
