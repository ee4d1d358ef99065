"""Where reminders come from: a source is one entry here, with the kinds of records it reads."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from firstline.domain.authorisations.authorisation import KIND as AUTHORISATION
from firstline.domain.authorisations.reminders import destructions
from firstline.domain.contracts.application import granted_ends, replies_due
from firstline.domain.contracts.lifecycle import upgrades
from firstline.domain.contracts.reminders import KINDS, renewals
from firstline.domain.errors import BadInput
from firstline.domain.group.action import ENDED, Standing
from firstline.domain.group.action import KIND as ACTION
from firstline.domain.group.action import actions as all_actions
from firstline.domain.health import checks
from firstline.domain.health.audit_log import SHEET as LOGS
from firstline.domain.health.audit_log import log_reminders
from firstline.domain.instants import epoch
from firstline.domain.ledger.reminders import unused_ends
from firstline.domain.outcome.proof import READS as PROOF_READS
from firstline.domain.outcome.proof import of_kind
from firstline.domain.packs.pack_age import MONTHS, to_review
from firstline.domain.reminding.given import Given
from firstline.domain.reminding.reminder import Reminder, day_marks, morning_of
from firstline.domain.retention.reminders import KINDS as RETENTION
from firstline.domain.retention.reminders import past_due
from firstline.domain.review.claim import KIND as CLAIM
from firstline.domain.review.policy import KIND as POLICY
from firstline.domain.review.reminders import claim_answers, policy_looks
from firstline.domain.runbook.book import book_from
from firstline.domain.runbook.live import NEAR, live
from firstline.domain.runbook.runbook import KIND as RUNBOOK
from firstline.domain.services.form import KIND as SERVICE
from firstline.domain.services.reminders import deliveries_due, quotes_end
from firstline.domain.training.reminders import training_due
from firstline.domain.training.training import KIND as TRAINING
from firstline.domain.words import Text

WEEK = timedelta(days=7)


def actions(given: Given) -> Iterable[Reminder]:
    """Remind of an action three days before it is due and on the day after (S64, S88)."""
    proofs = of_kind(ACTION, given.records, given.now.astimezone(given.zone))
    for one in all_actions(given.records(ACTION), given.today, proofs):
        stands = one.standing(given.today)
        if stands in ENDED or one.due is None:
            continue
        if stands is Standing.UNMEASURED and one.measure_on is not None:
            yield Reminder(
                f"action:{one.id}:effect", "0", morning_of(one.measure_on, given.zone),
                morning_of(one.measure_on, given.zone),
                Text(f"看效果:{one.title}", f"Measure the effect: {one.title}"),
                Text("登记看到的效果。", "Record what was seen."), "action", one.id, one.owner,
            )  # fmt: skip
            continue
        for mark, at in day_marks(one.due, (3, -1), given.zone):
            late = mark == "-1"
            said = Text("已逾期", "Overdue") if late else Text("快到期", "Due soon")
            yield Reminder(
                f"action:{one.id}:{one.due}", mark, at, morning_of(one.due, given.zone),
                Text(f"{said.zh}:{one.title}({one.due:%m-%d})",
                     f"{said.en}: {one.title} ({one.due:%m-%d})"),
                Text("完成它,或写明原因改期。", "Finish it, or postpone it with the reason."),
                "action", one.id, one.owner,
            )  # fmt: skip


def check_rounds(given: Given) -> Iterable[Reminder]:
    """Remind of a system's audit and health items a week before and on their day (S76, S79)."""
    items = {one.id: one for one in given.items}
    due: dict[tuple[str, date], int] = {}
    for record in given.records(checks.KIND):
        item = items.get(str(record.fields.get("item") or ""))
        if item is None:
            continue
        stood = checks.line(item, record, given.now.astimezone(given.zone))
        if stood.due is not None:
            key = (str(record.fields.get("system") or ""), stood.due)
            due[key] = due.get(key, 0) + 1
    for (system, day), many in due.items():
        for mark, at in day_marks(day, (7, 0), given.zone):
            yield Reminder(
                f"check:{system}:{day}", mark, at, morning_of(day, given.zone),
                Text(f"{system}:{many} 项检查,期限 {day:%m-%d}",
                     f"{system}: {many} check{'s' * (many != 1)}, due by {day:%m-%d}"),
                Text("打开健康与风险,逐项检查并留证据。",
                     "Open Health and risk; look at each and keep evidence."), "health",
            )  # fmt: skip


