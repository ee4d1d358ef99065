"""`firstline extract list | add | set | show | destroy`: who holds which data, destroyed when."""

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.session import Session
from firstline.domain.health.columns import UNSURE
from firstline.domain.health.sheet import text_of
from firstline.domain.interfaces import extract_copy
from firstline.domain.interfaces.extract_copy import SHEET
from firstline.domain.words import Text

extract_ = Group("extract", words=Text("抽取登记:谁、放哪、加密、销毁", "The register of extracts"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the extracts, those that stop a gate first."""
    records, today = session.store.records(SHEET.kind), session.now().date()
    return [
        Row(one, flags, {"destroyed": extract_copy.is_destroyed(one)}, (
            text_of(one, "who"), text_of(one, "place"),
            UNSURE.get(text_of(one, "encrypted"), UNSURE["unknown"]).in_(session.language),
            text_of(one, "destroyed_on") or text_of(one, "destroy_by"), text_of(one, "what"),
        ))
        for one, flags in extract_copy.extracts(records, today, project)
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("谁", "By"), Text("在哪里", "Where"), Text("加密", "Encrypted"),
     Text("销毁", "Destruction"), Text("抽取", "Extract")),
)  # fmt: skip
add_commands(extract_, REGISTER)


@command("destroy", Text("登记销毁", "Record its destruction"), parent=extract_)
@argument("key", metavar="ID")
@option("--by", default="", words=Text("谁销毁的,默认本人", "By whom; you if left out"))
@option("--on", default="", words=Text("哪天,默认今天", "On which day; today if left out"))
@option("--proof", default="", words=Text("证明", "Proof"))
def destroy_(session: Session, *, key: str, by: str, on: str, proof: str) -> None:
    """Record that an extract was destroyed; exit 1 where there is no proof of it."""
    held = find(session, SHEET, key)
    values = {"destroyed_by": by, "destroyed_on": on, "proof": proof}
    edit = extract_copy.destroy(held, values, session.stamp(), session.zone)
    if edit is not None:
        session.store.perform(edit, now=session.now())
    answer(session, REGISTER, held.id)
    if not text_of(find(session, SHEET, held.id), "proof"):
        click.get_current_context().exit(1)
