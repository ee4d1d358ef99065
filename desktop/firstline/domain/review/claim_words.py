"""What a claim comes to, in words: each breach, what is left out and why, and the sum (S75)."""

from collections.abc import Sequence

from firstline.domain.contracts.targets import NAMES
from firstline.domain.review.weighed import Asked, Weighed, chosen
from firstline.domain.sla.timer import Metric
from firstline.domain.words import Text

NO_CLAUSE = Text(
    "合同没有登记“补偿条款”:先登记,再提交。",
    "The contract names no “clause on remedies”: record it before sending.",
)
SAMPLE = Text(
    "时限来自未核实的示例,不是合同:先把时限登记进合同或补充协议,再提交。",
    "The targets are an unverified sample, not the contract's: record them in the contract or a "
    "supplement before sending.",
)


def lines(asked: Asked, found: Sequence[Weighed]) -> list[Text]:
    """Return the claim line by line."""
    good, rule = chosen(found), asked.rule
    days = rule.days(len(good))
    out = [Text(f"{asked.contract.label} {asked.first} – {asked.last}",
                f"{asked.contract.label} {asked.first} – {asked.last}")]  # fmt: skip
    if not rule.clause:
        out.append(Text(f"⚠ {NO_CLAUSE.zh}", f"⚠ {NO_CLAUSE.en}"))
    if not all(one.clock.verified for one in good):
        out.append(Text(f"⚠ {SAMPLE.zh}", f"⚠ {SAMPLE.en}"))
    out += [line_of(one) for one in found]
    sums = rule.sums(len(good))
    more = Text("" if days is None else f":延长 {days} 天", "" if days is None else
                f": {days} days of extension")  # fmt: skip
    out.append(Text(f"已证实的超时 {len(good)} 项;{sums.zh}{more.zh}",
                    f"{len(good)} proven breaches; {sums.en}{more.en}"))  # fmt: skip
    return out


def line_of(one: Weighed) -> Text:
    """Return one late clock in a line."""
    clock, name = one.clock, NAMES[Metric(one.clock.metric)]
    over = span(late_by(one))
    mark = "✓" if one.out is None else "–"
    zh = f"{mark} {clock.number} {clock.ours} {name.zh} 超 {over.zh}"
    en = f"{mark} {clock.number} {clock.ours} {name.en} late by {over.en}"
    if one.out is None:
        return Text(zh, en)
    return Text(f"{zh} · {one.out.zh}", f"{en} · {one.out.en}")


def late_by(one: Weighed) -> int:
    """Return by how many seconds a clock is late; gross where only the pauses keep it in time."""
    clock = one.clock
    return clock.over_s or max(0, clock.gross_s - (clock.target_s or 0))


def span(seconds: int) -> Text:
    """Return a length of time in days, hours and minutes; seconds where it is less than one."""
    if seconds < 60:
        return Text(f"{seconds} 秒", f"{seconds} s")
    days, rest = divmod(seconds // 60, 24 * 60)
    parts = [(days, "天", "d"), (rest // 60, "小时", "h"), (rest % 60, "分", "min")]
    told = [one for one in parts if one[0]]
    return Text(" ".join(f"{many} {zh}" for many, zh, _ in told),
                " ".join(f"{many} {en}" for many, _, en in told))  # fmt: skip
