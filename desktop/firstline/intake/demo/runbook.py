"""The demo company's runbook: a rehearsal that is finished, a cutover in preparation."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import rebase_entity
from firstline.domain.ids import derived_id, id_at
from firstline.domain.runbook import acts, wave_acts
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.book import STEP, Book, book_from
from firstline.domain.runbook.pack import parse_template
from firstline.domain.runbook.plan import register
from firstline.domain.runbook.proof import DrillKind
from firstline.domain.runbook.run_acts import backup, begin_run, drill
from firstline.domain.runbook.runbook import Item, Mode, Template
from firstline.domain.runbook.runs import BEGIN, END, FINISH, run_id
from firstline.domain.runbook.settings import ROLE, SET
from firstline.domain.runbook.wave import Side, decision_register
from firstline.domain.values import replace
from firstline.domain.words import Language

PACK = "demo_runbook"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def _begun(template: Template, raw: Mapping[str, Any]) -> Template:
    """Return the template as it was when the demo's project began: without what came since."""
    gates = tuple(
        replace(one, needs=tuple(need for need in one.needs if need not in raw["without_needs"]))
        for one in template.gates
    )
    items = tuple(one for one in template.items if one.id not in raw["without_items"])
    return replace(template, version=raw["version"], gates=gates, items=items)


def runbook(
    pack: str, checklist: str, now: datetime, user: str, language: Language
) -> Iterator[Edit]:
    """Yield the edits that lay the runbook of the `pack`, made from the template `checklist`."""
    raw, tongue = tomllib.loads(pack), 0 if language == "zh_CN" else 1
    numbers = count(1)

    def stamp(at: datetime) -> Stamp:
        return Stamp(id_at(at, next(numbers)), at, user)

    template = _begun(parse_template(checklist, "checklist"), raw["older"])
    key = derived_id("demo", "runbook")
    began = now - raw["started_days_ago"] * DAY
    name = raw["name_zh" if tongue == 0 else "name_en"]
    settings = _settings(raw, now, tongue)
    opened = acts.begin(template, raw["applies"], name, key, stamp(began), settings)
    yield opened
    entity = rebase_entity(None, [opened])
    if entity is None:
        return
    book = book_from(entity)
    rehearsed = now - raw["rehearsed_days_ago"] * DAY
    yield acts.adding(book, _planned(book, raw), stamp(began + DAY))
    yield acts.adding(book, list(_proved(book, raw, began, tongue)), stamp(rehearsed - DAY))
    yield acts.adding(book, list(_rehearsal(book, raw, rehearsed)), stamp(rehearsed))
    yield acts.adding(book, list(_since(book, raw, now, tongue)), stamp(now - DAY))
    laid = acts.adding(book, list(_waves(book, raw, tongue)), stamp(now - 4 * DAY))
    yield laid
    waved = rebase_entity(entity, [laid])
    if waved is not None:
        found = list(_decided(book_from(waved), raw, tongue))
        yield acts.adding(book, found, stamp(now - 3 * DAY))


