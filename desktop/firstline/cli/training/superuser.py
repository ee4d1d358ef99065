"""`firstline training superuser list | show | set | rate`: scope, backup, first-line solutions."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.cli.training.book import day_of
from firstline.domain.errors import BadInput
from firstline.domain.query.query import parse_query
from firstline.domain.routing import roster
from firstline.domain.ticket import first_line
from firstline.domain.ticket.first_line import Closed, Period, Rate
from firstline.domain.training import superuser
from firstline.domain.training.seen import seen
from firstline.domain.training.superuser import SuperUser
from firstline.domain.training.training import KIND, STANDINGS, scope_words
from firstline.domain.words import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAGE = 500
_DAYS = 90
_NOBODY = Text("未分派", "nobody")
superuser_ = Group(
    "superuser", words=Text("超级用户:证书、备份、首线解决率",
                            "Super-users: certificate, backup, first-line rate"),
)  # fmt: skip


@command("list", Text("列出超级用户", "List the super-users"), parent=superuser_)
@option("--site", default="", words=Text("只列这个站点", "This site alone"))
def list_(session: Session, *, site: str) -> None:
    """List scope, certificate, valid to, backup and shift of each (requirements S66)."""
    found = [one for one in _people(session) if not site or one.site.casefold() == site.casefold()]
    if session.json:
        rows = [person_json(session, one) for one in found]
        session.emit({"superusers": rows, "total": len(rows)})
        return
    if not found:
        session.show(Text("还没有超级用户。", "There are no super-users yet."))
        return
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = (Text("人员", "Person"), Text("站点", "Site"), Text("班次", "Shift"),
             Text("证书", "Certificate"), Text("状态", "State"), Text("有效到", "Until"),
             Text("备份", "Backup"), Text("范围", "Scope"))  # fmt: skip
    cells = [_cells(session, one) for one in found]
    names = [one.in_(session.language) for one in heads]
    session.show(table(names, cells, stretch=7, columns=screen_width()))


@command("show", Text("一位超级用户:允许的操作和解决率", "One super-user: what is permitted"),
         parent=superuser_)  # fmt: skip
@argument("person", metavar="PERSON")
def show_(session: Session, *, person: str) -> None:
    """Show what a person may do by safety class, and the first-line rate of 90 days."""
    one = superuser.find(_people(session), person)
    period = first_line.last_days(session.now().date(), _DAYS)
    found = first_line.rate(_closed(session), period, person=one.name)
    say = session.language
    shape = {**person_json(session, one), "rate": rate_json(session, found, period)}
    lines = [" · ".join(part for part in (one.name, one.number, one.site, one.shift) if part)]
    lines += [f"{'✓' if two.open else '✗'} {superuser.class_name(two.safety).in_(say)}: "
              f"{two.why.in_(say)}" for two in superuser.allowed(one)]  # fmt: skip
    lines.append(f"{first_line.short(found).in_(say)}  {first_line.why(found, period).in_(say)}")
    session.answer(shape, lambda: Text("\n".join(lines), "\n".join(lines)))


@command("set", Text("写明备份人员", "Name who stands in"), parent=superuser_)
@argument("person", metavar="PERSON")
@option("--backup", required=True, metavar="PERSON",
        words=Text("备份人员,空为取消", "Who stands in; empty: nobody"))  # fmt: skip
def set_(session: Session, *, person: str, backup: str) -> None:
    """Name the backup of a super-user."""
    one = superuser.find(_people(session), person)
    held = session.store.record(KIND, one.key)
    edit = superuser.name_backup(one, held, backup, session.stamp())
    if edit.changes:
        session.store.perform(edit, now=session.now())
    after = superuser.find(_people(session), person)
    session.answer(
        person_json(session, after),
        lambda: Text(f"{after.name} 的备份:{after.backup or '没有'}。",
                     f"Backup of {after.name}: {after.backup or 'none'}."),
    )  # fmt: skip


@command("rate", Text("首线解决率:按人员、站点和期间", "First-line solution rate"),
         parent=superuser_)  # fmt: skip
@option("--from", "first", metavar="DATE", words=Text("从哪天,默认 90 天前", "From; 90 days ago"))
@option("--to", "last", metavar="DATE", words=Text("到哪天,默认今天", "To; default today"))
@option("--site", default="", words=Text("只算这个站点", "This site alone"))
@option("--person", default=None, words=Text("只算这个人", "This person alone"))
def rate_(
    session: Session, *, first: str | None, last: str | None, site: str, person: str | None
) -> None:
    """Reckon solved without the vendor ÷ all closed, with both numbers; few tickets say so."""
    today = session.now().date()
    usual = first_line.last_days(today, _DAYS)
    period = Period(day_of(first) if first else usual.first, day_of(last) if last else today)
    if period.last < period.first:
        raise BadInput(Text("期间的结束早于开始。", "The period ends before it begins."))
    closed = list(_closed(session))
    whole = first_line.rate(closed, period, person=person, site=site)
    people = first_line.by_person(closed, period, site) if person is None else {}
    sites = first_line.by_site(closed, period) if person is None and not site else {}
    shape = {
        **rate_json(session, whole, period),
        "by_person": [{"person": _named(one), **_numbers(one)} for one in people.values()],
        "by_site": [{"site": name, **_numbers(one)} for name, one in sites.items()],
    }
    session.answer(shape, lambda: _told(session, whole, period, people, sites))


def person_json(session: Session, one: SuperUser) -> dict[str, object]:
    """Return a super-user as JSON, with what is permitted and why."""
    cert, say = one.certificate, session.language
    return {
        "id": one.key, "person": one.name, "number": one.number, "site": one.site,
        "shift": one.shift, "certificate": cert.course if cert else "",
        "level": one.level, "state": str(one.standing or "none"),
        "valid_to": str(cert.until) if cert and cert.until else None,
        "scope": {"products": list(cert.products), "modules": list(cert.modules),
                  "sites": list(cert.sites)} if cert else {},
        "backup": one.backup, "backup_holds": one.backup_holds,
        "permitted": [
            {"class": str(two.safety), "open": two.open, "why": two.why.in_(say)}
            for two in superuser.allowed(one)
        ],
    }  # fmt: skip


def rate_json(session: Session, one: Rate, period: Period) -> dict[str, object]:
    """Return a rate as JSON: both numbers, the tickets of each, and why."""
    return {
        "from": str(period.first), "to": str(period.last), **_numbers(one),
        "handed_over": [each.number for each in one.handed],
        "solved_here": [each.number for each in one.solved],
        "why": first_line.why(one, period).in_(session.language),
    }  # fmt: skip


def _numbers(one: Rate) -> dict[str, object]:
    return {"solved": len(one.solved), "closed": one.closed, "percent": one.percent,
            "few": one.is_few}  # fmt: skip


def _named(one: Rate) -> str:
    return next((each.person for each in (*one.solved, *one.handed)), "")


def _told(
    session: Session, whole: Rate, period: Period, people: "Mapping[str, Rate]",
    sites: "Mapping[str, Rate]",
) -> Text:  # fmt: skip
    say = session.language
    nobody = _NOBODY.in_(say)
    rows = [f"{first_line.short(whole).in_(say)}  {first_line.why(whole, period).in_(say)}"]
    rows += [f"  {_named(one) or nobody}  {first_line.short(one).in_(say)}"
             for one in people.values()]  # fmt: skip
    rows += [f"  {name or '—'}  {first_line.short(one).in_(say)}" for name, one in sites.items()]
    return Text("\n".join(rows), "\n".join(rows))


def _people(session: Session) -> tuple[SuperUser, ...]:
    records, rosters = session.store.records(KIND), session.store.records(roster.KIND)
    return seen(records, rosters, _today(session)).people


def _today(session: Session) -> date:
    return session.now().date()


def _cells(session: Session, one: SuperUser) -> list[str]:
    cert, say = one.certificate, session.language
    state = STANDINGS[one.standing].in_(say) if one.standing else "—"
    backup = f"{one.backup}{'' if one.backup_holds else ' !'}" if one.backup else "—"
    return [
        one.name, one.site, one.shift, f"{cert.course} {cert.opens}" if cert else "—", state,
        str(cert.until or "—") if cert else "—", backup,
        scope_words(cert).in_(say) if cert else "—",
    ]  # fmt: skip


def _closed(session: Session) -> Iterator[Closed]:
    """Yield the closed tickets as they count, a page at a time."""
    store, query = session.store, parse_query("status:resolved,closed")
    keys = store.queue(query, sort="newest", now=session.now())
    for start in range(0, len(keys), _PAGE):
        for row in store.rows(keys[start : start + _PAGE]):
            ticket = store.find(row.id)
            one = first_line.closed_one(ticket, session.zone) if ticket else None
            if one is not None:
                yield one
