"""`firstline authorisation`: who may have logs and attachments, until when, and what is destroyed.

The words are new, list, show, set, end, revoke and destroyed.
"""

from dataclasses import replace
from datetime import datetime

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.authorisations import acts as authorisation_acts
from firstline.domain.authorisations import authorisation
from firstline.domain.authorisations.authorisation import (
    ACTIONS,
    KIND,
    NAMES,
    STANDINGS,
    Authorisation,
    Destruction,
    Standing,
)
from firstline.domain.errors import BadInput
from firstline.domain.ids import new_id
from firstline.domain.words import Language, Text

_DESTRUCTIONS = {
    Destruction.NONE: Text("—", "—"), Destruction.DUE: Text("待销毁", "due"),
    Destruction.OVERDUE: Text("▲ 超期", "▲ overdue"), Destruction.DONE: Text("✓ 已销毁", "✓ done"),
}  # fmt: skip
_EVERY = Text("全部", "all")
authorisation_ = Group(
    "authorisation",
    words=Text(
        "授权:登记、查看、结束、撤销、确认销毁",
        "Authorisations: record, end, revoke, confirm destruction",
    ),
)


@command("new", Text("登记一张授权", "Record an authorisation"), parent=authorisation_)
@option("--purpose", required=True, words=Text("目的", "What for"))
@option("--scope", required=True, words=Text("数据范围", "Which data"))
@option("--person", required=True, words=Text("谁可以看", "Who gets it"))
@option("--company", required=True, words=Text("他的公司", "The person's company"))
@option("--until", required=True, metavar="TIME", words=Text("到何时", "Until when"))
@option("--approver", required=True, words=Text("批准人,不能是自己", "Who approves; not oneself"))
@option("--requested-by", default="",
        words=Text("谁申请,默认自己", "Who asks; default oneself"))  # fmt: skip
@option("--from", "starts", metavar="TIME", words=Text("从何时,默认现在", "From when; default now"))
@option("--system", multiple=True, words=Text("系统,可多个;不写则全部", "System; none: all"))
@option(
    "--allow",
    multiple=True,
    type=click.Choice(ACTIONS),
    words=Text("允许操作,默认 view 和 export", "Allowed actions; default view and export"),
)
@option("--staff-no", default="", words=Text("工号", "Staff number"))
@option("--tool", default="", words=Text("工具与会话方式", "Tool and kind of session"))
@option("--escort", default="", words=Text("陪同人", "Escort"))
@option("--backup", default="", words=Text("备份确认", "Backup confirmed by, when"))
@option("--destroy", default="", words=Text("数据何时销毁", "When the data is destroyed"))
@option("--destroy-on", default="", metavar="DATE",
        words=Text("最晚哪天销毁", "Last day for the destruction"))  # fmt: skip
@option("--revocation", default="", words=Text("撤销方式", "How it is revoked"))
def new_(
    session: Session, *, until: str, starts: str | None, system: tuple[str, ...],
    allow: tuple[str, ...], **texts: str,
) -> None:  # fmt: skip
    """Record an authorisation (templates.md M.2); its number goes with every package."""
    stamp = session.stamp()
    begins: datetime = session.instant(starts) or stamp.at
    plain = Authorisation(
        id=new_id(stamp.at), number="", purpose="", scope="", person="", company="",
        starts=begins, ends=session.instant(until) or begins, approver="",
        systems=system, allowed=allow or ("view", "export"),
    )  # fmt: skip
    one = replace(plain, **texts)  # type: ignore[arg-type] # the rest are all texts
    session.store.perform(authorisation_acts.record(one, stamp), now=session.now())
    made = _found(session, one.id)
    session.answer(
        to_json(made, session.now()),
        lambda: Text(f"已登记授权 {made.number}:{made.recipient},到 {made.ends:%Y-%m-%d %H:%M}。",
                     f"Recorded authorisation {made.number}: {made.recipient}, "
                     f"until {made.ends:%Y-%m-%d %H:%M}."),
    )  # fmt: skip


@command("list", Text("列出授权", "List the authorisations"), parent=authorisation_)
@option("--overdue", is_flag=True,
        words=Text("只列销毁超期的", "Only those whose destruction is overdue"))  # fmt: skip
