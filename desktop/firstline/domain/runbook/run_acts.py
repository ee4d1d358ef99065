"""Acts of a run: it begins and ends, steps are timed, the way back, and the point of no return."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from firstline.domain.errors import BadInput, Refused
from firstline.domain.natural import natural
from firstline.domain.runbook.acts import Entry, words
from firstline.domain.runbook.book import BACKUP, DRILL, REVIEW, RUN, STEP, Book, person
from firstline.domain.runbook.gate import Reason, verdicts
from firstline.domain.runbook.item import standings
from firstline.domain.runbook.live import Phase, live
from firstline.domain.runbook.plan import plan_of
from firstline.domain.runbook.proof import DrillKind
from firstline.domain.runbook.runbook import Item, Mode, Severity, Stop
from firstline.domain.runbook.runs import (
    ABORT,
    ASK,
    ASKED_FOR,
    BEGIN,
    END,
    PASS,
    ROLLBACK,
    Run,
    confirmed,
    open_run,
    run_id,
    runs,
)
from firstline.domain.runbook.wave import refuse_closed
from firstline.domain.words import Text

LONGEST_MIN = 7 * 24 * 60
SECTIONS = ("good", "improve", "cause", "lesson")


def begin_run(
    book: Book, mode: Mode, now: datetime, stops: Iterable[Stop] = (), *, by: str = "",
    at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Return the entry that begins a rehearsal or the live run.

    Raises Refused while another run goes on, and for the live run with what still stops the gates
    before the timed steps: there is no cutover without a proved backup and a restore drill (S45).
    """
    going = open_run(book)
    if going is not None:
        raise Refused(
            Text(f"{going.id} 还在进行。", f"{going.id} goes on."),
            next_step=Text("先结束它。", "End it first."),
        )
    if not book.template.timed:
        raise Refused(Text("这个模板没有计时的步骤。", "This template has no timed steps."))
    if mode is Mode.LIVE:
        against = before_live(book, now, stops)
        if against:
            raise _not_yet(against)
    number = 1 + max((one.number for one in runs(book) if one.mode is mode), default=0)
    return Entry(RUN, {"run": run_id(mode, number), "act": BEGIN}, by=by, at=at)


def before_live(book: Book, now: datetime, stops: Iterable[Stop] = ()) -> tuple[Reason, ...]:
    """Return what stops the live run: everything that stops the gates before the timed steps."""
    found: list[Reason] = []
    for one in verdicts(book, now, stops):
        if one.gate.timed:
            break
        found += [reason for reason in one.reasons if reason.code != "earlier_gate"]
    return tuple(found)


def step(
    book: Book, item: Item, act: str, now: datetime, *, by: str = "", at: datetime | None = None
) -> Entry:
    """Return the entry that begins or finishes a step of the run that goes on.

    Raises Refused without a run, for an item that is no step of it, for a step that waits for
    others, and for one that was begun or finished already; in the cutover also for a step of a wave
    that was not let go (S54).
    """
    run = _going(book)
    if item.id not in {one.id for one in book.template.timed}:
        raise Refused(Text(f"{item.id} 不是计时的步骤。", f"{item.id} is no timed step."))
    held = run.steps.get(item.id)
    if act == BEGIN:
        if held and held.began:
            raise Refused(Text(f"{item.id} 已经开始。", f"{item.id} has begun already."))
        waits = waiting(book, run, item, now)
        if waits:
            names = ", ".join(waits)
            raise Refused(
                Text(f"{item.id} 还要等:{names}。", f"{item.id} waits for: {names}."),
                next_step=Text("先完成这些步骤。", "Finish these steps first."),
            )
        if run.mode is Mode.LIVE:
            refuse_closed(book, item)
    elif held is None or held.began is None:
        raise Refused(Text(f"{item.id} 还没有开始。", f"{item.id} has not begun."))
    elif held.finished:
        raise Refused(Text(f"{item.id} 已经完成。", f"{item.id} is finished already."))
    elif (at or now) < held.began:
        raise BadInput(Text("完成时间早于开始时间。", "The finish is before the begin."))
    return Entry(STEP, {"run": run.id, "item": item.id, "act": act}, by=by, at=at)


def waiting(book: Book, run: Run, item: Item, now: datetime) -> tuple[str, ...]:
    """Return the ids of the steps that must be finished before this one may begin (S54).

    Those are the ones it comes after, and the blockers and majors of earlier waves.
    """
    plan, held = plan_of(book), standings(book, now)
    timed = [one.id for one in book.template.timed]
    own = plan[item.id]
    earlier = [
        one for one in timed
        if own.wave and plan[one].wave and natural(plan[one].wave) < natural(own.wave)
        and plan[one].item.severity is not Severity.MINOR
    ]  # fmt: skip

    def over(name: str) -> bool:
        finished = name in run.steps and run.steps[name].finished is not None
        closed = held[name].closed and (run.mode is Mode.LIVE or not held[name].evidence)
        return finished or closed

    wanted = dict.fromkeys([*(one for one in own.after if one in timed), *earlier])
    return tuple(one for one in wanted if not over(one))


def end_run(book: Book, *, aborted: bool = False, reason: str = "", by: str = "",
            at: datetime | None = None) -> Entry:  # fmt: skip
    """Return the entry that ends the run that goes on; `aborted` needs a reason."""
    run = _going(book)
    said = words(reason, 4_000)
    if aborted and not said:
        raise BadInput(Text("要写明中止的理由。", "Give the reason for breaking off."))
    return Entry(RUN, {"run": run.id, "act": ABORT if aborted else END}, said, by, at)


