"""What the runbook commands share: finding a runbook and an item, writing, and answering."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from firstline.cli.session import Session
from firstline.domain.errors import BadInput, Refused
from firstline.domain.runbook import acts
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.book import Book, book_from
from firstline.domain.runbook.json import runbook_json
from firstline.domain.runbook.live import PHASES, Phase
from firstline.domain.runbook.runbook import KIND, ROLES, STATES, Item, ItemState, Stop, Template
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text
from firstline.store.gates.go_live import going_live

MARKS = {
    ItemState.DONE: "✓", ItemState.WAIVED: "~", ItemState.NA: "–", ItemState.CLAIMED: "?",
    ItemState.IN_PROGRESS: "…", ItemState.OPEN: "·",
}  # fmt: skip


def templates(session: Session) -> dict[str, Template]:
    """Return the shipped templates and the profile's own; a refused pack is said."""
    from firstline.intake.packs.checklist_files import FOLDER, load_templates  # noqa: PLC0415
    from firstline.system.resources import resource_path  # noqa: PLC0415

    own = session.ground.folder / "packs" / FOLDER
    found, notes = load_templates((resource_path("packs", FOLDER), own))
    for note in notes:
        session.say(note)
    return found


def books(session: Session) -> list[Book]:
    """Return every runbook that can be read, the newest first."""
    found = []
    for one in session.store.records(KIND):
        try:
            found.append(book_from(one))
        except BadInput as problem:  # of a later version
            session.say(problem.sentence)
    return sorted(found, key=lambda one: one.id, reverse=True)


def book_of(session: Session, key: str) -> Book:
    """Return the runbook of this id, number or name. Raises Refused when there is none or two."""
    wanted = key.strip().casefold()
    found = [
        one for one in books(session)
        if wanted in (one.id, one.number.casefold(), one.name.casefold())
    ]  # fmt: skip
    if len(found) == 1:
        return found[0]
    said = key[:60]
    raise Refused(
        Text(f"“{said}”对应 {len(found)} 份操作手册。",
             f"{len(found)} runbooks answer to “{said}”."),
        next_step=Text("用 firstline runbook list 查看编号。", "See firstline runbook list."),
    )  # fmt: skip


def item_of(book: Book, key: str) -> Item:
    """Return the item. Raises Refused when there is none."""
    found = book.template.item(key)
    if found is None:
        raise Refused(
            Text(
                f"{book.number} 没有“{key[:40]}”这一项。",
                f"{book.number} has no item {key[:40]!r}.",
            )
        )
    return found


def stops(session: Session) -> tuple[Stop, ...]:
    """Return what other registers hold against gates now."""
    from firstline.store.gates.gate_stops import gate_stops  # noqa: PLC0415 - for verdicts alone

    return gate_stops(session.store, session.now())


def write(
    session: Session, book: Book, entries: Sequence[Entry], file: Attachment | None = None
) -> Book:
    """Perform the entries and return the runbook as it stands then."""
    edit = acts.adding(book, entries, session.stamp(), file)
    session.store.perform(edit, now=session.now())
    found = again(session, book.id)
    go_live(session, found)
    return found


def go_live(session: Session, book: Book) -> None:
    """Let the project's systems go live where the go-live gate lets pass, and say so."""
    edits = going_live(session.store, book, session.now(), session.stamp, session.zone)
    if edits:
        session.store.perform(*edits, now=session.now())
        many = len(edits)
        session.say(
            Text(
                f"{many} 个系统已上线:新工单按运行的服务级别计时。",
                f"{many} systems went live: new tickets have the targets of operation.",
            )
        )


def again(session: Session, runbook_id: str) -> Book:
    """Return the runbook as it stands now."""
    found = session.store.record(KIND, runbook_id)
    if found is None:
        raise Refused(Text("这份操作手册不见了。", "The runbook is gone."))
    return book_from(found)


