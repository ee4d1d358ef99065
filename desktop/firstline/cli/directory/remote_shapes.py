"""A remote session as JSON, as a table and as a sheet."""

from collections.abc import Sequence
from datetime import datetime

from firstline.cli.session import Session
from firstline.cli.table import plain, screen_width, table
from firstline.domain.authorisations.authorisation import Authorisation
from firstline.domain.authorisations.remote_session import (
    FLAGS,
    GRAVE,
    NAMES,
    Flag,
    RemoteSession,
    elapsed,
    flags,
)
from firstline.domain.edits.codec import Json
from firstline.domain.words import Text

_NONE = Text("还没有远程会话。", "There are no remote sessions.")
_TEXTS = ("tool", "person", "company", "watcher", "purpose", "done", "changed", "recording",
          "sha256", "entitlement")  # fmt: skip


def session_json(
    one: RemoteSession, leave: Authorisation | None, now: datetime, ticket: str
) -> Json:
    """Return a session as JSON: as it stands, with its length in seconds and its flags."""
    raised = flags(one, leave, now)
    return {
        "id": one.id, "number": one.number, "ticket": ticket or one.ticket,
        "running": one.runs, "from": one.starts.isoformat(),
        "to": one.ends.isoformat() if one.ends else None,
        "seconds": int(one.lasted(now).total_seconds()), "logged_at": one.logged_at.isoformat(),
        "by": one.by, **{name: getattr(one, name) for name in _TEXTS},
        "authorisation": one.authorisation_no,
        "flags": [str(flag) for flag in raised], "grave": bool(GRAVE & set(raised)),
        "notes": [
            {"at": note.at.isoformat(), "by": note.actor, "text": note.text} for note in one.notes
        ],
        "corrections": [
            {"field": fix.field, "old": fix.old, "new": fix.new, "reason": fix.reason,
             "by": fix.by, "at": fix.at.isoformat()}
            for fix in one.corrections
        ],
    }  # fmt: skip


def told_list(session: Session, found: Sequence[RemoteSession], rows: Sequence[Json]) -> str:
    """Return the sessions as a table."""
    say = session.language
    if not found:
        return _NONE.in_(say)
    heads = (Text("会话", "Session"), Text("工单", "Ticket"), Text("开始", "From"),
             Text("时长", "Length"), Text("厂商人员", "Person"), Text("陪同", "Watched"),
             Text("要看的", "Look at"))  # fmt: skip
    cells = [
        [one.number, str(row["ticket"]), f"{one.starts.astimezone(session.zone):%m-%d %H:%M}",
         f"{elapsed(one.lasted(session.now()))}{' ●' if one.runs else ''}", one.person,
         one.watcher, said_flags(row, session)]
        for one, row in zip(found, rows, strict=True)
    ]  # fmt: skip
    names = [head.in_(say) for head in heads]
    return table(names, cells, stretch=6, columns=screen_width())


def said_flags(row: Json, session: Session) -> str:
    """Return the flags of a session in words, the grave ones marked."""
    found = [Flag(one) for one in row["flags"]]
    said = (f"{'▲ ' if one in GRAVE else ''}{FLAGS[one].in_(session.language)}" for one in found)
    return "; ".join(said)


def told(session: Session, one: RemoteSession, row: Json) -> str:
    """Return one session as a sheet."""
    say, zone = session.language, session.zone

    def when(at: datetime | None) -> str:
        return "—" if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M}"

    length = elapsed(one.lasted(session.now()))
    running = Text("进行中", "running").in_(say) if one.runs else ""
    begun, ended = NAMES["starts"].in_(say), NAMES["ends"].in_(say)
    lines = [
        f"{one.number}  {row['ticket']}  {length} {running}".rstrip(),
        f"{begun}: {when(one.starts)}  {ended}: {when(one.ends)}",
        f"{Text('授权', 'Authorisation').in_(say)}: {one.authorisation_no}",
    ]
    lines += [
        f"{NAMES[name].in_(say)}: {plain(str(getattr(one, name)))}"
        for name in _TEXTS
        if getattr(one, name)
    ]
    if row["flags"]:
        lines.append(f"⚠ {said_flags(row, session)}")
    lines += [f"  {when(note.at)} {note.actor}: {plain(note.text)}" for note in one.notes]
    lines += [
        f"  {when(fix.at)} {fix.by} {Text('更正', 'corrected').in_(say)} "
        f"{NAMES[fix.field].in_(say)}: {plain(fix.old) or '—'} → {plain(fix.new)} "
        f"({plain(fix.reason)})"
        for fix in one.corrections
    ]
    return "\n".join(lines)
