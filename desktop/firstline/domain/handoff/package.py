"""The hand-off package: what the vendor gets of a ticket: redacted text, files, and a report."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from firstline.domain.authorisations.authorisation import Authorisation, check_covers, needed
from firstline.domain.errors import NOTHING, BadInput, Refused
from firstline.domain.handoff.fields import (
    FIELDS,
    TITLE_CHARACTERS,
    Expected,
    Field,
    Need,
    cut,
    suggest_title,
)
from firstline.domain.handoff.leaving import Leaving, Seen
from firstline.domain.handoff.redaction import Removed
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Language, Text

_NOT_WRITTEN = Text("没有导出任何内容。", "Nothing was exported.")


class Origin(StrEnum):
    """Where a file of the package comes from."""

    LOG = "log"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class RawText:
    """A log or a text attachment as it was read; `remark` says what of it was not."""

    name: str
    text: str
    origin: Origin
    remark: Text = NOTHING


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file that no rule can read, such as a screenshot; `seen` says that a person looked."""

    name: str
    source: str
    sha256: str
    size: int
    seen: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What does not go along, and why."""

    name: str
    why: Text


@dataclass(frozen=True, slots=True)
class Order:
    """All that a package is made of, not yet redacted; an empty title is suggested."""

    id: str
    ticket: Ticket
    made_at: datetime
    made_by: str
    language: Language
    values: Mapping[str, str]
    title: str = ""
    texts: tuple[RawText, ...] = ()
    files: tuple[RawFile, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    expected: tuple[Expected, ...] = ()
    authorisation: Authorisation | None = None
    reviewed_by: str = ""
    duties: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with what is to be read in it; a missing one is marked as such."""

    field: Field
    value: str

    @property
    def missing(self) -> bool:
        """Whether the vendor needs it and nobody wrote it."""
        return not self.value and self.field.need is Need.MUST


