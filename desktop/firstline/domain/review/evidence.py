"""The vault of evidence: figures with formula, source by hash, period and owner (S73)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet, said_of
from firstline.domain.health.sheet import Flag, day_of, of_project, text_of, whole_of
from firstline.domain.ticket.fields import Value
from firstline.domain.training.shares import percent
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

KIND = "evidence"
FAILURES, ROI, OTHER = "failure_rate", "roi", "other"
MEASURES: Mapping[str, Text] = {
    FAILURES: Text("故障率", "failure rate"),
    ROI: Text("投资回报率", "ROI"),
    OTHER: Text("其他(写明定义)", "other, with its definition"),
}
FORMULAS: Mapping[str, Text] = {
    FAILURES: Text("故障数 ÷(系统数 × 月数),以及每 1,000 张单据的故障数;咨询和申请不算故障",
                   "incidents ÷ (systems × months), and incidents per 1,000 documents; questions "
                   "and requests are no incidents"),
    ROI: Text("(收益 − 成本)÷ 成本", "(benefit − cost) ÷ cost"),
}  # fmt: skip


def _rule(values: Mapping[str, Value]) -> None:
    first, last = str(values.get("first") or ""), str(values.get("last") or "")
    if first and last and last < first:
        raise BadInput(Text("期间末日早于首日。", "The last day is before the first."))
    measure = values.get("measure")
    needs = {
        FAILURES: (("incidents", Text("故障数", "the incidents")),
                   ("systems", Text("系统数", "the systems"))),
        ROI: (("benefit", Text("收益", "the benefit")), ("cost", Text("成本", "the cost"))),
        OTHER: (("definition", Text("定义", "the definition")),
                ("value", Text("数值", "the value"))),
    }  # fmt: skip
    for name, said in needs.get(str(measure), ()):
        if values.get(name) is None:
            raise BadInput(Text(f"要写明{said.zh}。", f"Say {said.en}."))
    if measure == ROI and not values.get("cost"):
        raise BadInput(Text("成本要大于 0。", "The cost must be above 0."))


SHEET = Sheet(
    KIND, "evidence", "EV", Text("证据", "Evidence"),
    (
        Column("title", Text("名称", "Title"), must=True),
        Column("measure", Text("指标", "Measure"), Shape.CHOICE, MEASURES, must=True),
        Column("definition", Text("定义与口径", "Definition")),
        Column("first", Text("期间首日", "From"), Shape.DAY, must=True),
        Column("last", Text("期间末日", "Until"), Shape.DAY, must=True),
        Column("incidents", Text("故障数", "Incidents"), Shape.WHOLE),
        Column("systems", Text("系统数", "Systems"), Shape.WHOLE, low=1),
        Column("documents", Text("单据数", "Documents"), Shape.WHOLE, low=1),
        Column("benefit", Text("收益(元)", "Benefit (CNY)"), Shape.MONEY),
        Column("cost", Text("成本(元)", "Cost (CNY)"), Shape.MONEY),
        Column("value", Text("数值与单位", "Value with its unit")),
        Column("source", Text("来源", "Source"), must=True),
        Column("file", Text("来源文件", "Source file"), found=True),
        Column("file_sha256", Text("文件 SHA-256", "SHA-256 of the file"), found=True),
        Column("owner", Text("负责人", "Owner"), must=True),
        Column("project", PROJECT_NAME),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """One figure with what it is made of; `value` is how it is told, `sums` how it comes about."""

    entity: "Entity"
    measure: str
    value: Text
    sums: Text

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What is to be looked at: a figure nobody can look up."""
        if text_of(self.entity, "file_sha256"):
            return ()
        return (Flag("no_file", Text("没有附上来源文件,只有文字", "no source file, words alone")),)


def evidence_of(entity: "Entity") -> Evidence:
    """Return the figure in a record."""
    measure = text_of(entity, "measure")
    reckon = {FAILURES: _failures, ROI: _roi}.get(measure, _stated)
    return Evidence(entity, measure, *reckon(entity))


def all_evidence(records: Iterable["Entity"], project: str = "") -> list[Evidence]:
    """Return the figures that stand, those of the latest period first."""
    found = map(evidence_of, of_project(records, project))
    return sorted(found, key=lambda one: (text_of(one.entity, "last"), one.entity.id), reverse=True)


def months(first: date, last: date) -> Fraction:
    """Return how many months the days are; whole ones exactly, the rest in days of their month."""
    end, found, start = last + timedelta(days=1), Fraction(0), first
    while start < end:
        following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        stop = min(end, following)
        whole = (following - start.replace(day=1)).days
        found += Fraction((stop - start).days, whole)
        start = stop
    return found


def _failures(entity: "Entity") -> tuple[Text, Text]:
    first, last = day_of(entity, "first"), day_of(entity, "last")
    many, systems = whole_of(entity, "incidents"), whole_of(entity, "systems")
    if first is None or last is None or many is None or not systems:
        return _NONE
    span = months(first, last)
    rate, long = _decimal(Fraction(many) / (systems * span)), _decimal(span)
    zh, en = f"每系统月 {rate}", f"{rate} a system-month"
    zh_sums = en_sums = f"{many} ÷ ({systems} × {long}) = {rate}"
    documents = whole_of(entity, "documents")
    if documents:
        each = _decimal(Fraction(1000 * many, documents))
        zh, en = f"{zh};每千单 {each}", f"{en}; {each} per 1,000 documents"
        zh_sums += f";{many} × 1000 ÷ {documents} = {each}"
        en_sums += f"; {many} × 1000 ÷ {documents} = {each}"
    return Text(zh, en), Text(zh_sums, en_sums)


def _roi(entity: "Entity") -> tuple[Text, Text]:
    benefit, cost = whole_of(entity, "benefit"), whole_of(entity, "cost")
    if benefit is None or not cost:
        return _NONE
    told = f"{percent(Fraction(benefit - cost, cost))} %"
    parts = (said_of(SHEET.column(name), entity.fields.get(name)) for name in ("benefit", "cost"))
    gain, spent = parts
    sums = f"({gain} − {spent}) ÷ {spent} = {told}"
    return Text(told, told), Text(sums, sums)


def _stated(entity: "Entity") -> tuple[Text, Text]:
    value, means = text_of(entity, "value"), text_of(entity, "definition")
    return Text(value, value), Text(means, means)


def _decimal(value: Fraction) -> str:
    """Return a value with at most three places, halves to even."""
    thousandths = round(value * 1000)
    return f"{thousandths // 1000}.{thousandths % 1000:03}".rstrip("0").rstrip(".")


_NONE = (Text("—", "—"), Text("数据不全", "something is missing"))
