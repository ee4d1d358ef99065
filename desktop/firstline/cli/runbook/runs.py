"""`runbook begin | finish | rehearse | live | end | backup | drill | rollback | ponr | review`."""

import click

from firstline.cli.given import is_file, keep_files
from firstline.cli.grammar import argument, command, option
from firstline.cli.runbook.desk import answer, book_of, item_of, stops, write
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.runbook import acts, run_acts
from firstline.domain.runbook.proof import DrillKind
from firstline.domain.runbook.runbook import Mode
from firstline.domain.runbook.runs import ASKED_FOR, BEGIN, FINISH, open_run
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text

_BY = Text("谁,默认本人", "Who; default you")
_AT = Text("何时,默认现在", "When; default now")


@command("begin", Text("开始一项", "Begin an item"))
@argument("key", metavar="ID")
@argument("name", metavar="ITEM")
@option("--by", default="", words=_BY)
@option("--at", "at_", metavar="TIME", words=_AT)
def begin_(session: Session, *, key: str, name: str, by: str, at_: str | None) -> None:
    """Begin an item: in a run its timed step, elsewhere the work on it."""
    book = book_of(session, key)
    item, at = item_of(book, name), session.instant(at_)
    timed = item.id in {one.id for one in book.template.timed}
    if timed and open_run(book) is not None:
        entry = run_acts.step(book, item, BEGIN, session.now(), by=by, at=at)
    else:
        entry = acts.start(book, item)
    answer(session, write(session, book, [entry]), item)


@command("finish", Text("完成一个步骤", "Finish a step"))
@argument("key", metavar="ID")
@argument("name", metavar="ITEM")
@option("--by", default="", words=_BY)
@option("--at", "at_", metavar="TIME", words=_AT)
def finish_(session: Session, *, key: str, name: str, by: str, at_: str | None) -> None:
    """Finish a step of the run; its evidence comes with `check`."""
    book = book_of(session, key)
    item, at = item_of(book, name), session.instant(at_)
    entry = run_acts.step(book, item, FINISH, session.now(), by=by, at=at)
    answer(session, write(session, book, [entry]), item)


@command("rehearse", Text("开始演练", "Begin a rehearsal"))
@argument("key", metavar="ID")
@option("--by", default="", words=_BY)
@option("--at", "at_", metavar="TIME", words=_AT)
def rehearse_(session: Session, *, key: str, by: str, at_: str | None) -> None:
    """Begin a rehearsal of the timed steps."""
    _begin(session, key, Mode.REHEARSAL, by, at_)


@command("live", Text("开始正式切换", "Begin the live cutover"))
@argument("key", metavar="ID")
@option("--by", default="", words=_BY)
@option("--at", "at_", metavar="TIME", words=_AT)
def live_(session: Session, *, key: str, by: str, at_: str | None) -> None:
    """Begin the cutover; refused while a gate before it does not let pass."""
    _begin(session, key, Mode.LIVE, by, at_)


@command("end", Text("结束演练或切换", "End the rehearsal or the cutover"))
@argument("key", metavar="ID")
@option("--aborted", is_flag=True, words=Text("中止", "It was broken off"))
@option("--reason", default="", words=Text("理由", "Why"))
@option("--at", "at_", metavar="TIME", words=_AT)
def end_(session: Session, *, key: str, aborted: bool, reason: str, at_: str | None) -> None:
    """End the run that goes on; a rehearsal counts when every step was timed."""
    book = book_of(session, key)
    entry = run_acts.end_run(book, aborted=aborted, reason=reason, at=session.instant(at_))
    answer(session, write(session, book, [entry]))


@command("backup", Text("登记备份和校验和", "Record a backup and its checksum"))
@argument("key", metavar="ID")
@option("--name", default="", words=Text("备份的名称", "What the backup is called"))
@option("--sha256", default="", words=Text("校验和", "Its SHA-256"))
@option("--file", "file_", metavar="FILE", words=Text("由文件计算", "Reckon it from the file"))
@option("--place", default="", words=Text("存放处", "Where it is kept"))
@option("--by", default="", words=_BY)
@option("--at", "at_", metavar="TIME", words=_AT)
def backup_(
    session: Session, *, key: str, name: str, sha256: str, file_: str | None, place: str, by: str,
    at_: str | None,
) -> None:  # fmt: skip
    """Record a backup; with --file its checksum is reckoned here, and the file is not kept."""
    book = book_of(session, key)
    if file_ is not None:
        from firstline.cli.given import readable_file  # noqa: PLC0415 - a file alone
        from firstline.report.whole_file import hash_of  # noqa: PLC0415

        path = readable_file(file_)
        name, sha256 = name or path.name, hash_of(path)
    entry = run_acts.backup(name, sha256, place, by=by, at=session.instant(at_))
    answer(session, write(session, book, [entry]))


