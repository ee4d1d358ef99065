"""`firstline macro list | run`: several acts as one, and the texts and templates beside them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.cli.ticket.shapes import ticket_json
from firstline.domain.instants import from_epoch
from firstline.domain.knowledge.canned import (
    Canned,
    Macro,
    Template,
    fill,
    find,
    run_macro,
    values_of,
)
from firstline.domain.knowledge.offered import Fit, fit, ordered, told
from firstline.domain.project.offered import here, words
from firstline.domain.sla.timer import nearest
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.ticket.ticket import Ticket

macro_ = Group("macro", words=Text("宏、快捷回复、工单模板", "Macros, canned replies, templates"))
MACRO = Text("宏", "macro")
REPLY = Text("快捷回复", "canned reply")
TEMPLATE = Text("工单模板", "ticket template")
HEADS = (
    Text("类别", "Kind"), Text("编号", "Id"), Text("名称", "Name"), Text("适用阶段", "For phases"),
)  # fmt: skip
One = TypeVar("One", Canned, Template)


@command("list", Text("列出宏、快捷回复和模板,适合所处阶段的在前",
                      "List macros, canned replies and templates, those for the phase first"),
         parent=macro_)  # fmt: skip
@option("--product", default="", words=Text("关于哪个产品", "About which product"))
@option("--site", default="", words=Text("在哪个站点", "At which site"))
@option("--ticket", "key", default="", words=Text("关于哪张工单", "About which ticket"))
def list_(session: Session, *, product: str, site: str, key: str) -> None:
    """List what the packs in use offer; templates and replies for the system's phase come first."""
    phrases, ticket = session.phrases, session.ticket(key) if key else None
    if ticket is not None:
        phases = told(ticket)
    else:
        site = site or session.ground.settings.site
        phases = here(session.store.records("phase"), product, site)
    rows = [
        *(_line("macro", one) for one in phrases.macros.values()),
        *(_line("reply", one, phases) for one in _ordered(phrases.replies.values(), phases)),
        *(_line("template", one, phases) for one in _ordered(phrases.templates.values(), phases)),
    ]
    if session.json:
        session.emit({"phrases": rows, "total": len(rows), "phases": sorted(phases)})
        return
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    kinds = {"macro": MACRO, "reply": REPLY, "template": TEMPLATE}
    say, name = session.language, "title_zh" if session.language == "zh_CN" else "title_en"
    heads = [one.in_(say) for one in HEADS]
    cells = [
        [kinds[one["kind"]].in_(say), one["id"], one[name], words(one.get("phases", ())).in_(say)]
        for one in rows
    ]
    session.show(table(heads, cells, stretch=2, columns=screen_width()))


def _ordered(offered: Iterable[One], phases: frozenset[str]) -> list[One]:
    return ordered(offered, lambda one: one.phases, phases)


@command("run", Text("对工单执行宏", "Run a macro on tickets"), parent=macro_)
@argument("name", metavar="MACRO")
@argument("keys", metavar="ID…", nargs=-1, required=True)
def run_(session: Session, *, name: str, keys: tuple[str, ...]) -> None:
    """Run the macro on each ticket, all of them in one transaction or none."""
    phrases = session.phrases
    macro = find(phrases.macros, name, MACRO)
    tickets = [session.ticket(one) for one in keys]
    made = [
        edit for one in tickets
        for edit in run_macro(macro, phrases, one, variables(session, one), session.language,
                              session.stamp)
    ]  # fmt: skip
    if made:
        session.store.perform(*made, now=session.now())
    after = [session.ticket(one.id) for one in tickets]
    now = session.now()
    session.answer(
        {"tickets": [
            ticket_json(one, session.desk, session.store.sync_state(one.id), now) for one in after
        ], "total": len(after)},
        lambda: Text(f"已对 {len(after)} 张工单执行“{macro.title.zh}”。",
                     f"“{macro.title.en}” ran on {len(after)} ticket(s)."),
    )  # fmt: skip


def variables(session: Session, ticket: "Ticket") -> dict[str, str]:
    """Return what the variables of a text hold for the ticket."""
    timer = nearest(session.store.timers(ticket.id))
    due = None if timer is None or timer.due is None else from_epoch(timer.due)
    return values_of(ticket, session.ground.settings.user, session.now(), due)


def canned_text(
    session: Session, ticket: "Ticket", key: str, *, internal: bool
) -> tuple[str, bool]:  # fmt: skip
    """Return the canned text filled in for the ticket, and whether it is a note."""
    found = find(session.phrases.replies, key, REPLY)
    said = fill(found.body.in_(session.language), variables(session, ticket))
    return said, internal or found.internal


def template_values(session: Session, key: str) -> dict[str, str]:
    """Return the fields that a ticket template fills in, title and body among them."""
    found = find(session.phrases.templates, key, TEMPLATE)
    say = session.language
    return {"title": found.head.in_(say).strip(), "body": found.body.in_(say), **found.values}


def _line(
    kind: str, one: Macro | Canned | Template, phases: frozenset[str] = frozenset()
) -> dict[str, Any]:  # fmt: skip
    told_ = {"kind": kind, "id": one.id, "title_zh": one.title.zh, "title_en": one.title.en}
    if isinstance(one, Macro):
        return told_
    fits = {Fit.FITS: True, Fit.ANY: None, Fit.OTHER: False}[fit(one.phases, phases)]
    return {**told_, "phases": list(one.phases), "fits": fits}
