"""`firstline ticket assign`: to a person, or by the roster with an explanation."""

from typing import Any

from firstline.cli.acts import Draft
from firstline.cli.directory.roster import plan_of
from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.domain.edits import edits
from firstline.domain.errors import BadInput, Refused
from firstline.domain.routing.roster import KIND, people
from firstline.domain.routing.routing import Routing, route
from firstline.domain.routing.vendor_expert import name_expert, vendor_expert
from firstline.domain.routing.words import NO_ROSTER, explanation
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text

_IMPORT = Text("请先 firstline roster import 文件。", "Run firstline roster import FILE first.")


@command("assign", Text("分派工单:给某人,或按名单(--auto)",
                        "Assign a ticket: to a person, or by the roster (--auto)"))  # fmt: skip
@argument("key", metavar="ID")
@argument("name", metavar="[NAME]", required=False)
@option("--auto", is_flag=True, words=Text("按技能、站点、班次、级别、负荷选人",
                                           "By skill, site, shift, level and load"))  # fmt: skip
@option("--dry-run", is_flag=True, words=Text("只说明,不分派", "Explain, assign nothing"))
@option(
    "--at",
    metavar="TIME",
    words=Text("按什么时候的班次,默认现在", "By the shift of when; default now"),
)
@option("--vendor-expert", metavar="NAME",
        words=Text("记下厂商指派的专家", "Note the expert whom the vendor assigned"))  # fmt: skip
def assign_(
    session: Session, *, key: str, name: str | None, auto: bool, dry_run: bool, at: str | None,
    vendor_expert: str | None,
) -> None:  # fmt: skip
    """Assign the ticket and print the explanation: the rule that decided, and why others lost."""
    ticket = session.ticket(key)
    if sum((bool(name), auto, vendor_expert is not None)) != 1:
        raise BadInput(
            Text("请写姓名,或 --auto,或 --vendor-expert,三者选一。",
                 "Give a name, or --auto, or --vendor-expert: one of the three.")
        )  # fmt: skip
    if vendor_expert is not None:
        _note_expert(session, ticket, vendor_expert)
        return
    routing = _routed(session, ticket, at) if auto else None
    to = routing.assignee if routing is not None else str(name)
    if not to:
        session.answer(
            _shape(session, ticket, routing, done=False), lambda: _told(session, routing)
        )
        raise Refused(
            Text("没有合适的人在班,没有分派。", "Nobody suitable is on duty; not assigned.")
        )
    done = not dry_run and to != ticket.assignee
    if done:
        draft = Draft(session, ticket)
        draft.do(lambda one, stamp: edits.set_field(one, "assignee", to, stamp))
        ticket = draft.keep()
    session.answer(
        _shape(session, ticket, routing, done=done, to=to),
        lambda: _told(session, routing) or f"{ticket.number} → {to}",
    )


def _routed(session: Session, ticket: Ticket, at: str | None) -> Routing:
    roster = people(session.store.records(KIND))
    if not roster:
        raise Refused(NO_ROSTER, next_step=_IMPORT)
    now = session.instant(at) or session.now()
    return route(ticket, roster, session.store.loads(), now, plan_of(session))


def _shape(
    session: Session, ticket: Ticket, routing: Routing | None, *, done: bool, to: str = ""
) -> dict[str, Any]:
    found: dict[str, Any] = {"id": ticket.id, "number": ticket.number, "assignee": to,
                             "assigned": done}  # fmt: skip
    if routing is not None:
        say = session.language
        found |= {
            "rule": str(routing.rule), "why": routing.why.in_(say),
            "others": [{"name": one.name, "fits": one.fits, "load": one.load,
                        "why": one.why.in_(say)} for one in routing.others],
        }  # fmt: skip
    return found


def _told(session: Session, routing: Routing | None) -> str:
    if routing is None:
        return ""
    return "\n".join(one.in_(session.language) for one in explanation(routing))


def _note_expert(session: Session, ticket: Ticket, name: str) -> None:
    draft = Draft(session, ticket)
    draft.do(lambda one, stamp: name_expert(one, name, stamp))
    ticket = draft.keep()
    said = vendor_expert(ticket)
    session.answer(
        {"id": ticket.id, "number": ticket.number, "vendor_expert": said},
        lambda: Text(f"{ticket.number} 的厂商专家:{said}", f"The vendor's expert: {said}"),
    )
