"""`runbook wave list | criterion | meet | reopen | drop | scope | decide`: progressive changes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from firstline.cli.given import is_file, keep_files
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.runbook.desk import book_of, write
from firstline.cli.session import Session
from firstline.domain.runbook import wave_acts as acts
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.book import Book
from firstline.domain.runbook.json import waves_json
from firstline.domain.runbook.wave import DECISIONS, Decision, Side
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text

wave_ = Group("wave", words=Text("批次:进入和退出条件、决定", "Waves: criteria and decisions"))
_BY = Text("谁,默认本人", "Who; default you")
_SIDE = click.Choice(tuple(str(one) for one in Side))
_DECISION = click.Choice(tuple(str(one) for one in Decision))


@command("list", Text("列出批次、条件和决定", "List waves, criteria and decisions"), parent=wave_)
@argument("key", metavar="ID")
def list_(session: Session, *, key: str) -> None:
    """List the waves in their order, with what keeps each from being let go."""
    _answer(session, book_of(session, key))


@command("criterion", Text("设一个条件", "Set a criterion"), parent=wave_)
@argument("key", metavar="ID")
@argument("wave", metavar="WAVE")
@argument("side", metavar="entry|exit", type=_SIDE)
@argument("text", metavar="TEXT")
def criterion_(session: Session, *, key: str, wave: str, side: str, text: str) -> None:
    """Set a criterion to enter a wave or to leave it."""
    book = book_of(session, key)
    _write(session, book, [acts.criterion(wave, Side(side), text)])


@command(
    "meet", Text("一个条件已满足,附证据", "A criterion is met, with its evidence"), parent=wave_
)
@argument("key", metavar="ID")
@argument("label", metavar="CRITERION")
@option("--evidence", required=True, metavar="FILE_OR_TEXT", words=Text("证据", "The evidence"))
@option("--by", default="", words=_BY)
def meet_(session: Session, *, key: str, label: str, evidence: str, by: str) -> None:
    """Meet a criterion with a file, kept by its hash, or with a text."""
    book, file = book_of(session, key), None
    held = acts.find(book, label)
    if is_file(evidence):
        (file,) = keep_files(session.store, (Path(evidence),))
    _write(session, book, [acts.meet(held, text="" if file else evidence, file=file, by=by)], file)


@command("reopen", Text("重新打开一个条件", "Open a criterion again"), parent=wave_)
@argument("key", metavar="ID")
@argument("label", metavar="CRITERION")
@option("--reason", required=True, words=Text("理由", "Why"))
@option("--by", default="", words=_BY)
def reopen_(session: Session, *, key: str, label: str, reason: str, by: str) -> None:
    """Say that a criterion is not met after all."""
    book = book_of(session, key)
    _write(session, book, [acts.reopen(acts.find(book, label), reason, by)])


@command("drop", Text("移除一个条件", "Take a criterion off"), parent=wave_)
@argument("key", metavar="ID")
@argument("label", metavar="CRITERION")
@option("--reason", required=True, words=Text("理由", "Why"))
def drop_(session: Session, *, key: str, label: str, reason: str) -> None:
    """Take a criterion off its wave; who did, and why, stays."""
    book = book_of(session, key)
    _write(session, book, [acts.drop(acts.find(book, label), reason)])


@command("scope", Text("这一批是谁", "What a wave is about"), parent=wave_)
@argument("key", metavar="ID")
@argument("wave", metavar="WAVE")
@argument("text", metavar="TEXT")
def scope_(session: Session, *, key: str, wave: str, text: str) -> None:
    """Say what a wave is about: a pilot group, a site, all."""
    book = book_of(session, key)
    _write(session, book, [acts.scope(book, wave, text)])


@command("decide", Text("决定:放行、暂停、退回", "Decide: go, hold, back out"), parent=wave_)
@argument("key", metavar="ID")
@argument("wave", metavar="WAVE")
@argument("decision", metavar="go|hold|back_out", type=_DECISION)
@option("--by", required=True, words=Text("谁决定", "Who decides"))
@option("--reason", required=True, words=Text("理由", "Why"))
def decide_(session: Session, *, key: str, wave: str, decision: str, by: str, reason: str) -> None:
    """Record a decision; go is refused while criteria are open or an earlier wave is halted."""
    book = book_of(session, key)
    _write(session, book, [acts.decide(book, wave, Decision(decision), by, reason)])


def _write(
    session: Session, book: Book, entries: Sequence[Entry], file: Attachment | None = None
) -> None:
    _answer(session, write(session, book, entries, file))


def _answer(session: Session, book: Book) -> None:
    told = waves_json(book, session.now())
    session.answer(
        {"runbook": book.number, "waves": told, "total": len(told)}, lambda: _lines(session, told)
    )


def _lines(session: Session, told: list[dict[str, Any]]) -> Text | str:
    if not told:
        return Text("还没有批次。", "There are no waves yet.")
    say, way = session.language, "zh" if session.language == "zh_CN" else "en"
    lines = []
    for one in told:
        decided = one["decision"]
        word = Text("没有决定", "nothing decided")
        if decided is not None:
            name = DECISIONS[Decision(decided["decision"])]
            tail = f" — {decided['by']}: {decided['why']}"
            word = Text(f"{name.zh}{tail}", f"{name.en}{tail}")
        lines.append(
            f"{one['wave']} {one['scope']}  {one['closed']}/{one['total']}  {word.in_(say)}"
        )
        for side in ("entry", "exit"):
            lines += [f"  {'✓' if held['met'] else '·'} {held['label']} {held['text']}"
                      for held in one[side]]  # fmt: skip
        lines += [f"  ✗ {why[f'text_{way}']}" for why in one["against"]]
    return "\n".join(lines)
