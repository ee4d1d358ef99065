"""`firstline portal add | list | remove | test`: the remote desks of this profile."""

import os
import sys
from typing import TYPE_CHECKING

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.errors import BadInput, Refused
from firstline.domain.portal_entry import KINDS, PortalEntry, check_entry, entry_from_json
from firstline.domain.words import Text
from firstline.system.vault import TOKEN_VARIABLE

if TYPE_CHECKING:
    from firstline.cli.session import Tried

SETTING = "portals"
_OFFLINE = ("name", "reach")  # where a test may fail and the portal be added all the same
portal_ = Group("portal", words=Text("门户:添加、查看、移除", "Portals: add, list, remove"))


def entries(session: Session) -> list[PortalEntry]:
    """Return the portals of the profile, the one for new tickets first."""
    return [entry_from_json(one) for one in session.store.get("portals", [])]


def chosen(session: Session, name: str | None) -> list[PortalEntry]:
    """Return the portal with this name, or all. Raises Refused where there is none."""
    known = entries(session)
    found = [one for one in known if name in (None, one.name)]
    if not found:
        raise _unknown(name)
    return found


@command(
    "add",
    Text("添加一个门户;令牌存入系统钥匙串", "Add a portal; its token goes into the keyring"),
    parent=portal_,
)
@argument("name", metavar="NAME")
@argument("url", metavar="URL")
@option("--kind", type=click.Choice(tuple(KINDS)), required=True, words=Text("种类", "Its kind"))
@option("--user", default="", words=Text("登录名", "Your name there"))
@option("--ca", default="", metavar="FILE", words=Text(
    "公司自己的 CA 证书(PEM)", "The company's own CA certificate (PEM)"))  # fmt: skip
@option("--place", default="", words=Text(
    "新工单进入的队列或项目", "The queue or project for new tickets"))  # fmt: skip
@option("--word", "pairs", multiple=True, metavar="THEIRS=OURS", words=Text(
    "门户自己的状态、优先级或类型名,对应我方的词",
    "The portal's own name of a status, priority or type, and our word"))  # fmt: skip
@option("--token-stdin", is_flag=True, words=Text(
    "从标准输入读令牌", "Read the token from standard input"))  # fmt: skip
@option("--unchecked", is_flag=True, words=Text("先不试连", "Do not try the connection"))
def add_(  # noqa: PLR0913 - one parameter for each option
    session: Session,
    *,
    name: str,
    url: str,
    kind: str,
    user: str,
    ca: str,
    place: str,
    pairs: tuple[str, ...],
    token_stdin: bool,
    unchecked: bool,
) -> None:
    """Add a portal and try it; a portal that cannot be reached now is added all the same."""
    told = tuple((theirs, ours) for theirs, _, ours in (one.rpartition("=") for one in pairs))
    entry = check_entry(PortalEntry(name, kind, url, user, ca, place, told))
    known = entries(session)
    if any(one.name == entry.name for one in known):
        raise Refused(
            Text(
                f"已有名为“{entry.name}”的门户。",
                f"There is a portal named “{entry.name}” already.",
            ),
            next_step=Text("请换个名称,或先移除。", "Choose another name, or remove that one."),
        )
    token = _token(session, from_stdin=token_stdin)
    tried = () if unchecked else session.portals.try_out(entry, token).steps
    for one in tried:
        session.say(_line(one))
    failed = next((one for one in tried if one.ok is False), None)
    if failed and str(failed.stage) not in _OFFLINE:
        raise Refused(
            Text("门户没有添加。", "The portal was not added."), next_step=failed.next_step
        )
    session.portals.keep_token(entry.name, token)
    session.store.put(SETTING, [*(one.to_json() for one in known), entry.to_json()])
    session.answer(
        {"portal": entry.to_json(), "reached": bool(tried) and failed is None},
        lambda: Text(f"已添加门户 {entry.name}。", f"Added the portal {entry.name}."),
    )


