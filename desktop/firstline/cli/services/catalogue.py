"""`firstline catalogue list | show | add | …`: the service catalogue, shipped and own entries."""

from typing import Any

import click

from firstline.cli.contracts.desk import deals
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import (
    Register,
    Row,
    answer,
    flags_json,
    flags_words,
    shown,
)
from firstline.cli.services.desk import items_of, prices_of, values_of
from firstline.cli.session import Session
from firstline.cli.table import screen_width, table
from firstline.domain.contracts.decision import money
from firstline.domain.health.sheet import new_record
from firstline.domain.services.catalogue import (
    FAMILIES,
    PAID,
    SHEET,
    Item,
    adopted,
    as_entity,
    find,
    flags,
    price_for,
)
from firstline.domain.words import Text

catalogue_ = Group("catalogue", words=Text("服务目录(增值服务)", "The service catalogue"))
_HEADS = (Text("代码", "Code"), Text("类别", "Family"), Text("付费", "Paid"),
          Text("交付期", "Lead time"), Text("参考价格", "Price"), Text("名称", "Name"))  # fmt: skip


def _row(session: Session, one: Item) -> Row:
    say, today = session.language, deals(session).today
    listed = prices_of(session)
    price = price_for(one, listed) if one.paid else None
    more: dict[str, Any] = {
        "code": one.code, "shipped": one.own is None, "verified": one.verified,
        "title": one.title.in_(say),
        "price": None if price is None else {
            "name": price.name, "fen": price.fen, "as_of": str(price.as_of or "") or None,
            "source": price.source,
        },
        "questions": [{"id": each.id, "question": each.words.in_(say),
                       "required": each.must or each.protects, "data_protection": each.protects}
                      for each in one.questions],
        "criteria": [{"id": each.id, "criterion": each.words.in_(say)} for each in one.criteria],
    }  # fmt: skip
    lead = "" if one.lead_days is None else str(one.lead_days)
    cells = (
        one.code, FAMILIES[one.family].in_(say), PAID["paid" if one.paid else "free"].in_(say),
        lead, money(price.fen) if price else "", one.title.in_(say),
    )  # fmt: skip
    entity = one.own or as_entity(one, say)
    return Row(entity, flags(one, listed, today), more, cells)


def _rows(session: Session, _project: str) -> list[Row]:
    return [_row(session, one) for one in items_of(session)]


REGISTER = Register(SHEET, _rows, _HEADS)
add_commands(catalogue_, REGISTER)


@command("list", Text("列出目录:预置条目与自己的条目", "List the entries, shipped and own"),
         parent=catalogue_)  # fmt: skip
@option("--family", type=click.Choice(tuple(FAMILIES)), default=None, words=Text("类别", "Family"))
def list_(session: Session, *, family: str | None) -> None:
    """List the entries by family with their price reference and lead time."""
    found = [one for one in items_of(session) if family in (None, one.family)]
    rows = [_row(session, one) for one in found]
    told = {SHEET.noun: [shown(session, SHEET, one) for one in rows], "total": len(rows)}
    heads = [one.in_(session.language) for one in (*_HEADS, Text("注意", "To look at"))]
    cells = [[*one.cells, flags_words(session, one.flags)] for one in rows]
    session.answer(told, lambda: table(heads, cells, stretch=5, columns=screen_width()))


@command("show", Text("一个条目:内容、申请表、验收标准", "One entry: form and criteria"),
         parent=catalogue_)  # fmt: skip
@argument("key", metavar="CODE")
def show_(session: Session, *, key: str) -> None:
    """Show an entry with its form, its criteria and where it comes from."""
    one = find(items_of(session), key)
    row = _row(session, one)
    told = {**shown(session, SHEET, row), "flags": flags_json(session, row.flags)}
    session.answer(told, lambda: _told(session, one, row))


@command("adopt", Text("把预置条目改成自己的,可同时改栏目", "Make a shipped entry the site's own"),
         parent=catalogue_)  # fmt: skip
@argument("key", metavar="CODE")
@argument("assignments", metavar="COLUMN=VALUE…", nargs=-1)
def adopt_(session: Session, *, key: str, assignments: tuple[str, ...]) -> None:
    """Record it as the site's own under its code, with other columns where they are given."""
    item, say = find(items_of(session), key), session.language
    values = adopted(item, values_of(SHEET, assignments), say)
    edit = new_record(SHEET, values, session.stamp(), session.zone, session.store.records)
    session.store.perform(edit, now=session.now())
    answer(session, REGISTER, edit.entity)


def _told(session: Session, one: Item, row: Row) -> str:
    say = session.language
    lines = [f"{one.code}  {one.title.in_(say)}", f"  {one.about.in_(say)}"]
    told = zip(_HEADS[1:-1], row.cells[1:-1], strict=True)
    lines += [f"  {head.in_(say)}: {cell}" for head, cell in told if cell]
    lines.append(f"  {Text('申请表(★ 必填)', 'Form (★ required)').in_(say)}")
    lines += [f"    {'★' if each.must or each.protects else '·'} {each.id}: {each.words.in_(say)}"
              for each in one.questions]  # fmt: skip
    lines.append(f"  {Text('验收标准', 'Acceptance criteria').in_(say)}")
    lines += [f"    {each.id}: {each.words.in_(say)}" for each in one.criteria]
    lines.append(f"  {one.as_of or ''} {one.source.in_(say)}")
    lines += [] if one.verified else [f"  {Text('未核实', 'not verified').in_(say)}"]
    lines += [f"  {flags_words(session, (each,))}" for each in row.flags]
    return "\n".join(lines)
