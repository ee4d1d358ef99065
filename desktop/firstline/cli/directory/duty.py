"""`firstline duty list | prove | check`: what the customer owes before the vendor can begin."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.contact import duty as duties
from firstline.domain.contact.duty import KIND, STANDINGS, Duty, Proof, Readiness, Result, Stood
from firstline.domain.errors import BadInput, Refused
from firstline.domain.words import Text
from firstline.system.resources import resource_path

if TYPE_CHECKING:
    from firstline.intake.health.backup_folder import Looked

duty_ = Group("duty", words=Text("客户责任与证明", "Customer duties and their proofs"))
VERDICTS = {
    "ok": Text("完整且是新的", "whole and fresh"),
    "incomplete": Text("不完整", "incomplete"),
    "failed": Text("坏的:0 字节或读不了", "bad: 0 bytes or unreadable"),
    "stale": Text("最新的一份超过 2 天", "the newest is older than 2 days"),
    "none": Text("没有找到备份", "no backup was found"),
}


@command("list", Text("列出各系统的客户责任", "List the duties of each system"), parent=duty_)
@option("--system", default="", words=Text("系统,例如 “U8 总部”", "System, e.g. “U8 HQ”"))
def list_(session: Session, *, system: str) -> None:
    """List whether each system is ready for the vendor, and what stands against it."""
    records = session.store.records(KIND)
    known = [system] if system else duties.systems(records)
    found = [duties.readiness(duties_pack(), one, records, session.now()) for one in known]
    session.answer(
        {"systems": [_shown(one) for one in found], "total": len(found)},
        lambda: _told(session, found),
    )


@command("prove", Text("登记一次证明", "Record a proof"), parent=duty_)
@argument("system", metavar="SYSTEM")
@argument("name", metavar="DUTY")
@option("--failed", is_flag=True, words=Text("没有通过", "It failed"))
@option("--note", default="", words=Text("看到了什么", "What was seen"))
@option("--at", "at_", default=None, words=Text("时间,默认现在", "When; now if left out"))
def prove_(
    session: Session, *, system: str, name: str, failed: bool, note: str, at_: str | None
) -> None:
    """Record that a duty was looked at, and what was found."""
    at = session.instant(at_) or session.now()
    result = Result.FAILED if failed else Result.OK
    _add(session, system, name, Proof(at, session.ground.settings.user, result, note.strip()))
    _answer(session, system)


@command("check", Text("只读检查 U8 备份文件夹并登记", "Look at a folder of U8 backups"),
         parent=duty_)  # fmt: skip
@argument("folder", metavar="FOLDER")
@option("--system", default="", words=Text("登记到这个系统", "Record it for this system"))
def check_(session: Session, *, folder: str, system: str) -> None:
    """Check pairs, sizes and ages of backups without touching them; exit 1 unless all is well."""
    from firstline.intake.health.backup_folder import look  # noqa: PLC0415 - this command alone

    looked = look(Path(folder), session.now())
    if system:
        good = looked.verdict == "ok"
        said = VERDICTS[looked.verdict]
        note = f"{looked.root}: {said.zh} / {said.en} ({len(looked.backups)})"
        proof = Proof(session.now(), session.ground.settings.user,
                      Result.OK if good else Result.FAILED, note, looked.sha256)  # fmt: skip
        _add(session, system, "backup", proof)
    session.answer(_looked(looked), lambda: _sheet(session, looked))
    if looked.verdict != "ok":
        click.get_current_context().exit(1)


def duties_pack() -> tuple[Duty, ...]:
    """Return the shipped duties."""
    path = resource_path("packs", "duties", "duties.toml")
    return duties.parse_duties(path.read_text("utf-8"), path.name)


def _add(session: Session, system: str, name: str, proof: Proof) -> None:
    named = " ".join(system.split())[:80]
    if not named:
        raise BadInput(Text("要写明哪个系统。", "Name the system."))
    wanted = {one.id: one for one in duties_pack()}
    product = duties.product_of(named).casefold()
    duty = wanted.get(name)
    if duty is None or (duty.products and product not in {p.casefold() for p in duty.products}):
        raise Refused(
            Text(f"“{named}”没有“{name[:40]}”这一项。", f"{named} has no duty {name[:40]!r}."),
            next_step=Text(f"可用:{', '.join(wanted)}。", f"There are: {', '.join(wanted)}."),
        )
    held = session.store.record(KIND, duties.record_id(named, name))
    edit = duties.prove(held, named, name, proof, session.stamp())
    session.store.perform(edit, now=session.now())


def _answer(session: Session, system: str) -> None:
    named = " ".join(system.split())[:80]
    found = duties.readiness(duties_pack(), named, session.store.records(KIND), session.now())
    session.answer(_shown(found), lambda: _told(session, [found]))


def _shown(one: Readiness) -> dict[str, Any]:
    return {
        "system": one.system,
        "ready": one.ready,
        "duties": [_line(line) for line in one.lines],
    }


def _line(one: Stood) -> dict[str, Any]:
    proof = one.proof
    return {
        "id": one.duty.id, "title_zh": one.duty.title.zh, "title_en": one.duty.title.en,
        "must": one.duty.must, "state": str(one.standing), "fresh_days": one.duty.fresh_days,
        "at": _iso(proof.at if proof else None), "until": _iso(one.until),
        "by": proof.by if proof else "", "note": proof.note if proof else "",
        "sha256": proof.sha256 if proof else "",
    }  # fmt: skip


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _told(session: Session, found: list[Readiness]) -> Text | str:
    if not found:
        return Text(
            "还没有登记过任何系统。用 firstline duty prove 或 check 开始。",
            "No system was recorded yet. Begin with firstline duty prove or check.",
        )
    say = session.language
    out = []
    for one in found:
        head = (
            Text("可以交给厂商", "ready for the vendor")
            if one.ready
            else Text(f"还不能交给厂商:差 {len(one.open)} 项",
                      f"not ready for the vendor: {len(one.open)} open")
        )  # fmt: skip
        out.append(f"{one.system}: {head.in_(say)}")
        out += [
            f"  {'✓' if line.standing == 'ready' else '✗' if line.duty.must else '·'} "
            f"{line.duty.title.in_(say)} — {STANDINGS[line.standing].in_(say)}"
            + (f" ({line.proof.at.astimezone(session.zone):%Y-%m-%d}, {line.proof.by})"
               if line.proof else "")
            for line in one.lines
        ]  # fmt: skip
    return "\n".join(out)


def _looked(looked: "Looked") -> dict[str, Any]:
    return {
        "root": looked.root, "verdict": looked.verdict, "sha256": looked.sha256,
        "unread": list(looked.unread),
        "backups": [
            {"folder": one.folder, "account_set": one.account_set, "size": one.size,
             "at": _iso(one.at), "fault": str(one.fault) if one.fault else None,
             "stale": one.folder in looked.late}
            for one in looked.backups
        ],
    }  # fmt: skip


def _sheet(session: Session, looked: "Looked") -> str:
    from firstline.intake.health.backup_folder import FAULTS, LATE  # noqa: PLC0415 - see check_

    say = session.language
    out = [f"{looked.root}: {VERDICTS[looked.verdict].in_(say)}"]
    for one in looked.backups[:50]:
        when = "—" if one.at is None else f"{one.at.astimezone(session.zone):%Y-%m-%d %H:%M}"
        fault = f"  ⚠ {FAULTS[one.fault].in_(say)}" if one.fault else ""
        if one.folder in looked.late and one.at is not None:
            fault += f"  ⚠ {LATE.in_(say)}"
        out.append(
            f"  {one.account_set:>6}  {when}  {one.size / 1e6:10.1f} MB  {one.folder}{fault}"
        )
    left = Text("读不了", "could not be read").in_(say)
    out += [f"  ⚠ {one}: {left}" for one in looked.unread[:20]]
    return "\n".join(out)
