"""Canned replies, macros and ticket templates: what is said and done alike, as a pack of data."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from firstline.domain.edits import edits
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import Refused
from firstline.domain.knowledge.offered import Fit, told
from firstline.domain.knowledge.offered import fit as fit_of
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.sla.agreement import ALL_PHASES
from firstline.domain.ticket.fields import PLAIN_FIELDS, Value
from firstline.domain.ticket.ticket import Priority, Status, Ticket
from firstline.domain.values import dataclass, field
from firstline.domain.words import Language, Text

SCHEMA = "firstline.phrases/1"
VARIABLES: Mapping[str, Text] = {
    "number": Text("编号", "Number"), "title": Text("标题", "Title"),
    "requester": Text("报告人", "Requester"), "assignee": Text("受理人", "Assignee"),
    "me": Text("我", "Me"), "site": Text("站点", "Site"), "product": Text("产品", "Product"),
    "module": Text("模块", "Module"), "priority": Text("优先级", "Priority"),
    "case_no": Text("厂商单号", "Vendor case number"), "today": Text("今天", "Today"),
    "due": Text("最近的期限", "Nearest due time"),
}  # fmt: skip
"""What may stand in a text as `{{name}}`."""
_PLACE = re.compile(r"\{\{\s*([A-Za-z_]*)\s*\}\}")
ME = "{{me}}"


@dataclass(frozen=True, slots=True)
class Canned:
    """One text to answer with; `internal` is a note. No product means every one, so do phases."""

    id: str
    title: Text
    body: Text
    internal: bool = False
    products: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Macro:
    """Several acts on a ticket as one: fields, then tags, then a text, then the status.

    `reply` is the id of a canned text; `values` are fields as a person types them.
    """

    id: str
    title: Text
    values: Mapping[str, str] = field(default_factory=dict)
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    reply: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A new ticket half filled in; `phases` are those of its system that it is meant for (S2)."""

    id: str
    title: Text
    head: Text
    body: Text
    values: Mapping[str, str] = field(default_factory=dict)
    phases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrases:
    """All that the packs in use offer, by id."""

    replies: Mapping[str, Canned] = field(default_factory=dict)
    macros: Mapping[str, Macro] = field(default_factory=dict)
    templates: Mapping[str, Template] = field(default_factory=dict)

    def over(self, other: "Phrases") -> "Phrases":
        """Return both; what `other` says stands where both say something."""
        return Phrases(
            {**self.replies, **other.replies},
            {**self.macros, **other.macros},
            {**self.templates, **other.templates},
        )


