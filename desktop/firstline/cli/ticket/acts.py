"""`ticket new`, `set`, `reply` and `attach`."""

import click

from firstline.cli.acts import Draft, answer_ticket
from firstline.cli.given import keep_files, readable_files
from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.ticket.assignments import apply_assignments
from firstline.cli.ticket.macro import canned_text, template_values
from firstline.cli.ticket.triage_words import assess_at
from firstline.domain.edits import edits
from firstline.domain.errors import BadInput
from firstline.domain.ids import new_id
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import TicketType
from firstline.domain.words import Text

LEVEL = click.IntRange(1, 3)
TYPES = tuple(str(one) for one in TicketType)


@command("new", Text("新建工单", "Record a ticket"), greedy="--attach")
@option("--title", default="", words=Text("标题,用模板时可不写", "Title; a template has its own"))
@option(
    "--template",
    metavar="ID",
    words=Text("用工单模板(firstline macro list)", "A ticket template (firstline macro list)"),
)
@option("--body", default="", words=Text("说明", "What happened"))
@option(
    "--impact",
    type=LEVEL,
    required=True,
    words=Text("影响度:1 全厂,2 一个部门,3 一个人", "1 plant, 2 department, 3 one person"),
)
@option(
    "--urgency",
    type=LEVEL,
    required=True,
    words=Text("紧急度:1 已停,2 有绕行,3 可以等", "1 stopped, 2 workaround, 3 can wait"),
)
@option(
    "--type",
    "kind",
    type=click.Choice(TYPES),
    words=Text("类型,默认 incident", "Type; default incident"),
)
@option("--site", words=Text("站点,默认为设置中的站点", "Site; default: the settings' site"))
@option("--product", default="", words=Text("产品", "Product"))
@option("--module", default="", words=Text("模块", "Module"))
@option("--channel", default="", words=Text("渠道", "Channel"))
@option("--requester", default="", words=Text("报告人", "Requester"))
@option("--at", metavar="TIME", words=Text("报告时间,默认现在", "When reported; default now"))
@option("--attach", metavar="FILE…", multiple=True, words=Text("附件", "Files to attach"))
def new_(  # noqa: PLR0913 - one parameter for each option of commands.md
    session: Session,
    *,
    title: str,
    template: str | None,
    body: str,
    impact: int,
    urgency: int,
    kind: str | None,
    site: str | None,
    product: str,
    module: str,
    channel: str,
    requester: str,
    at: str | None,
    attach: tuple[str, ...],
) -> None:
    """Record a ticket; the priority comes from the triage, with its explanation in the log."""
    paths = readable_files(attach)
    half = template_values(session, template) if template else {}
    if not (title or half.get("title")):
        raise BadInput(Text("要写标题,或用 --template。", "Give a title, or --template."))
    kind, module = kind or half.get("type", "incident"), module or half.get("module", "")
    reported_at = session.instant(at)
    stamp = session.stamp()
    found = assess_at(session, impact, urgency, TicketType(kind), module, reported_at or stamp.at)
    given = {
        "title": title, "body": body, "site": site, "product": product, "module": module,
        "channel": channel, "requester": requester, "type": kind,
    }  # fmt: skip
    values: dict[str, Value] = {
        "site": session.ground.settings.site, "assignee": session.ground.settings.user,
        **half, **{name: one for name, one in given.items() if one},
        "priority": found.priority, "impact": impact, "urgency": urgency,
        "modifiers": found.modifiers,
    }  # fmt: skip
    if site == "":
        values["site"] = ""
    why = "\n".join(step.in_(session.language) for step in found.steps)
    ticket_id = new_id(stamp.at)
    made = [edits.open_ticket(stamp, ticket_id, values, reported_at=reported_at, explanation=why)]
    if paths:
        files = keep_files(session.store, paths)
        made.append(edits.attach(ticket_id, files, session.stamp()))
    session.store.perform(*made, now=session.now())
    ticket = session.ticket(ticket_id)
    answer_ticket(
        session,
        ticket,
        Text(f"已新建 {ticket.number}({ticket.priority}):{ticket.title}",
             f"Recorded {ticket.number} ({ticket.priority}): {ticket.title}"),
    )  # fmt: skip


@command("set", Text(
    "修改字段:status=、priority=、impact=、urgency=、title=、site=、assignee=、tags=+a,-b …",
    "Change fields: status=, priority=, impact=, urgency=, title=, site=, assignee=, tags=+a,-b …",
))  # fmt: skip
@argument("key", metavar="ID")
@argument("assignments", metavar="FIELD=VALUE…", nargs=-1, required=True)
def set_(session: Session, key: str, assignments: tuple[str, ...]) -> None:
    """Change one or more fields in one transaction."""
    draft = Draft(session, session.ticket(key))
    apply_assignments(session, draft, assignments)
    ticket = draft.keep()
    answer_ticket(session, ticket, Text(f"已修改 {ticket.number}。", f"Changed {ticket.number}."))


@command("reply", Text("回复报告人,或写内部备注", "Answer the requester, or note it for ourselves"))
@argument("key", metavar="ID")
@argument("text", required=False)
@option("--internal", is_flag=True, words=Text("内部备注", "An internal note"))
@option("--canned", metavar="ID", words=Text("用快捷回复(firstline macro list)",
                                             "A canned reply (firstline macro list)"))  # fmt: skip
def reply_(
    session: Session, key: str, text: str | None, *, internal: bool, canned: str | None
) -> None:
    """Answer the requester (a response on the internal leg), or write an internal note."""
    draft = Draft(session, session.ticket(key))
    if canned is not None:
        filled, internal = canned_text(session, draft.ticket, canned, internal=internal)
        text = "\n\n".join(one for one in (filled, text) if one)
    if text is None:
        raise BadInput(Text("要写内容,或用 --canned。", "Give a text, or --canned."))
    words = text
    draft.do(lambda ticket, stamp: edits.reply(ticket, words, stamp, internal=internal))
    ticket = draft.keep()
    number = ticket.number
    told = (
        Text(f"已写备注 {number}。", f"Noted on {number}.")
        if internal
        else Text(f"已回复 {number}。", f"Answered {number}.")
    )
    answer_ticket(session, ticket, told)


@command("attach", Text("添加附件", "Attach files"))
@argument("key", metavar="ID")
@argument("files", metavar="FILE…", nargs=-1, required=True)
def attach_(session: Session, key: str, files: tuple[str, ...]) -> None:
    """Attach files to a ticket; they are kept by content inside the profile."""
    ticket = session.ticket(key)
    held = keep_files(session.store, readable_files(files))
    draft = Draft(session, ticket)
    draft.do(lambda one, stamp: edits.attach(one.id, held, stamp))
    ticket = draft.keep()
    count = len(held)
    answer_ticket(
        session,
        ticket,
        Text(f"已为 {ticket.number} 添加 {count} 个附件。",
             f"Attached {count} file(s) to {ticket.number}."),
    )  # fmt: skip
