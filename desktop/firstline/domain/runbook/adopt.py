"""A runbook that goes on takes in what a later version of its template adds (templates.md A).

A runbook keeps the template it began with. Adopting lays the new gates, items and demands over it,
by an entry of its log that holds the whole new version, so that every desk reads the same, whatever
packs it has. Nothing is taken away: ticks and words stay what they are. Votes at a gate that it
changes were for another list and are cast anew; a gate that people have let pass is not changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from firstline.domain.errors import BadInput, Refused
from firstline.domain.runbook.acts import LONGEST, Entry, words
from firstline.domain.runbook.book import Book, person
from firstline.domain.runbook.gate import verdicts
from firstline.domain.runbook.lay import ADOPTED, lay
from firstline.domain.runbook.pack import frozen, thawed
from firstline.domain.runbook.runbook import ROLES, Gate, Item, Mode, Template, Vote
from firstline.domain.runbook.runs import open_run
from firstline.domain.runbook.said import Said
from firstline.domain.words import Text

_STANDS = Text("操作手册没有改。", "The runbook stands as it was.")


@dataclass(frozen=True, slots=True)
class Difference:
    """What the version in use adds. `asks` are new demands of gates, by the gate's id.

    `left` is what would go into gates that people have signed, or before them: it stays out.
    `opened` are the gates that let pass now and will not any more. `other` are items that read
    otherwise in the new version: they stay as they were begun.
    """

    old: str
    new: str
    gates: tuple[Gate, ...] = ()
    items: tuple[Item, ...] = ()
    asks: tuple[tuple[str, Text], ...] = ()
    left: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    timed: bool = False  # a step is new that no rehearsal has gone through

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that could be laid."""
        return not (self.gates or self.items or self.asks)

    @property
    def pair(self) -> bool:
        """Whether it takes two people: a gate that lets pass is stopped by it."""
        return bool(self.opened)


def difference(book: Book, current: Template, now: datetime) -> Difference:
    """Return what the version in use adds to a runbook, and what has to stay out."""
    new, kept = _for(book, current), _kept(book, current, now)
    old, laid, whole = book.template, lay(book.template, new, kept), lay(book.template, new)
    items = _fresh(old.items, laid.items)
    left = [one.id for one in _fresh(laid.items, whole.items)]
    left += [one.id for one in whole.gates if laid.gate(one.id) is None]
    left += [one for one, _ in _asks(laid, whole)]
    gates = tuple(one for one in laid.gates if old.gate(one.id) is None)
    asks = tuple(_asks(old, laid))
    touched = {*(one.gate for one in items), *(name for name, _ in asks)}
    timed = {one.id for one in laid.gates if one.timed}
    known = {one.id: one for one in new.items}
    return Difference(
        old.version, new.version, gates, items, asks, tuple(dict.fromkeys(left)),
        tuple(one for one in _signed(book, now) if one in kept),
        _opened(book, touched, laid, now),
        tuple(one.id for one in old.items if one.id in known and _reads(one, known[one.id])),
        any(one.gate in timed for one in items),
    )  # fmt: skip


def adopt(
    book: Book, current: Template, now: datetime, *, by: str, second: str = "", reason: str = ""
) -> Entry:  # fmt: skip
    """Return the entry that lays the version in use over the runbook.

    Raises BadInput without a reason, and without a second person where a gate that lets pass is
    stopped by it; Refused during a live cutover, where there is nothing new, and where all that is
    new would go into gates that were signed.
    """
    run = open_run(book)
    if run is not None and run.mode is Mode.LIVE:
        raise Refused(
            Text("正式切换正在进行,检查单不能换。", "The live cutover goes on: its list stands."),
            _STANDS, Text("结束后再采用。", "Adopt the new version once it has ended."),
        )  # fmt: skip
    found = difference(book, current, now)
    if found.is_empty:
        raise _nothing(found)
    said = words(reason, LONGEST)
    if not said:
        raise BadInput(Text("要写明为什么采用新版模板。", "Say why the new version is adopted."))
    if not person(by):
        raise BadInput(Text("要写明由谁采用。", "Name who adopts it."))
    if found.pair and person(second) in ("", person(by)):
        names = "、".join(found.opened)
        raise BadInput(
            Text(f"关口 {names} 现在放行,采用后要重新放行:需要另一人一起确认。",
                 f"The gates {', '.join(found.opened)} let pass now and will have to again: a"
                 " second person must confirm it."),
            _STANDS,
        )  # fmt: skip
    touched = {*(one.id for one in found.gates), *(one.gate for one in found.items),
               *(name for name, _ in found.asks)}  # fmt: skip
    data = {
        "version": current.version, "second": second.strip(), "gates": " ".join(sorted(touched)),
        "kept": " ".join(sorted(_kept(book, current, now))),
        "template": frozen(_for(book, current)),
    }  # fmt: skip
    return Entry(ADOPTED, data, said, by)