def roll_back(book: Book, now: datetime, *, by: str, reason: str) -> Entry:
    """Return the entry that decides for the way back.

    Raises Refused without a live run and past the point of no return.
    """
    run = _live(book)
    if run.ponr is not None:
        raise Refused(
            Text("已过不可回退点,不能再回退,只能向前修复。",
                 "The point of no return is passed: there is no way back, fix forward.")
        )  # fmt: skip
    if live(book, now).phase is Phase.ROLLING_BACK:
        raise Refused(Text("已经决定回退。", "The rollback was decided already."))
    said = words(reason, 4_000)
    if not said or not person(by):
        raise BadInput(Text("要写明谁决定和理由。", "Name who decides, and why."))
    return Entry(RUN, {"run": run.id, "act": ROLLBACK}, said, by)


def ask_no_return(book: Book, *, by: str, at: datetime) -> Entry:
    """Return the first of two entries that pass the point of no return: the question.

    Raises Refused without a live run, when it is passed, or while the rollback goes on.
    """
    run = _before_no_return(book)
    if not person(by):
        raise BadInput(Text("要写明谁提出。", "Name who asks."))
    return Entry(RUN, {"run": run.id, "act": ASK}, by=by, at=at)


def pass_no_return(book: Book, *, by: str, at: datetime) -> Entry:
    """Return the second entry: another person's yes, within ASKED_FOR of the question.

    Raises Refused without a question that still stands, and for the person who asked.
    """
    run = _before_no_return(book)
    if run.asked is None or abs(at - run.asked.at) > ASKED_FOR:
        minutes = ASKED_FOR.seconds // 60
        raise Refused(
            Text(f"没有 {minutes} 分钟内提出的请求。", f"Nobody asked within {minutes} min."),
            next_step=Text(
                "先由一人提出,再由另一人确认。", "One person asks, then another confirms."
            ),
        )
    if not confirmed(run.asked, by, at):
        raise Refused(
            Text(
                f"要由 {run.asked.by} 以外的人确认。", f"Another than {run.asked.by} must confirm."
            )
        )
    return Entry(RUN, {"run": run.id, "act": PASS, "ask": run.asked.id}, by=by, at=at)


# --- proofs and the review ---


def backup(name: str, sha256: str, place: str, *, by: str = "", at: datetime | None = None
           ) -> Entry:  # fmt: skip
    """Return the entry of a backup. Raises BadInput for a checksum that is no SHA-256."""
    said = sha256.strip().casefold()
    if len(said) != 64 or any(one not in "0123456789abcdef" for one in said):
        raise BadInput(
            Text(
                "校验和应为 64 位十六进制的 SHA-256。",
                "The checksum is a SHA-256 of 64 hex digits.",
            )
        )
    if not name.strip():
        raise BadInput(Text("要写明备份的名称。", "Name the backup."))
    data = {"name": words(name, 400), "sha256": said, "place": words(place, 400)}
    return Entry(BACKUP, data, by=by, at=at)


def drill(
    kind: DrillKind, minutes: int, *, passed: bool, note: str = "", sha256: str = "", by: str = "",
    at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Return the entry of a timed drill. Raises BadInput for a duration out of range."""
    if not 1 <= minutes <= LONGEST_MIN:
        raise BadInput(
            Text(f"时长是 1 到 {LONGEST_MIN} 分钟。", f"A duration is 1 to {LONGEST_MIN} minutes.")
        )
    data = {"drill": str(kind), "minutes": str(minutes), "passed": "yes" if passed else "no",
            "sha256": sha256}  # fmt: skip
    return Entry(DRILL, data, words(note, 4_000), by, at)


def review_note(section: str, text: str, *, owner: str = "", due: str = "", by: str = "") -> Entry:
    """Return an entry of the post-implementation review. Raises BadInput for an empty one."""
    if section not in SECTIONS:
        names = ", ".join(SECTIONS)
        raise BadInput(Text(f"可用:{names}。", f"Use one of: {names}."))
    said = words(text, 4_000)
    if not said:
        raise BadInput(Text("内容不能为空。", "The text must not be empty."))
    return Entry(REVIEW, {"section": section, "owner": words(owner, 200), "due": due}, said, by)


def _going(book: Book) -> Run:
    run = open_run(book)
    if run is None:
        raise Refused(
            Text("没有正在进行的演练或切换。", "No rehearsal and no cutover goes on."),
            next_step=Text("用 runbook rehearse 或 runbook live 开始。",
                           "Begin with runbook rehearse or runbook live."),
        )  # fmt: skip
    return run


def _live(book: Book) -> Run:
    run = _going(book)
    if run.mode is not Mode.LIVE:
        raise Refused(Text("这是演练,不是正式切换。", "This is a rehearsal, not the cutover."))
    return run


def _before_no_return(book: Book) -> Run:
    run = _live(book)
    if run.ponr is not None:
        raise Refused(Text("已经过了不可回退点。", "The point of no return is passed already."))
    if run.rollback is not None:
        raise Refused(Text("正在回退。", "The rollback goes on."))
    return run


def _not_yet(against: Sequence[Reason]) -> Refused:
    order = sorted(against, key=lambda one: bool(one.item))  # what is no single item comes first
    first = [one.text for one in order[:5]]
    more = len(against) - len(first)
    zh = "".join(f"{one.zh.rstrip('。')}。" for one in first) + (
        f"还有 {more} 项。" if more else ""
    )
    en = " ".join(f"{one.en.rstrip('.')}." for one in first) + (
        f" And {more} more." if more else ""
    )
    return Refused(
        Text(f"还不能开始切换:{zh}", f"The cutover cannot begin: {en}"),
        next_step=Text("用 runbook gate 查看全部原因。", "See runbook gate for every reason."),
    )
