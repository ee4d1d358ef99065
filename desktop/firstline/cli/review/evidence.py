"""`firstline evidence …`: figures with their formula and source, and a pack to negotiate with."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import click

from firstline.cli.given import keep_files, note_file, readable_file
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import PROJECT, add_commands
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.sealing import seal_of, seal_options, tell
from firstline.cli.session import Session
from firstline.domain.errors import Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.health.sheet import text_of
from firstline.domain.review import evidence
from firstline.domain.review.evidence import MEASURES, SHEET
from firstline.domain.review.failures import incidents
from firstline.domain.review.period import stretch_of
from firstline.domain.words import Text

evidence_ = Group("evidence", words=Text("证据:指标、来源文件、哈希",
                                         "Evidence: figures, sources, hashes"))  # fmt: skip


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the figures, those of the latest period first."""
    say = session.language
    return [
        Row(one.entity, one.flags, {"figure": one.value.in_(say), "why": one.sums.in_(say)},
            (MEASURES[one.measure].in_(say),
             f"{text_of(one.entity, 'first')} – {text_of(one.entity, 'last')}",
             one.value.in_(say), text_of(one.entity, "owner"), text_of(one.entity, "title")))
        for one in evidence.all_evidence(session.store.records(SHEET.kind), project)
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("指标", "Measure"), Text("期间", "Period"), Text("数值", "Figure"),
     Text("负责人", "Owner"), Text("名称", "Title")),
)  # fmt: skip
add_commands(evidence_, REGISTER)


@command("attach", Text("附上来源文件(按内容保留)", "Attach the source file, kept by content"),
         parent=evidence_)  # fmt: skip
@argument("key", metavar="EV")
@argument("file", metavar="FILE")
def attach_(session: Session, *, key: str, file: str) -> None:
    """Keep the file and its SHA-256 with the figure."""
    entity = find(session, SHEET, key)
    (held,) = keep_files(session.store, (readable_file(file),))
    edit = sheets.attach(SHEET, entity, "file", held, session.stamp(), session.zone)
    session.store.perform(edit, now=session.now())
    answer(session, REGISTER, entity.id)


@command("check", Text("这个文件还是当时的来源吗;变了退出码 1", "Is the file the source it was?"),
         parent=evidence_)  # fmt: skip
@argument("key", metavar="EV")
@argument("file", metavar="FILE")
def check_(session: Session, *, key: str, file: str) -> None:
    """Compare a file with the hash that was recorded; exit 1 where it changed."""
    entity = find(session, SHEET, key)
    recorded = text_of(entity, "file_sha256")
    if not recorded:
        raise Refused(
            Text("这条证据没有附上来源文件。", "No source file is attached."),
            next_step=Text("先用 evidence attach 附上。", "Attach it first."),
        )
    with readable_file(file).open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    same = found == recorded
    told = {"id": entity.id, "recorded_sha256": recorded, "found_sha256": found, "equal": same}
    session.answer(told, lambda: (
        Text("✓ 与登记的来源一字不差。", "✓ It is the source that was recorded.") if same else
        Text(f"✗ 文件变了:登记的是 {recorded[:12]}…,现在是 {found[:12]}…。",
             f"✗ The file changed: {recorded[:12]}… was recorded, it is {found[:12]}… now.")
    ))  # fmt: skip
    if not same:
        click.get_current_context().exit(1)


@command("incidents", Text("从工单数出一个产品的故障数", "Count a product's incidents"),
         parent=evidence_)  # fmt: skip
@argument("period", metavar="2026Q3|2026-09|2026")
@option("--product", default="", words=Text("产品,默认全部", "Product; all by default"))
def incidents_(session: Session, *, period: str, product: str) -> None:
    """Count the incidents of a period; questions, requests and duplicates are none."""
    stretch = stretch_of(period, session.zone)
    tickets = session.store.reviewed(datetime.fromtimestamp(stretch.since, UTC))
    days = stretch.days
    found = incidents(tickets, product, days.first, days.last, session.zone)
    told = {"period": period, "product": product, "incidents": len(found),
            "tickets": sorted(one.number for one in found)}  # fmt: skip
    session.answer(told, lambda: Text(f"{period} {product}:{len(found)} 起故障。",
                                      f"{period} {product}: {len(found)} incidents."))  # fmt: skip


@command("export", Text("导出证据包(zip:表、来源文件、哈希)", "Write the pack as a zip"),
         parent=evidence_)  # fmt: skip
@argument("out", metavar="FILE.zip", type=click.Path(path_type=Path))
@option("--project", default="", words=PROJECT)
@seal_options
def export_(
    session: Session, *, out: Path, project: str, sealed: bool, plain: bool,
    passphrase_file: str | None,
) -> None:  # fmt: skip
    """Write every figure with its source file, for a negotiation."""
    from firstline.report.evidence_pack import write_pack  # noqa: PLC0415 - this command alone
    from firstline.report.whole_file import hash_of  # noqa: PLC0415

    seal = seal_of(session, out.parent, sealed=sealed, plain=plain, passphrase_file=passphrase_file)
    found = evidence.all_evidence(session.store.records(SHEET.kind), project)
    told = write_pack(out, found, session.store.file_path, session.language, seal.sealing)
    note_file(session, out, "exports")
    lacks = told["without_file"]
    zh = f"没有来源文件:{'、'.join(lacks)}。" if lacks else ""
    en = f" Without a source file: {', '.join(lacks)}." if lacks else ""
    session.answer({"file": str(out), "sealed": seal.sealed, **told}, lambda: Text(
        f"已写到 {out}:{len(found)} 条证据。{zh}",
        f"Written to {out}: {len(found)} figures.{en}"))  # fmt: skip
    tell(session, seal, "an evidence pack", hash_of(out))
