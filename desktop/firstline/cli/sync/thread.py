"""What `firstline pack` does with a bundle: the thread of one ticket for another desk (S86)."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from firstline.cli.given import NOTHING_CHANGED, readable_file
from firstline.cli.sealing import first_line
from firstline.cli.session import Session
from firstline.domain.errors import BadInput, Refused
from firstline.domain.handoff.passphrase import READABLE, checked
from firstline.domain.ticket.exchange_words import AUDIENCES, PARTNER
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.ticket.bundle import Look

_TOLD_APART = Text(
    "请用电话告诉对方,不要和包放在一起;本机不保存。",
    "Tell it by telephone, never beside the bundle; it is kept nowhere.",
)


def check_together(ticket: str | None, audience: str | None, passphrase_file: str | None) -> None:
    """Raise BadInput where the options of a bundle are not given together."""
    if bool(ticket) != bool(audience) or (passphrase_file and not ticket):
        raise BadInput(
            Text("--ticket 和 --for 要一起写。", "Give --ticket together with --for."),
            NOTHING_CHANGED,
        )


def is_bundle(path: Path) -> bool:
    """Whether the file is a bundle; a file that is no pack at all is for the caller to refuse."""
    from firstline.sync.packs.thread import is_thread  # noqa: PLC0415 - with a pack alone

    return path.is_file() and is_thread(path)


def export(
    session: Session, key: str, audience: str, path: Path, plain: bool,  # noqa: FBT001
    passphrase_file: str | None,
) -> None:  # fmt: skip
    """Write the bundle and note it in the ticket's log; in the clear only when that is said."""
    if plain and passphrase_file:
        raise BadInput(Text("--sealed 和 --plain 只能写一个。", "Give --sealed or --plain."),
                       NOTHING_CHANGED)  # fmt: skip
    passphrase, fresh = _passphrase_for(plain, passphrase_file)
    ticket = session.ticket(key)
    made = session.threads.export(
        ticket.id, audience, path, session.stamp(), session.language, passphrase
    )
    try:
        session.store.perform(made.edit, now=session.now())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    _tell(session, passphrase, fresh=fresh)
    if made.left_behind:
        left = made.left_behind
        session.say(
            Text(f"{left} 个附件不在包里:不在本机,或太大。",
                 f"{left} files are not in it: not here, or too large.")
        )  # fmt: skip
    session.answer(
        {"file": str(path), "kind": "thread", "ticket": ticket.id, "number": ticket.number,
         "for": audience, "events": made.events, "files": made.files, "sha256": made.sha256,
         "sealed": passphrase is not None, "key": made.key,
         "removed": [{"rule": one.rule, "count": one.count} for one in made.removed]},
        lambda: Text(f"{ticket.number} 的 {made.events} 条记录已写入 {path},"
                     f"给{AUDIENCES[audience].zh}。本机密钥指纹:{made.key}",
                     f"{made.events} entries of {ticket.number} are in {path}, for: "
                     f"{AUDIENCES[audience].en}. This device's key: {made.key}"),
    )  # fmt: skip
    if audience == PARTNER and not made.removed:
        session.say(
            Text("没有要脱敏的内容;内部备注和附件没有写入。",
                 "Nothing had to be redacted; internal notes and files stayed here.")
        )  # fmt: skip


def _passphrase_for(plain: bool, passphrase_file: str | None) -> tuple[str | None, bool]:  # noqa: FBT001
    if plain:
        return None, False
    if passphrase_file:
        return checked(first_line(readable_file(passphrase_file))), False
    from firstline.system.sealed_zip import new_passphrase  # noqa: PLC0415 - seldom

    return new_passphrase(), True


def _tell(session: Session, passphrase: str | None, *, fresh: bool) -> None:
    if passphrase is None:
        session.say(READABLE)
        return
    if fresh:
        session.say(Text(f"口令:{passphrase}", f"Passphrase: {passphrase}"))
    session.say(_TOLD_APART)


