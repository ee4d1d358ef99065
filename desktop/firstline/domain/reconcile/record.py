"""A kept reconciliation: what was found, each difference explained, and who signs for it.

The id follows from the result, so that the same comparison made twice, or on two desks, is one
record. Explanations and signatures are entries that only append; they merge without a clash.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, opening
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import derived_id
from firstline.domain.reconcile.values import Difference, Result, difference_from
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

KIND = "reconciliation"
MOST_KEPT = 1_000  # differences; more are not explained one by one, and cannot be signed
_MOST_KEPT_CHARACTERS = 400_000
_MOST_RESULT_CHARACTERS = 200_000
_MOST_SHOWN = 200  # characters of a cell
MOST_WORDS = 2_000
KEPT, EXPLAINED, SIGNED = "kept", "explained", "signed"
_NOT_SIGNED = Text("什么都没有记。", "Nothing was recorded.")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one difference is as it is; the last one of a difference stands."""

    number: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed what stood then; `fault` says why it does not count, empty where it does."""

    by: str
    at: datetime
    note: str
    fault: Text


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept reconciliation as it stands; `found` are all its differences, kept or not."""

    id: str
    name: str
    kept: tuple[Event, ...]
    digest: str
    result: Mapping[str, Any]
    found: int
    differences: tuple[Difference, ...]
    explanations: Mapping[int, Explanation]
    signatures: tuple[Signature, ...]

    @property
    def number(self) -> str:
        """What people call it by; it follows from the id, so that it is the same offline."""
        return f"RC-{self.id.replace('-', '')[-6:].upper()}"

    @property
    def files(self) -> frozenset[str]:
        """The SHA-256 of each difference file that was written of it."""
        return frozenset(one.data["file"] for one in self.kept if one.data.get("file"))

    def is_evidence(self, said: str, hashes: AbstractSet[str]) -> bool:
        """Whether words of an evidence name it, or a file among these hashes is its own."""
        return self.number in said.upper() or bool(self.files & hashes)

    @property
    def by(self) -> str:
        """Who kept it first."""
        return self.kept[0].actor if self.kept else ""

    @property
    def at(self) -> datetime | None:
        """When it was kept first."""
        return self.kept[0].at if self.kept else None

    @property
    def unexplained(self) -> int:
        """How many differences nobody has explained; zero is what an auditor signs."""
        return self.found - sum(one.number in self.explanations for one in self.differences)

    @property
    def signature(self) -> Signature | None:
        """The first signature that counts, None where there is none."""
        return next((one for one in self.signatures if not one.fault.zh), None)

    @property
    def people(self) -> frozenset[str]:
        """Who may not sign: those who explained, or else those who made the comparison."""
        named = {one.by.casefold() for one in self.explanations.values()}
        return frozenset(named or {one.actor.casefold() for one in self.kept})


def digest_of(result: Result, differences: Iterable[Difference]) -> str:
    """Return the SHA-256 over the result and every difference: the same at every run."""
    digest = hashlib.sha256(_canonical(result.to_json()).encode())
    for one in differences:
        digest.update(b"\n" + _canonical(one.to_json()).encode())
    return digest.hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def id_of(digest: str) -> str:
    """Return the id of the record of this result."""
    return derived_id(KIND, digest)


def keep(
    result: Result, differences: Iterable[Difference], digest: str, name: str, stamp: Stamp,
    file: str = "",
) -> Edit:  # fmt: skip
    """Return the edit that keeps a result, with as many differences as a record holds.

    The fields follow from the result alone, so that two desks that keep it do not clash; who kept
    it and under which name is an entry. `file` is the SHA-256 of the difference file, if any.
    """
    fields: dict[str, Value] = {
        "name": f"{result.inputs[0].name} ↔ {result.inputs[1].name}"[:200], "digest": digest,
        "result": _bounded(result), "found": result.counts.found,
        "differences": _kept(differences),
    }  # fmt: skip
    edit = opening(KIND, id_of(digest), fields, stamp.id, stamp.at, stamp.actor)
    return replace(edit, events=(_kept_event(name, stamp, file),))