def adoptions(book: Book) -> list[Said]:
    """Return the versions that were adopted since the runbook began, the oldest first."""
    return book.of(ADOPTED)


def _for(book: Book, current: Template) -> Template:
    """Return the version in use for the runbook's own case."""
    return thawed(frozen(current, book.variant if book.variant in current.variants else ""))


def _nothing(found: Difference) -> Refused:
    if not found.left:
        return Refused(
            Text("操作手册已经是现行版本的内容。", "The runbook has all of the version in use."),
            _STANDS,
        )
    names, gates = ", ".join(found.left[:12]), ", ".join(found.signed)
    return Refused(
        Text(f"新版增加的 {names} 属于已签字放行的关口 {gates}(或在它之前),不能再补进去。",
             f"What the new version adds ({names}) belongs to gates that were signed ({gates}), or"
             " before them: it cannot be laid in any more."),
        _STANDS,
        Text("要补做,请另建一份操作手册,或作为这个项目自己的检查项处理。",
             "To do it all the same, make another runbook, or keep it as an item of the project."),
    )  # fmt: skip


def _signed(book: Book, now: datetime) -> list[str]:
    """Return the gates that people have let pass: every role said go, and no item is open."""
    return [
        one.gate.id for one in verdicts(book, now)
        if one.go and one.ballots and all(vote.vote is Vote.GO for vote in one.ballots)
    ]  # fmt: skip


def _kept(book: Book, current: Template, now: datetime) -> frozenset[str]:
    """Return the gates that stay whole: the last one that was signed, and all before it."""
    signed = set(_signed(book, now))
    kept: set[str] = set()
    for gates in (book.template.gates, current.gates):
        ids = [one.id for one in gates]
        last = max((at for at, one in enumerate(ids) if one in signed), default=-1)
        kept.update(ids[: last + 1])
    return frozenset(kept)


def _opened(book: Book, touched: set[str], laid: Template, now: datetime) -> tuple[str, ...]:
    """Return the gates that let pass now, and that what is new stops, whatever registers say."""
    going = {one.gate.id for one in verdicts(book, now) if one.go}
    order = [one.id for one in laid.gates]
    new = [at for at, one in enumerate(order) if one in touched or book.template.gate(one) is None]
    first = min(new, default=len(order))
    return tuple(one for at, one in enumerate(order) if at >= first and one in going)


def _fresh(old: tuple[Item, ...], laid: tuple[Item, ...]) -> tuple[Item, ...]:
    known = {one.id for one in old}
    return tuple(one for one in laid if one.id not in known)


def _reads(old: Item, new: Item) -> bool:
    told = (old.title, old.evidence, old.severity, old.gate)
    return told != (new.title, new.evidence, new.severity, new.gate)


_FLAGS: Mapping[str, Text] = {
    "timed": Text("其检查项是计时步骤", "its items are timed steps"),
    "insured": Text("要有验证过的备份和恢复演练", "a proved backup and a restore drill"),
    "go_live": Text("通过即上线", "what passes it is live"),
}
TOPIC_NAMES: Mapping[str, Text] = {
    "scope": Text("迁移范围", "scope"), "quality": Text("数据质量", "data quality"),
    "risk": Text("风险", "risks"), "environment": Text("环境", "environments"),
    "compatibility": Text("兼容性", "compatibility"), "path": Text("升级路径", "upgrade path"),
    "reconcile": Text("对账", "reconciliation"), "uat": Text("验收测试", "acceptance tests"),
    "coverage": Text("迁移保障", "migration coverage"), "network": Text("网络", "network"),
    "extract": Text("抽取登记", "extracts"),
}  # fmt: skip
"""What the topics of other registers are called (runbook_pack.TOPICS)."""
_LISTS: Mapping[str, tuple[Text, Mapping[str, Text]]] = {
    "needs": (Text("要看登记册", "asks the registers"), TOPIC_NAMES),
    "votes": (Text("要表决", "asks the votes of"), ROLES),
}


def _asks(old: Template, laid: Template) -> list[tuple[str, Text]]:
    """Return what gates that both have ask for in addition, each as a gate's id and words."""
    found: list[tuple[str, Text]] = []
    for gate in laid.gates:
        held = old.gate(gate.id)
        if held is None:
            continue
        for name, (text, names) in _LISTS.items():
            more = [names[one] for one in getattr(gate, name) if one not in getattr(held, name)]
            if more:
                zh, en = "、".join(one.zh for one in more), ", ".join(one.en for one in more)
                found.append((gate.id, Text(f"{text.zh}:{zh}", f"{text.en}: {en}")))
        found += [
            (gate.id, text) for name, text in _FLAGS.items()
            if getattr(gate, name) and not getattr(held, name)
        ]  # fmt: skip
        if gate.rehearsals > held.rehearsals:
            many = gate.rehearsals
            found.append((gate.id, Text(f"要 {many} 次演练", f"{many} rehearsals")))
    return found
