"""`firstline runbook adopt`: what a later version of the template adds, shown, and laid in."""

from firstline.cli.grammar import argument, command, option
from firstline.cli.runbook.desk import answer, book_of, templates, write
from firstline.cli.session import Session
from firstline.domain.errors import Refused
from firstline.domain.runbook.adopt import Difference, adopt, difference
from firstline.domain.runbook.adopt_words import lines
from firstline.domain.runbook.book import Book
from firstline.domain.runbook.runbook import Template
from firstline.domain.words import Text


@command(
    "adopt",
    Text(
        "采用新版模板:先看差别,写明理由才补进去",
        "Take a later version of the template in: shown first, laid with a reason",
    ),
)
@argument("key", metavar="ID")
@option("--reason", default="", words=Text("为什么;不写只看差别", "Why; without it, only shown"))
@option("--by", default="", words=Text("谁,默认本人", "Who; default you"))
@option("--second", default="", words=Text("一起确认的另一人", "The second person who confirms"))
def adopt_(session: Session, *, key: str, reason: str, by: str, second: str) -> None:
    """Show what the version in use adds; with a reason, lay it over the runbook."""
    book = book_of(session, key)
    current = _current(session, book)
    now = session.now().astimezone(session.zone)
    if not reason:
        found = difference(book, current, now)
        session.answer(_json(book, found), lambda: _sheet(session, found))
        return
    who = by or session.ground.settings.user
    entry = adopt(book, current, now, by=who, second=second, reason=reason)
    answer(session, write(session, book, [entry]))


def _current(session: Session, book: Book) -> Template:
    found = templates(session).get(book.template.id)
    if found is None:
        raise Refused(
            Text(f"这里没有模板 {book.template.id}。", f"There is no template {book.template.id}."),
            next_step=Text("放进 packs/checklists。", "Put it into packs/checklists."),
        )
    return found


def _json(book: Book, found: Difference) -> dict[str, object]:
    return {
        "runbook": book.number, "from": found.old, "to": found.new,
        "gates": [one.id for one in found.gates], "items": [one.id for one in found.items],
        "asks": [
            {"gate": name, "zh": said.zh, "en": said.en} for name, said in found.asks
        ],
        "opened": list(found.opened), "left": list(found.left), "signed": list(found.signed),
        "unchanged": list(found.other), "two_people": found.pair,
    }  # fmt: skip


def _sheet(session: Session, found: Difference) -> str:
    told = [f"{found.old} → {found.new}", *(one.in_(session.language) for one in lines(found))]
    if not found.is_empty:
        how = Text("写上 --reason 才会补进去。", "Say --reason to lay it in.")
        told.append(how.in_(session.language))
    return "\n".join(told)
