"""`firstline reconcile list | show | explain | sign | again`: comparisons that are kept."""

import getpass
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.reconcile import record
from firstline.domain.reconcile.cells import fingerprint
from firstline.domain.reconcile.plan import Wish, wish_from
from firstline.domain.reconcile.record import KIND, Kept, kept_from
from firstline.domain.reconcile.values import KINDS, Difference, Result
from firstline.domain.words import Text


def add_to(group: Group) -> None:
    """Give the group the commands of this module."""
    for one in (list_, show_, explain_, sign_, statement_, again_):
        group.add_command(one)


@command("list", Text("列出保存的对账", "List the kept comparisons"))
def list_(session: Session) -> None:
    """List them, the newest first."""
    found = sorted(_all(session), key=lambda one: (str(one.at), one.id), reverse=True)
    if session.json:
        session.emit({"reconciliations": [_brief(one) for one in found], "total": len(found)})
        return
    if not found:
        session.say(Text("还没有保存的对账。", "No comparison is kept yet."))
        return
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = (Text("编号", "Number"), Text("名称", "Name"), Text("结论", "Verdict"),
             Text("差异", "Differences"), Text("未说明", "Unexplained"),
             Text("签字", "Signed by"))  # fmt: skip
    cells = [
        [one.number, one.name, _verdict(session, one), str(one.found),
         str(one.unexplained), one.signature.by if one.signature else "-"]
        for one in found
    ]  # fmt: skip
    names = [one.in_(session.language) for one in heads]
    session.show(table(names, cells, stretch=1, columns=screen_width()))


def _verdict(session: Session, one: Kept) -> str:
    words = {"equal": Text("一致", "equal"), "different": Text("有差异", "different")}
    said = str(one.result.get("verdict", ""))
    return words[said].in_(session.language) if said in words else said


@command("show", Text("查看一次对账", "Show one comparison"))
@argument("key", metavar="ID")
def show_(session: Session, *, key: str) -> None:
    """Show result, differences with their explanations, and signatures."""
    _told(session, one_of(session, key)[1])


@command(
    "explain",
    Text(
        "说明差异:firstline reconcile explain ID 1-4,7 说明",
        "Explain differences: firstline reconcile explain ID 1-4,7 TEXT",
    ),
)
@argument("key", metavar="ID")
@argument("numbers", metavar="NUMBERS")
@argument("text", metavar="TEXT")
def explain_(session: Session, *, key: str, numbers: str, text: str) -> None:
    """Explain some differences with one text; each gets an entry of its own."""
    entity, kept = one_of(session, key)
    wanted = record.numbers_in(numbers, len(kept.differences))
    edit = record.explain(kept, wanted, text, _stamp(session))
    session.store.perform(edit, now=session.now())
    _told(session, one_of(session, entity.id)[1])


@command(
    "sign",
    Text(
        "签字:全部差异已说明,签字人不是说明人",
        "Sign: every difference explained, by somebody else than who explained",
    ),
)
@argument("key", metavar="ID")
@option("--note", default="", words=Text("附言", "A note"))
def sign_(session: Session, *, key: str, note: str) -> None:
    """Sign for what stands now."""
    entity, kept = one_of(session, key)
    edit = record.sign(kept, entity.events, note, _stamp(session))
    session.store.perform(edit, now=session.now())
    _told(session, one_of(session, entity.id)[1])


@command("statement", Text("写出差异说明书:.html 或 .pdf", "Write the difference statement"))
@argument("key", metavar="ID")
@option("--out", required=True, metavar="FILE", words=Text(".html 或 .pdf", ".html or .pdf"))
def statement_(session: Session, *, key: str, out: str) -> None:
    """Write every difference with its explanation and the signatures, as evidence."""
    from firstline.report.difference_statement import statement_page  # noqa: PLC0415 - at need
    from firstline.report.whole_file import in_one_piece  # noqa: PLC0415

    path, (_, kept) = Path(out), one_of(session, key)
    ending = path.suffix.lower()
    if ending not in (".html", ".pdf") or path.is_dir():
        raise BadInput(
            Text(f"不能写成 {path.name[:60]}。", f"{path.name[:60]} cannot be written."),
            next_step=Text("可用:.html、.pdf。", "Use .html or .pdf."),
        )
    page = statement_page(kept, session.language, session.zone)

    def write(part: Path) -> int:
        if ending == ".pdf":
            session.roof.write_pdf(page, part, "a4")
        else:
            part.write_text(page, encoding="utf-8")
        return 1

    in_one_piece(path, write)
    sha256 = fingerprint([path.read_bytes()])[1]
    told = {"file": out, "sha256": sha256, "unexplained": kept.unexplained,
            "signed": kept.signature is not None}  # fmt: skip
    session.answer(told, lambda: Text(f"已写出 {out},SHA-256 {sha256}。",
                                      f"{out} is written, SHA-256 {sha256}."))  # fmt: skip