def keep_file(kept: Kept, file: str, stamp: Stamp) -> Edit:
    """Return the edit that adds the SHA-256 of another difference file of a kept result."""
    event = _kept_event("", stamp, file)
    return Edit(stamp.id, kept.id, "file", stamp.at, stamp.actor, KIND, events=(event,))


def _kept_event(name: str, stamp: Stamp, file: str) -> Event:
    data = {"what": KEPT, "file": file} if file else {"what": KEPT}
    return Event(f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor,
                 text=clean(name, 200, "name"), data=data)  # fmt: skip


def _bounded(result: Result) -> str:
    """Return the result as a record holds it: equal totals of groups give way where it is long."""
    whole = result.to_json()
    text = _canonical(whole)
    if len(text) <= _MOST_RESULT_CHARACTERS:
        return text
    wrong = [one for one in whole["totals"] if not (one["group"] and one["equal"])]
    broken = [one for one in whole["equations"] if not one["holds"]]
    for most in (300, 30, 0):
        short = {**whole, "totals": wrong[:most], "equations": broken[:most],
                 "first": whole["first"][:most], "sample": whole["sample"][: most // 10],
                 "shortened": True}  # fmt: skip
        text = _canonical(short)
        if len(text) <= _MOST_RESULT_CHARACTERS:
            break
    return text


def _kept(differences: Iterable[Difference]) -> str:
    lines: list[str] = []
    length = 0
    for one in differences:
        line = _canonical(_short(one.to_json()))
        length += len(line)
        if len(lines) >= MOST_KEPT or length > _MOST_KEPT_CHARACTERS:
            break
        lines.append(line)
    return "[" + ",\n".join(lines) + "]"


def _short(raw: dict[str, Any]) -> dict[str, Any]:
    cells = [
        [name, *(one if one is None else one[:_MOST_SHOWN] for one in (source, target)), changed]
        for name, source, target, changed in raw["cells"]
    ]
    return {**raw, "cells": cells}


def kept_from(entity: Entity) -> Kept | None:
    """Return the reconciliation in a record, None for one that cannot be read."""
    fields = entity.fields
    try:
        result = json.loads(str(fields.get("result") or ""))
        raw = json.loads(str(fields.get("differences") or "[]"))
        differences = tuple(difference_from(one) for one in raw)
        found = int(str(fields.get("found") or 0))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(result, dict):
        return None
    events = sorted(entity.events, key=lambda one: (one.at, one.id))
    kept = tuple(one for one in events if _what(one) == KEPT)
    named = next((one.text for one in reversed(kept) if one.text), str(fields.get("name") or ""))
    bare = Kept(
        entity.id, named, kept, str(fields.get("digest") or ""), result, found, differences,
        _explanations(events), (),
    )  # fmt: skip
    state = state_of(bare.digest, events)
    signatures = tuple(
        Signature(one.actor, one.at, one.text, _fault(bare, one, state))
        for one in events if _what(one) == SIGNED
    )  # fmt: skip
    return replace(bare, signatures=signatures)


def _what(event: Event) -> str:
    return event.data.get("what", "") if event.kind is EventKind.ENTRY else ""


def _explanations(events: Sequence[Event]) -> dict[int, Explanation]:
    told: dict[int, Explanation] = {}
    for event in events:
        if _what(event) == EXPLAINED and event.data.get("difference", "").isdecimal():
            number = int(event.data["difference"])
            told[number] = Explanation(number, event.text, event.actor, event.at)
    return dict(sorted(told.items()))


def state_of(digest: str, events: Iterable[Event]) -> str:
    """Return the hash of what a signature stands for: the result, and every explanation of it.

    Explanations that come later, also those of a desk that was offline, make another state.
    """
    told = sorted(
        (event.data.get("difference", ""), event.id, event.text)
        for event in events if _what(event) == EXPLAINED
    )  # fmt: skip
    return hashlib.sha256(_canonical([digest, told]).encode()).hexdigest()


def _fault(kept: Kept, event: Event, state: str) -> Text:
    """Return why a signature does not count, nothing where it does."""
    if event.data.get("state") != state:
        return Text("签字之后又有了新的说明。", "It was signed before the last explanation.")
    if event.actor.casefold() in kept.people:
        return Text("签字人也是说明人。", "Who signed is the one who explained.")
    if kept.unexplained:
        return Text("还有未说明的差异。", "There are differences without an explanation.")
    return Text("", "")


def explain(kept: Kept, numbers: Sequence[int], text: str, stamp: Stamp) -> Edit:
    """Return the edit that explains differences, each by an entry of its own.

    Raises BadInput without words or a name, and for a number that is no kept difference.
    """
    _check_name(stamp)
    said = clean(text, MOST_WORDS, "text", lines=True).strip()
    if not said:
        raise BadInput(Text("说明不能为空。", "An explanation needs words."))
    known = {one.number for one in kept.differences}
    for one in numbers:
        if one not in known:
            raise BadInput(Text(f"没有第 {one} 处差异。", f"There is no difference {one}."))
    events = tuple(
        Event(f"{stamp.id}.{n}", EventKind.ENTRY, stamp.at, actor=stamp.actor, text=said,
              data={"what": EXPLAINED, "difference": str(one)})
        for n, one in enumerate(dict.fromkeys(numbers))
    )  # fmt: skip
    return Edit(stamp.id, kept.id, "explain", stamp.at, stamp.actor, KIND, events=events)


def sign(kept: Kept, events: Sequence[Event], note: str, stamp: Stamp) -> Edit:
    """Return the edit that signs for what stands now.

    Raises Refused while a difference is unexplained, and for one of those who explained (four
    eyes, requirements N9); where there was nothing to explain, for the one who compared.
    """
    _check_name(stamp)
    if kept.unexplained:
        zh = f"还有 {kept.unexplained} 处差异没有说明。"
        en = f"{kept.unexplained} differences are without an explanation."
        raise Refused(Text(zh, en), _NOT_SIGNED, _explain_first(kept))
    if stamp.actor.casefold() in kept.people:
        raise Refused(
            Text("说明差异的人不能自己签字。", "Who explained cannot sign."), _NOT_SIGNED,
            Text("请另一人在自己的电脑上签字。", "Let somebody else sign, on their own desk."),
        )  # fmt: skip
    event = Event(
        f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor,
        text=clean(note, MOST_WORDS, "note", lines=True),
        data={"what": SIGNED, "state": state_of(kept.digest, events)},
    )  # fmt: skip
    return Edit(stamp.id, kept.id, "sign", stamp.at, stamp.actor, KIND, events=(event,))


def _check_name(stamp: Stamp) -> None:
    """Raise BadInput where nobody's name would stand on what is evidence."""
    if not stamp.actor.strip():
        raise BadInput(
            Text("还没有填写姓名。", "Your name is not set yet."), _NOT_SIGNED,
            Text("请在设置里填写姓名。", "Set it in the settings."),
        )  # fmt: skip


def _explain_first(kept: Kept) -> Text:
    if kept.found > len(kept.differences):
        return Text(
            f"记录只保留前 {len(kept.differences)} 处;请先修正数据,再重新对账。",
            f"The record holds the first {len(kept.differences)}: mend the data, compare again.",
        )
    return Text("请逐一说明:firstline reconcile explain。",
                "Explain each: firstline reconcile explain.")  # fmt: skip


def numbers_in(text: str, most: int) -> list[int]:
    """Return the numbers that `1-4,7` or `all` names. Raises BadInput for other words."""
    if text.strip().casefold() in ("all", "\u5168\u90e8"):
        return list(range(1, most + 1))
    found: list[int] = []
    for part in text.replace("\uff0c", ",").split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isascii() or not first.isdigit() or (dash and not last.strip().isdigit()):
            raise BadInput(
                Text(f"“{part[:40]}”不是差异序号。", f"“{part[:40]}” names no difference."),
                next_step=Text("写成 3 或 1-4,7。", "Write 3 or 1-4,7."),
            )
        end = min(int(last), most) if dash else int(first)
        found += range(int(first), end + 1)
    return found
