"""`ticket handoff`: the hand-off with its receipt, and the redacted package for the vendor."""

import getpass
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from firstline.cli.acts import Draft
from firstline.cli.given import NOTHING_CHANGED, note_file, readable_file
from firstline.cli.grammar import argument, command, option
from firstline.cli.sealing import Seal, seal_of, seal_options, tell
from firstline.cli.session import Session
from firstline.cli.ticket.handoff_shapes import answer
from firstline.cli.ticket.legs import checked_at, prove
from firstline.cli.ticket.packing import Packer
from firstline.domain.authorisations import authorisation
from firstline.domain.authorisations.authorisation import KIND, needed
from firstline.domain.edits import edits
from firstline.domain.errors import BadInput
from firstline.domain.handoff import acts as handoff_acts
from firstline.domain.handoff.draft import draft_key, typed_in
from firstline.domain.handoff.log_places import places_of
from firstline.domain.handoff.package import Package, RawText, check_may_leave
from firstline.domain.handoff.wanted import Wanted, with_facts
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.intake.collector import Collected, collect, read_log
from firstline.intake.log_tail import Window
from firstline.report.handoff import Written, write_package

_KB = 1024


@command(
    "handoff",
    Text(
        "交接给厂商,--out 生成脱敏交接包;写明 --received-at 后厂商时钟开始",
        "Hand off; --out writes the redacted package; --received-at starts the vendor's clock",
    ),
)
@argument("key", metavar="ID")
@option("--out", metavar="DIR", words=Text("脱敏交接包写到哪里", "Where the package is written"))
@option("--received-at", metavar="TIME", words=Text("厂商收到的时间", "When the vendor got it"))
@option("--case-no", default="", words=Text("厂商单号", "The vendor's case number"))
@option("--proof", default="", metavar="FILE_OR_TEXT", words=Text("凭证", "A file or a text"))
@option("--title", default="", words=Text("门户标题,最多 20 个字", "Title, 20 characters at most"))
@option("--field", multiple=True, metavar="NAME=VALUE", words=Text("补字段", "Fill in a field"))
@option("--log", multiple=True, metavar="FILE", words=Text("日志,取末尾", "A log: its end"))
@option("--collect", metavar="DIR", words=Text("按目录收集日志和版本", "Collect logs, version"))
@option("--log-kb", type=int, default=2048, words=Text("每个日志取多少 KB", "KB of each log"))
@option("--log-since", metavar="TIME", words=Text("日志从何时", "Logs from when"))
@option("--log-until", metavar="TIME", words=Text("日志到何时", "Logs until when"))
@option("--authorisation", metavar="NO", words=Text("授权单号", "Authorisation number"))
@option("--seen", multiple=True, metavar="NAME", words=Text("已看过,可以外发", "Seen; may leave"))
@option("--reviewed-by", default="", metavar="NAME", words=Text("已复核", "Who reviewed it"))
@seal_options
def handoff_(
    session: Session, key: str, *, out: str | None, received_at: str | None, case_no: str,
    proof: str, **more: object,
) -> None:  # fmt: skip
    """Record the hand-off, its receipt, the case number and the proof; write the package."""
    received = session.instant(received_at)
    ticket = session.ticket(key)
    at = checked_at(session, ticket, min(received, session.now()) if received else None)
    received = checked_at(session, ticket, received)
    draft = Draft(session, ticket)
    if out is None:
        _check_alone(more)
    package = _package(session, ticket, more) if out is not None else None
    seal = _seal(session, out, more)
    said = prove(session, draft, proof)
    draft.do(
        lambda one, stamp: edits.hand_off(
            one, stamp, at=at, received_at=received, case_no=case_no, proof=said
        )
    )
    written = None
    if package is not None and out is not None:
        written = write_package(package, Path(out), seal.sealing)
        digest = written.sha256
        draft.do(
            lambda one, stamp: handoff_acts.release(one, package, digest, stamp, sealed=seal.sealed)
        )
    ticket = _kept(draft, written)
    if written is not None:
        given = package.authorisation if package is not None else None
        note_file(session, written.path, "packages", ticket=ticket.id, number=ticket.number,
                  authorisation=given.number if given else "")  # fmt: skip
    answer(session, ticket, package, written)
    if written is not None:
        tell(session, seal, "a hand-off package", written.sha256)


def _seal(session: Session, out: str | None, more: Mapping[str, object]) -> Seal:
    if out is None:
        return Seal(None)
    file = more["passphrase_file"]
    return seal_of(
        session, Path(out), sealed=bool(more["sealed"]), plain=bool(more["plain"]),
        passphrase_file=str(file) if file else None,
    )  # fmt: skip