One = TypeVar("One", Canned, Macro, Template)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with each `{{name}}` filled in; what is not known shows as …."""
    return _PLACE.sub(lambda found: values.get(found[1]) or "…", text)


def values_of(
    ticket: Ticket, me: str, now: datetime, due: datetime | None = None
) -> dict[str, str]:  # fmt: skip
    """Return what the variables hold for `ticket`; instants stand in the zone of `now`."""
    told = {
        name: getattr(ticket, name)
        for name in ("number", "title", "requester", "assignee", "site", "product", "module",
                     "case_no")
    }  # fmt: skip
    when = "" if due is None else f"{due.astimezone(now.tzinfo):%m-%d %H:%M}"
    return {
        **told, "priority": str(ticket.priority), "me": me, "due": when,
        "today": now.date().isoformat(),
    }  # fmt: skip


def run_macro(
    macro: Macro,
    phrases: Phrases,
    ticket: Ticket,
    values: Mapping[str, str],
    language: Language,
    stamp: Callable[[], Stamp],
) -> tuple[Edit, ...]:
    """Return the edits of the macro on `ticket`, each made on what the one before left.

    What the ticket has already is left out; so is a field whose variable is empty.
    Raises Refused, with nothing done, where the state chart forbids the status, and BadInput for
    a value that does not fit its field.
    """
    made: list[Edit] = []
    shown = ticket

    def lay(edit: Edit) -> None:
        nonlocal shown
        made.append(edit)
        shown = rebase(shown, (edit,)) or shown

    for name, raw in macro.values.items():
        if not all(values.get(place) for place in _PLACE.findall(raw)):
            continue  # nobody signed in, say: a field is left as it is and never set to “…”
        value = fill(raw, values)
        if name == "priority":
            if shown.priority != value:
                lay(edits.set_priority(shown, Priority(value), stamp()))
        elif str(getattr(shown, name)) != value:
            lay(edits.set_field(shown, name, value, stamp()))
    add = tuple(one for one in macro.add_tags if one not in shown.tags)
    remove = tuple(one for one in macro.remove_tags if one in shown.tags)
    if add or remove:
        lay(edits.tag(shown, stamp(), add=add, remove=remove))
    if macro.reply:
        said = phrases.replies[macro.reply]
        text = fill(said.body.in_(language), values)
        lay(edits.reply(shown, text, stamp(), internal=said.internal))
    if macro.status and shown.status != macro.status:
        lay(edits.move(shown, Status(macro.status), stamp()))
    return tuple(made)


def find(phrases: Mapping[str, One], key: str, what: Text) -> One:
    """Return the entry with this id. Raises Refused naming those that there are."""
    if key not in phrases:
        known = ", ".join(phrases)
        raise Refused(
            Text(f"没有“{key[:40]}”这个{what.zh}。", f"There is no {what.en} {key[:40]!r}."),
            next_step=Text(f"可用:{known}。", f"There are: {known}."),
        )
    return phrases[key]


def fitting(replies: Iterable[Canned], ticket: Ticket) -> list[Canned]:
    """Return the texts for the ticket's product: those made for it first, then for its phase.

    Those that are meant for other phases come last.
    """
    product, phases = ticket.product.casefold(), told(ticket)
    fit = [
        one for one in replies
        if not one.products or product in {name.casefold() for name in one.products}
    ]  # fmt: skip

    def place(one: Canned) -> tuple[bool, bool, Fit]:
        found = fit_of(one.phases, phases)
        return found is Fit.OTHER, not one.products, found

    return sorted(fit, key=place)


# --- reading a pack ---


def parse_phrases(text: str, file: str) -> Phrases:
    """Return what a TOML text offers. Raises BadInput naming file, line, place and fault."""
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    top.allow("id", "version", "title_zh", "title_en", "license")

    def rows(name: str) -> Iterable[Fields]:
        for index, raw in enumerate(top.take(name) or ()):
            yield Fields(source, (name, index), raw)

    replies = {one.id: one for one in map(_reply, rows("reply"))}
    macros = {one.id: one for one in (_macro(row, replies) for row in rows("macro"))}
    templates = {one.id: one for one in map(_template, rows("template"))}
    top.done()
    return Phrases(replies, macros, templates)


def _both(one: Fields, stem: str) -> Text:
    zh = one.text(f"{stem}_zh", "").strip("\n")
    said = Text(zh, one.text(f"{stem}_en", "").strip("\n"))
    for language in said:
        for name in _PLACE.findall(language):
            if name not in VARIABLES:
                known = ", ".join(VARIABLES)
                raise one.fault(
                    f"{stem}_zh", f"不认识的变量“{name}”。可用:{known}。",
                    f"unknown variable {name!r}. Known: {known}.",
                )  # fmt: skip
    return said


def _reply(one: Fields) -> Canned:
    made = Canned(
        one.name("id"), one.title(), _both(one, "body"), one.flag("internal", default=False),
        one.texts("products"), one.known("phases", ALL_PHASES),
    )  # fmt: skip
    if not made.body.zh:
        raise one.fault("body_zh", "不能为空。", "must not be empty.")
    one.done()
    return made


def _values(one: Fields) -> dict[str, str]:
    table = one.table("set")
    if table is None:
        return {}
    found = {}
    for name in table.data:
        if name not in (*PLAIN_FIELDS, "priority"):
            raise table.fault(name, "没有这个字段。", "there is no such field.")
        value: Value = table.take(name)
        found[name] = str(value)
    if found.get("priority", "P3") not in tuple(Priority):
        raise table.fault("priority", "应为 P1–P4。", "must be P1–P4.")
    return found


def _macro(one: Fields, replies: Mapping[str, Canned]) -> Macro:
    reply = one.text("reply", "")
    if reply and reply not in replies:
        raise one.fault("reply", "没有这条快捷回复。", "there is no such canned reply.")
    made = Macro(
        one.name("id"), one.title(), _values(one), one.texts("add_tags"),
        one.texts("remove_tags"), reply, one.choice("status", tuple(Status), ""),
    )  # fmt: skip
    one.done()
    return made


def _template(one: Fields) -> Template:
    made = Template(one.name("id"), one.title(), _both(one, "head"), _both(one, "body"),
                    _values(one), one.known("phases", ALL_PHASES))  # fmt: skip
    one.done()
    return made