@command("drill", Text("登记恢复或回退演练", "Record a restore or rollback drill"))
@argument("key", metavar="ID")
@option("--kind", type=click.Choice(tuple(str(one) for one in DrillKind)), default="restore",
        words=Text("恢复或回退", "Restore or rollback"))  # fmt: skip
@option("--minutes", type=int, required=True, words=Text("实测时长", "Measured minutes"))
@option("--failed", is_flag=True, words=Text("没有通过", "It failed"))
@option("--evidence", default="", metavar="FILE_OR_TEXT", words=Text("证据", "The evidence"))
@option("--by", default="", words=_BY)
@option("--at", "at_", metavar="TIME", words=_AT)
def drill_(
    session: Session, *, key: str, kind: str, minutes: int, failed: bool, evidence: str, by: str,
    at_: str | None,
) -> None:  # fmt: skip
    """Record a timed drill; the newest of its kind counts."""
    book = book_of(session, key)
    file: Attachment | None = None
    if evidence and is_file(evidence):
        from pathlib import Path  # noqa: PLC0415 - a file alone

        (file,) = keep_files(session.store, (Path(evidence),))
    entry = run_acts.drill(
        DrillKind(kind), minutes, passed=not failed, note=file.name if file else evidence,
        sha256=file.sha256 if file else "", by=by, at=session.instant(at_),
    )  # fmt: skip
    answer(session, write(session, book, [entry], file))


@command("rollback", Text("决定回退", "Decide for the rollback"))
@argument("key", metavar="ID")
@option("--by", required=True, words=Text("谁决定", "Who decides"))
@option("--reason", required=True, words=Text("理由", "Why"))
def rollback_(session: Session, *, key: str, by: str, reason: str) -> None:
    """Decide for the way back; refused past the point of no return."""
    book = book_of(session, key)
    entry = run_acts.roll_back(book, session.now(), by=by, reason=reason)
    answer(session, write(session, book, [entry]))


@command("ponr", Text("不可回退点,两人两步", "The point of no return: two people, twice"))
@argument("key", metavar="ID")
@option("--by", required=True, words=Text("谁", "Who"))
@option("--confirm", is_flag=True, words=Text("第二人确认", "The second person's yes"))
def ponr_(session: Session, *, key: str, by: str, confirm: bool) -> None:
    """Ask first, then let another person confirm with --confirm; passed, there is no way back."""
    book = book_of(session, key)
    act = run_acts.pass_no_return if confirm else run_acts.ask_no_return
    entry = act(book, by=by, at=session.now())
    shown = write(session, book, [entry])
    if not confirm:
        minutes = ASKED_FOR.seconds // 60
        session.say(
            Text(f"{by} 提出越过不可回退点。{minutes} 分钟内由另一人确认:"
                 f"runbook ponr {book.number} --by 姓名 --confirm。之后不能回退。",
                 f"{by} asks to pass the point of no return. Another person confirms within"
                 f" {minutes} min: runbook ponr {book.number} --by NAME --confirm."
                 " There is no way back after it.")
        )  # fmt: skip
    answer(session, shown)


@command("review", Text("上线后评审", "The post-implementation review"))
@argument("key", metavar="ID")
@option("--section", type=click.Choice(run_acts.SECTIONS), default="improve",
        words=Text("做得好、改进、原因、经验", "Its part"))  # fmt: skip
@option("--text", default="", words=Text("内容", "Words"))
@option("--owner", default="", words=Text("负责人", "Who will do it"))
@option("--due", default="", metavar="DATE", words=Text("期限", "Until when"))
def review_(session: Session, *, key: str, section: str, text: str, owner: str, due: str) -> None:
    """Add a note to the review, or with no text print it: planned against actual, and the notes."""
    from firstline.domain.runbook.json import review_json, run_json  # noqa: PLC0415 - see above
    from firstline.domain.runbook.review import last_run  # noqa: PLC0415

    book = book_of(session, key)
    if text:
        book = write(session, book, [run_acts.review_note(section, text, owner=owner, due=due)])
    elif owner or due:
        raise BadInput(Text("内容不能为空。", "The text must not be empty."))
    run, now = last_run(book), session.now()
    told = {**review_json(book, now), "measured": run_json(book, run, now) if run else None}

    def words() -> str:
        lines = [f"{book.number}  {book.name}"]
        if told["measured"]:
            lines += [
                f"  {one['item']}: {one['planned']} → {one['actual']} min"
                + ("  ⚠" if one["over"] else "")
                for one in told["measured"]["steps"]
            ]  # fmt: skip
        lines += [f"  {one['section']}: {one['text']} ({one['owner'] or one['by']})"
                  for one in told["notes"]]  # fmt: skip
        return "\n".join(lines)

    session.answer(told, words)


def _begin(session: Session, key: str, mode: Mode, by: str, at_: str | None) -> None:
    book = book_of(session, key)
    entry = run_acts.begin_run(
        book, mode, session.now(), stops(session), by=by, at=session.instant(at_)
    )  # fmt: skip
    answer(session, write(session, book, [entry]))
