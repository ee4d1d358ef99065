"""Pages of the native protocol as the client reads them: cut anywhere, none looks complete."""

import hashlib
import json

import pytest

from firstline.domain.edits.exchange import Copy, Document
from firstline.portal.base import Broken
from firstline.portal.native_pages import read_page
from firstline.portal.native_wire import StreamEnd, WireRecord

HOST = "desk.example"
HEAD = '{"kind":"ticket","id":"x","state":"put","rev":1,"seq":2,"plant":"main"'
TEXT = '{"id":"x","title":"说 \\",\\"doc\\":1", "more":{"doc":[1,{"doc":2}]}}'


def page(count: int = 3) -> bytes:
    lines = b"".join(
        WireRecord(kind="ticket", id=f"id-{one}", seq=one).model_dump_json().encode() + b"\n"
        for one in range(count)
    )
    sha256 = hashlib.sha256(lines).hexdigest()
    end = StreamEnd(cursor="c.1", count=count, sha256=sha256, more=False)
    return lines + end.model_dump_json().encode() + b"\n"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_whole_page_is_read(count: int) -> None:
    read = read_page(page(count), HOST, first=False)
    assert [one.id for one in read.copies] == [f"id-{one}" for one in range(count)]
    assert read.cursor == "c.1"


def test_a_page_cut_after_any_byte_is_never_taken_for_a_whole_one() -> None:
    whole = page()
    for length in range(len(whole) - 1):  # the last line end alone may be missing
        with pytest.raises(Broken):
            read_page(whole[:length], HOST, first=False)


@pytest.mark.parametrize("line", [
    "[" * 100_000, '{"end":true,"sha256":' + "[" * 100_000, HEAD + ',"old":' + "[" * 100_000,
])  # fmt: skip
def test_a_page_nested_without_end_is_told(line: str) -> None:
    with pytest.raises(Broken):
        read_page(line.encode() + b"\n", HOST, first=False)
    with pytest.raises(Broken):
        read(line)


def test_a_damaged_record_is_told() -> None:
    with pytest.raises(Broken):
        read_page(page().replace(b"id-1", b"id-9"), HOST, first=False)


def read(line: str) -> Copy:
    lines = line.encode() + b"\n"
    sha256 = hashlib.sha256(lines).hexdigest()
    end = StreamEnd(cursor="c.1", count=1, sha256=sha256, more=False).model_dump_json()
    (copy,) = read_page(lines + end.encode() + b"\n", HOST, first=True).copies
    return copy


def test_a_document_is_kept_as_it_came() -> None:
    copy = read(f'{HEAD},"doc":{TEXT}}}')
    assert isinstance(copy.doc, Document)
    assert copy.doc.text == TEXT
    assert copy.doc == json.loads(TEXT)
    assert (copy.rev, copy.seq) == (1, 2)


@pytest.mark.parametrize("line", [
    f'{HEAD},"doc":{TEXT},"later":1}}', f'{HEAD[:-1]}","old":{{"doc":1}},"doc":{TEXT}}}',
    f'{HEAD[:-1]}","old":{{"a":1,"doc":3}},"doc":{TEXT}}}', f'{HEAD}, "doc": {TEXT} }}',
])  # fmt: skip
def test_a_record_that_is_written_otherwise_means_the_same(line: str) -> None:
    copy = read(line)
    assert (copy.id, copy.rev, copy.seq) == ("x", 1, 2)
    assert copy.doc == json.loads(TEXT)


def test_a_record_without_a_document_has_none() -> None:
    assert read(f"{HEAD}}}".replace("put", "gone")).doc is None


@pytest.mark.parametrize("said", ['"many"', "-1", "1e9", "true", "9" * 30, "[]"])
def test_a_count_that_is_none_is_told(said: str) -> None:
    sha256 = hashlib.sha256(b"").hexdigest()
    end = f'{{"end":true,"cursor":"c","count":0,"sha256":"{sha256}","more":false,"done":{said}}}'
    with pytest.raises(Broken):
        read_page(end.encode() + b"\n", HOST, first=True)
