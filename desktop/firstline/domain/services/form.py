"""The form of one request: what everybody states, the entry's own questions, and what lacks."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from firstline.domain.contracts.budget import Budget
from firstline.domain.edits.codec import canonical
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import UNSURE, Column, Shape, Sheet
from firstline.domain.health.sheet import text_of
from firstline.domain.ledger.amount import is_money
from firstline.domain.ledger.book import Ledger, plain_name
from firstline.domain.ledger.entitlement import Wanted, check
from firstline.domain.services.catalogue import Item, Question, item_from_json, item_json
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.contracts.package import Package
    from firstline.domain.edits.entity import Entity

KIND = "service_request"
MODES: Mapping[str, Text] = {
    "remote": Text("远程(优先)", "remote (first)"),
    "onsite": Text("现场", "on site"),
}
_ANSWER = "a_"
SHEET = Sheet(
    KIND, "service_requests", "SR", Text("增值服务申请", "Value-added request"),
    (
        Column("title", Text("名称", "Title"), must=True),
        Column("purpose", Text("★ 目的与范围", "★ Purpose and scope"), Shape.LINES),
        Column("vendor", Text("★ 向谁申请", "★ Asked of")),
        Column("product", Text("产品", "Product")),
        Column("site", Text("站点", "Site")),
        Column("amount", Text("数量(如几天)", "How much (such as days)")),
        Column("mode", Text("方式", "How"), Shape.CHOICE, MODES, first="remote"),
        Column("onsite_why", Text("为什么必须现场", "Why it must be on site")),
        Column("budget", Text("预算(预留或台账)", "Budget (reserve or ledger)")),
        Column("wish", Text("希望交付日", "Wanted by"), Shape.DAY),
        Column("contact", Text("联系人", "Contact")),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    answers=_ANSWER,
)  # fmt: skip


def answer_name(one: Question) -> str:
    """Return the column that holds the answer to a question."""
    return f"{_ANSWER}{one.id}"


def form_sheet(item: Item) -> Sheet:
    """Return the sheet of a request: the common columns, then the questions of its entry.

    A required question carries a star and may stay open meanwhile: `missing` lists it.
    """
    return replace(SHEET, columns=(*SHEET.columns, *(_column(one) for one in item.questions)))


def _column(one: Question) -> Column:
    star = "★ " if one.must or one.protects else ""
    name = Text(f"{star}{one.words.zh}", f"{star}{one.words.en}")
    if one.yes_no:
        return Column(answer_name(one), name, Shape.CHOICE, UNSURE)
    return Column(answer_name(one), name, Shape.LINES)


def frozen(item: Item) -> str:
    """Return the entry as the text that a request keeps."""
    return canonical(item_json(item))


def thawed(entity: "Entity") -> Item:
    """Return the entry that a request was made from, bare where its text cannot be read."""
    try:
        raw = json.loads(text_of(entity, "frozen"))
    except (ValueError, RecursionError):
        raw = {}
    title = text_of(entity, "title")
    bare = {"code": text_of(entity, "item"), "title": [title, title]}
    return item_from_json(raw if isinstance(raw, dict) and raw else bare)


OURS = frozenset({"budget", "note"})
"""The columns that are no business of the vendor's."""


def digest(entity: "Entity", item: Item, without: Collection[str] = ()) -> str:
    """Return what an approval, or a quote, saw of the form, as a short hash."""
    names = [one.id for one in form_sheet(item).columns if one.id not in without]
    text = canonical([[name, text_of(entity, name)] for name in names])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Cover(StrEnum):
    """Who pays."""

    FREE = "free"
    COVERED = "covered"
    CHARGEABLE = "chargeable"


COVERS: Mapping[Cover, Text] = {
    Cover.FREE: Text("免费", "free"),
    Cover.COVERED: Text("权益覆盖", "covered"),
    Cover.CHARGEABLE: Text("要付费", "chargeable"),
}


@dataclass(frozen=True, slots=True)
class Covering:
    """Whether a request costs, and why; `ledger` is the quota that it would use, if one."""

    cover: Cover
    why: Text
    ledger: Ledger | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What a request may be paid from: ledgers, packages of contracts, and budget reserves."""

    books: Sequence[Ledger]
    packages: Sequence["Package"]
    budgets: Sequence[Budget]
    now: datetime
    zone: tzinfo


def covering(entity: "Entity", item: Item, means: Means) -> Covering:
    """Return who pays: the catalogue says free, an entitlement covers it, or it is chargeable."""
    if not item.paid:
        return Covering(Cover.FREE, Text("目录标明免费。", "The catalogue says that it is free."))
    product, site, amount = (text_of(entity, one) for one in ("product", "site", "amount"))
    wanted = Wanted(item.service or item.code, means.now, product, amount, site)
    try:
        verdict = check(means.books, wanted, means.zone, means.packages)
    except BadInput as problem:  # an amount that is none in the unit of a ledger
        return Covering(Cover.CHARGEABLE, problem.sentence)
    by = verdict.by
    ledger = by.standing.ledger if by and by.standing else None
    if by is None or (ledger is not None and is_money(ledger.unit)):
        return Covering(Cover.CHARGEABLE, (by or verdict.grounds[0]).words)
    return Covering(Cover.COVERED, by.words, ledger)


def budget_of(name: str, means: Means) -> tuple[Budget | None, Ledger | None]:
    """Return the reserve and the ledger of money that a request names, None where there is none."""
    plain = plain_name(name).casefold()
    named = (one for one in means.budgets
             if plain and plain in (one.title.casefold(), one.ledger.casefold()))  # fmt: skip
    plan = next(named, None)
    wanted = plain_name(plan.ledger).casefold() if plan else plain
    ledger = next((one for one in means.books if wanted and one.name.casefold() == wanted
                   and is_money(one.unit)), None)  # fmt: skip
    return plan, ledger


def missing(
    entity: "Entity", item: Item, means: Means, *, priced: bool = False
) -> tuple[Text, ...]:  # fmt: skip
    """Return what the form still lacks; nothing is sent for a quote or approved meanwhile.

    On-site delivery needs its reason (S78), what is chargeable, or `priced` by a quote, a budget
    line (S63). A question
    about the protection of data is open until it is answered with more than "unknown".
    """
    sheet = form_sheet(item)
    held = {one.id: text_of(entity, one.id) for one in sheet.columns}
    wanted = ["purpose", "vendor"]
    if held["mode"] == "onsite":
        wanted.append("onsite_why")
    found = [_plain(sheet.column(name).name) for name in wanted if not held[name]]
    if priced or covering(entity, item, means).cover is Cover.CHARGEABLE:
        _, ledger = budget_of(held["budget"], means)
        if not held["budget"]:
            found.append(sheet.column("budget").name)
        elif ledger is None:
            found.append(
                Text(f"金额台账“{held['budget']}”", f"a ledger of money “{held['budget']}”")
            )
    for one in item.questions:
        said = held[answer_name(one)]
        if (one.must or one.protects) and (not said or (one.yes_no and said == "unknown")):
            found.append(one.words)
    return tuple(found)


def _plain(name: Text) -> Text:
    return Text(name.zh.removeprefix("★ "), name.en.removeprefix("★ "))
