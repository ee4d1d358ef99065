"""The figures of the vendor's leg in words, for a terminal, a page and a report alike (S68)."""

from collections.abc import Iterable

from firstline.domain.review.judged import Judged
from firstline.domain.review.quality import Line, Quality, Share
from firstline.domain.words import Text

HEADS = (
    Text("", ""),
    Text("响应达成", "Response met"),
    Text("恢复达成(净)", "Resolved in time, net"),
    Text("毛,不扣暂停", "Gross, no pauses"),
    Text("超时的工单", "Late tickets"),
    Text("未证实", "Unproven"),
)
NONE_JUDGED = "—"
_RULE = Text(
    "达成率 = 达成 ÷(达成 + 超时);未证实两边都不算。按判定的时刻归入期间;净扣除约定的暂停,毛不扣。",
    "Share = met ÷ (met + late); the unproven count neither way. A clock belongs to the period of "
    "its verdict; net leaves agreed pauses out, gross does not.",
)
_SAMPLE = Text(
    "⚠ 其中有按未核实的示例时限判定的,不能作为对厂商的依据。",
    "⚠ Some were judged by an unverified sample: no ground for a claim on the vendor.",
)
_OTHER = Text(
    "达成率和可用率是两回事:4 小时内恢复的一次 P1 停机,30 天的可用率只有 99.444%"
    "(outage availability)。",
    "Met targets are no availability: one P1 outage ended within 4 hours leaves 99.444 % of 30 "
    "days (outage availability).",
)
_EMPTY = Text("这个期间没有判定的厂商计时。", "No clock of the vendor was judged in this period.")


def cells(one: Line) -> list[str]:
    """Return a row: each share with both its numbers, late and unproven by ticket."""
    late = {each.number: each for share in (one.response, one.net) for each in share.breached}
    bare = {each.number: each for share in (one.response, one.net) for each in share.unproven}
    return [one.key, said(one.response), said(one.net), said(one.gross),
            " ".join(sorted(late)), " ".join(sorted(bare))]  # fmt: skip


def said(one: Share) -> str:
    """Return a share as 66.7% (2/3), — where nothing was judged."""
    if not one.judged:
        return NONE_JUDGED
    return f"{one.percent} ({len(one.met)}/{one.judged})"


def notes(one: Quality) -> list[Text]:
    """Return what has to be known of the figures: disputes, proofs, age, the rule."""
    found = [] if one.rows else [_EMPTY]
    if one.disputed:
        found.append(_listed(Text("级别有争议:", "Priority in dispute: "), (
            f"{each.number}({each.ours}/{each.theirs})" for each in one.disputed)))  # fmt: skip
    if one.legs:
        share = Text(
            f"缺证据:{len(one.unproven)}/{one.legs} = {one.unproven_share}",
            f"Without proof: {len(one.unproven)}/{one.legs} = {one.unproven_share}",
        )
        found.append(_with(share, one.unproven))
    if one.opened:
        ages = [(name, _numbers(several)) for name, several in one.ages() if several]
        zh = ";".join(f"{name.zh} {numbers}" for name, numbers in ages)
        en = "; ".join(f"{name.en} {numbers}" for name, numbers in ages)
        found.append(Text(f"厂商手里未结:{zh}", f"Open at the vendor: {en}"))
    if not one.verified:
        found.append(_SAMPLE)
    return [*found, _RULE, _OTHER]


def _numbers(several: Iterable[Judged]) -> str:
    return " ".join(one.number for one in several)


def _with(text: Text, several: Iterable[Judged]) -> Text:
    numbers = _numbers(several)
    return Text(f"{text.zh}({numbers})", f"{text.en} ({numbers})") if numbers else text


def _listed(text: Text, several: Iterable[str]) -> Text:
    told = " ".join(several)
    return Text(text.zh + told, text.en + told)