@command(
    "again",
    Text(
        "用相同选项再对一次,看结果是否一字不差",
        "Compare again with the same options: is the result the same to the byte?",
    ),
)
@argument("key", metavar="ID")
@argument("source", metavar="SOURCE")
@argument("target", metavar="TARGET")
def again_(session: Session, *, key: str, source: str, target: str) -> None:
    """Run a kept comparison again; exit 1 where anything is not as it was."""
    _, kept = one_of(session, key)
    digest = _digest(wish_from(kept.result["options"]), source, target)
    same = digest == kept.digest
    told = {"id": kept.id, "number": kept.number, "digest": digest, "kept_digest": kept.digest,
            "same": same}  # fmt: skip
    session.answer(told, lambda: (
        Text(f"{kept.number}:结果一字不差。", f"{kept.number}: the result is the same to the byte.")
        if same else
        Text(f"{kept.number}:结果与保存的不同(输入或结果变了)。",
             f"{kept.number}: the result is not the kept one (the inputs or the outcome changed).")
    ))  # fmt: skip
    if not same:
        click.get_current_context().exit(1)


def _digest(wish: Wish, source: str, target: str) -> str:
    from firstline.cli.reconcile.comparing import compare  # noqa: PLC0415 - they know each other

    with ExitStack() as stack:
        result, shelf = compare(stack, wish, source, target)
        return record.digest_of(result, shelf.differences())


def keep(
    session: Session, result: Result, differences: list[Difference], digest: str, name: str,
    file: str,
) -> dict[str, Any]:  # fmt: skip
    """Keep a result as a shared record and say where; one that is kept already is reproduced."""
    held = session.store.record(KIND, record.id_of(digest))
    known = kept_from(held) if held is not None else None
    if held is None:
        edit = record.keep(result, differences, digest, name, _stamp(session), file)
        session.store.perform(edit, now=session.now())
    elif known is not None and file and file not in known.files:
        session.store.perform(record.keep_file(known, file, _stamp(session)), now=session.now())
    _, kept = one_of(session, record.id_of(digest))
    return {"id": kept.id, "number": kept.number, "digest": digest, "reproduced": held is not None,
            "unexplained": kept.unexplained}  # fmt: skip


def _stamp(session: Session) -> Stamp:
    """Return a stamp with a name: the profile's, or else that of the account."""
    stamp = session.stamp()
    if stamp.actor:
        return stamp
    try:
        me = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account, as in some containers
        return stamp
    return replace(stamp, actor=me)


def _all(session: Session) -> list[Kept]:
    return [kept for one in session.store.records(KIND) if (kept := kept_from(one))]


def one_of(session: Session, key: str) -> tuple[Entity, Kept]:
    """Return the comparison of this id or number. Raises Refused when there is none."""
    wanted = key.strip().casefold()
    for entity in session.store.records(KIND):
        kept = kept_from(entity)
        if kept is not None and wanted in (kept.id, kept.number.casefold()):
            return entity, kept
    raise Refused(
        Text(f"没有“{key[:60]}”这次对账。", f"There is no comparison “{key[:60]}”."),
        next_step=Text("用 firstline reconcile list 查看。", "See firstline reconcile list."),
    )


def _brief(one: Kept) -> dict[str, Any]:
    signed = one.signature
    return {
        "id": one.id, "number": one.number, "name": one.name, "by": one.by,
        "at": one.at.isoformat() if one.at else None, "digest": one.digest,
        "verdict": one.result.get("verdict"), "found": one.found, "unexplained": one.unexplained,
        "signed": {"by": signed.by, "at": signed.at.isoformat()} if signed else None,
    }  # fmt: skip


def _json(one: Kept) -> dict[str, Any]:
    told = [
        {**found.to_json(), "explanation": {
            "text": said.text, "by": said.by, "at": said.at.isoformat(),
        } if (said := one.explanations.get(found.number)) else None}
        for found in one.differences
    ]  # fmt: skip
    return {
        **_brief(one), "result": dict(one.result), "differences": told,
        "signatures": [
            {"by": held.by, "at": held.at.isoformat(), "note": held.note,
             "valid": not held.fault.zh, "fault": held.fault.en}
            for held in one.signatures
        ],
    }  # fmt: skip


def _told(session: Session, one: Kept) -> None:
    def words() -> str:
        def said(zh: str, en: str) -> str:
            return Text(zh, en).in_(session.language)

        lines = [
            f"{one.number}  {one.name}",
            said(f"差异 {one.found},未说明 {one.unexplained}。",
                 f"{one.found} differences, {one.unexplained} unexplained."),
        ]  # fmt: skip
        for found in one.differences[:50]:
            told = one.explanations.get(found.number)
            why = f"{told.text}({told.by})" if told else said("未说明", "unexplained")
            kind = KINDS[found.kind].in_(session.language)
            lines.append(f"{found.number}. {kind} {' / '.join(found.key)} "
                         f"{', '.join(found.columns)}:{why}")  # fmt: skip
        for held in one.signatures:
            fault = held.fault.in_(session.language) if held.fault.zh else ""
            lines.append(said("签字:", "Signed: ") + f"{held.by} {held.at:%Y-%m-%d %H:%M} {fault}")
        return "\n".join(lines)

    session.answer(_json(one), words)
