"""`firstline change-request list | add | set`: changes, their cost after the freeze (S32)."""

from firstline.cli.grammar import Group
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.outcome.sheet import proof_json, proof_words
from firstline.cli.session import Session
from firstline.domain.health.sheet import text_of
from firstline.domain.outcome.proof import of_kind
from firstline.domain.project import change_request
from firstline.domain.project.change_request import SHEET, STATES
from firstline.domain.words import Text

change_request_ = Group(
    "change-request", words=Text("变更申请:冻结后要写明影响", "Change requests and their impact")
)  # fmt: skip


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the change requests, those that wait first."""
    store = session.store
    found = change_request.changes(
        store.records(SHEET.kind), store.records("prototype_review"), session.now().date(), project
    )
    proofs = of_kind(SHEET.kind, store.records, session.now())
    return [
        Row(one, flags, proof_json(session, proofs[one.id]), (
            proof_words(session, STATES.get(text_of(one, "state"), STATES["open"]),
                        proofs[one.id]),
            text_of(one, "raised_on"),
            text_of(one, "impact_days"), text_of(one, "impact_yuan"), text_of(one, "title"),
        ))
        for one, flags in found
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("状态", "State"), Text("提出", "Raised"), Text("天", "Days"), Text("元", "Yuan"),
     Text("变更", "Change")),
)  # fmt: skip
add_commands(change_request_, REGISTER)
