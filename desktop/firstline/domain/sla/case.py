"""A case for `sla evaluate`: one log with its agreements, replayed without any window.

A case is JSON (sla.md, "As a command"). An item of `agreements` or `calendars` is a shipped id, a
path, or, so that a case can stand alone, an object with the very keys of the TOML pack:
`{"id": "x", "counterparty": "internal", "calendar": "cn-2026", "target": [{"priority": "P1",
"clock": "24x7", "resolve_minutes": 240}]}`. Listed calendars are
taken just as they are; without a list, the agreements' own come with the earlier years that they
name. Besides, a case may carry `name`, `rule`, `note`, `worked` and `expect`, which are not read.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from firstline.domain.errors import BadInput, Problem
from firstline.domain.instants import iso
from firstline.domain.packs.calendar_packs import calendar_from, in_zone, join_years, parse_calendar
from firstline.domain.packs.packs import agreement_from, parse_agreement
from firstline.domain.packs.toml_places import Source
from firstline.domain.sla.agreement import Agreement
from firstline.domain.sla.calendar import Calendar, CalendarYear
from firstline.domain.sla.case_events import event_of, instant
from firstline.domain.sla.sla import evaluate
from firstline.domain.ticket.ticket import Event
from firstline.domain.words import Language, Text

Resolve = Callable[[str], str]
_KEYS = frozenset({"agreements", "calendars", "as_of", "events"})
_REMARKS = frozenset({"id", "name", "rule", "title", "note", "comment", "worked", "expect"})


@dataclass(frozen=True, slots=True)
class Case:
    """A log to evaluate, with everything that the verdict depends on."""

    name: str
    agreements: tuple[Agreement, ...]
    calendars: Mapping[str, Calendar]
    as_of: datetime
    events: tuple[Event, ...]


def parse_case(text: str, name: str, resolve: Resolve) -> Case:
    """Return the case in a JSON text; `name` is its file, for the faults.

    `resolve` gives the TOML text of a shipped id or a path, and raises Problem when there is
    none. Raises BadInput naming file, place and fault.
    """
    return case_of(_json(text, name), name, resolve)


def case_of(data: object, name: str, resolve: Resolve) -> Case:
    """Return the case in a JSON value. Raises BadInput naming file, place and fault."""
    if not isinstance(data, dict):
        raise _fault(name, "", "应为对象。", "must be an object.")
    for key in data:
        if key not in _KEYS | _REMARKS:
            known = ", ".join(sorted(_KEYS))
            raise _fault(name, key, f"不认识的键。可用:{known}。", f"unknown key. Known: {known}.")
    as_of = data.get("as_of")
    if not isinstance(as_of, str):
        raise _fault(name, "as_of", "应为时间。", "must be an instant.")
    agreements = tuple(_agreements(data, name, resolve))
    calendars = _calendars(data, name, resolve, agreements)
    return Case(
        name,
        tuple(in_zone(one, calendars) for one in agreements),
        calendars,
        instant(as_of, name, "as_of"),
        tuple(
            event_of(one, name, f"events[{index}]")
            for index, one in enumerate(_list(data, "events", name))
        ),
    )


def run_case(case: Case) -> dict[str, object]:
    """Return what `sla evaluate` prints for a case. Raises BadInput for a log that cannot be."""
    try:
        clocks = evaluate(case.events, case.agreements, case.calendars, case.as_of)
    except BadInput as error:
        said = error.sentence
        raise BadInput(Text(f"{case.name}:{said.zh}", f"{case.name}: {said.en}")) from error
    return {"as_of": iso(case.as_of), "clocks": [one.to_json() for one in clocks]}


def run_lines(
    lines: Iterable[str], name: str, resolve: Resolve, language: Language = "en"
) -> Iterator[tuple[dict[str, object], bool]]:
    """Yield one result a line and whether it is good; a bad line gives {"error": sentence}.

    Empty lines are passed over. Packs that come back are read once.
    """
    known: dict[str, str] = {}

    def resolve_once(ref: str) -> str:
        if ref not in known:
            known[ref] = resolve(ref)
        return known[ref]

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield run_case(parse_case(line, f"{name}:{number}", resolve_once)), True
        except Problem as error:
            yield {"error": error.sentence.in_(language)}, False


def _json(text: str, name: str) -> object:
    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_no_twins)
    except json.JSONDecodeError as error:
        raise _fault(
            name, f"{error.lineno}:{error.colno}", f"不是有效的 JSON({error.msg})。",
            f"not valid JSON ({error.msg}).",
        ) from error  # fmt: skip
    except (ValueError, RecursionError) as error:
        said = str(error) or "nested too deeply"
        raise _fault(name, "", f"不是有效的 JSON({said})。", f"not valid JSON ({said}).") from error


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands twice")
        found[key] = value
    return found


def _list(data: Mapping[str, Any], key: str, name: str) -> list[Any]:
    value = data.get(key)
    if not isinstance(value, list):
        raise _fault(name, key, "应为列表。", "must be a list.")
    return value


def _agreements(data: Mapping[str, Any], name: str, resolve: Resolve) -> Iterator[Agreement]:
    seen: set[tuple[str, object, object]] = set()
    items = _list(data, "agreements", name)
    if not items:
        raise _fault(name, "agreements", "至少要有一个。", "at least one is needed.")
    for index, item in enumerate(items):
        place = f"agreements[{index}]"
        if isinstance(item, str):
            one = parse_agreement(_resolved(item, name, place, resolve), item)
        elif isinstance(item, dict):
            one = agreement_from(Source(f"{name}: {place}", item))
        else:
            raise _fault(
                name, place, "应为编号、路径或对象。", "must be an id, a path or an object."
            )
        key = (one.id, one.valid_from, one.valid_to)
        if key in seen:
            raise _fault(name, place, f"“{one.id}”写了两次。", f"{one.id!r} stands twice.")
        seen.add(key)
        yield one


def _calendars(
    data: Mapping[str, Any], name: str, resolve: Resolve, agreements: Iterable[Agreement]
) -> Mapping[str, Calendar]:
    """Return the listed calendars, just those; where an agreement needs another, the shipped one.

    A shipped one comes with the earlier years that it names.
    """
    years: dict[str, CalendarYear] = {}
    for index, item in enumerate(_list(data, "calendars", name) if "calendars" in data else ()):
        place = f"calendars[{index}]"
        if isinstance(item, str):
            year = parse_calendar(_resolved(item, name, place, resolve), item)
        elif isinstance(item, dict):
            year = calendar_from(Source(f"{name}: {place}", item))
        else:
            raise _neither(name, place)
        if year.id in years:
            raise _fault(name, place, f"“{year.id}”写了两次。", f"{year.id!r} stands twice.")
        years[year.id] = year
    wanted = [one.calendar for one in agreements if one.needs_calendar]
    for ref in wanted:
        if ref not in years:
            year = parse_calendar(_resolved(ref, name, "calendars", resolve), ref)
            years[ref] = year
            wanted += year.earlier
    return join_years(years.values())


def _resolved(ref: str, name: str, place: str, resolve: Resolve) -> str:
    try:
        return resolve(ref)
    except Problem as error:
        said = error.sentence
        raise _fault(name, place, said.zh, said.en) from error


def _neither(name: str, place: str) -> BadInput:
    return _fault(name, place, "应为编号、路径或对象。", "must be an id, a path or an object.")


def _fault(name: str, place: str, zh: str, en: str) -> BadInput:
    at = f"{place}:" if place else ""
    at_en = f"{place}: " if place else ""
    return BadInput(Text(f"{name}:{at}{zh}", f"{name}: {at_en}{en}"))
