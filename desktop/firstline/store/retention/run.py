"""The run of a dry run: exactly what it listed, recorded first, then taken off the disk."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.kinds import KINDS
from firstline.domain.errors import BadInput, Refused
from firstline.domain.privacy import erasing
from firstline.domain.privacy.mask import ERASURE
from firstline.domain.retention import destruction
from firstline.domain.retention.category import Category
from firstline.domain.retention.item import Item, Listing
from firstline.domain.words import Text
from firstline.store import drafts, files
from firstline.store.acts.perform import Stage
from firstline.store.care import snapshots
from firstline.store.retention.look import Asked, look
from firstline.store.shown.masks import naming
from firstline.store.shown.record import record
from firstline.store.shown.shown import Desk
from firstline.store.watch import Changed

_KEPT = Text("什么都没有销毁。", "Nothing was destroyed.")
_KINDS = tuple(one for one in KINDS if one not in ("ticket", ERASURE))


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is given: the dry run's digest, whose acts these are, and who approves.

    `stamps` gives a fresh stamp for each edit.
    """

    digest: str
    stamps: Callable[[], Stamp]
    approver: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did: its list, and each item that could not be taken off the disk, with why."""

    listing: Listing
    failed: tuple[tuple[Item, str], ...] = ()

    @property
    def done(self) -> tuple[Item, ...]:
        """The items that are gone."""
        left = {one.key for one, _ in self.failed}
        return tuple(one for one in self.listing.due if one.key not in left)


def lay(desk: Desk, folder: Path, asked: Asked, order: Order) -> tuple[Listing, Changed]:
    """Record everything that a run destroys, inside a transaction; return its list.

    Raises Refused where anything is not as the dry run listed it, where nothing is due, and where
    people are to be pseudonymised and nobody else approves.
    """
    found = look(desk.raw, folder, asked)
    if found.digest != order.digest:
        raise Refused(
            Text("清单已经变了:有文件、规则、保全或工单与试运行时不同。",
                 "The list is another: a file, a rule, a hold or a ticket changed since."),
            _KEPT, Text("请重新列出、再看一遍,然后执行新的清单。",
                        "List it anew, look at it, and run the new list."),
        )  # fmt: skip
    if not found.due:
        raise Refused(Text("没有到期可销毁的内容。", "Nothing is due."), _KEPT)
    stamp = order.stamps()
    if not stamp.actor.strip():
        raise Refused(
            Text("这台电脑还没有填使用者的名字,销毁记录里没有人。",
                 "This PC does not know who uses it: the record would name nobody."),
            _KEPT, Text("请先填姓名(设置 → 姓名)。", "Write your name first (settings, Name)."),
        )  # fmt: skip
    changed = Changed()
    edits: list[Edit] = []
    for item in found.due:
        shown = item
        if item.category is Category.PEOPLE:
            shown, hidden = _pseudonym(desk, item, order)
            edits += hidden
        held = record(desk.raw, destruction.KIND, destruction.record_of(shown))
        edits.append(destruction.record(shown, found, held, order.stamps()))
        if item.category is Category.DRAFTS:
            ticket = drafts.drop(desk.raw, item.key)
            changed |= Changed(frozenset({ticket}) if ticket else frozenset(), frozenset({"draft"}))
    stage = Stage(desk)
    changed |= stage.lay(edits, asked.now)
    stage.write()
    return found, changed | Changed(kinds=frozenset({"file"}))


def _pseudonym(desk: Desk, item: Item, order: Order) -> tuple[Item, Sequence[Edit]]:
    """Return the edits that put an alias in a person's place, and the item under that alias."""
    try:
        names = erasing.names_of((item.name,))
    except BadInput as problem:
        raise Refused(problem.sentence, _KEPT) from problem
    stamp = order.stamps()
    edit, mask = erasing.erasure(names, (stamp.actor, order.approver), "N13", stamp)
    tickets, records = naming(desk.raw, names, _KINDS)
    edits = erasing.field_edits(mask, tickets, records, order.stamps)
    return replace(item, name=erasing.alias_of(names)), (*edits, edit)


def take_off(folder: Path, due: Sequence[Item]) -> tuple[tuple[Item, str], ...]:
    """Take the bytes of these items off the disk; return those that stayed, with the reason."""
    failed = []
    for item in due:
        try:
            for path in _paths(folder, item):
                path.unlink(missing_ok=True)
        except OSError as error:
            failed.append((item, error.strerror or type(error).__name__))
    return tuple(failed)


def _paths(folder: Path, item: Item) -> Sequence[Path]:
    if item.category in (Category.ATTACHMENTS, Category.LOGS):
        path = files.find(folder, item.sha256)
        with suppress(OSError):  # the beginning of a download
            (folder / files.FOLDER / f"{item.sha256}.part").unlink(missing_ok=True)
        return (path,) if path else ()
    if item.category in (Category.PACKAGES, Category.EXPORTS):
        return (Path(item.key),)
    if item.category is Category.BACKUPS:
        return (folder / snapshots.FOLDER / item.key,)
    return ()


def lay_failures(
    desk: Desk, failed: Sequence[tuple[Item, str]], order: Order, asked: Asked
) -> Changed:  # fmt: skip
    """Record what could not be destroyed and is still here."""
    edits = [
        destruction.failed(
            item, why, record(desk.raw, destruction.KIND, destruction.record_of(item)),
            order.stamps(),
        )
        for item, why in failed
    ]  # fmt: skip
    stage = Stage(desk)
    changed = stage.lay(edits, asked.now)
    stage.write()
    return changed