def take(session: Session, path: Path, accept: str, passphrase_file: str | None) -> None:
    """Take the bundle in; fields that moved on both sides stay as conflicts, and exit 1."""
    look, kept = session.threads.take(path, session.stamp(), _given(passphrase_file), accept)
    if look.edits:
        session.store.perform(*look.edits, now=session.now())
    ticket = session.ticket(_ticket_of(look)) if look.edits else None
    session.answer(
        {"file": str(path), **_json(look), "taken": look.fresh, "kept_files": kept,
         "number": ticket.number if ticket else look.here,
         "id": ticket.id if ticket else None, "conflicts": list(look.conflicts)},
        lambda: _said(look, ticket.number if ticket else look.here),
    )  # fmt: skip
    if look.conflicts:
        click.get_current_context().exit(1)


def _ticket_of(look: "Look") -> str:
    return look.edits[0].entity


def _said(look: "Look", number: str) -> Text:
    if not look.edits:
        return Text(f"{number}:全部内容本机已有,什么都没有改。",
                    f"{number}: all of it is here already; nothing was changed.")  # fmt: skip
    said = Text(f"{number}:新增 {look.fresh} 条记录。", f"{number}: {look.fresh} new entries.")
    if look.conflicts:
        names = ", ".join(look.conflicts)
        return Text(
            f"{said.zh}两边都改过:{names};两个值都在工单上。",
            f"{said.en} Moved on both sides: {names}; both values stand on the ticket.",
        )
    return said


def verify(session: Session, path: Path, passphrase_file: str | None) -> None:
    """Say what the bundle brings and whose key signed it; nothing is taken."""
    from firstline.sync.packs.container import is_sealed  # noqa: PLC0415 - with a pack alone
    from firstline.sync.packs.thread import SEALED  # noqa: PLC0415

    if is_sealed(path, SEALED) and passphrase_file is None:
        session.answer(
            {"file": str(path), "kind": "thread", "sealed": True, "intact": None, "signed": None},
            lambda: Text("加密的交换包:用 --passphrase-file 给出口令。",
                         "A sealed bundle: give --passphrase-file."),
        )  # fmt: skip
        return
    look = session.threads.look(path, session.stamp(), _given(passphrase_file))
    session.answer(
        {"file": str(path), **_json(look), "intact": True, "signed": True},
        lambda: Text(
            f"完整;{look.maker} 签名,指纹 {look.key}"
            f"({'已认可' if look.trusted else '本机还没有认可'});{look.fresh} 条新记录。",
            f"Whole; signed by {look.maker}, key {look.key} "
            f"({'accepted' if look.trusted else 'not accepted here yet'}); {look.fresh} new.",
        ),
    )


def _json(look: "Look") -> dict[str, object]:
    return {
        "kind": "thread", "maker": look.maker, "made_at": look.made_at, "key": look.key,
        "trusted": look.trusted, "for": look.audience, "title": look.title,
        "their_number": look.number, "here": look.here, "events": look.events,
        "fresh": look.fresh, "files": look.files,
    }  # fmt: skip


def keys(session: Session, forget: str) -> None:
    """Print this device's key and the accepted ones; `forget` takes one off."""
    from firstline.sync.packs import thread  # noqa: PLC0415 - with a pack alone

    if forget and not thread.forget(session.store, forget):
        raise Refused(Text("没有认可过这个密钥。", "No such key was accepted."), NOTHING_CHANGED)
    own, held = session.threads.own_key(), thread.accepted(session.store)
    rows = [{"key": key, **told} for key, told in sorted(held.items())]

    def said() -> Text:
        lines = "".join(f"\n{one['key']}  {one['name']}" for one in rows)
        return Text(f"本机:{own}{lines}", f"This device: {own}{lines}")

    session.answer({"own": own, "keys": rows, "total": len(rows)}, said)


def _given(passphrase_file: str | None) -> str | None:
    return first_line(readable_file(passphrase_file)) if passphrase_file else None
