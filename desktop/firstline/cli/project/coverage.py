"""`firstline coverage list | add | prove | doubt`: what the vendor promises, and what it asks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from firstline.cli.given import is_file, keep_files
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.session import Session
from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import text_of
from firstline.domain.project import coverage
from firstline.domain.project.coverage import LABEL, SHEET, conditions
from firstline.domain.words import Text

coverage_ = Group(
    "coverage",
    words=Text(f"迁移保障(“迁移保险”):{LABEL.zh}", f"Migration coverage: {LABEL.en}"),
)


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the coverage records, those at risk first."""
    from firstline.store.gates.coverage_stops import proved_items  # noqa: PLC0415 - see grammar.Group

    records, now = session.store.records(SHEET.kind), session.now()
    done = proved_items(session.store)
    return [
        Row(one, flags, _more(session, one, done), (
            text_of(one, "vendor"), _proved(one, done), text_of(one, "until"), text_of(one, "name"),
        ))
        for one, flags in coverage.coverages(records, now.date(), project, done)
    ]  # fmt: skip


def _proved(one: Entity, done: Mapping[str, str]) -> str:
    held = conditions(one, done)
    return f"{sum(each.proved for each in held)}/{len(held)}"


def _more(session: Session, one: Entity, done: Mapping[str, str]) -> dict[str, Any]:
    held = conditions(one, done)
    at_risk = any(not each.proved for each in held)
    say = session.language
    lines = [
        f"{'✓' if each.proved else '✗'} {each.number}. {each.text}"
        + (f" — {each.said}" if each.proved else f" → {each.wanted}")
        for each in held
    ]
    return {
        "label": LABEL.in_(say), "at_risk": at_risk,
        "condition_list": [
            {"number": each.number, "condition": each.text, "wanted": each.wanted,
             "proved": each.proved, "item": each.item or None,
             "evidence": each.proof.words if each.proof else None,
             "sha256": (each.proof.event.data.get("sha256") if each.proof else None),
             "by": each.proof.by if each.proof else None}
            for each in held
        ],
        "why": "\n  ".join([LABEL.in_(say), *lines]),
    }  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("厂商", "Vendor"), Text("条件有证据", "Conditions proved"), Text("到", "Until"),
     Text("名称", "Name")),
    whole=lambda session, _rows: {"label": LABEL.in_(session.language)},
)  # fmt: skip
add_commands(coverage_, REGISTER)


@command("prove", Text("为一个条件附证据", "Prove a condition"), parent=coverage_)
@argument("key", metavar="ID")
@argument("number", metavar="CONDITION", type=int)
@option("--evidence", required=True, metavar="FILE_OR_TEXT", words=Text("证据", "The evidence"))
@option("--by", default="", words=Text("谁,默认本人", "Who; default you"))
def prove_(session: Session, *, key: str, number: int, evidence: str, by: str) -> None:
    """Prove a condition with a file, kept by its hash, or with a text."""
    entity, file = find(session, SHEET, key), None
    if is_file(evidence):
        (file,) = keep_files(session.store, (Path(evidence),))
    text = "" if file else evidence
    edit = coverage.prove(entity, number, session.stamp(), text=text, file=file, by=by)
    session.store.perform(edit, now=session.now())
    answer(session, REGISTER, entity.id)


@command("doubt", Text("撤下一个条件的证据", "Take a proof away"), parent=coverage_)
@argument("key", metavar="ID")
@argument("number", metavar="CONDITION", type=int)
@option("--reason", required=True, words=Text("理由", "Why"))
@option("--by", default="", words=Text("谁,默认本人", "Who; default you"))
def doubt_(session: Session, *, key: str, number: int, reason: str, by: str) -> None:
    """Say that a condition is not proved after all."""
    entity = find(session, SHEET, key)
    edit = coverage.doubt(entity, number, session.stamp(), reason=reason, by=by)
    session.store.perform(edit, now=session.now())
    answer(session, REGISTER, entity.id)


@command("items", Text("把条件加进操作手册的检查单", "Add the conditions to a runbook's checklist"),
         parent=coverage_)  # fmt: skip
@argument("key", metavar="ID")
@argument("runbook", metavar="RUNBOOK")
@option(
    "--gate", default="", words=Text("关口,默认要求保障的关口", "Its gate; default the insured")
)
def items_(session: Session, *, key: str, runbook: str, gate: str) -> None:
    """Add each condition as a blocker; ticked there with evidence, it is proved here."""
    from firstline.cli.runbook.desk import book_of, write  # noqa: PLC0415 - this command alone
    from firstline.domain.project.coverage_items import entries  # noqa: PLC0415

    entity, book = find(session, SHEET, key), book_of(session, runbook)
    write(session, book, entries(entity, book, gate))
    answer(session, REGISTER, entity.id)
