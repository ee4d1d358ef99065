"""The letter of a claim: clause, breaches with their proof, what is left out, the sum (S75)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from firstline.domain.contracts.contract import contract_of
from firstline.domain.contracts.targets import NAMES
from firstline.domain.edits.codec import canonical
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.health.standstill import TOTAL
from firstline.domain.instants import from_epoch
from firstline.domain.review.claim import SHEET, Claim
from firstline.domain.review.claim_words import NO_CLAUSE, SAMPLE, late_by, span
from firstline.domain.review.weighed import (
    Asked,
    Rule,
    Weighed,
    chosen,
    rule_of,
    weighed_from,
    weighed_json,
)
from firstline.domain.sla.timer import Metric
from firstline.domain.words import Language, Text
from firstline.report.frozen.shot import Shot
from firstline.report.frozen.table import Made, Table, Words, fact_table

CLAIM = "claim"
_TITLE = Text("服务级别补偿申请", "Claim for missed service levels")
_SIGN = Text(
    "我方 ____________  厂商 ____________  日期 ____________",
    "Customer ____________  Vendor ____________  Date ____________",
)
_HEADS = (
    (Text("工单", "Ticket"), 9), (Text("厂商单号", "Case"), 10), (Text("级别", "Prio."), 7),
    (Text("指标", "Metric"), 9), (Text("厂商收到", "Received"), 13),
    (Text("达到", "Achieved"), 13), (Text("目标", "Target"), 9), (Text("超出", "Late by"), 9),
    (Text("扣除的暂停", "Pauses left out"), 9), (Text("提交证据", "Proof"), 12),
)  # fmt: skip
_OUT = (
    (Text("工单", "Ticket"), 10), (Text("级别(我方/厂商)", "Priority, ours / vendor's"), 16),
    (Text("指标", "Metric"), 14), (Text("超出", "Late by"), 16), (Text("为什么排除", "Why"), 44),
)  # fmt: skip
_LOGS = ((Text("工单", "Ticket"), 14), (Text("全部记录的 SHA-256", "SHA-256 of its log"), 86))
_LOST = ((Text("工单", "Ticket"), 14), (Text("损失与算法", "Loss, and how it is reckoned"), 86))
_NOTE = Text(
    "计时规则公开;双方可用 firstline sla evaluate 由工单记录重放每一项。损失估计由我方另附。",
    "The rules of the clock are open: firstline sla evaluate replays each from the ticket's log. "
    "An estimate of the loss is enclosed apart.",
)


def claim_shot(
    asked: Asked, found: Sequence[Weighed], held: Claim | None, now: datetime, zone: str,
    language: Language, *, losses: Mapping[str, Text],
) -> Shot:  # fmt: skip
    """Return the snapshot of what a claim is made of; `held` is its record where there is one.

    `losses` tells what the standstill of each breached ticket cost by our own rates, the sum of
    several as `TOTAL` (S26).
    """
    records = {"contract": [asked.contract.entity], SHEET.kind: [held.entity] if held else []}
    options = {"first": asked.first.isoformat(), "last": asked.last.isoformat(),
               "pack": "" if asked.pack is None else str(asked.pack)}  # fmt: skip
    lost = [{"number": number, "zh": said.zh, "en": said.en} for number, said in losses.items()]
    texts = {"clocks": canonical([weighed_json(one) for one in found]), "losses": canonical(lost)}
    return Shot(CLAIM, records, now, zone, asked.contract.id, options, texts, language=language)


def claim_report(shot: Shot) -> Made:
    """Return the letter. Raises KeyError, ValueError and TypeError for a snapshot that is none."""
    words, contract = shot.words, contract_of(shot.record("contract"))
    found = [weighed_from(one) for one in json.loads(shot.texts["clocks"])]
    pack = shot.options["pack"]
    good, rule = chosen(found), rule_of(contract, int(pack) if pack else None)
    held = next(iter(shot.records.get(SHEET.kind, ())), None)
    first, last = shot.options["first"], shot.options["last"]
    facts = [
        [words.say(Text("合同", "Contract")), f"{contract.label} · {contract.party}"],
        [words.say(Text("条款依据", "Clause")), rule.clause or words.say(NO_CLAUSE)],
        [words.say(Text("申请期间", "Period")), f"{first} – {last}"],
        [words.say(Text("已证实的超时", "Proven breaches")), str(len(good))],
        [words.say(Text("时限来源", "Targets from")), _source(good, words)],
        [words.say(Text("请求", "Requested")), _asked(rule, len(good), words)],
        [words.say(Text("算法", "How it is reckoned")), words.say(rule.sums(len(good)))],
        [words.say(Text("要求答复日", "Answer wanted by")),
         text_of(held, "reply_by") if held else "____________"],
        [words.say(Text("联系人", "Contact")), "、".join(contract.contacts) or "____________"],
        [words.say(Text("说明", "Note")), words.say(_NOTE)],
    ]  # fmt: skip
    if held and text_of(held, "asked"):
        facts.insert(5, [words.say(Text("其他要求", "Other requests")), text_of(held, "asked")])
    logs = sorted({one.clock.number: one.log for one in good}.items())
    tables = [
        fact_table(Text("申请", "Claim"), facts),
        Table(Text("逐单表", "Breaches"), _HEADS, [_row(one, words) for one in good]),
        Table(Text("排除说明", "Left out"), _OUT,
              [_left(one, words) for one in found if one.out is not None]),
        Table(Text("附件:停机损失(自己估算)", "Annex: standstill, our own estimate"), _LOST,
              _lost(shot.texts.get("losses", "[]"), words)),
        Table(Text("附件:工单记录的哈希", "Annex: hashes of the logs"), _LOGS,
              [list(one) for one in logs]),
    ]  # fmt: skip
    subject = number_of(SHEET, held) if held else contract.number
    return Made(
        CLAIM, shot.text(), _TITLE, subject, [one for one in tables if one.rows], (_SIGN,),
        shot.now, shot.language, {"contract": contract.number, "first": first, "last": last},
    )  # fmt: skip


def _lost(text: str, words: Words) -> list[list[str]]:
    whole = words.say(Text("合计", "In all"))
    return [
        [whole if one["number"] == TOTAL else one["number"], words.say(Text(one["zh"], one["en"]))]
        for one in json.loads(text)
    ]


def _source(good: Sequence[Weighed], words: Words) -> str:
    names = "、".join(sorted({one.clock.agreement for one in good}))
    bare = not all(one.clock.verified for one in good)
    return f"{names} · ⚠ {words.say(SAMPLE)}" if bare else names


def _asked(rule: Rule, many: int, words: Words) -> str:
    days = rule.days(many)
    if days is None:
        return words.say(Text("由双方商定", "to be agreed"))
    unit = "day" if days == 1 else "days"
    return words.say(Text(f"延长服务期 {days} 天", f"{days} {unit} of extension"))


def _row(one: Weighed, words: Words) -> list[str]:
    clock = one.clock
    pauses = clock.gross_s - clock.counted_s
    return [
        clock.number, clock.case_no or "—", clock.ours, words.say(NAMES[Metric(clock.metric)]),
        words.at(from_epoch(clock.started)),
        words.at(from_epoch(clock.achieved)) if clock.achieved else "—",
        words.say(span(clock.target_s)) if clock.target_s is not None else "—",
        words.say(span(clock.over_s)), words.say(span(pauses)) if pauses else "—", one.proof,
    ]  # fmt: skip


def _left(one: Weighed, words: Words) -> list[str]:
    clock = one.clock
    return [
        clock.number, f"{clock.ours} / {clock.theirs or '—'}",
        words.say(NAMES[Metric(clock.metric)]), words.say(span(late_by(one))),
        words.say(one.out) if one.out else "",
    ]  # fmt: skip
