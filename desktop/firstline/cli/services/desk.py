"""What the commands of the service catalogue share: entries, requests, means, and performing."""

from firstline.cli.ledger.desk import every, packages_of, stands
from firstline.cli.ledger.shapes import remains
from firstline.cli.session import Session
from firstline.domain.contracts.budget import KIND as BUDGET
from firstline.domain.contracts.budget import budgets
from firstline.domain.contracts.decision import money
from firstline.domain.contracts.price import KIND as PRICE
from firstline.domain.contracts.price import Price, prices
from firstline.domain.edits.edit import Edit
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import Sheet
from firstline.domain.health.sheet import text_of
from firstline.domain.services import catalogue
from firstline.domain.services.catalogue import Catalogue, Item
from firstline.domain.services.form import KIND, Covering, Means, budget_of, covering
from firstline.domain.services.request import ServiceRequest, find, requests
from firstline.domain.services.request_acts import Ground, due_on, vendor_days
from firstline.domain.services.request_money import lacks, payer, repairs, with_money
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.intake.packs.catalogue_files import FOLDER, load_catalogue
from firstline.system.resources import resource_path
from firstline.system.seals import is_signed


def catalogue_of(session: Session) -> Catalogue:
    """Return the shipped catalogue with the profile's packs; a refused pack is said."""
    own = session.ground.folder / "packs" / FOLDER
    found, notes = load_catalogue((resource_path("packs", FOLDER), own), is_signed)
    for note in notes:
        session.say(note)
    return found


def items_of(session: Session) -> list[Item]:
    """Return every entry of the catalogue."""
    return catalogue_of(session).items(session.store.records(catalogue.KIND))


def prices_of(session: Session) -> list[Price]:
    """Return the site's own price list."""
    return prices(session.store.records(PRICE))


def all_requests(session: Session) -> list[ServiceRequest]:
    """Return the requests, those that await somebody first."""
    return requests(session.store.records(KIND))


def one_request(session: Session, key: str) -> ServiceRequest:
    """Return the request with this number or id. Raises Refused where there is none."""
    return find(all_requests(session), key)


def means_of(session: Session) -> Means:
    """Return what requests may be paid from."""
    books, now = every(session), session.now()
    day = now.astimezone(session.zone).date()
    plans = budgets(session.store.records(BUDGET), books, day, session.zone)
    return Means(books, packages_of(session), plans, now, session.zone)


def lacks_of(session: Session, one: ServiceRequest) -> tuple[Text, ...]:
    """Return what the form of a request lacks."""
    return lacks(one, means_of(session))


def ground_of(session: Session, one: ServiceRequest) -> Ground:
    """Return what an approval of today stands on."""
    means = means_of(session)
    day = session.now().astimezone(session.zone).date()
    cover = covering(one.entity, one.item, means)
    due = due_on(day, one.item.lead_days, vendor_days(session.desk))
    return Ground(cover, lacks(one, means), day, due)


def perform(session: Session, one: ServiceRequest, edit: Edit | None) -> ServiceRequest:
    """Perform an act with the bookings that follow, and put right what two desks left."""
    if edit is None:
        return one
    edits = with_money(one, edit, means_of(session), session.stamp)
    session.store.perform(*edits, now=session.now())
    after = one_request(session, one.id)
    mends = repairs(after, means_of(session), session.stamp)
    if mends:
        session.store.perform(*mends, now=session.now())
    return after


def say_cover(session: Session, one: ServiceRequest) -> Covering:
    """Say who pays and, before anything chargeable, what of the budget remains (S22, S63)."""
    means = means_of(session)
    cover = payer(one, means)
    session.say(cover.why)
    if cover.ledger is not None:
        session.say(remains(stands(session, cover.ledger)))
    plan, ledger = budget_of(text_of(one.entity, "budget"), means)
    if plan is not None and plan.remaining is not None:
        left = money(plan.remaining)
        session.say(Text(f"预算“{plan.title}”还剩 {left} 元。",
                         f"The budget “{plan.title}” has {left} CNY left."))  # fmt: skip
    elif ledger is not None:
        session.say(remains(stands(session, ledger)))
    return cover


def values_of(sheet: Sheet, words: tuple[str, ...]) -> dict[str, Value]:
    """Return what COLUMN=VALUE words say; a question may be named by its id alone."""
    names = {one.id for one in sheet.columns}
    found: dict[str, Value] = {}
    for word in words:
        name, mark, value = word.partition("=")
        if not mark:
            raise BadInput(
                Text(f"“{word[:40]}”不是 栏目=值。", f"{word[:40]!r} is not COLUMN=VALUE.")
            )
        found[name if name in names else f"a_{name}" if f"a_{name}" in names else name] = value
    return found
