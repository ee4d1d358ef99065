"""`firstline application list | add | … | letter | grant | finding`: asked, answered, tracked."""

from pathlib import Path
from typing import Any

import click

from firstline.cli.contracts.contract import add_document
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.group.keys import write_out
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, answer, find, find_row, shown
from firstline.cli.session import Session
from firstline.domain.contracts import application
from firstline.domain.contracts.application import SHEET, SORTS, STATES, Facts
from firstline.domain.contracts.application_acts import add_finding, book_grant
from firstline.domain.contracts.facts import facts_of
from firstline.domain.edits.entity import Entity
from firstline.domain.health import finding
from firstline.domain.health.sheet import number_of, standing, text_of
from firstline.domain.ledger.acts import parse_day
from firstline.domain.ledger.amount import said_amount
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import Sort, ledgers
from firstline.domain.words import Text
from firstline.store.queue.year import tickets_of_year

application_ = Group("application", words=Text("向厂商的申请", "Applications to the vendor"))
_SORTS = tuple(str(one) for one in Sort)


def facts(session: Session) -> Facts:
    """Return what the registers say for applications."""
    counts = tickets_of_year(session.store, session.now(), session.zone)
    return facts_of(session.store.records, counts, session.now())


def _rows(session: Session, _project: str) -> list[Row]:
    known, read = facts(session), session.store.records
    books, reported = ledgers(read(LEDGER)), read(finding.SHEET.kind)
    found = sorted(
        standing(read(application.KIND)),
        key=lambda one: (
            text_of(one, "state") != "draft",
            text_of(one, "due") or "9",
            text_of(one, "title"),
        ),
    )
    rows = []  # fmt: skip
    for one in found:
        lacks = application.missing(one, known)
        brought = application.granted(one, books)
        findings = application.findings_of(one, reported)
        open_ones = application.open_findings(findings)
        flags = application.flags(one, len(lacks), open_ones, len(brought), session.now().date())
        more: dict[str, Any] = {
            "missing": [each.in_(session.language) for each in lacks],
            "granted": [{"ledger": each.ledger.name, "expires": str(each.expires or "") or None,
                         "amount": said_amount(each.steps, each.ledger.unit)}
                        for each in brought],
            "findings": len(findings), "findings_open": open_ones,
        }  # fmt: skip
        cells = (
            SORTS[application.sort_of(one)].in_(session.language),
            STATES.get(text_of(one, "state"), STATES["draft"]).in_(session.language),
            text_of(one, "submitted_on"), text_of(one, "due"), text_of(one, "title"),
        )  # fmt: skip
        rows.append(Row(one, flags, more, cells))
    return rows


REGISTER = Register(
    SHEET, _rows,
    (Text("种类", "Kind"), Text("状态", "State"), Text("提交", "Submitted"),
     Text("答复期限", "Answer due"), Text("名称", "Title")),
)  # fmt: skip
add_commands(application_, REGISTER)
add_document(application_, REGISTER)


@command("letter", Text("生成申请书;还缺什么列在末尾", "Make the document; what lacks is listed"),
         parent=application_)  # fmt: skip
@argument("key", metavar="ID")
@option("--out", required=True, type=click.Path(path_type=Path),
        words=Text("文件(.pdf、.html、.json)", "File (.pdf, .html, .json)"))  # fmt: skip
def letter_(session: Session, *, key: str, out: Path) -> None:
    """Write the document in the language of the run, and tell what it lacks."""
    from firstline.report.application_page import application_page  # noqa: PLC0415 - this alone

    entity, known = find(session, SHEET, key), facts(session)
    write_out(
        session, out, lambda: application_page(entity, known, session.now(), session.language),
        lambda: shown(session, SHEET, find_row(session, REGISTER, entity.id)),
    )  # fmt: skip


@command("grant", Text("批准的内容记入台账,成为权益", "Book what was granted as an entitlement"),
         parent=application_)  # fmt: skip
@argument("key", metavar="ID")
@argument("name", metavar="LEDGER")
@argument("amount", metavar="AMOUNT")
@option("--unit", required=True, metavar="U", words=Text("单位", "Unit"))
@option("--sort", "sort", type=click.Choice(_SORTS), default=None,
        words=Text("种类,默认按申请", "Kind; the application's own"))  # fmt: skip
@option("--covers", default="", words=Text("包括哪些服务", "Services covered"))
@option("--products", default="", words=Text("适用产品", "Products"))
@option("--expires", required=True, metavar="DATE", words=Text("到期日(含当天)", "Last day"))
def grant_(
    session: Session, *, key: str, name: str, amount: str, expires: str, **about: str | None
) -> None:
    """Open a ledger at need and book the grant under the application."""
    entity = find(session, SHEET, key)
    books = session.store.records(LEDGER)
    what = (name, amount, parse_day(expires))
    given = {field: value or "" for field, value in about.items()}
    edit = book_grant(entity, books, what, given, session.stamp(), session.language)
    session.store.perform(edit, now=session.now())
    answer(session, REGISTER, entity.id)


@command("finding", Text("登记报告里的一个发现项,跟踪到关闭",
                         "Record a finding of the report, to be tracked to its end"),
         parent=application_)  # fmt: skip
@argument("key", metavar="ID")
@argument("title", metavar="TITLE")
@option(
    "--severity",
    type=click.Choice(tuple(finding.SEVERITIES)),
    default="medium",
    words=Text("严重程度", "Severity"),
)
@option("--system", default="", words=Text("系统", "System"))
@option("--owner", default="", words=Text("负责人", "Owner"))
@option("--due", default="", metavar="DATE", words=Text("期限", "Due"))
def finding_(session: Session, *, key: str, title: str, **about: str) -> None:
    """Record it as a finding of a diagnosis; `audit finding set … state=fixed` closes it."""
    entity: Entity = find(session, SHEET, key)
    edit = add_finding(entity, title, about, session.stamp(), session.zone)
    session.store.perform(edit, now=session.now())
    made = session.store.record(finding.SHEET.kind, edit.entity)
    number = number_of(finding.SHEET, made) if made else ""
    session.say(Text(f"发现项 {number}。", f"Finding {number}."))
    answer(session, REGISTER, entity.id)