def answer(session: Session, book: Book, item: Item | None = None) -> None:
    """Print the whole runbook, or the item that was acted on, with its gate."""
    told = runbook_json(book, session.now(), stops(session))
    if item is None:
        session.answer(told, lambda: sheet(session, book, told))
        return
    one = next(line for line in told["items"] if line["id"] == item.id)
    gate = next(line for line in told["gates"] if line["id"] == item.gate)
    session.answer(
        {"runbook": book.number, **one, "gate_verdict": gate["verdict"]},
        lambda: item_line(session, one),
    )


def item_line(session: Session, one: dict[str, Any]) -> str:
    """Return one item as a line."""
    state = ItemState(one["state"])
    title = one["title_zh" if session.language == "zh_CN" else "title_en"]
    owner = one["owner"] or ROLES[one["owner_role"]].in_(session.language)
    said = STATES[state].in_(session.language)
    return f"  {MARKS[state]} {one['id']}  {title} — {said} ({owner})"


def sheet(session: Session, book: Book, told: dict[str, Any]) -> str:
    """Return the runbook for a person: its gates, their items, and what stops them."""
    way = "zh" if session.language == "zh_CN" else "en"
    phase = PHASES[Phase(told["phase"])].in_(session.language)
    out = [f"{told['number']}  {told['name']} — {phase}", *countdown(session, told["live"]),
           *_downtime(session, book), *_secured(session, told["insurance"])]  # fmt: skip
    for gate in told["gates"]:
        mark = "✓" if gate["verdict"] == "go" else "✗"
        out.append(f"{mark} {gate['id']} {gate[f'title_{way}']}  {gate['closed']}/{gate['total']}")
        out += [item_line(session, one) for one in told["items"] if one["gate"] == gate["id"]]
    return "\n".join(out)


def _downtime(session: Session, book: Book) -> list[str]:
    """Return the line of window, rehearsal and reserve, none where no window was agreed."""
    from firstline.domain.runbook.downtime import downtime, words  # noqa: PLC0415 - a sheet alone

    said = words(downtime(book))
    return [said.in_(session.language)] if said else []


def _secured(session: Session, told: dict[str, Any]) -> list[str]:
    """Return the newest backup and the newest drill of each kind as lines: what was recorded."""
    say, lines = session.language, []
    for one in told["backups"][-1:]:
        name = Text("备份", "Backup").in_(say)
        parts = (one["name"], one["place"], f"SHA-256 {one['sha256'][:12]}…")
        lines.append(
            f"{name} {_day(session, one['at'])}  {'  '.join(part for part in parts if part)}"
        )
    names = {"restore": Text("恢复演练", "Restore drill"),
             "rollback": Text("回退演练", "Rollback drill")}  # fmt: skip
    for one in {held["kind"]: held for held in told["drills"]}.values():
        came = Text("通过", "passed") if one["passed"] else Text("没有通过", "failed")
        minutes = Text(f"{one['minutes']:g} 分钟", f"{one['minutes']:g} min").in_(say)
        lines.append(
            f"{names[one['kind']].in_(say)} {_day(session, one['at'])}  {minutes}  {came.in_(say)}"
        )
    return lines


def _day(session: Session, at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(session.zone):%Y-%m-%d %H:%M}"


def countdown(session: Session, told: dict[str, Any]) -> list[str]:
    """Return the line of the latest safe rollback, none where it is not known."""
    if told["latest_rollback_at"] is None:
        return []
    at = datetime.fromisoformat(told["latest_rollback_at"]).astimezone(session.zone)
    minutes = int(told["left_seconds"] // 60)
    left = Text(f"还有 {minutes} 分钟", f"{minutes} min left")
    if minutes < 0:
        left = Text(f"已过 {-minutes} 分钟", f"passed {-minutes} min ago")
    name = Text("最晚回退时刻", "Latest safe rollback").in_(session.language)
    return [f"{name} {at:%Y-%m-%d %H:%M} ({left.in_(session.language)})"]
