"""What people do with waves: set criteria, meet them with evidence, decide go, hold or back out."""

from firstline.domain.digests import digest
from firstline.domain.errors import BadInput, Refused
from firstline.domain.runbook.acts import LONGEST, Entry, setting, words
from firstline.domain.runbook.book import Book, person
from firstline.domain.runbook.wave import (
    CRITERION,
    DECISIONS,
    DROP,
    MEET,
    REOPEN,
    WAVE,
    Criterion,
    Decision,
    Side,
    against,
    decision_register,
    scope_register,
    waves,
)
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text


def criterion(wave: str, side: Side, text: str, by: str = "") -> Entry:
    """Return the entry that sets a criterion. Raises BadInput without a wave or words."""
    name, said = _wave(wave), words(text, LONGEST)
    if not said:
        raise BadInput(Text("要写明条件。", "Say what the criterion is."))
    return Entry(WAVE, {"act": CRITERION, "wave": name, "side": str(side)}, said, by)


def find(book: Book, label: str) -> Criterion:
    """Return the criterion of this label, such as 1X2. Raises BadInput with those there are."""
    wanted = label.strip().casefold()
    all_ = [one for wave in waves(book) for one in (*wave.entry, *wave.exit)]
    found = [one for one in all_ if one.label.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.label for one in all_) or "-"
    raise BadInput(
        Text(f"没有“{label[:40]}”这个条件。", f"There is no criterion {label[:40]!r}."),
        next_step=Text(f"可用:{names}。", f"There are: {names}."),
    )


def meet(held: Criterion, *, text: str = "", file: Attachment | None = None, by: str = "") -> Entry:
    """Return the entry that meets a criterion. Raises BadInput without evidence."""
    said = words(text, LONGEST)
    if not said and file is None:
        raise BadInput(
            Text("要有证据:文件或文字。", "Give the evidence: a file or a text."),
            next_step=Text("没有证据的条件不算满足。", "Without evidence it is not met."),
        )
    proof = file.sha256 if file else digest(said.encode()).hex()
    data = {"sha256": proof, "name": file.name if file else ""}
    return _on(held, MEET, data, said, by)


def reopen(held: Criterion, reason: str, by: str = "") -> Entry:
    """Return the entry that opens a criterion again. Raises Refused where it is open."""
    if not held.met:
        raise Refused(Text(f"{held.label} 没有满足过。", f"{held.label} is open already."))
    return _on(held, REOPEN, {}, _why(reason), by)


def drop(held: Criterion, reason: str, by: str = "") -> Entry:
    """Return the entry that takes a criterion off, with the reason."""
    return _on(held, DROP, {}, _why(reason), by)


def scope(book: Book, wave: str, text: str) -> Entry:
    """Return the entry that says what a wave is about: a pilot group, a site."""
    return setting(book, scope_register(_wave(wave)), text)


def decide(book: Book, wave: str, decision: Decision, by: str, reason: str) -> Entry:
    """Return the entry by which `by` decides about a wave.

    Raises BadInput without a person or a reason, Refused for *go* while criteria are open or an
    earlier wave is halted.
    """
    name, said = _wave(wave), _why(reason)
    if not person(by):
        raise BadInput(Text("要写明谁决定。", "Name who decides."))
    found = waves(book)
    if name not in {one.name for one in found}:
        names = ", ".join(one.name for one in found) or "-"
        raise BadInput(
            Text(f"没有第 {name} 批。", f"There is no wave {name}."),
            next_step=Text(f"批次:{names}。", f"Waves: {names}."),
        )
    if decision is Decision.GO:
        reasons = against(found, name)
        if reasons:
            zh, en = ";".join(one.zh for one in reasons), "; ".join(one.en for one in reasons)
            word = DECISIONS[decision]
            raise Refused(
                Text(f"第 {name} 批不能{word.zh}:{zh}。", f"Wave {name} cannot be let go: {en}."),
            )
    entry = setting(book, decision_register(name), str(decision), by)
    return Entry(entry.what, entry.data, said, by)


def _on(held: Criterion, act: str, more: dict[str, str], text: str, by: str) -> Entry:
    seen = " ".join(one.id for one in held.heads)
    data = {"act": act, "criterion": held.id, "seen": seen, **more}
    return Entry(WAVE, data, text, by)


def _wave(name: str) -> str:
    said = " ".join(name.split())[:80].replace("/", " ")
    if not said:
        raise BadInput(Text("要写明是哪一批。", "Name the wave."))
    return said


def _why(reason: str) -> str:
    said = words(reason, LONGEST)
    if not said:
        raise BadInput(Text("要写明理由。", "Give the reason."))
    return said
