"""`firstline ledger list | show | check`: how ledgers stand, and what they entitle to."""

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.ledger.desk import applied_of, every, one_ledger, packages_of, stands
from firstline.cli.ledger.shapes import (
    applied_json,
    ledger_json,
    told,
    told_list,
    told_verdict,
    verdict_json,
    whole_json,
)
from firstline.cli.session import Session
from firstline.domain.ledger.book import Sort
from firstline.domain.ledger.entitlement import Wanted, check
from firstline.domain.words import Text

_SORTS = tuple(str(one) for one in Sort)


@command("list", Text("列出台账:余额、可用、预留", "List the ledgers with their balances"))
@option("--sort", "sort", type=click.Choice(_SORTS), words=Text("只列一种", "One sort only"))
def list_(session: Session, *, sort: str | None) -> None:
    """List them by name."""
    found = [stands(session, one) for one in every(session) if sort in (None, one.sort)]
    rows = [ledger_json(one) for one in found]
    asked = [] if sort else applied_of(session)
    shape = {"ledgers": rows, "total": len(rows)}
    if asked:
        shape["applied"] = applied_json(asked)
    session.answer(shape, lambda: told_list(session, found, asked))


@command("show", Text("一个台账:余额怎么来的,每一笔", "One ledger: its balance and every entry"))
@argument("name", metavar="NAME")
def show_(session: Session, *, name: str) -> None:
    """Show how it stands today and every entry."""
    found = stands(session, one_ledger(session, name))
    asked = applied_of(session, found.ledger)
    shape = {**whole_json(found), "applied": applied_json(asked)}
    session.answer(shape, lambda: told(session, found, asked))


@command("check", Text("这项服务在权益内吗?为什么", "Is a service covered, and why"))
@argument("service", metavar="SERVICE")
@option("--product", default="", words=Text("产品", "Product"))
@option("--ticket", "key", metavar="ID", words=Text("取一张工单的产品", "A ticket's product"))
@option(
    "--amount",
    default="",
    metavar="N",
    words=Text("需要多少,默认一个单位", "How much; default one unit"),
)
@option("--at", metavar="TIME", words=Text("何时,默认现在", "When; default now"))
def check_(
    session: Session, *, service: str, product: str, key: str | None, amount: str,
    at: str | None,
) -> None:  # fmt: skip
    """Say whether a service is covered, and what every ledger says; not covered exits 1."""
    when = session.instant(at) or session.now()
    ticket = session.ticket(key) if key else None
    for_product = product or (ticket.product if ticket else "")
    wanted = Wanted(service, when, for_product, amount, ticket.site if ticket else "")
    verdict = check(every(session), wanted, session.zone, packages_of(session))
    session.answer(verdict_json(session, verdict), lambda: told_verdict(session, verdict))
    if not verdict.covered:
        click.get_current_context().exit(1)
