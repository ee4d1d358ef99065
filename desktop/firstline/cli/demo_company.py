"""Makes an empty profile the demo company: settings, packs, tickets, drafts and files."""

import tomllib
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.contact.contact import working_days
from firstline.domain.documents.document import KIND as DOCUMENT
from firstline.domain.edits.edit import Stamp
from firstline.domain.errors import Refused
from firstline.domain.ids import derived_id
from firstline.domain.knowledge.acts import take_in
from firstline.domain.knowledge.knowledge import KIND
from firstline.domain.knowledge.pack import parse_pack
from firstline.domain.query.query import parse_query
from firstline.domain.services.request_acts import vendor_days
from firstline.domain.training.person import people
from firstline.domain.training.training import KIND as SCHOOL
from firstline.domain.words import Language, Text
from firstline.intake.demo.contracts import PACK as DEALS
from firstline.intake.demo.contracts import deals
from firstline.intake.demo.demo import PACKS, demo_company, told
from firstline.intake.demo.directory import PACK as CONTACTS
from firstline.intake.demo.directory import directory
from firstline.intake.demo.documents import FOLDER as DOCUMENTS
from firstline.intake.demo.documents import PACKS as DOCUMENT_PACKS
from firstline.intake.demo.documents import demo_pack, linked
from firstline.intake.demo.go_live import CASE_PACK, go_live
from firstline.intake.demo.go_live import PACK as GO_LIVE
from firstline.intake.demo.group import PACK as GROUP
from firstline.intake.demo.group import group
from firstline.intake.demo.health import PACKS as HEALTH_PACKS
from firstline.intake.demo.health import health
from firstline.intake.demo.ledger import PACK as LEDGERS
from firstline.intake.demo.ledger import books as ledger_books
from firstline.intake.demo.links import PACKS as LINK_PACKS
from firstline.intake.demo.links import links, score
from firstline.intake.demo.packs import in_places
from firstline.intake.demo.project import PACKS as PROJECT_PACKS
from firstline.intake.demo.project import covers, projects
from firstline.intake.demo.reconcile import PACK as COMPARISON
from firstline.intake.demo.reconcile import comparison
from firstline.intake.demo.register import PACK as REGISTER
from firstline.intake.demo.register import register
from firstline.intake.demo.retention import PACK as RETENTION
from firstline.intake.demo.retention import retention
from firstline.intake.demo.roster import PACK as ROSTER
from firstline.intake.demo.roster import roster
from firstline.intake.demo.runbook import PACK as RUNBOOK
from firstline.intake.demo.runbook import runbook
from firstline.intake.demo.services import PACK as SERVICES
from firstline.intake.demo.services import services
from firstline.intake.demo.training import PACK as TRAINING
from firstline.intake.demo.training import training
from firstline.intake.packs.catalogue_files import FOLDER as CATALOGUE
from firstline.intake.packs.catalogue_files import load_catalogue
from firstline.intake.packs.curriculum_files import FOLDER, load_courses
from firstline.intake.packs.knowledge_files import pack_files
from firstline.store.knowledge.document_acts import take
from firstline.store.reconcile.shelf import temporary_shelf
from firstline.system import settings as settings_file
from firstline.system.resources import read_text, resource_path
from firstline.system.seals import is_signed

if TYPE_CHECKING:
    from firstline.domain.desk import Desk
    from firstline.store.store import Store

DEMO_PACKS = "demo"


def fill_demo(
    folder: Path,
    now: datetime,
    language: Language,
    open_store: Callable[[], "tuple[Desk, Store]"],
) -> dict[str, int]:
    """Fill the profile in `folder` with the demo company as of `now`; return the counts.

    `open_store` is called once the packs and settings are in place. Raises Refused, with nothing
    changed, when the profile holds tickets.
    """
    fresh = _lay_packs(folder, language)
    desk, store = open_store()
    if store.count(parse_query("status:any"), now=now):
        for copy in fresh:
            copy.unlink()
        raise _filled()
    texts = {name: _pack(name, language) for name in PACKS}
    demo = demo_company(texts, desk.matrix, now, language)
    for name, content in demo.files:
        store.keep_file(content, name)
    store.perform(*demo.edits, now=now)
    _lay_articles(store, now, demo.user)
    _lay_documents(store, now, demo.user)
    _lay_people(store, desk, now, demo.user, language)
    registers = {name: _pack(name, language) for name in HEALTH_PACKS}
    store.perform(*told(health(registers, now, demo.user, language), demo.user), now=now)
    _lay_projects(store, now, demo.user, language)
    checklist = read_text("packs", "checklists", "cutover.toml")
    plan = runbook(_pack(RUNBOOK, language), checklist, now, demo.user, language)
    store.perform(*told(plan, demo.user), now=now)
    _lay_links(store, now, demo.user, language)
    books = register(_pack(REGISTER, language), now, demo.user, language, store.ticket)
    store.perform(*told(books, demo.user), now=now)
    staff = people(store.records(SCHOOL))
    held = ledger_books(_pack(LEDGERS, language), now, demo.user, language, staff)
    store.perform(*told(held, demo.user), now=now)
    bought = deals(_pack(DEALS, language), now, demo.user, language)
    store.perform(*told(bought, demo.user), now=now)
    _lay_services(store, desk, now, demo.user, language)
    with temporary_shelf() as shelf:
        pack = _pack(COMPARISON, language)
        store.perform(*told(comparison(pack, now, demo.user, language, shelf), demo.user), now=now)
    _lay_retention(store, now, demo.user, language)
    ids = {edit.entity for edit in demo.edits}
    for one in sorted(ids - demo.unread):
        store.seen(one, now)
    for ticket, text in demo.drafts.items():
        store.save_draft(f"reply:{ticket}", text, now)
    _sign_in(folder, demo.user, demo.site)
    return {
        "tickets": len(ids),
        "edits": len(demo.edits),
        "files": len(demo.files),
        "drafts": len(demo.drafts),
        "articles": len(store.articles()),
        "documents": len(store.library()),
    }


