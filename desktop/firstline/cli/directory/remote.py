"""`firstline session start | end | note | correct | list | show`: the remote sessions."""

import hashlib
from pathlib import Path

from firstline.cli.directory.remote_shapes import said_flags, session_json, told, told_list
from firstline.cli.given import NOTHING_CHANGED, is_file, keep_files
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.ledger import quota as quotas
from firstline.cli.session import Session
from firstline.domain.authorisations import authorisation
from firstline.domain.authorisations import remote_session as register
from firstline.domain.authorisations.authorisation import KIND as LEAVES
from firstline.domain.authorisations.authorisation import Authorisation
from firstline.domain.authorisations.remote_session import KIND, TIMES, RemoteSession
from firstline.domain.authorisations.remote_session_acts import (
    Beginning,
    Ending,
    begin,
    correct,
    end,
    note,
)
from firstline.domain.edits import edits
from firstline.domain.errors import BadInput, Problem, Refused
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text

session_ = Group("session", words=Text("远程会话登记", "The register of remote sessions"))
_CHUNK = 1 << 20


@command("start", Text("登记远程会话开始(要有有效授权)",
                       "Record that a session begins; needs a valid authorisation"),
         parent=session_)  # fmt: skip
@argument("key", metavar="TICKET")
@option("--authorisation", "leave", required=True, metavar="NO", words=Text("授权单号", "Number"))
@option("--tool", default="", words=Text("工具,默认取授权", "Tool; default: as authorised"))
@option("--person", default="", words=Text("厂商人员,默认取授权", "Vendor's person; as authorised"))
@option("--company", default="", words=Text("公司,默认取授权", "Company; as authorised"))
@option("--watcher", default="", words=Text("我方陪同人,默认取授权", "Who watches; as authorised"))
@option("--purpose", default="", words=Text("目的,默认取授权", "Purpose; as authorised"))
@option("--entitlement", default="", words=Text("权益备注", "Note for the quota ledger"))
@option("--quota", default="", metavar="LEDGER", words=Text("从哪个额度预留一次", "Its quota"))
@option("--at", metavar="TIME", words=Text("何时开始,默认现在", "When; default now"))
def start_(
    session: Session, *, key: str, leave: str, quota: str, at: str | None, **given: str
) -> None:  # fmt: skip
    """Record the beginning; the ticket's contact log says so as well, and its quota reserves."""
    ticket = session.ticket(key)
    one = Beginning(session.instant(at) or session.now(), **given)
    stamps = (session.stamp(), session.stamp())
    made = begin(ticket, one, authorisation.find(session.store.records(LEAVES), leave), stamps)
    held = quotas.reserve(session, quota, made[0], one.at)
    session.store.perform(*made, *held, now=session.now())
    _answer(session, made[0].entity, Text("会话开始。", "The session begins."))


@command("end", Text("登记远程会话结束", "Record that a session ended"), parent=session_)
@argument("key", metavar="SESSION")
@option("--done", required=True, words=Text("做了什么", "What was done"))
@option("--changed", default="", words=Text("改了什么(文件、配置)", "Changed files and settings"))
@option("--recording", default="", metavar="FILE_OR_PLACE",
        words=Text("录像文件或存放处", "The recording or where it is"))  # fmt: skip
@option("--sha256", default="", words=Text("录像的 SHA-256,给文件时自动算",
                                           "Its SHA-256; of a file it is reckoned"))  # fmt: skip
@option("--keep", is_flag=True, words=Text("把录像作为附件留在工单", "Keep the file on the ticket"))
@option("--entitlement", default="", words=Text("权益备注", "Note for the quota ledger"))
@option("--not-used", is_flag=True, words=Text("不计次:释放预留", "Not counted: release it"))
@option("--at", metavar="TIME", words=Text("何时结束,默认现在", "When; default now"))
def end_(
    session: Session, *, key: str, recording: str, sha256: str, keep: bool, not_used: bool,
    at: str | None, **given: str,
) -> None:  # fmt: skip
    """Record the end: what was done, what was changed, and the recording with its hash."""
    one = _found(session, key)
    place, digest = _recording(recording, sha256)
    how = Ending(session.instant(at) or session.now(), recording=place, sha256=digest, **given)
    ticket = _ticket(session, one)
    made = end(one, ticket, how, (session.stamp(), session.stamp()))
    if keep and ticket is not None and is_file(recording):
        held = keep_files(session.store, (Path(recording),))
        made = (*made, edits.attach(ticket.id, held, session.stamp()))
    settled = quotas.settle(session, made[0], one.number, one.starts, used=not not_used)
    session.store.perform(*made, *settled, now=session.now())
    _answer(session, one.id, Text("会话结束。", "The session ended."))