def _token(session: Session, *, from_stdin: bool) -> str:
    if from_stdin:
        token = sys.stdin.readline().strip()
    elif os.environ.get(TOKEN_VARIABLE):
        token = os.environ[TOKEN_VARIABLE].strip()
    elif sys.stdin.isatty():
        words = Text("令牌(不会显示)", "Token (not shown)").in_(session.language)
        token = str(click.prompt(words, hide_input=True, err=True)).strip()
    else:
        token = ""
    if not token or len(token) > 8000 or not token.isprintable():
        raise BadInput(
            Text("没有读到令牌。", "No token was given."),
            Text("什么都没有改。", "Nothing was changed."),
            Text(
                "请用 --token-stdin 从标准输入给出。",
                "Give it on standard input with --token-stdin.",
            ),
        )
    return token


@command("list", Text("列出门户", "List the portals"), parent=portal_)
def list_(session: Session) -> None:
    """List the portals, each with its last success and what is wrong."""
    rows = [_shown(session, one) for one in entries(session)]
    session.answer({"portals": rows, "total": len(rows)}, lambda: _table(session, rows))


def _shown(session: Session, entry: PortalEntry) -> dict[str, object]:
    stands = session.store.position(entry.name)
    return {
        **entry.to_json(), "synced_at": session.iso(stands.pulled_at),
        "tried_at": session.iso(stands.tried_at), "problem": stands.problem,
        "first_pull_done": stands.first_done,
    }  # fmt: skip


def _table(session: Session, rows: list[dict[str, object]]) -> Text | str:
    if not rows:
        return Text("没有门户;本机照常可用。", "No portals; everything works on this machine.")
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = (Text("名称", "Name"), Text("种类", "Kind"), Text("网址", "Address"),
             Text("上次同步", "Last sync"), Text("问题", "Problem"))  # fmt: skip
    keys = ("name", "kind", "url", "synced_at", "problem")
    cells = [[str(row[key] or "") for key in keys] for row in rows]
    heading = [one.in_(session.language) for one in heads]
    return table(heading, cells, stretch=4, columns=screen_width())


@command(
    "remove",
    Text("移除门户;未送出的更改留在本机", "Remove a portal; what was not sent stays here"),
    parent=portal_,
)
@argument("name", metavar="NAME")
def remove_(session: Session, name: str) -> None:
    """Remove a portal and forget its token; tickets and unsent edits stay in the profile."""
    (entry,) = chosen(session, name)
    rest = [one.to_json() for one in entries(session) if one.name != entry.name]
    session.store.put(SETTING, rest)
    session.portals.forget(entry.name)
    left = session.store.outstanding()
    session.answer(
        {"removed": entry.name, "waiting": left.waiting},
        lambda: Text(
            f"已移除门户 {entry.name};{left.waiting} 项未送出的更改留在本机。",
            f"Removed the portal {entry.name}; {left.waiting} unsent changes stay here.",
        ),
    )


@command("test", Text("试连一个门户", "Try the connection to a portal"), parent=portal_)
@argument("name", metavar="NAME")
def test_(session: Session, name: str) -> None:
    """Try the connection step by step and say what is wrong; exits 1 when something is."""
    (entry,) = chosen(session, name)
    tried = session.portals.try_out(entry, None).steps
    session.answer(
        {"portal": entry.name, "steps": [_step(session, one) for one in tried]},
        lambda: "\n".join(_line(one).in_(session.language) for one in tried),
    )
    if not all(one.ok for one in tried):
        click.get_current_context().exit(1)


def _line(one: "Tried") -> Text:
    mark = {True: "✓", False: "✗", None: "–"}[one.ok]
    zh, en = f"{mark} {one.title.zh}:{one.said.zh}", f"{mark} {one.title.en}: {one.said.en}"
    return Text(f"{zh} {one.next_step.zh}".strip(), f"{en} {one.next_step.en}".strip())


def _step(session: Session, one: "Tried") -> dict[str, object]:
    return {
        "step": str(one.stage), "ok": one.ok, "said": one.said.in_(session.language),
        "next_step": one.next_step.in_(session.language),
    }  # fmt: skip


def _unknown(name: str | None) -> Refused:
    if name is None:
        return Refused(
            Text("还没有设置门户。", "No portal is set up."),
            Text("本机照常可用。", "Everything works on this machine."),
            Text("请用 firstline portal add 添加。", "Add one with firstline portal add."),
        )
    return Refused(
        Text(f"没有名为“{name[:40]}”的门户。", f"There is no portal named “{name[:40]}”."),
        next_step=Text("用 firstline portal list 查看。", "See firstline portal list."),
    )