def _settings(raw: Mapping[str, Any], now: datetime, tongue: int) -> dict[str, str]:
    day = (now + raw["window_in_days"] * DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    first, last = (day + timedelta(hours=one) for one in raw["window_hours"])
    found = {f"{SET}window_start": first.isoformat(), f"{SET}window_end": last.isoformat()}
    for name in ("validation_minutes", "rollback_budget_minutes"):
        found[SET + name] = str(raw[name])
    return found | {ROLE + role: names[tongue] for role, names in raw["roles"].items()}


def _planned(book: Book, raw: Mapping[str, Any]) -> list[Entry]:
    return [
        acts.setting(book, register(one["item"], "minutes"), str(one["minutes"][0]))
        for one in raw["step"]
    ]


def _proved(
    book: Book, raw: Mapping[str, Any], began: datetime, tongue: int
) -> Iterator[Entry]:  # fmt: skip
    """Yield the evidence of the gates that are done, one day after the other."""
    left = {*raw["open"], raw["waiver"]["item"]}
    done = [one for one in book.template.items if one.gate in raw["done"] and one.id not in left]
    for at, item in enumerate(done):
        when = began + timedelta(hours=20 * at)
        yield _evidence(book, item, raw, tongue, when)


def _evidence(book: Book, item: Item, raw: Mapping[str, Any], tongue: int, at: datetime) -> Entry:
    text = raw["evidence"]["text"][tongue].format(item=item.id)
    (entry,) = acts.check(book, item, text=text, by=_owner(raw, item, tongue), at=at)
    return entry


def _owner(raw: Mapping[str, Any], item: Item, tongue: int) -> str:
    names = raw["roles"].get(item.owner_role) or raw["roles"]["pm"]
    return str(names[tongue])


def _rehearsal(book: Book, raw: Mapping[str, Any], at: datetime) -> Iterator[Entry]:
    """Yield the rehearsal: each step begins once those that it comes after are finished."""
    begin = begin_run(book, Mode.REHEARSAL, at, at=at)
    yield begin
    run = run_id(Mode.REHEARSAL, 1)
    over: dict[str, datetime] = {}
    for one in raw["step"]:
        item = book.template.item(one["item"])
        if item is None:
            continue
        start = max((over[name] for name in item.after), default=at)
        over[item.id] = start + one["minutes"][1] * MINUTE
        for act, when in ((BEGIN, start), (FINISH, over[item.id])):
            yield Entry(STEP, {"run": run, "item": item.id, "act": act}, at=when)
    yield Entry(begin.what, {"run": run, "act": END}, at=max(over.values()))


def _waves(book: Book, raw: Mapping[str, Any], tongue: int) -> Iterator[Entry]:
    """Yield the waves: their scope, which items they have, and their criteria."""
    for row in raw["wave"]:
        name = row["name"]
        yield wave_acts.scope(book, name, row["scope"][tongue])
        for item in row["items"]:
            yield acts.setting(book, register(item, "wave"), name)
        for side in Side:
            for text in row[side]:
                yield wave_acts.criterion(name, side, text[tongue])


def _decided(book: Book, raw: Mapping[str, Any], tongue: int) -> Iterator[Entry]:
    """Yield the criteria that are met, with their evidence, and what was decided."""
    for row in raw["wave"]:
        for label in row.get("met", ()):
            yield wave_acts.meet(wave_acts.find(book, label), text=row["proof"][tongue])
    for row in raw["wave"]:
        if "decision" in row:
            by, why = row["by"][tongue], row["why"][tongue]
            entry = acts.setting(book, decision_register(row["name"]), row["decision"], by)
            yield Entry(entry.what, entry.data, why, by)


def _since(
    book: Book, raw: Mapping[str, Any], now: datetime, tongue: int
) -> Iterator[Entry]:  # fmt: skip
    """Yield what came after the rehearsal: proofs, a waiver, work that goes on."""
    template, drills, copy = book.template, raw["drill"], raw["backup"]
    for at, name in enumerate(raw["done_items"]):
        item = template.item(name)
        if item is not None:
            yield _evidence(book, item, raw, tongue, now - DAY - at * timedelta(hours=3))
    yield backup(copy["name"][tongue], copy["sha256"], copy["place"][tongue], at=now - 2 * DAY)
    note = drills["note"][tongue]
    for kind in DrillKind:
        minutes = drills[f"{kind}_minutes"]
        yield drill(kind, minutes, passed=True, note=note, at=now - 2 * DAY)
    held = raw["waiver"]
    waived = template.item(held["item"])
    if waived is not None:
        until = (now + held["days"] * DAY).date()
        yield acts.waive(book, waived, held["by"][tongue], held["reason"][tongue], until, now)
    for name in (*raw["begun"], *raw["claimed"]):
        item = template.item(name)
        if item is not None:
            yield acts.start(book, item)
    for name in raw["claimed"]:
        item = template.item(name)
        if item is not None:
            yield from acts.check(book, item)
