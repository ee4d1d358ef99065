"""`import` and `export`: tickets in from a file, and out into one."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from firstline.cli.given import note_file, readable_file
from firstline.cli.grammar import argument, command, option
from firstline.cli.sealing import Seal, tell
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.query.query import parse_query
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text

FORMATS = ("csv", "xlsx", "servicenow-log", "json")
PAGE_ROWS = 500
SHOWN_REFUSALS = 20
BAR_COLUMNS = 30


@command("import", Text("导入工单:CSV、XLSX、JSON 或 ServiceNow 事件日志;先显示映射,再写入",
                        "Import tickets from CSV, XLSX, JSON or a ServiceNow event log; the "
                        "mapping is shown before anything is written"))  # fmt: skip
@argument("file", metavar="FILE")
@option("--format", "kind", type=click.Choice(FORMATS), words=Text("格式,默认按内容", "Format"))
@option("--map", "map_file", metavar="MAP.toml", words=Text("映射文件", "A mapping file"))
@option("--dry-run", is_flag=True, words=Text("只看结果,不写入", "Show what would happen"))
@option(
    "--timezone",
    metavar="ZONE",
    words=Text("没有时区的时间按它读", "For times without an offset; default the profile's"),
)
def import_(
    session: Session, file: str, kind: str | None, map_file: str | None, timezone: str | None,
    *, dry_run: bool,
) -> None:  # fmt: skip
    """Import a file; a row that cannot go in costs itself only, and exit code 1."""
    from firstline.intake.tickets.importer import prepare, run  # noqa: PLC0415 - an export needs it not

    path = readable_file(file)
    plan = prepare(
        path, format=kind, map_text=_map_text(map_file), map_name=map_file or "",
        zone=_zone(timezone) if timezone else session.zone,
    )  # fmt: skip
    session.say(Text(f"{path.name}({plan.format}):", f"{path.name} ({plan.format}):"))
    for line in plan.lines:
        session.say(Text(f"  {line.zh}", f"  {line.en}"))
    store, now = session.store, session.now()
    with store.bulk():
        result = run(
            plan, existing=store.find, known=store.known,
            perform=lambda *edits: store.perform(*edits, now=now),
            phases=store.records("phase"), now=now, dry_run=dry_run, progress=_bar(),
        )  # fmt: skip
    if not session.json:
        for note in result.notes:
            session.say(note)
        for one in result.refused[:SHOWN_REFUSALS]:
            session.say(
                Text(f"第 {one.row} 行没有导入:{one.reason.zh}",
                     f"Row {one.row} was refused: {one.reason.en}")
            )  # fmt: skip
    counts = result.to_json(session.language)
    session.answer(counts, lambda: _summary(counts, refused=len(result.refused), dry_run=dry_run))
    if result.refused:
        click.get_current_context().exit(1)


def _map_text(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        return readable_file(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(Text(f"{name} 不是 UTF-8 文本。", f"{name} is not UTF-8 text.")) from error


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # not found is a KeyError
        raise BadInput(
            Text(f"没有“{name[:40]}”这个时区。", f"There is no time zone “{name[:40]}”."),
            next_step=Text("例如 --timezone Asia/Shanghai。", "Say --timezone Asia/Shanghai."),
        ) from error


def _summary(counts: dict[str, object], *, refused: int, dry_run: bool) -> Text:
    would = Text("(试运行,没有写入)", " (a dry run, nothing was written)")
    tail = would if dry_run else Text("", "")
    return Text(
        f"读入 {counts['read']} 行:新建 {counts['created']},更新 {counts['updated']},"
        f"未变 {counts['unchanged']},拒绝 {refused}。{tail.zh}",
        f"Read {counts['read']} rows: {counts['created']} created, {counts['updated']} updated, "
        f"{counts['unchanged']} unchanged, {refused} refused.{tail.en}",
    )


def _bar() -> Callable[[float, int], None] | None:
    """Return what draws the progress on a terminal; None in a pipe."""
    if not sys.stderr.isatty():
        return None

    def draw(fraction: float, rows: int) -> None:
        done = round(fraction * BAR_COLUMNS)
        end = "\n" if fraction >= 1 else ""
        bar = "█" * done + "░" * (BAR_COLUMNS - done)
        print(f"\r{bar} {fraction:4.0%} {rows}", end=end, file=sys.stderr, flush=True)  # noqa: T201

    return draw


@command("export", Text("导出工单,格式看扩展名:.csv .xlsx .json",
                        "Export tickets; the ending decides: .csv .xlsx .json"))  # fmt: skip
@argument("file", metavar="FILE")
@argument("query", nargs=-1)
def export_(session: Session, file: str, query: tuple[str, ...]) -> None:
    """Write the tickets that match into one file, the newest first."""
    from firstline.report.tables import export  # noqa: PLC0415 - an import needs it not
    from firstline.report.whole_file import hash_of  # noqa: PLC0415

    asked = parse_query(" ".join(query))
    for warning in asked.warnings:
        session.say(warning)
    session.find_words(asked)
    now = session.now()
    keys = session.store.queue(asked, sort="newest", now=now)
    count = export(
        Path(file), _tickets(session, keys), session.language, zone=session.zone, now=now
    )
    note_file(session, Path(file), "exports")
    session.answer(
        {"file": file, "tickets": count},
        lambda: Text(f"已导出 {count} 张工单到 {file}。", f"Exported {count} tickets to {file}."),
    )
    tell(session, Seal(None, asked=True), f"a list of {count} tickets", hash_of(Path(file)))


def _tickets(session: Session, keys: list[int]) -> Iterator[tuple[Ticket, tuple[Timer, ...]]]:
    """Yield the tickets page by page; one that went away meanwhile is left out."""
    store = session.store
    for start in range(0, len(keys), PAGE_ROWS):
        for row in store.rows(keys[start : start + PAGE_ROWS]):
            ticket = store.find(row.id)
            if ticket is not None:
                yield ticket, store.timers(ticket.id)