@command("note", Text("会话中看到的", "What was seen meanwhile"), parent=session_)
@argument("key", metavar="SESSION")
@argument("text", metavar="TEXT")
@option("--at", metavar="TIME", words=Text("何时,默认现在", "When; default now"))
def note_(session: Session, *, key: str, text: str, at: str | None) -> None:
    """Add a line; it stays."""
    one = _found(session, key)
    session.store.perform(note(one, text, session.stamp(), session.instant(at)), now=session.now())
    _answer(session, one.id, Text("已记录。", "Noted."))


@command("correct", Text("更正(原来的话保留)", "Correct it; what stood there stays"),
         parent=session_)  # fmt: skip
@argument("key", metavar="SESSION")
@argument("assigned", metavar="FIELD=VALUE…", nargs=-1, required=True)
@option("--reason", required=True, words=Text("为什么", "Why"))
def correct_(session: Session, *, key: str, assigned: tuple[str, ...], reason: str) -> None:
    """Say fields anew, with the reason."""
    one = _found(session, key)
    values: dict[str, str] = {}
    for word in assigned:
        name, mark, value = word.partition("=")
        if not mark:
            raise BadInput(
                Text(f"“{word[:40]}”不是 字段=值。", f"“{word[:40]}” is not FIELD=VALUE."),
                NOTHING_CHANGED,
            )
        at = session.instant(value) if name in TIMES else None
        values[name] = at.isoformat() if at else value
    session.store.perform(correct(one, values, reason, session.stamp()), now=session.now())
    _answer(session, one.id, Text("已更正。", "Corrected."))


@command("list", Text("列出远程会话,进行中的在前", "List sessions, those that run first"),
         parent=session_)  # fmt: skip
@option("--running", is_flag=True, words=Text("只列进行中的", "Only those that run"))
@option("--ticket", "key", metavar="ID", words=Text("只列一张工单的", "Only those of a ticket"))
def list_(session: Session, *, running: bool, key: str | None) -> None:
    """List them with how long they took and what a person must look at."""
    ticket = session.ticket(key).id if key else ""
    found = [
        one for one in _every(session)
        if (one.runs or not running) and (not ticket or one.ticket == ticket)
    ]  # fmt: skip
    rows = [_json(session, one) for one in found]
    session.answer({"sessions": rows, "total": len(rows)}, lambda: told_list(session, found, rows))


@command("show", Text("一次远程会话的全部", "Everything about one session"), parent=session_)
@argument("key", metavar="SESSION")
def show_(session: Session, *, key: str) -> None:
    """Show it with its notes and corrections."""
    one = _found(session, key)
    session.answer(_json(session, one), lambda: told(session, one, _json(session, one)))


def _recording(given: str, sha256: str) -> tuple[str, str]:
    """Return the place and the hash of a recording. Raises BadInput for one that cannot be read."""
    if not given or not is_file(given):
        return given, sha256.lower()
    digest = hashlib.sha256()
    try:
        with Path(given).open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput(
            Text(f"读不了录像({reason})。", f"The recording cannot be read ({reason})."),
            NOTHING_CHANGED,
        ) from error
    found = digest.hexdigest()
    if sha256 and sha256.lower() != found:
        raise Refused(
            Text(f"录像的 SHA-256 是 {found[:16]}…,与所给的不符。",
                 f"The recording's SHA-256 is {found[:16]}…, not the one given."),
            NOTHING_CHANGED,
        )  # fmt: skip
    return str(Path(given).resolve()), found


def _every(session: Session) -> list[RemoteSession]:
    return register.sessions(session.store.records(KIND))


def _found(session: Session, key: str) -> RemoteSession:
    return register.find(_every(session), key)


def _ticket(session: Session, one: RemoteSession) -> Ticket | None:
    return session.store.find(one.ticket)


def _leave(session: Session, one: RemoteSession) -> Authorisation | None:
    try:
        return authorisation.find(session.store.records(LEAVES), one.authorisation)
    except Problem:
        return None


def _json(session: Session, one: RemoteSession) -> dict[str, object]:
    ticket = _ticket(session, one)
    number = ticket.number if ticket else ""
    return session_json(one, _leave(session, one), session.now(), number)


def _answer(session: Session, session_id: str, words: Text) -> None:
    one = _found(session, session_id)
    shape = _json(session, one)
    said = Text(f"{one.number}:{words.zh}", f"{one.number}: {words.en}")
    if shape["grave"]:
        warning = said_flags(shape, session)
        session.say(Text(f"注意:{warning}。", f"Note: {warning}."))
    session.answer(shape, lambda: said)