def list_(session: Session, *, overdue: bool) -> None:
    """List the authorisations, those that end last first."""
    now = session.now()
    late = Destruction.OVERDUE
    found = [one for one in every(session) if not overdue or one.destruction(now.date()) is late]
    rows = [to_json(one, now) for one in found]
    if session.json:
        session.emit({"authorisations": rows, "total": len(rows)})
        return
    if not rows:
        session.show(
            Text("没有销毁超期的授权。", "No authorisation's destruction is overdue.") if overdue
            else Text("还没有授权。", "There are no authorisations.")
        )  # fmt: skip
        return
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = (Text("授权单号", "Number"), Text("状态", "State"), Text("人员", "Person"),
             Text("结束", "Until"), Text("批准人", "Approver"), Text("数据销毁", "Destruction"),
             Text("目的", "Purpose"))  # fmt: skip
    cells = [
        [one.number, STANDINGS[one.standing(now)].in_(session.language), one.recipient,
         f"{one.ends.astimezone(session.zone):%Y-%m-%d %H:%M}", one.approver,
         _DESTRUCTIONS[one.destruction(now.date())].in_(session.language), one.purpose]
        for one in found
    ]  # fmt: skip
    names = [one.in_(session.language) for one in heads]
    session.show(table(names, cells, stretch=6, columns=screen_width()))


@command("show", Text("看一张授权", "Show an authorisation"), parent=authorisation_)
@argument("key", metavar="NUMBER")
def show_(session: Session, *, key: str) -> None:
    """Show all of it, with how it stands and how its data stands."""
    one, now = _found(session, key), session.now()

    session.answer(to_json(one, now), lambda: Text(_said(one, now, "zh_CN"), _said(one, now, "en")))


def _said(one: Authorisation, now: datetime, language: Language) -> str:
    """Return the whole record in words, a line for each field that says something."""
    gone = one.destruction(now.date())
    named = {name: getattr(one, name) for name in NAMES if name != "number"}
    named |= {"starts": f"{one.starts:%Y-%m-%d %H:%M}", "ends": f"{one.ends:%Y-%m-%d %H:%M}",
              "systems": one.systems or (_EVERY.in_(language),)}  # fmt: skip
    pairs = [(NAMES[name], value) for name, value in named.items()]
    if one.revoked_at is not None:
        pairs.append((STANDINGS[Standing.REVOKED], _by(one.revoked_at, one.revoked_by)))
        pairs.append((Text("撤销原因", "Why revoked"), one.revoke_reason))
    if gone is not Destruction.NONE:
        pairs.append((Text("数据销毁", "Destruction"), _DESTRUCTIONS[gone].in_(language)))
    if one.destroyed_at is not None:
        pairs.append((Text("销毁", "Destroyed"), _by(one.destroyed_at, one.destroyed_by)))
        pairs.append((Text("销毁凭据", "Proof"), one.destroy_proof))
    lines = [f"{one.number}  [{STANDINGS[one.standing(now)].in_(language)}]"]
    for words, value in pairs:
        said = ", ".join(value) if isinstance(value, tuple) else value
        lines += [f"{words.in_(language)}: {said}"] * bool(said)
    return "\n".join(lines)


def _by(at: datetime, who: str) -> str:
    return f"{at:%Y-%m-%d %H:%M} {who}".rstrip()


@command("set", Text("改工具、陪同、备份、销毁等", "Change tool, escort, backup, destruction"),
         parent=authorisation_)  # fmt: skip
@argument("key", metavar="NUMBER")
@argument("assigned", nargs=-1, required=True, metavar="NAME=VALUE…")
def set_(session: Session, *, key: str, assigned: tuple[str, ...]) -> None:
    """Change what may change; what was approved needs a new authorisation."""
    one = _found(session, key)
    pairs = [pair.partition("=") for pair in assigned]
    if any(not sign for _, sign, _ in pairs):
        names = ", ".join(authorisation_acts.MAY_CHANGE)
        raise BadInput(Text("请写成 名称=值。", "Write NAME=VALUE."),
                       next_step=Text(f"可用:{names}。", f"Use: {names}."))  # fmt: skip
    values = {name.strip().replace("-", "_"): value for name, _, value in pairs}
    edit = authorisation_acts.change(one, values, session.stamp())
    if edit.changes:
        session.store.perform(edit, now=session.now())
    _told(session, one.id, Text(f"已修改授权 {one.number}。",
                                f"Changed authorisation {one.number}."))  # fmt: skip


