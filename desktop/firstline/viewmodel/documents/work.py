"""What the library does apart from the window: read a pack, take it in, add a file, hash, open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.documents.acts import Taken, add, take_in
from firstline.domain.documents.described import LISTS, PLAIN, described, split
from firstline.domain.documents.document import KIND, Document
from firstline.domain.edits.edit import Stamp
from firstline.domain.errors import Problem
from firstline.domain.knowledge.acts import current
from firstline.domain.knowledge.knowledge import KIND as ARTICLE
from firstline.domain.knowledge.knowledge import article_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from firstline.store.store import Store
    from firstline.viewmodel.documents.doors import DocumentDoors, ReadPack

# ruff: noqa: PLC0415 - store.document_acts is for these acts alone


@dataclass(frozen=True, slots=True)
class Difference:
    """A pack that was read, and what taking it in would do."""

    read: "ReadPack"
    taken: Taken


def compare(
    doors: "DocumentDoors", path: Path, stamp: Callable[[], Stamp]
) -> "Callable[[Store], Difference | Problem]":
    """Return what reads the pack at `path` and says what taking it in would do."""

    def work(store: "Store") -> "Difference | Problem":
        try:
            read = doors.read_pack(path)
            articles = current(map(article_from, store.records(ARTICLE))).values()
            return Difference(read, take_in(read.pack, store.records(KIND), articles, stamp))
        except Problem as problem:
            return problem

    return work


def take(found: Difference, now: datetime) -> "Callable[[Store], Taken | Problem]":
    """Return what keeps the files and performs the edits; a problem comes back."""

    def work(store: "Store") -> "Taken | Problem":
        from firstline.store.knowledge.document_acts import take

        try:
            taken = found.taken
            take(store, taken.edits, taken.files, found.read.content, now)
        except Problem as problem:
            return problem
        return found.taken

    return work


def add_file(
    doors: "DocumentDoors", path: Path, values: "Mapping[str, str]", stamp: Stamp
) -> "Callable[[Store], str | Problem]":
    """Return what adds one file as `values` describe it; the record or a problem comes back."""

    def work(store: "Store") -> "str | Problem":
        from firstline.store.knowledge.document_acts import take

        try:
            texts = {name: values.get(name, "") for name in PLAIN}
            lists = {name: split(values.get(name, "")) for name in LISTS}
            one, data = doors.read_file(path, described(texts, lists, path.stem))
            edit = add(one, store.records(KIND), stamp)
            take(store, (edit,) if edit else (), (one,), lambda _: data, stamp.at)
        except Problem as problem:
            return problem
        return one.record

    return work


def verify(one: Document) -> "Callable[[Store], str]":
    """Return what hashes the file again: ok, changed or missing."""

    def work(store: "Store") -> str:
        from firstline.store.knowledge.document_acts import state_of

        return state_of(store, one)

    return work


def lay_out(
    one: Document, now: datetime, folder: Path | None = None
) -> "Callable[[Store], Path | Problem]":
    """Return what checks the hash and writes a copy, to be opened or into `folder`."""

    def work(store: "Store") -> "Path | Problem":
        from firstline.store.knowledge.document_acts import lay_out

        try:
            return lay_out(store, one, now, folder)
        except Problem as problem:
            return problem

    return work