def _kept(draft: Draft, written: Written | None) -> Ticket:
    """Record everything; a package that could not be recorded does not stay behind."""
    try:
        return draft.keep()
    except BaseException:
        if written is not None:
            written.path.unlink(missing_ok=True)
        raise


def _package(session: Session, ticket: Ticket, more: Mapping[str, object]) -> Package:
    """Return the package that may leave now. Raises Refused and BadInput; nothing is written."""
    now = session.now()
    number = str(more["authorisation"] or "")
    allowed = authorisation.find(session.store.records(KIND), number) if number else None
    packer = Packer(
        session.store, session.desk, session.ground.folder, session.zone, session.language
    )
    texts, found = _logs(session, ticket, packer, more)
    if texts and allowed is None:
        raise needed(Text(f"共 {len(texts)} 个日志", f"{len(texts)} logs"))
    names = _several(more["seen"])
    title, typed = _typed(session, ticket, _several(more["field"]))
    wanted = Wanted(
        values=typed, title=str(more["title"]) or title,
        texts=texts, seen=_hashes(ticket, names), authorisation=allowed,
        reviewed_by=str(more["reviewed_by"]),
    )  # fmt: skip
    if found is not None:
        wanted = with_facts(wanted, dict(found.facts))
        _tell(session, found)
    package = packer.make(ticket, wanted, session.stamp())
    if not package.reviewed_by and not (package.texts or package.files):
        package = replace(package, reviewed_by=_oneself(session))
    check_may_leave(package, now)
    return package


def _oneself(session: Session) -> str:
    """Return who runs the command: of a package of plain ticket text the reviewer, said aloud.

    Logs and files need a reviewer who was named (templates.md L).
    """
    me = session.ground.settings.user
    if not me:
        try:
            me = getpass.getuser()
        except (OSError, KeyError, ImportError):  # no account, as in some containers
            return ""
    session.say(
        Text(f"复核人记为 {me};请先打开 handoff.html 看过再交出去。",
             f"Reviewed by {me}: open handoff.html and read it before it is handed on.")
    )  # fmt: skip
    return me


def _check_alone(more: Mapping[str, object]) -> None:
    """Refuse options of a package where none is asked for."""
    asked = [name for name in ("log", "collect", "seen", "field", "title", "sealed", "plain",
                             "passphrase_file") if more[name]]  # fmt: skip
    if asked:
        name = asked[0].replace("_", "-")
        raise BadInput(
            Text(f"--{name} 要和 --out 一起用。", f"--{name} goes with --out."),
            NOTHING_CHANGED,
        )


def _logs(
    session: Session, ticket: Ticket, packer: Packer, more: Mapping[str, object]
) -> tuple[tuple[RawText, ...], Collected | None]:
    size = int(str(more["log_kb"])) * _KB
    window = Window(
        size, _instant(session, more["log_since"]), _instant(session, more["log_until"])
    )
    paths = [readable_file(one) for one in _several(more["log"])]
    texts = tuple(read_log(one, window, session.zone) for one in paths)
    if not more["collect"]:
        return texts, None
    places = places_of(packer.places(), ticket.product)
    found = collect(Path(str(more["collect"])), places, window, session.zone)
    return (*texts, *found.texts), found


def _tell(session: Session, found: Collected) -> None:
    """Say what the collector met and could not take, so that nothing is missing in silence."""
    for one in found.met:
        if one.why_not.zh:
            session.say(Text(f"{one.name}:{one.why_not.zh}", f"{one.name}: {one.why_not.en}"))
    for missing in found.missing:
        session.say(missing)


def _instant(session: Session, value: object) -> datetime | None:
    return session.instant(str(value)) if value else None


def _several(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _typed(session: Session, ticket: Ticket, words: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """Return the title and fields that were typed: in the window, as a draft, and here on top."""
    title, typed = typed_in(session.store.draft(draft_key(ticket.id)))
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise BadInput(
                Text(f"“{word[:40]}”应写成 字段=值。", f"Write “{word[:40]}” as NAME=VALUE."),
                NOTHING_CHANGED,
            )
        typed[name.strip()] = value
    return title, typed


def _hashes(ticket: Ticket, names: tuple[str, ...]) -> frozenset[str]:
    """Return the hashes of the attachments named. Raises BadInput for one that is not there."""
    found = {one.name: one.sha256 for one in ticket.attachments}
    for name in names:
        if name not in found:
            have = ", ".join(found) or "-"
            raise BadInput(
                Text(f"工单没有附件“{name[:80]}”,只有:{have}。",
                     f"The ticket has no attachment “{name[:80]}”, only: {have}."),
                NOTHING_CHANGED,
            )  # fmt: skip
    return frozenset(found[name] for name in names)