@dataclass(frozen=True, slots=True)
class LeavingText:
    """A redacted log or text attachment; its hash is that of the UTF-8 bytes that leave."""

    name: str
    text: str
    origin: Origin
    remark: Text = NOTHING

    @property
    def data(self) -> bytes:
        """The bytes that leave."""
        return self.text.encode()

    @property
    def sha256(self) -> str:
        """The hash of what leaves."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Package:
    """What leaves: every text in it has been redacted (templates.md M.1)."""

    id: str
    ticket_id: str
    number: str
    product: str
    made_at: datetime
    made_by: str
    language: Language
    title: str
    fields: tuple[Filled, ...]
    texts: tuple[LeavingText, ...]
    files: tuple[RawFile, ...]
    left_out: tuple[LeftOut, ...]
    expected: tuple[Expected, ...]
    removed: tuple[Removed, ...]
    preview: tuple[Seen, ...]
    rules: str
    authorisation: Authorisation | None = None
    reviewed_by: str = ""
    duties: str = ""  # what the customer has proved of the systems (requirements S20)

    @property
    def missing(self) -> tuple[Field, ...]:
        """The fields that the vendor needs and that nobody wrote."""
        return tuple(one.field for one in self.fields if one.missing)

    @property
    def file_name(self) -> str:
        """The name of the zip."""
        number = re.sub(r"[^\w.-]", "_", self.number)  # a portal may number as it likes
        return f"handoff-{number}-{self.id[-6:]}.zip"


def package_id(edit_id: str, at: datetime) -> str:
    """Return the id of a package: its day, and the end of an id that is given once."""
    return f"HP-{at:%Y%m%d}-{edit_id.replace('-', '')[-6:].upper()}"


def assemble(order: Order, leaving: Leaving) -> Package:
    """Return the package of `order`, all of its texts redacted by `leaving`.

    The contact's own name stays, or nobody could be called back; numbers in it go as everywhere.
    Raises BadInput for a title that was typed too long.
    """
    ticket = order.ticket
    title = _title(order, leaving)
    fields = tuple(Filled(one, _value(one, order, leaving)) for one in FIELDS)
    texts = tuple(_text(one, leaving) for one in order.texts)
    files = tuple(
        RawFile(leaving.name(one.name, _NAMES), one.source, one.sha256, one.size, one.seen)
        for one in order.files
    )
    left_out = tuple(LeftOut(leaving.name(one.name, _NAMES), one.why) for one in order.left_out)
    names = _apart([one.name for one in texts] + [one.name for one in files])
    texts = tuple(
        LeavingText(name, one.text, one.origin, one.remark)
        for name, one in zip(names, texts, strict=False)
    )
    files = tuple(
        RawFile(name, one.source, one.sha256, one.size, one.seen)
        for name, one in zip(names[len(texts) :], files, strict=True)
    )
    duties = leaving.text(order.duties, _DUTIES)
    return Package(
        order.id, ticket.id, ticket.number, ticket.product, order.made_at, order.made_by,
        order.language, title, fields, texts, files, left_out, order.expected,
        leaving.removed, leaving.preview, f"{leaving.rules.id} {leaving.rules.version}",
        order.authorisation, order.reviewed_by.strip(), duties,
    )  # fmt: skip


def check_may_leave(package: Package, now: datetime) -> None:
    """Raise Refused unless the package may leave the plant at `now`.

    Somebody has to have reviewed it (templates.md L), every file that no rule can read was looked
    at one by one, and logs and attachments need an authorisation that holds now (requirements
    S37). A package of the ticket's own text needs none: the hand-off S17 is the hotline call in
    writing, S37 speaks of "system logs".
    """
    if not package.reviewed_by:
        raise Refused(
            Text("还没有人复核脱敏结果。", "Nobody has reviewed the redacted result yet."),
            _NOT_WRITTEN,
            Text("看过后写明复核人(窗口第 3 步;终端 --reviewed-by 姓名)。",
                 "Read it, then say who did (window: step 3; terminal: --reviewed-by NAME)."),
        )  # fmt: skip
    for one in package.files:
        if not one.seen:
            raise Refused(
                Text(f"“{one.name}”不是文字,脱敏规则看不到里面;请先看过再确认可以外发。",
                     f"“{one.name}” is not text, so no rule sees into it; look at it and confirm "
                     "that it may leave."),
                _NOT_WRITTEN,
            )  # fmt: skip
    if not (package.texts or package.files):
        return
    if package.authorisation is None:
        raise needed(Text(f"共 {len(package.texts) + len(package.files)} 个文件",
                          f"{len(package.texts) + len(package.files)} files"))  # fmt: skip
    check_covers(package.authorisation, now, package.product)


_TITLE = Text("标题", "title")
_NAMES = Text("文件名", "file name")
_DUTIES = Text("客户责任", "customer duties")


def _title(order: Order, leaving: Leaving) -> str:
    typed = " ".join(order.title.split())
    if not typed:
        return cut(" ".join(leaving.text(suggest_title(order.ticket), _TITLE).split()))
    left = leaving.text(typed, _TITLE)
    if len(typed) > TITLE_CHARACTERS:
        raise BadInput(
            Text(f"标题有 {len(typed)} 个字,厂商门户只收 {TITLE_CHARACTERS} 个。",
                 f"The title has {len(typed)} characters; the vendor's portal takes "
                 f"{TITLE_CHARACTERS}."),
            _NOT_WRITTEN,
        )  # fmt: skip
    return cut(left)


def _value(field: Field, order: Order, leaving: Leaving) -> str:
    raw = order.values.get(field.id, "").strip()
    own = Leaving.plain if field.id == "contact" else Leaving.text
    return own(leaving, raw, field.name)


def _text(raw: RawText, leaving: Leaving) -> LeavingText:
    name = leaving.name(raw.name, _NAMES)
    return LeavingText(name, leaving.text(raw.text, Text(name, name)), raw.origin, raw.remark)


def _apart(names: list[str]) -> list[str]:
    """Return the names, each its own even where redaction or a plain letter makes two alike."""
    taken: set[str] = set()
    made = []
    for name in names:
        stem, dot, ending = name.rpartition(".")
        if not stem:
            stem, dot, ending = name, "", ""
        fresh, count = name, 2
        while fresh.casefold() in taken:
            fresh = f"{stem}-{count}{dot}{ending}"
            count += 1
        taken.add(fresh.casefold())
        made.append(fresh)
    return made
