"""The report of outcomes: what was closed in a quarter, and whether it is proven (S3)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import Read
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.ledger.share import quarter_of
from firstline.domain.outcome.actions import KINDS, SOURCES
from firstline.domain.outcome.proof import READS, Stood, counts, in_project, proofs, summed
from firstline.domain.outcome.sheet import SHEET
from firstline.domain.outcome.standing import CLOSED, GLYPHS, PROOFS, Proof
from firstline.domain.words import Language, Text
from firstline.report.frozen.shot import Shot
from firstline.report.frozen.table import Made, Table, Words, fact_table

OUTCOMES = "outcomes"
_TITLE = Text("服务行动的成效", "Outcomes of service actions")
_SIGN = Text(
    "IT 负责人 ____________  业务负责人 ____________  日期 ____________",
    "IT lead ____________  Business owner ____________  Date ____________",
)
_HEADS = (
    (Text("编号", "Id"), 10), (Text("种类", "Kind"), 8), (Text("行动", "Action"), 21),
    (Text("谁", "Who"), 10), (Text("结束", "Closed"), 10), (Text("成果编号", "Outcome"), 11),
    (Text("状态与原因", "State, and why"), 30),
)  # fmt: skip
_RULE = Text(
    "结束不等于有成效:没有结束之后量到的实际值、日期和证据,就是未证实。工单结束不计入。",
    "To be closed is no success: without a value measured after the closing, its day and its "
    "evidence, an action is unproven. Closed tickets count for nothing here.",
)
_ORDER = (Proof.MISSED, Proof.UNPROVEN, Proof.PROVEN, Proof.OPEN)


def outcome_shot(
    read: Read, options: Mapping[str, str], now: datetime, zone: str, language: Language
) -> Shot:
    """Return the snapshot: `options` are the `quarter`, such as 2026Q4, and the `project`, "" all.

    Raises BadInput for what is no quarter. `read` returns the records of a kind.
    """
    quarter_of(options["quarter"])
    records: dict[str, Sequence[Entity]] = {kind: read(kind) for kind in (*KINDS, *READS)}
    return Shot(OUTCOMES, records, now, zone, options=options, language=language)


def outcome_report(shot: Shot) -> Made:
    """Return the report. Raises KeyError, ValueError and TypeError for a snapshot that is none."""
    words, (first, end) = shot.words, quarter_of(shot.options["quarter"])
    project = shot.options.get("project", "")
    found = [
        one for one in proofs(lambda kind: shot.records.get(kind, ()), shot.now)
        if in_project(one, project) and _of_quarter(one, first, end, words)
    ]  # fmt: skip
    told = summed(counts(found))
    facts = [
        [words.say(Text("季度", "Quarter")), f"{first} … {end - timedelta(days=1)}"],
        [words.say(Text("项目", "Project")), project or words.say(Text("全部", "all"))],
        [words.say(Text("结果", "Result")), words.say(told)],
        [words.say(Text("规则", "Rule")), words.say(_RULE)],
    ]
    tables = [fact_table(Text("结论", "Result"), facts)]
    tables += [_table([one for one in found if one.proved.proof is proof], proof, words)
               for proof in _ORDER]  # fmt: skip
    return Made(
        OUTCOMES, shot.text(), _TITLE, " ".join(filter(None, (shot.options["quarter"], project))),
        [one for one in tables if one.rows], (_SIGN,), shot.now, shot.language,
        {"quarter": shot.options["quarter"], "project": project},
    )  # fmt: skip


def _of_quarter(one: Stood, first: date, end: date, words: Words) -> bool:
    """Whether it was closed in the quarter, or is open and states what it is to bring.

    One that nobody recorded the end of is in every quarter: it is not to get lost.
    """
    if one.proved.proof not in CLOSED:
        return one.proved.proof is Proof.OPEN and bool(one.proved.outcomes)
    closed = one.action.closed_at
    return closed is None or first <= closed.astimezone(words.zone).date() < end


def _table(found: Sequence[Stood], proof: Proof, words: Words) -> Table:
    rows = [_row(one, words) for one in found]
    name = PROOFS[proof]
    glyph, many = GLYPHS[proof], len(rows)
    return Table(Text(f"{glyph} {name.zh} {many}", f"{glyph} {name.en} {many}"), _HEADS, rows)


def _row(one: Stood, words: Words) -> list[str]:
    action, proved = one.action, one.proved
    closed = f"{action.closed_at.astimezone(words.zone):%Y-%m-%d}" if action.closed_at else "—"
    names = [f"{number_of(SHEET, each.entity)} {text_of(each.entity, 'title')}"
             for each in proved.outcomes]  # fmt: skip
    whys = [f"{GLYPHS[each.proof]} {words.say(PROOFS[each.proof])}: {words.say(each.why)}"
            for each in proved.outcomes]  # fmt: skip
    why = "\n".join(whys) or (
        f"{GLYPHS[proved.proof]} {words.say(PROOFS[proved.proof])}: {words.say(proved.why)}"
    )
    return [
        action.number, words.say(SOURCES[action.kind].name), action.title, action.owner, closed,
        "\n".join(names) or "—", why,
    ]  # fmt: skip