def rollbacks(given: Given) -> Iterable[Reminder]:
    """Remind an hour before the latest safe rollback of a live cutover, and when it passes (S46).

    A window that was moved reminds anew.
    """
    for record in given.records(RUNBOOK):
        if not any(one.data.get("run", "").startswith("live") for one in record.events):
            continue
        try:
            book = book_from(record)
        except BadInput:  # of a later version
            continue
        state = live(book, given.now)
        latest = state.latest_rollback_at
        if state.run is None or not state.run.is_open or latest is None:
            continue
        at = epoch(latest)
        when = f"{latest.astimezone(given.zone):%H:%M}"
        told = (
            ("near", at - int(NEAR.total_seconds()),
             Text(f"{book.name}:最晚 {when} 还能安全回退",
                  f"{book.name}: rollback is safe until {when}")),
            ("passed", at,
             Text(f"{book.name}:已过最晚回退时刻 {when}",
                  f"{book.name}: the latest safe rollback ({when}) has passed")),
        )  # fmt: skip
        for mark, moment, words in told:
            yield Reminder(
                f"rollback:{record.id}:{at}", mark, moment, at, words,
                Text("现在决定:继续还是回退。", "Decide now: go on or roll back."),
                "runbooks", record.id, urgent=True,
            )  # fmt: skip


def packs_of_old(given: Given) -> Iterable[Reminder]:
    """Remind to look at a verified service-level pack again once it is twelve months old (S4)."""
    for one, day in to_review(given.agreements):
        at = morning_of(day, given.zone)
        yield Reminder(
            f"pack:{one.id}:{one.version}:{one.as_of}", "0", at, at,
            Text(f"服务级别包 {one.id}({one.as_of})已满 {MONTHS} 个月",
                 f"Service-level pack {one.id} ({one.as_of}) is {MONTHS} months old"),
            Text("向厂商或当地服务中心核对,换上最新一版;旧工单保留原来的时限。",
                 "Check it with the vendor and put the current one in; old tickets keep theirs."),
            "settings",
        )  # fmt: skip


Source = Callable[[Given], Iterable[Reminder]]
SOURCES: Mapping[Source, frozenset[str]] = {
    actions: frozenset({ACTION, *PROOF_READS}),
    check_rounds: frozenset({checks.KIND}),
    log_reminders: frozenset({LOGS.kind}),
    rollbacks: frozenset({RUNBOOK}),
    renewals: KINDS,
    upgrades: frozenset({"lifecycle", "contract"}),
    replies_due: frozenset({"application"}),
    granted_ends: frozenset({"ledger", "application"}),
    unused_ends: frozenset({"ledger", "application"}),
    destructions: frozenset({AUTHORISATION}),
    training_due: frozenset({TRAINING}),
    quotes_end: frozenset({SERVICE}),
    deliveries_due: frozenset({SERVICE}),
    policy_looks: frozenset({POLICY}),
    claim_answers: frozenset({CLAIM}),
    packs_of_old: frozenset(),
    past_due: RETENTION,
}
"""Each source with the kinds of records whose change makes it be asked again."""


def all_reminders(given: Given, sources: Iterable[Source] | None = None) -> list[Reminder]:
    """Return the reminders of all sources, or of those given, the earliest first."""
    found = [one for source in (SOURCES if sources is None else sources) for one in source(given)]
    return sorted(found, key=lambda one: (one.at, one.series))