@command("end", Text("提前结束一张授权", "End an authorisation early"), parent=authorisation_)
@argument("key", metavar="NUMBER")
def end_(session: Session, *, key: str) -> None:
    """End it now, before its time."""
    one = _found(session, key)
    session.store.perform(authorisation_acts.end(one, session.stamp()), now=session.now())
    _told(session, one.id, Text(f"已结束授权 {one.number}。",
                                f"Ended authorisation {one.number}."))  # fmt: skip


@command("destroyed", Text("确认外发的数据已销毁", "Confirm that the data was destroyed"),
         parent=authorisation_)  # fmt: skip
@argument("key", metavar="NUMBER")
@option("--by", required=True, metavar="WHO", words=Text("谁销毁的", "Who destroyed it"))
@option("--at", metavar="TIME", words=Text("何时,默认现在", "When; default now"))
@option("--proof", default="", words=Text("凭据", "The proof"))
def destroyed_(session: Session, *, key: str, by: str, at: str | None, proof: str) -> None:
    """Confirm the destruction of what was handed over, by whom and when."""
    one, stamp = _found(session, key), session.stamp()
    when = session.instant(at) or stamp.at
    session.store.perform(authorisation_acts.destroyed(one, by, when, stamp, proof),
                          now=session.now())  # fmt: skip
    _told(session, one.id, Text(f"已确认销毁:{one.number},{by}。",
                                f"Destruction confirmed: {one.number}, {by}."))  # fmt: skip


def _told(session: Session, key: str, words: Text) -> None:
    session.answer(to_json(_found(session, key), session.now()), lambda: words)


@command("revoke", Text("撤销一张授权", "Revoke an authorisation"), parent=authorisation_)
@argument("key", metavar="NUMBER")
@option("--reason", default="", words=Text("原因", "Reason"))
def revoke_(session: Session, *, key: str, reason: str) -> None:
    """Revoke it at once, with or without a network."""
    one = _found(session, key)
    edit = authorisation_acts.revoke(one, session.stamp(), reason)
    session.store.perform(edit, now=session.now())
    after = _found(session, one.id)
    session.answer(
        to_json(after, session.now()),
        lambda: Text(f"已撤销授权 {one.number},立即生效。",
                     f"Revoked authorisation {one.number}; it holds no longer."),
    )  # fmt: skip


def every(session: Session) -> list[Authorisation]:
    """Return all authorisations, those that end last first."""
    found = map(authorisation.authorisation_from, session.store.records(KIND))
    return sorted((one for one in found if one), key=lambda one: (one.ends, one.id), reverse=True)


def to_json(one: Authorisation, now: datetime) -> dict[str, object]:
    """Return the authorisation as JSON, with how it stands at `now`."""
    return {
        "id": one.id, "number": one.number, "state": str(one.standing(now)),
        "purpose": one.purpose, "scope": one.scope, "systems": list(one.systems),
        "person": one.person, "company": one.company, "staff_no": one.staff_no,
        "tool": one.tool, "from": one.starts.isoformat(), "until": one.ends.isoformat(),
        "allowed": list(one.allowed), "escort": one.escort, "backup": one.backup,
        "destroy": one.destroy, "destroy_on": one.destroy_on or None,
        "destruction": str(one.destruction(now.date())),
        "destroyed_at": one.destroyed_at.isoformat() if one.destroyed_at else None,
        "destroyed_by": one.destroyed_by, "destroy_proof": one.destroy_proof,
        "ended_by": one.ended_by, "revocation": one.revocation, "approver": one.approver,
        "requested_by": one.requested_by,
        "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
        "revoked_by": one.revoked_by, "revoke_reason": one.revoke_reason,
    }  # fmt: skip


def _found(session: Session, key: str) -> Authorisation:
    return authorisation.find(session.store.records(KIND), key)