def _company() -> str:
    return read_text("packs", f"{PACKS[0]}.toml")


def _pack(name: str, language: Language) -> str:
    """Return the demo pack `name` with its sites named in `language`."""
    return in_places(read_text("packs", f"{name}.toml"), _company(), language)


def _lay_services(
    store: "Store", desk: "Desk", now: datetime, user: str, language: Language
) -> None:  # fmt: skip
    """Lay the site's own catalogue entry, and requests at every step."""
    offered, _ = load_catalogue((resource_path("packs", CATALOGUE),), is_signed)
    pack, worked = _pack(SERVICES, language), vendor_days(desk)
    store.perform(
        *told(services(pack, offered, store.records, now, language, worked), user), now=now
    )


def _lay_people(
    store: "Store", desk: "Desk", now: datetime, user: str, language: Language
) -> None:  # fmt: skip
    """Lay contacts, roster, working group and training."""
    laid = directory(_pack(CONTACTS, language), now, user, language)
    staff = roster(_pack(ROSTER, language), now, user, language)
    worked = working_days(desk.calendar)
    joint = group(_pack(GROUP, language), now, user, language, worked)
    courses, _ = load_courses((resource_path("packs", FOLDER),))
    taught = training(_pack(TRAINING, language), courses, now, user, language)
    store.perform(*told((*laid, *staff, *joint, *taught), user), now=now)


def _lay_projects(store: "Store", now: datetime, user: str, language: Language) -> None:
    """Lay the registers of projects, their tests, and which requirements each test covers."""
    plans = tuple(_pack(name, language) for name in PROJECT_PACKS)
    store.perform(*told(projects(plans, now, user, language), user), now=now)
    _lay_go_live(store, now, user, language)
    cases = store.records("uat_case")
    store.perform(*covers(plans, cases, now, user), now=now)


def _lay_go_live(store: "Store", now: datetime, user: str, language: Language) -> None:
    """Lay acceptance tests, coverage and runs of the tool (packs/uat/*)."""
    cases = read_text("packs", "uat", f"{CASE_PACK}.toml")
    pack = _pack(GO_LIVE, language)
    laid = go_live(pack, cases, now, user, language, lambda key: store.ticket(key).id)
    store.perform(*told(laid, user), now=now)


def _lay_links(store: "Store", now: datetime, user: str, language: Language) -> None:
    """Lay interfaces and their data, and the score that follows from them and from the runbook."""
    tied = {name: _pack(name, language) for name in LINK_PACKS}
    store.perform(*told(links(tied, now, user, language), user), now=now)
    stamp = Stamp(derived_id("demo", "score"), now, user)
    store.perform(score(tied, store.records, stamp, language), now=now)


def _lay_retention(store: "Store", now: datetime, user: str, language: Language) -> None:
    """Lay a rule of the desk's own, holds, files of closed tickets, and one that was destroyed."""
    kept = retention(_pack(RETENTION, language), now, user, language, store.find)
    for name, content in kept.files:
        store.keep_file(content, name)
    store.perform(*told(kept.edits, user), now=now)


def _lay_articles(store: "Store", now: datetime, user: str) -> None:
    """Take the shipped articles (packs/knowledge/*) in, the same edits every time."""
    numbers = count()
    pack = parse_pack(pack_files(resource_path("packs", "knowledge")))
    taken = take_in(
        pack, store.records(KIND),
        lambda: Stamp(derived_id("demo", "knowledge", str(next(numbers))), now, user),
    )  # fmt: skip
    store.perform(*taken.edits, now=now)


def _lay_documents(store: "Store", now: datetime, user: str) -> None:
    """Take the demo's packs of documents in (packs/documents/*), and link two articles to them."""
    for name, days in DOCUMENT_PACKS:
        folder = resource_path("packs", DOCUMENTS)
        read, taken = demo_pack(folder, name, days, store.records(DOCUMENT), now, user)
        take(store, taken.edits, taken.files, read.content, now)
    store.perform(*linked(store.records(KIND), now, user), now=now)


def _filled() -> Refused:
    return Refused(
        Text("这个配置文件夹已经在使用,不能填入演示公司。",
             "This profile is in use already; the demo company goes into an empty one."),
        Text("什么都没有改。", "Nothing was changed."),
        Text("请用 --profile 指定一个新的空文件夹。", "Name a new, empty folder with --profile."),
    )  # fmt: skip


def _lay_packs(folder: Path, language: Language) -> list[Path]:
    """Copy the demo's own agreements (packs/demo/*) into the profile, over none; return them."""
    target = folder / "packs"
    target.mkdir(parents=True, exist_ok=True)
    copies = []
    for one in sorted(resource_path("packs", DEMO_PACKS).glob("*.toml")):
        text = in_places(one.read_text(encoding="utf-8"), _company(), language)
        copy = target / f"{tomllib.loads(text)['id']}.toml"
        if not copy.exists():
            copy.write_text(text, encoding="utf-8")
            copies.append(copy)
    return copies


def _sign_in(folder: Path, user: str, site: str) -> None:
    held = settings_file.load(folder)
    settings_file.save(folder, held.having(user=held.user or user, site=held.site or site))
