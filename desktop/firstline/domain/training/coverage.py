"""Coverage: at which site, in which shift, for which module a certified super-user is there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from firstline.domain.training.book import Book
from firstline.domain.training.person import Person
from firstline.domain.training.training import Certificate, Standing

Spot = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who is there, by site, shift and module; `empty` are critical spots without anybody.

    `places` are the sites and shifts in which people work, in the order in which they are shown.
    """

    sites: tuple[str, ...]
    shifts: tuple[str, ...]
    modules: tuple[str, ...]
    who: Mapping[Spot, tuple[str, ...]]
    empty: tuple[Spot, ...]
    places: tuple[tuple[str, str], ...] = ()


def coverage(
    book: Book, today: date, critical: Iterable[str] = (), modules: Iterable[str] = ()
) -> Coverage:
    """Return the coverage on the day `today`.

    Sites and shifts are those where people work. A certificate that opens steps (L1, L2) and
    holds today covers its own modules and sites, all of them where it names none. Modules are
    those named by certificates, `modules` and `critical`.
    """
    here = [one for one in book.people if one.is_here(today) and one.site]
    held = {one.id: _openers(book, one, today) for one in here}
    named = {name for several in held.values() for cert in several for name in cert.modules}
    must = sorted({one for one in critical if one})
    columns = tuple(sorted({*named, *must, *(one for one in modules if one)}))
    who: dict[Spot, list[str]] = {}
    for one in here:
        for module in columns:
            if any(_covers(cert, one.site, module) for cert in held[one.id]):
                who.setdefault((one.site, one.shift, module), []).append(one.label)
    places = sorted({(one.site, one.shift) for one in here})
    empty = tuple(
        (site, shift, module) for site, shift in places for module in must
        if (site, shift, module) not in who
    )  # fmt: skip
    return Coverage(
        tuple(dict.fromkeys(site for site, _ in places)),
        tuple(sorted({shift for _, shift in places})), columns,
        {spot: tuple(several) for spot, several in who.items()}, empty, tuple(places),
    )  # fmt: skip


def _openers(book: Book, person: Person, today: date) -> Sequence[Certificate]:
    """Return the certificates that open steps today."""
    return [one for one in book.openers(person) if one.standing(today) is Standing.VALID]


def _covers(cert: Certificate, site: str, module: str) -> bool:
    at = not cert.sites or site.casefold() in {one.casefold() for one in cert.sites}
    return at and (
        not cert.modules or module.casefold() in {one.casefold() for one in cert.modules}
    )
