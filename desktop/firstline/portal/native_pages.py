"""Pages and answers of the native protocol, read fast: no record is validated one by one."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.codec import canonical, edit_to_json
from firstline.domain.edits.exchange import Answer, Copy, CopyState, Document, Op, Page, Pushed
from firstline.domain.errors import NOTHING
from firstline.domain.uncollected import uncollected
from firstline.domain.words import Text
from firstline.portal.refusals import makes_no_sense
from firstline.portal.unpack import cut_short

_STATES = {str(one): one for one in CopyState}
_OUTCOMES = {str(one): one for one in Outcome}
_EDIT_VERSION = 1
_LONGEST_REASON = 500
_DOC = b',"doc":'  # in a JSON text it is never inside a string, whose quotes are escaped
_MOST = 1 << 53  # more is no count of records
_PLAIN = re.compile(  # a record that stands, as this portal writes it
    rb'{"kind":"([a-z_]+)","id":"([^"\\\x00-\x1f]+)","state":"put","rev":(\d+),"seq":(\d+),'
    rb'"plant":"[^"\\\x00-\x1f]*","doc":({.*})}\n'
)


def read_page(body: bytes, host: str, *, first: bool) -> Page:
    """Return the page that `body` (application/x-ndjson) holds.

    Raises Broken for a page that ends before its closing line or does not match it: what was cut
    must never look complete (sync.md 2.2).
    """
    cut = body.rfind(b"\n", 0, len(body) - 1) + 1
    try:
        end = json.loads(body[cut:])
        lines = memoryview(body)[:cut]  # a page is large: no part of it is kept twice
        if end["end"] is not True or hashlib.sha256(lines).hexdigest() != end["sha256"]:
            raise cut_short()
        with uncollected():
            copies = tuple(_copies_in(body, cut))
        if end["count"] != len(copies):
            raise cut_short()
        return Page(
            copies, str(end["cursor"]), bool(end["more"]), first,
            _number(end, "total"), _number(end, "done"),
        )  # fmt: skip
    except (ValueError, RecursionError) as error:
        raise cut_short() from error
    except (KeyError, TypeError, AttributeError) as error:
        raise makes_no_sense(host) from error


def _number(end: Mapping[str, Any], name: str) -> int | None:
    """Return how many records there are or came, None where it is not told. Raises TypeError."""
    value = end.get(name)
    if value is not None and (type(value) is not int or not 0 <= value < _MOST):
        raise TypeError(name)
    return value


def _copies_in(body: bytes, cut: int) -> Iterator[Copy]:
    """Yield the copies of the lines that end before `cut`, in their order."""
    at = 0
    while at < cut:
        plain = _PLAIN.match(body, at, cut)
        if plain is None:
            after = body.index(b"\n", at) + 1
            yield _copy_of(body[at : after - 1])
        else:
            after = plain.end()
            kind, own, rev, seq, doc = plain.groups()
            text = Document(doc.decode())
            yield Copy(kind.decode(), own.decode(), CopyState.PUT, int(rev), int(seq), text)
        at = after


def _copy_of(line: bytes) -> Copy:
    """Return the copy that one line holds; its document, which stands last, is left unread."""
    before, mark, rest = line.partition(_DOC)
    if mark and rest.endswith(b"}"):
        try:
            raw = from_json(before + b"}", cache_strings="keys")
        except ValueError:
            return copy_in(json.loads(line))
        return copy_in(raw, Document(rest[:-1].decode()))
    return copy_in(json.loads(line))


def copy_in(raw: Mapping[str, Any], doc: Document | None = None) -> Copy:
    """Return the copy that one record holds (WireRecord); raises what reading raises."""
    return Copy(
        raw["kind"], raw["id"], _STATES[raw["state"]], raw["rev"], raw["seq"],
        raw.get("doc") if doc is None else doc,
    )  # fmt: skip


def read_copies(raws: Iterable[Mapping[str, Any]], host: str) -> tuple[Copy, ...]:
    """Return the copies of an answer's records. Raises Broken for what makes no sense."""
    try:
        return tuple(map(copy_in, raws))
    except (KeyError, TypeError, AttributeError) as error:
        raise makes_no_sense(host) from error


def write_ops(ops: Sequence[Op], device: str, skew_ms: int | None) -> bytes:
    """Return the body of POST /ops (WireOps)."""
    return canonical({"device": device, "ops": [op_out(one, skew_ms) for one in ops]}).encode()


def op_out(op: Op, skew_ms: int | None = None) -> Mapping[str, Any]:
    """Return one edit as it travels (WireOp)."""
    return {"n": op.n, "edit": edit_to_json(op.edit), "skew_ms": skew_ms, "v": _EDIT_VERSION}


def read_pushed(raw: Any, ops: Sequence[Op], host: str) -> Pushed:
    """Return the answers to `ops` in their order; one that is missing counts as not known."""
    try:
        told = {one["id"]: answer_in(one) for one in raw["results"]}
        wait_s, head = raw.get("retry_after_s"), raw["device_head"]
        records = raw["records"]
    except (KeyError, TypeError, AttributeError) as error:
        raise makes_no_sense(host) from error
    answers = tuple(
        told.get(one.edit.id, Answer(one.edit.id, Outcome.UNKNOWN, "no-answer")) for one in ops
    )
    return Pushed(answers, read_copies(records, host), wait_s, head)


def answer_in(raw: Mapping[str, Any]) -> Answer:
    """Return the answer that one result holds (WireResult); raises what reading raises."""
    outcome = _OUTCOMES.get(raw["outcome"], Outcome.UNKNOWN)
    return Answer(
        raw["id"], outcome, raw.get("code", ""), words_in(raw.get("reason")), raw.get("seq", 0)
    )


def words_in(raw: object) -> Text:
    """Return the server's own sentence in both languages, made harmless; NOTHING without one."""
    if not isinstance(raw, Mapping):
        return NOTHING
    zh, en = (_tidy(str(raw.get(one, ""))) for one in ("zh", "en"))
    return Text(zh or en, en or zh) if zh or en else NOTHING


def _tidy(text: str) -> str:
    shown = "".join(one if one.isprintable() else " " for one in text[:_LONGEST_REASON])
    return " ".join(shown.split())


def joined(first: Pushed, second: Pushed) -> Pushed:
    """Return two halves of a push as one; of a record in both the later copy counts."""
    copies = {(one.kind, one.id): one for one in (*first.copies, *second.copies)}
    waits = [one.retry_after_s for one in (first, second) if one.retry_after_s]
    return Pushed(
        first.answers + second.answers, tuple(copies.values()), max(waits, default=None),
        max(first.device_head, second.device_head),
    )  # fmt: skip
